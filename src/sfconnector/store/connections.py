"""The connection of an account: its state, and the sealed credentials and session."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from sfconnector.store.tables import connections


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionRow:
    """One account's connection as stored."""

    state: str
    since: datetime
    cause: str | None = None
    detail: str = ""
    hints: tuple[str, ...] = ()
    username: str
    login_url: str
    organization_id: str | None = None
    organization_name: str | None = None
    instance_url: str | None = None
    sealed_credentials: bytes | None = None
    """Username, secret and login URL that last led to an answered data call."""
    sealed_session: bytes | None = None
    method: str = "soap"
    user_id: str | None = None
    """Of the connected user."""
    bound_username: str | None = None
    """Username and e-mail of the connected user when the organization was bound or confirmed."""
    bound_email: str | None = None
    diagnosis: str | None = None
    """JSON: what else the cause may be, and what it rests on."""
    offered: str | None = None
    """JSON: where a login led that the organization guard refused."""
    degraded: str = "[]"
    """JSON: the works that are refused while the others go on."""


def read(connection: Connection, account_id: int) -> ConnectionRow | None:
    """Return the connection, None if nobody has tried to connect yet."""
    row = connection.execute(
        select(connections).where(connections.c.account_id == account_id)
    ).one_or_none()
    if row is None:
        return None
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public way to a row as a mapping
    del values["account_id"]
    return ConnectionRow(**values | {"hints": tuple(json.loads(values["hints"]))})


def write(connection: Connection, account_id: int, row: ConnectionRow) -> None:
    """Store the connection in place of the one before."""
    values = {name: getattr(row, name) for name in ConnectionRow.__dataclass_fields__}
    values["hints"] = json.dumps(row.hints)
    connection.execute(delete(connections).where(connections.c.account_id == account_id))
    connection.execute(insert(connections).values(account_id=account_id, **values))


def set_session(
    connection: Connection, account_id: int, *, sealed_session: bytes, instance_url: str
) -> None:
    """Store a renewed session and where it is good for."""
    connection.execute(
        update(connections)
        .where(connections.c.account_id == account_id)
        .values(sealed_session=sealed_session, instance_url=instance_url)
    )
