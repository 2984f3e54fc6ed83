"""Accounts: those that share a store; each has one connection and its own lists.

An account's connector to a sandbox is one of its own, with a connection and lists apart.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from sfconnector.store.tables import accounts, connections


def find_or_create(
    connection: Connection, name: str, *, environment: str = "production", now: datetime
) -> int:
    """Return the account's id, making the account if there is none of this name."""
    found: int | None = connection.scalar(
        select(accounts.c.id)
        .where(accounts.c.name == name)
        .where(accounts.c.environment == environment)
    )
    if found is not None:
        return found
    made = connection.execute(
        insert(accounts).values(name=name, environment=environment, created_at=now)
    )
    assert made.inserted_primary_key is not None
    account_id = made.inserted_primary_key[0]
    assert isinstance(account_id, int)
    return account_id


def read_ids(connection: Connection) -> tuple[int, ...]:
    """Return every account of the store."""
    return tuple(connection.scalars(select(accounts.c.id).order_by(accounts.c.id)))


def on_organization(connection: Connection, organization_id: str) -> tuple[int, ...]:
    """Return the accounts whose active connection is to this organization."""
    return tuple(
        connection.scalars(
            select(connections.c.account_id)
            .where(connections.c.state == "active")
            .where(func.substr(connections.c.organization_id, 1, 15) == organization_id[:15])
            .order_by(connections.c.account_id)
        )
    )


def neighbours(
    connection: Connection, account_id: int, organization_id: str | None
) -> tuple[str, ...]:
    """Return the names of the other accounts that are bound to an organization."""
    if organization_id is None:
        return ()
    return tuple(
        connection.scalars(
            select(accounts.c.name)
            .join(connections, connections.c.account_id == accounts.c.id)
            .where(func.substr(connections.c.organization_id, 1, 15) == organization_id[:15])
            .where(accounts.c.id != account_id)
            .order_by(accounts.c.name)
        )
    )


def key_check(connection: Connection, account_id: int) -> bytes | None:
    """Return the sealed check word; None until a key was first used."""
    return connection.scalar(select(accounts.c.key_check).where(accounts.c.id == account_id))


def set_key_check(connection: Connection, account_id: int, sealed: bytes | None) -> None:
    """Store the sealed check word, or forget it."""
    connection.execute(update(accounts).where(accounts.c.id == account_id).values(key_check=sealed))
