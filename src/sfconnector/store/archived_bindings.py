"""Organizations that an account was bound to before support bound it to another one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from sfconnector.store.tables import archived_bindings


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedBinding:
    """A former organization of the account; its lists stay readable."""

    organization_id: str
    organization_name: str
    username: str
    archived_at: datetime
    archived_by: str
    reason: str


def add(connection: Connection, account_id: int, binding: ArchivedBinding) -> None:
    """Archive a binding."""
    values = {name: getattr(binding, name) for name in ArchivedBinding.__dataclass_fields__}
    connection.execute(insert(archived_bindings).values(account_id=account_id, **values))


def read(connection: Connection, account_id: int) -> tuple[ArchivedBinding, ...]:
    """Return the account's former organizations, the newest first."""
    rows = connection.execute(
        select(archived_bindings)
        .where(archived_bindings.c.account_id == account_id)
        .order_by(archived_bindings.c.id.desc())
    )
    return tuple(
        ArchivedBinding(
            organization_id=row.organization_id,
            organization_name=row.organization_name,
            username=row.username,
            archived_at=row.archived_at,
            archived_by=row.archived_by,
            reason=row.reason,
        )
        for row in rows
    )
