"""What records show of the activities about them: the last one, whether one is open or overdue.

LastActivityDate is the later of the due date of the last event and that of the task closed last
([K:object-reference/lead]). Believed: that a closed task without a due date counts for nothing,
that an event counts although it lies ahead, and that an account shows the activities it is the
account of. HasOpenActivity and HasOverdueTask hang on the day, so they are worked out anew when it
changes; that an event is open until its day is over is believed.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping

from .values import Stored

_REFERENCES = (
    ("Lead", "WhoId"),
    ("Contact", "WhoId"),
    ("Account", "AccountId"),
    ("Opportunity", "WhatId"),
    ("Campaign", "WhatId"),
)
"""The objects with a LastActivityDate, and the reference of an activity that leads there."""


def related(*records: Mapping[str, Stored] | None) -> set[str]:
    """Return the ids of what activities are about."""
    return {
        str(each[name])
        for each in records
        if each is not None
        for name in ("WhoId", "WhatId", "AccountId")
        if each.get(name) is not None
    }


def show(connection: sqlite3.Connection, today: str, ids: Iterable[str] | None = None) -> None:
    """Write what records show of their activities.

    Args:
        connection: within a transaction.
        today: the day, as ``2020-07-20``.
        ids: the records meant; None means all that have activities.
    """
    listed = None if ids is None else json.dumps(sorted(ids))
    for sobject, reference in _REFERENCES:
        _show_last(connection, sobject, reference, listed)
    show_open(connection, today, listed)


def _chosen(reference: str, listed: str | None) -> tuple[str, tuple[str, ...]]:
    """Return SQL that says which records are meant, with its values."""
    if listed is not None:
        return 'r."Id" IN (SELECT value FROM json_each(?))', (listed,)
    either = (f'SELECT "{reference}" FROM "{name}"' for name in ("Task", "Event"))  # noqa: S608 - our own names
    return f'r."Id" IN ({" UNION ".join(either)})', ()


def _show_last(
    connection: sqlite3.Connection, sobject: str, reference: str, listed: str | None
) -> None:
    chosen, values = _chosen(reference, listed)
    about = f'"{reference}" = r."Id" AND "IsDeleted" = 0'
    connection.execute(
        f'UPDATE "{sobject}" AS r SET "LastActivityDate" = (SELECT max(day) FROM ('  # noqa: S608 - the same
        f'SELECT max("ActivityDate") AS day FROM "Event" WHERE {about}'
        f' UNION ALL SELECT day FROM (SELECT "ActivityDate" AS day FROM "Task" WHERE {about}'
        ' AND "IsClosed" = 1 AND "ActivityDate" IS NOT NULL'
        f' ORDER BY "CompletedDateTime" DESC, _row DESC LIMIT 1))) WHERE {chosen}',
        values,
    )


def show_open(connection: sqlite3.Connection, today: str, listed: str | None = None) -> None:
    """Write which opportunities have an open activity, and an overdue task, on a day."""
    chosen, values = _chosen("WhatId", listed)
    tasks = (
        'SELECT 1 FROM "Task" AS t WHERE t."WhatId" = r."Id" AND t."IsDeleted" = 0'
        ' AND t."IsClosed" = 0'
    )
    events = (
        'SELECT 1 FROM "Event" AS e WHERE e."WhatId" = r."Id" AND e."IsDeleted" = 0'
        ' AND e."EndDate" >= ?'
    )
    connection.execute(
        'UPDATE "Opportunity" AS r SET'  # noqa: S608 - our own names
        f' "HasOpenActivity" = EXISTS ({tasks}) OR EXISTS ({events}),'
        f' "HasOverdueTask" = EXISTS ({tasks} AND t."ActivityDate" < ?) WHERE {chosen}',
        (today, today, *values),
    )
