"""Shares of records: which can be made, and which follow the record.

Only shares of the row cause Manual are written ([D:244 object reference, CampaignShare]); that the
owner, those above him and administrators write them, and that they end with a change of owner, is
Salesforce help's ("Manual Sharing"). The codes of the refusals are believed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from fake_salesforce.errors import FieldIntegrityError, InsufficientAccessOrReadonlyError
from fake_salesforce.schema import Field, SObject

from .values import Stored

MANUAL = "Manual"
SHARED = ("Account", "Campaign", "Contact", "Lead", "Opportunity")
"""The objects whose records can be shared by hand."""


def check_made(record: Mapping[str, Stored]) -> None:
    """Refuse a share that is not a manual one.

    Raises:
        FieldIntegrityError: its row cause is another.
    """
    if record["RowCause"] != MANUAL:
        message = f"Row Cause: only shares of the row cause {MANUAL} can be written"
        raise FieldIntegrityError(message, fields=("RowCause",))


def check_unmade(record: Mapping[str, Stored]) -> None:
    """Refuse to delete a share that is not a manual one: the owner's goes with the owner.

    Raises:
        InsufficientAccessOrReadonlyError: its row cause is another.
    """
    if record["RowCause"] != MANUAL:
        message = "insufficient access rights on object id"
        raise InsufficientAccessOrReadonlyError(message, fields=())


def end_with_owner(
    connection: sqlite3.Connection,
    sobject_name: str,
    before: Mapping[str, Stored] | None,
    record: Mapping[str, Stored],
) -> None:
    """Let the manual shares of a record end when it gets another owner."""
    if before is not None and before["OwnerId"] != record["OwnerId"]:
        connection.execute(
            f'DELETE FROM "{sobject_name}Share" WHERE "{sobject_name}Id" = ? AND "RowCause" = ?',  # noqa: S608 - the schema's names
            (record["Id"], MANUAL),
        )


def end(connection: sqlite3.Connection, sobject_name: str, record_id: str) -> None:
    """Let the manual shares of a record end that is gone for good."""
    connection.execute(
        f'DELETE FROM "{sobject_name}Share" WHERE "{sobject_name}Id" = ? AND "RowCause" = ?',  # noqa: S608 - the schema's names
        (record_id, MANUAL),
    )


def move(
    connection: sqlite3.Connection, share: SObject, field: Field, from_id: str, to_id: str
) -> None:
    """Let the manual shares of one record be another's; nobody gets two (believed).

    Args:
        connection: within a transaction.
        share: the share object, as AccountShare.
        field: its reference to the shared record.
        from_id: the record that has them.
        to_id: the record that gets them.
    """
    table = f'"{share.name}"'
    connection.execute(
        f'DELETE FROM {table} WHERE "{field.name}" = ? AND "RowCause" = ?'  # noqa: S608 - the schema's names
        f' AND "UserOrGroupId" IN (SELECT "UserOrGroupId" FROM {table} WHERE "{field.name}" = ?)',
        (from_id, MANUAL, to_id),
    )
    connection.execute(
        f'UPDATE {table} SET "{field.name}" = ? WHERE "{field.name}" = ? AND "RowCause" = ?',  # noqa: S608 - the same
        (to_id, from_id, MANUAL),
    )
