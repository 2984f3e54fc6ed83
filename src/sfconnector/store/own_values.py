"""Values that a list shows in place of its source's, by record and field.

They lie beside the generations, which hold what the source has: an import or a sync that is cut
leaves both as they were, and a list can always be compared with its source.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, exists, func, insert, select
from sqlalchemy import delete as delete_rows

from sfconnector.store.rows import delete_records, in_chunks
from sfconnector.store.tables import own_values


@dataclass(frozen=True, slots=True)
class OwnValue:
    """A value of the list's own."""

    record_id: str
    field: str
    value: str
    """JSON."""
    edited_at: datetime | None
    """None: no user gave it, a rule kept what the source had."""
    edited_by: str | None


def put(connection: Connection, list_id: int, values: Sequence[OwnValue]) -> None:
    """Write values, each in place of what the field had."""
    take_back(connection, list_id, [(each.record_id, each.field) for each in values])
    if values:
        connection.execute(
            insert(own_values),
            [
                {
                    "list_id": list_id,
                    "record_id": each.record_id,
                    "field": each.field,
                    "value": each.value,
                    "edited_at": each.edited_at,
                    "edited_by": each.edited_by,
                }
                for each in values
            ],
        )


def take_back(connection: Connection, list_id: int, fields: Iterable[tuple[str, str]]) -> None:
    """Let fields, each (record id, API name), show the source's value again."""
    for record_id, field in fields:
        connection.execute(
            delete_rows(own_values)
            .where(own_values.c.list_id == list_id)
            .where(own_values.c.record_id == record_id)
            .where(own_values.c.field == field)
        )


def delete(connection: Connection, list_id: int, record_ids: Sequence[str]) -> None:
    """Delete all values of some records."""
    delete_records(connection, own_values, own_values.c.list_id == list_id, record_ids)


def any_of(connection: Connection, list_id: int) -> bool:
    """Tell whether a list has a value of its own at all."""
    found = connection.scalar(select(exists().where(own_values.c.list_id == list_id)))
    return bool(found)


def count(connection: Connection, list_id: int) -> int:
    """Count a list's values of its own."""
    return (
        connection.scalar(
            select(func.count()).select_from(own_values).where(own_values.c.list_id == list_id)
        )
        or 0
    )


def of_records(
    connection: Connection, list_id: int, record_ids: Sequence[str]
) -> Mapping[str, Mapping[str, OwnValue]]:
    """Return the values of some records, by record id and field."""
    found: defaultdict[str, dict[str, OwnValue]] = defaultdict(dict)
    for some in in_chunks(record_ids):
        rows = connection.execute(
            select(own_values)
            .where(own_values.c.list_id == list_id)
            .where(own_values.c.record_id.in_(some))
        )
        for row in rows:
            found[row.record_id][row.field] = _value(row)
    return found


def of_field(connection: Connection, list_id: int, field: str) -> tuple[OwnValue, ...]:
    """Return a field's values by record id."""
    rows = connection.execute(
        select(own_values)
        .where(own_values.c.list_id == list_id)
        .where(own_values.c.field == field)
        .order_by(own_values.c.record_id)
    )
    return tuple(_value(row) for row in rows)


def _value(row: Row[Any]) -> OwnValue:
    return OwnValue(
        record_id=row.record_id,
        field=row.field,
        value=row.value,
        edited_at=row.edited_at,
        edited_by=row.edited_by,
    )
