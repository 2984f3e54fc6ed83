"""The passwords an account has had: since when, whether Salesforce exempts them, when one expired.

A password is told from the next by the keyed fingerprint of its secret; nothing of it is kept here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from sfconnector.store.tables import passwords


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordRow:
    """One password; ``id`` is None until it is stored."""

    id: int | None = None
    fingerprint: str
    known_since: datetime
    """When a data call was first answered with it."""
    changed_at: datetime | None = None
    """When it was set, as Salesforce tells; None: not told."""
    never_expires: bool = False
    read_at: datetime | None = None
    """When Salesforce was last asked."""
    worked_at: datetime | None = None
    """The last sign of life before it expired."""
    expired_at: datetime | None = None
    """When its expiry was noticed."""
    warned_days: int | None = None
    """The last warning given: 14, 7 or 1."""


def history(connection: Connection, account_id: int) -> tuple[PasswordRow, ...]:
    """Return the account's passwords, the present one first."""
    rows = connection.execute(
        select(passwords)
        .where(passwords.c.account_id == account_id)
        .order_by(passwords.c.id.desc())
    )
    return tuple(
        PasswordRow(**{name: getattr(row, name) for name in PasswordRow.__dataclass_fields__})
        for row in rows
    )


def write(connection: Connection, account_id: int, row: PasswordRow) -> None:
    """Store a password: a new one, or what has become known of one."""
    values = {name: getattr(row, name) for name in PasswordRow.__dataclass_fields__ if name != "id"}
    if row.id is None:
        connection.execute(insert(passwords).values(account_id=account_id, **values))
    else:
        connection.execute(update(passwords).where(passwords.c.id == row.id).values(**values))
