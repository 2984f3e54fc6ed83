"""Which account writes its scores into which field: no field of an organization has two writers."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from sfconnector.store.tables import accounts, score_fields

ID_LENGTH = 15
"""An id's first 15 characters name the record; the other three only protect its case."""


@dataclass(frozen=True, slots=True)
class Claim:
    """An account's score field."""

    account_id: int
    account: str
    api_name: str


def of_account(connection: Connection, account_id: int) -> str | None:
    """Return the account's score field as Salesforce spells it, None if it has none."""
    return connection.scalar(
        select(score_fields.c.api_name).where(score_fields.c.account_id == account_id)
    )


def claimed_by(connection: Connection, organization_id: str, api_name: str) -> Claim | None:
    """Return who has claimed a field of an organization."""
    row = connection.execute(
        select(score_fields.c.account_id, accounts.c.name, score_fields.c.api_name)
        .join(accounts, accounts.c.id == score_fields.c.account_id)
        .where(score_fields.c.organization_id == organization_id[:ID_LENGTH])
        .where(score_fields.c.field == api_name.lower())
    ).one_or_none()
    return None if row is None else Claim(row.account_id, row.name, row.api_name)


def claim(connection: Connection, account_id: int, organization_id: str, api_name: str) -> None:
    """Make a field the account's score field, in place of the one before."""
    release(connection, account_id)
    connection.execute(
        insert(score_fields).values(
            organization_id=organization_id[:ID_LENGTH],
            field=api_name.lower(),
            account_id=account_id,
            api_name=api_name,
        )
    )


def release(connection: Connection, account_id: int) -> None:
    """Give the account's score field up."""
    connection.execute(delete(score_fields).where(score_fields.c.account_id == account_id))
