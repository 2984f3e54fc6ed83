"""The rows of UserRecordAccess, made for the one query that asks for them.

Rules of the guide ([D] object reference, UserRecordAccess): one user, at most 200 records, and no
row of a record that whoever asks may not read. The texts of the refusals are believed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

from fake_salesforce.access import Access
from fake_salesforce.errors import MalformedQueryError
from fake_salesforce.records import rows
from fake_salesforce.records.permitted import is_among
from fake_salesforce.records.values import Stored
from fake_salesforce.schema import AccessLevel, Schema, SObject
from fake_salesforce.soql import BoundAnd, BoundComparison, BoundField, BoundQuery, Operator

MOST_RECORDS = 200
NAME = "UserRecordAccess"


def make_rows(
    connection: sqlite3.Connection,
    query: BoundQuery,
    *,
    schema: Schema,
    asker: Access,
    access_of: Callable[[str], Access],
) -> None:
    """Make the rows that a query needs, on this connection alone; other queries need none.

    Raises:
        MalformedQueryError: the query does not name one user and up to 200 records.
    """
    if query.sobject.name != NAME:
        return
    user_id, record_ids = _asked(query)
    columns = ", ".join(f'"{each.name}"' for each in query.sobject.columns)
    # A temporary table goes before one of the same name that everybody sees.
    connection.execute(
        f'CREATE TEMP TABLE IF NOT EXISTS "{NAME}" (_row INTEGER PRIMARY KEY, {columns})'
    )
    connection.execute(f'DELETE FROM temp."{NAME}"')  # noqa: S608 - a constant
    found = (
        _row(connection, record_id, user_id, schema=schema, asker=asker, access=access_of(user_id))
        for record_id in record_ids
    )
    rows.insert_many(
        connection,
        query.sobject,
        ([each.get(column.name) for column in query.sobject.columns] for each in found if each),
    )


def _asked(query: BoundQuery) -> tuple[str, tuple[str, ...]]:
    users = _values(query, "UserId", frozenset({Operator.EQUAL}))
    records = _values(query, "RecordId", frozenset({Operator.EQUAL, Operator.IN}))
    if len(users) != 1 or not records:
        message = (
            "Implementation restriction: UserRecordAccess requires a filter by UserId and RecordId"
        )
        raise MalformedQueryError(message)
    if len(records) > MOST_RECORDS:
        message = f"UserRecordAccess can only query {MOST_RECORDS} records at a time"
        raise MalformedQueryError(message)
    return users[0], records


def _values(query: BoundQuery, name: str, operators: frozenset[Operator]) -> tuple[str, ...]:
    """Return the ids that a field must be one of."""
    where = query.where
    together = where.operands if isinstance(where, BoundAnd) else (where,)
    for each in together:
        if (
            isinstance(each, BoundComparison)
            and isinstance(each.operand, BoundField)
            and each.operand.key == (name,)
            and each.operator in operators
        ):
            return tuple(dict.fromkeys(str(value) for value in each.values if value is not None))
    return ()


def _row(
    connection: sqlite3.Connection,
    record_id: str,
    user_id: str,
    *,
    schema: Schema,
    asker: Access,
    access: Access,
) -> dict[str, Stored] | None:
    sobject = schema.sobject_of_id(record_id)
    if sobject is None or rows.find(connection, sobject, record_id) is None:
        return None
    if not _can_read(connection, sobject, record_id, asker):
        return None
    levels = dict(_levels(connection, sobject, record_id, access))
    highest = next((name for name in reversed(levels) if levels[name]), "None")
    return {
        "Id": record_id,
        "UserId": user_id,
        "RecordId": record_id,
        **{f"Has{name}Access": int(has) for name, has in levels.items()},
        "MaxAccessLevel": highest,
    }


def _can_read(
    connection: sqlite3.Connection, sobject: SObject, record_id: str, access: Access
) -> bool:
    return access.can_read_object(sobject) and is_among(
        connection, sobject, record_id, access.records(sobject)
    )


def _levels(
    connection: sqlite3.Connection, sobject: SObject, record_id: str, access: Access
) -> Iterator[tuple[str, bool]]:
    """Yield what a user may do with a record, the least first."""
    can_read = _can_read(connection, sobject, record_id, access)
    edit, all_ = (access.records(sobject, each) for each in (AccessLevel.EDIT, AccessLevel.ALL))
    has_all = is_among(connection, sobject, record_id, all_)
    can_edit = can_read and access.can_edit(sobject)
    can_edit = can_edit and is_among(connection, sobject, record_id, edit)
    can_delete = can_read and access.can_delete(sobject) and has_all
    can_transfer = can_edit and is_among(
        connection, sobject, record_id, access.transferable(sobject)
    )
    yield "Read", can_read
    yield "Edit", can_edit
    yield "Delete", can_delete
    yield "Transfer", can_transfer
    yield "All", can_edit and can_delete and can_transfer and has_all
