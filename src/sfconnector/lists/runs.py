"""The runs of imports and syncs: how they went, what was left out, the cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from sfconnector.lists.email import DELETED_HERE, REPEATED
from sfconnector.lists.marketing_list import row_of
from sfconnector.store import leases, run_results, skipped_rows
from sfconnector.store.run_results import RunRow
from sfconnector.store.store import Store

REMEDIES: Mapping[str, tuple[str, str]] = {
    "no_email": (
        "the record has no e-mail",
        "fill in the e-mail in Salesforce, then sync",
    ),
    "invalid_email": (
        "the e-mail is no valid address",
        "correct the e-mail in Salesforce, a blank before or behind it too, then sync",
    ),
    REPEATED: (
        "Salesforce gave the record twice in one import",
        "nothing: the record is a member once",
    ),
    DELETED_HERE: (
        "a user deleted the member from the list",
        "nothing, or sfconnector lists restore-members, then sync",
    ),
}
"""By the reason of a skipped row: what it means, and what mends it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedGroup:
    """Rows that are no members for one reason."""

    reason: str
    rows: int
    meaning: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """An import or a sync of a list."""

    list_name: str
    number: int
    """Counted from 1 for imports and syncs each."""
    kind: str
    """``import`` or ``sync``."""
    reads: str
    """``full``: everything, or ``changes``."""
    why_full: str
    """Why a sync read everything."""
    state: str
    """``running``; ``interrupted``: it can be gone on with; ``complete``; ``partial``: some of it
    was not believed, of an import all; ``abandoned``: another one was begun in its place."""
    began_at: datetime
    ended_at: datetime | None
    read: int
    added: int
    changed: int
    returned: int
    left: int
    left_by_reason: Mapping[str, int]
    held_back: int
    """Missing without a trace, and so many that they stayed."""
    skipped: tuple[SkippedGroup, ...]
    """Of an import all of its rows that are no members, of a sync those that it found anew."""
    calls: int | None
    """API calls; None: not known."""
    calls_are_all: bool
    """Whether no process that worked on it was killed before it could tell its calls."""
    stopped_at: datetime | None
    stopped_for: str
    """Why it stopped before its end, the last time, or why it is partial."""


def read_all(
    store: Store, account_id: int, name: str | None, *, most: int | None, now: datetime
) -> tuple[Run, ...]:
    """Return the runs of an account, or of one of its lists, the newest first.

    Args:
        store: where runs are.
        account_id: whose.
        name: of the list; None takes all.
        most: how many at most; None returns all.
        now: tells whether somebody is at work on an unfinished one.

    Raises:
        UnknownListError: there is no list of this name.
    """
    with store.reading() as connection:
        if name is not None:
            row_of(connection, account_id, name)
        rows = run_results.read_all(connection, account_id, list_name=name, most=most)
        return tuple(_run(connection, row, now) for row in rows)


def grouped(by_reason: Mapping[str, int]) -> tuple[SkippedGroup, ...]:
    """Return counts by reason as groups with meaning and remedy, the largest first."""
    return tuple(
        SkippedGroup(reason=reason, rows=rows, meaning=meaning, remedy=remedy)
        for reason, rows in sorted(by_reason.items(), key=lambda each: (-each[1], each[0]))
        for meaning, remedy in (REMEDIES.get(reason, (reason.replace("_", " "), "")),)
    )


def _run(connection: Connection, row: RunRow, now: datetime) -> Run:
    outcome = row.outcome
    is_import = row.kind == "import"
    held_back = outcome.get("held_back", 0)
    state, skipped = row.state, outcome.get("skipped_by_reason", {})
    if is_import and held_back:
        state = "partial"  # it was given up for that, and nothing of it is shown
    if row.state == "running":
        if not leases.is_list_held(connection, row.list_id, now=now):
            state = "interrupted"
        if is_import:
            skipped = skipped_rows.count_by_reason(connection, row.id)
    return Run(
        list_name=row.list_name,
        number=row.id,
        kind=row.kind,
        reads=row.reads,
        why_full=row.why,
        state=state,
        began_at=row.began_at,
        ended_at=row.ended_at,
        read=row.read,
        added=outcome.get("added", 0 if held_back else row.imported),
        changed=outcome.get("changed", 0),
        returned=outcome.get("returned", 0),
        left=outcome.get("left", 0),
        left_by_reason=outcome.get("left_by_reason", {}),
        held_back=held_back,
        skipped=grouped(skipped),
        calls=row.calls,
        calls_are_all=row.calls_are_all,
        stopped_at=row.stopped_at,
        stopped_for=row.stopped_for or "",
    )
