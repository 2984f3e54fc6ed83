"""The record types that an account works with: no record type of an organization has two accounts.

An object without any is worked with whole, whatever types its records have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from sfconnector.store.score_fields import ID_LENGTH
from sfconnector.store.tables import accounts, record_types

WRONG = {
    "withheld": "not assigned to the connected user",
    "inactive": "not active in Salesforce",
    "gone": "no more in Salesforce",
}
"""What is wrong with a record type that is not offered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordType:
    """A record type that an account has chosen."""

    id: str
    """As Salesforce told it, of 18 characters."""
    sobject: str
    """``Lead`` or ``Contact``."""
    name: str
    """Its label when describe was last asked."""
    standing: str
    """As describe told it last: ``offered``; ``withheld``, the connected user may not use it;
    ``inactive``; or ``gone``, there is none of this id any more."""

    @property
    def told(self) -> str:
        """Its name, and what is wrong with it."""
        wrong = WRONG.get(self.standing)
        return f"{self.name} ({wrong})" if wrong else self.name


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose a record type is."""

    account_id: int
    account: str
    name: str


def of_account(
    connection: Connection, account_id: int, sobject: str | None = None
) -> tuple[RecordType, ...]:
    """Return what the account has chosen, by object and then by name; of one object if named.

    None at all of an object means that the account works with every record of it.
    """
    found = (
        select(
            record_types.c.whole_id,
            record_types.c.sobject,
            record_types.c.name,
            record_types.c.standing,
        )
        .where(record_types.c.account_id == account_id)
        .order_by(record_types.c.sobject, record_types.c.name, record_types.c.whole_id)
    )
    if sobject is not None:
        found = found.where(record_types.c.sobject == sobject)
    return tuple(
        RecordType(id=row.whole_id, sobject=row.sobject, name=row.name, standing=row.standing)
        for row in connection.execute(found)
    )


def held_by_others(
    connection: Connection, account_id: int, organization_id: str, ids: Sequence[str]
) -> tuple[Holder, ...]:
    """Return which of these record types of an organization other accounts have chosen."""
    rows = connection.execute(
        select(record_types.c.account_id, accounts.c.name.label("account"), record_types.c.name)
        .join(accounts, accounts.c.id == record_types.c.account_id)
        .where(record_types.c.organization_id == organization_id[:ID_LENGTH])
        .where(record_types.c.record_type_id.in_([each[:ID_LENGTH] for each in ids]))
        .where(record_types.c.account_id != account_id)
        .order_by(record_types.c.name)
    )
    return tuple(Holder(row.account_id, row.account, row.name) for row in rows)


def choose(
    connection: Connection,
    account_id: int,
    organization_id: str,
    sobject: str,
    chosen: Sequence[RecordType],
) -> None:
    """Make these the account's record types of an object, in place of those before."""
    release(connection, account_id, sobject)
    connection.execute(
        insert(record_types),
        [
            {
                "organization_id": organization_id[:ID_LENGTH],
                "record_type_id": each.id[:ID_LENGTH],
                "whole_id": each.id,
                "account_id": account_id,
                "sobject": sobject,
                "name": each.name,
                "standing": each.standing,
            }
            for each in chosen
        ],
    )


def note(connection: Connection, account_id: int, told: RecordType) -> None:
    """Keep what describe says of a record type now, if the account still has it."""
    connection.execute(
        update(record_types)
        .where(record_types.c.account_id == account_id)
        .where(record_types.c.record_type_id == told.id[:ID_LENGTH])
        .values(name=told.name, standing=told.standing)
    )


def release(connection: Connection, account_id: int, sobject: str | None = None) -> None:
    """Give the account's record types of an object up; None means of every object."""
    given_up = delete(record_types).where(record_types.c.account_id == account_id)
    if sobject is not None:
        given_up = given_up.where(record_types.c.sobject == sobject)
    connection.execute(given_up)
