"""Through which instant a source is known to be stored; pure, and only of Salesforce's own clock.

A transaction's rows are stamped when they are written and seen when it commits, up to
:data:`OVERLAP` later. So what bears a stamp below the newest one may still appear. The cursor is
the newest stamp there was when the run began, less the overlap; as Salesforce's clock goes on and
nothing newer comes, it moves up to that stamp and never past it. The connector's clock has no part
in it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

OVERLAP = timedelta(minutes=15)
"""How long after its stamp a row may appear; a transaction of Salesforce ends sooner."""
LONGEST_ABSENCE = timedelta(days=14)
"""The recycle bin tells of deletions for 15 days (reference 2.14); after that ids are compared."""


def moved(
    before: datetime | None, newest: datetime | None, told_at: datetime | None
) -> datetime | None:
    """Return the cursor after a run that has stored all it read.

    Args:
        before: the cursor at the run's begin; it never goes back.
        newest: the newest stamp there was when the run began; None: no rows.
        told_at: Salesforce's clock then; None: not told.
    """
    if newest is None:
        return before
    cursor = newest - OVERLAP
    if told_at is not None:
        cursor = max(cursor, min(newest, told_at - OVERLAP))
    return cursor if before is None else max(before, cursor)


def was_away_too_long(before: datetime | None, told_at: datetime | None) -> bool:
    """Tell whether deletions since the last run may be told no more.

    Args:
        before: Salesforce's clock when the last complete run began.
        told_at: Salesforce's clock now.
    """
    return before is None or told_at is None or told_at - before > LONGEST_ABSENCE
