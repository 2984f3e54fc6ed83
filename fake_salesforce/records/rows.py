"""Rows of an sObject's table, written by name: the schema's names, never a client's."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from fake_salesforce.schema import Field, SObject

from .values import Stored


def insert(connection: sqlite3.Connection, sobject: SObject, record: Mapping[str, Stored]) -> None:
    """Insert one row; a column the record does not name is null."""
    insert_many(connection, sobject, [tuple(record.get(each.name) for each in sobject.columns)])


def insert_many(
    connection: sqlite3.Connection, sobject: SObject, rows: Iterable[Sequence[Stored]]
) -> None:
    """Insert rows whose values stand in the order of ``sobject.columns``."""
    names = ", ".join(f'"{each.name}"' for each in sobject.columns)
    places = ", ".join("?" * len(sobject.columns))
    connection.executemany(
        f'INSERT INTO "{sobject.name}" ({names}) VALUES ({places})',  # noqa: S608 - schema's names
        rows,
    )


def update(
    connection: sqlite3.Connection,
    sobject: SObject,
    record_id: str,
    values: Mapping[str, Stored],
) -> None:
    """Write some columns of the row of an 18-character id."""
    assignments = ", ".join(f'"{name}" = ?' for name in values)
    connection.execute(
        f'UPDATE "{sobject.name}" SET {assignments} WHERE "Id" = ?',  # noqa: S608 - schema's names
        [*values.values(), record_id],
    )


def find(
    connection: sqlite3.Connection, sobject: SObject, record_id: str
) -> dict[str, Stored] | None:
    """Return the row of an 18-character id by column name, deleted or not, or None."""
    names = [each.name for each in sobject.columns]
    selected = ", ".join(f'"{name}"' for name in names)
    row = connection.execute(
        f'SELECT {selected} FROM "{sobject.name}" WHERE "Id" = ?',  # noqa: S608 - schema's names
        (record_id,),
    ).fetchone()
    return None if row is None else dict(zip(names, row, strict=True))


def delete(connection: sqlite3.Connection, sobject: SObject, record_id: str) -> None:
    """Delete the row of an 18-character id for good."""
    connection.execute(
        f'DELETE FROM "{sobject.name}" WHERE "Id" = ?',  # noqa: S608 - schema's names
        (record_id,),
    )


def referring(
    connection: sqlite3.Connection,
    sobject: SObject,
    field: Field,
    record_id: str,
    *,
    with_deleted: bool = False,
) -> list[dict[str, Stored]]:
    """Return the rows, but for deleted ones, whose reference ``field`` is an 18-character id."""
    names = [each.name for each in sobject.columns]
    selected = ", ".join(f'"{name}"' for name in names)
    hides_deleted = sobject.field("IsDeleted") is not None and not with_deleted
    not_deleted = ' AND "IsDeleted" = 0' if hides_deleted else ""
    found = connection.execute(
        f'SELECT {selected} FROM "{sobject.name}"'  # noqa: S608 - schema's names
        f' WHERE "{field.name}" = ?{not_deleted}',
        (record_id,),
    ).fetchall()
    return [dict(zip(names, row, strict=True)) for row in found]
