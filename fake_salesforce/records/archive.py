"""Archived activities: what a nightly job does to tasks and events that are over a year old.

[D:210 API guide, Archived Activities]: an event is archived 365 days after its day, a closed task
365 days after its due date or, without one, after it was made; ``query`` hides what is archived,
``queryAll`` shows it, and it can still be updated and deleted. What is inserted late is archived
when the job runs the next time; that it runs when a day of UTC has begun, that no stamp moves, and
that an archived activity stays one whatever it becomes, is believed.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from fake_salesforce.clock import to_wire

_AGE = timedelta(days=365)


def run(connection: sqlite3.Connection, now: datetime) -> None:
    """Archive what has become old enough; within a transaction."""
    made_by = to_wire(now - _AGE)
    day = made_by[:10]
    connection.execute(
        'UPDATE "Event" SET "IsArchived" = 1 WHERE "IsArchived" = 0 AND "ActivityDate" <= ?', (day,)
    )
    connection.execute(
        'UPDATE "Task" SET "IsArchived" = 1 WHERE "IsArchived" = 0 AND "IsClosed" = 1'
        ' AND ("ActivityDate" <= ? OR ("ActivityDate" IS NULL AND "CreatedDate" <= ?))',
        (day, made_by),
    )
