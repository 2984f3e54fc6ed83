"""What became of a connection, change by change: who, when, from, to, cause and evidence."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from sfconnector.errors import Evidence
from sfconnector.store.tables import connection_history


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of a connection's state or cause, or an act of support."""

    at: datetime
    who: str
    """The user who acted, or ``sfconnector`` where it noticed by itself."""
    act: str
    """``connect``, ``update_login``, ``test``, ``disconnect``, ``use`` or an act of support."""
    from_state: str
    to_state: str
    cause: str | None
    note: str
    evidence: Evidence


def add(connection: Connection, account_id: int, change: Change) -> None:
    """Write a change down, in the transaction that makes it."""
    values = {name: getattr(change, name) for name in Change.__dataclass_fields__}
    values["evidence"] = json.dumps(asdict(change.evidence))
    connection.execute(insert(connection_history).values(account_id=account_id, **values))


def read(connection: Connection, account_id: int) -> tuple[Change, ...]:
    """Return the account's changes, the newest first."""
    rows = connection.execute(
        select(connection_history)
        .where(connection_history.c.account_id == account_id)
        .order_by(connection_history.c.id.desc())
    )
    return tuple(
        Change(
            at=row.at,
            who=row.who,
            act=row.act,
            from_state=row.from_state,
            to_state=row.to_state,
            cause=row.cause,
            note=row.note,
            evidence=Evidence(**json.loads(row.evidence)),
        )
        for row in rows
    )
