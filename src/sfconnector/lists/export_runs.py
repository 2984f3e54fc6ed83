"""Runs, and the records that a list's source has and the list skipped, as CSV.

A line is a run, or a record; the records of one cause stand together, the most frequent cause
first, each with what mends it. Cells are those of :mod:`sfconnector.lists.export`, so that no
spreadsheet runs what a stranger typed into an e-mail.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import IO

from sfconnector.lists import runs
from sfconnector.lists.export import instant_cell, write_rows
from sfconnector.lists.marketing_list import imported_row
from sfconnector.lists.runs import Run
from sfconnector.store import skipped_rows
from sfconnector.store.store import Store

RUN_COLUMNS = (
    *("List", "Kind", "Number", "Reads", "WhyFull", "State", "BeganAt", "EndedAt"),
    *("Read", "Added", "Changed", "Returned", "Left", "LeftFor", "HeldBack"),
    *("Skipped", "SkippedFor", "Remedy", "Calls", "CallsAreAll", "StoppedAt", "StoppedFor"),
)
SKIPPED_COLUMNS = ("Cause", "Meaning", "Remedy", "Id", "Email")


def write_runs(
    store: Store,
    account_id: int,
    name: str | None,
    file: IO[bytes],
    *,
    most: int | None,
    now: datetime,
    raw: bool,
) -> int:
    """Write the runs of an account, or of one of its lists, the newest first; return how many.

    Args:
        store: where runs are.
        account_id: whose.
        name: of the list; None takes all.
        file: what is written to; it stays open.
        most: how many at most; None writes all.
        now: tells whether somebody is at work on an unfinished one.
        raw: whether texts that a spreadsheet would run are written as they are.

    Raises:
        UnknownListError: there is no list of this name.
    """
    found = runs.read_all(store, account_id, name, most=most, now=now)
    return write_rows(file, RUN_COLUMNS, map(_run_cells, found), raw=raw)


def write_skipped(store: Store, account_id: int, name: str, file: IO[bytes], *, raw: bool) -> int:
    """Write the records that are no members of a list, cause by cause; return how many.

    Arguments are those of :func:`write_runs`.

    Raises:
        UnknownListError: there is no list of this name.
        InputError: it has not been imported yet. Nothing was written.
    """
    with store.reading() as connection:
        row = imported_row(connection, account_id, name)
        assert row.generation is not None
        generation = row.generation
        cells = (
            (group.reason, group.meaning, group.remedy, record_id, email or "")
            for group in runs.grouped(skipped_rows.count_by_reason(connection, generation))
            for record_id, email in skipped_rows.read_of(connection, generation, group.reason)
        )
        return write_rows(file, SKIPPED_COLUMNS, cells, raw=raw)


def _run_cells(run: Run) -> tuple[str, ...]:
    numbers = (run.read, run.added, run.changed, run.returned, run.left)
    return (
        *(run.list_name, run.kind, str(run.number), run.reads, run.why_full, run.state),
        *(instant_cell(run.began_at), instant_cell(run.ended_at)),
        *map(str, numbers),
        _counted(run.left_by_reason),
        str(run.held_back),
        str(sum(each.rows for each in run.skipped)),
        _counted({each.reason: each.rows for each in run.skipped}),
        "; ".join(f"{each.reason}: {each.remedy}" for each in run.skipped if each.remedy),
        "" if run.calls is None else str(run.calls),
        "true" if run.calls_are_all else "false",
        instant_cell(run.stopped_at),
        run.stopped_for,
    )


def _counted(by_reason: Mapping[str, int]) -> str:
    return ", ".join(f"{reason} {number}" for reason, number in by_reason.items())
