"""Reads the children of a page's records, as far as the page has room for them.

Child records count toward the size of a page ([K:soql-sosl/change-the-batch-size]). How the real
service deals them out is not written anywhere; believed: each subquery gives at most a page of a
parent's children and a locator for the others, and a page ends before the parent that would begin
with no room left. A page has at least one parent.
"""

from __future__ import annotations

import functools
import sqlite3
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .projection import ChildCell, Projection, Record
from .run import records as read_records
from .run import rows_by_parent

OpenLocator = Callable[[int, "array[int]", int], str]
"""Keeps the row numbers of the n-th subquery for reading on from an offset; gives the locator."""


@dataclass(frozen=True, slots=True)
class ChildPage:
    """The children of one record: those that are shown, and where the others are."""

    total: int
    records: tuple[Record, ...]
    next_locator: str | None


def with_children(
    connection: sqlite3.Connection,
    projection: Projection,
    records: Sequence[Record],
    *,
    page_rows: int,
    open_locator: OpenLocator,
) -> list[Record]:
    """Return the first records with their children, as many as a page of ``page_rows`` holds."""
    cells = projection.children
    if not cells:
        return list(records)
    ids = [each[1] for each in records]
    found = [
        rows_by_parent(connection, each.clauses, reference=each.reference, parent_ids=ids)
        for each in cells
    ]
    shown = _with_room(ids, found, page_rows)
    pages = [
        _pages(
            connection,
            cell,
            numbers,
            ids[:shown],
            page_rows=page_rows,
            open_locator=functools.partial(open_locator, at),
        )
        for at, (cell, numbers) in enumerate(zip(cells, found, strict=True))
    ]
    return [(*record, *(each.get(record[1]) for each in pages)) for record in records[:shown]]


def _with_room(ids: Sequence[str], found: list[dict[str, array[int]]], page_rows: int) -> int:
    """Return how many parents a page holds."""
    used = 0
    for at, parent_id in enumerate(ids):
        if used >= page_rows:
            return at
        children = (len(each.get(parent_id, ())) for each in found)
        used += 1 + sum(min(each, page_rows) for each in children)
    return len(ids)


def _pages(
    connection: sqlite3.Connection,
    cell: ChildCell,
    numbers: dict[str, array[int]],
    ids: Sequence[str],
    *,
    page_rows: int,
    open_locator: Callable[[array[int], int], str],
) -> dict[str, ChildPage]:
    shown = {each: numbers[each][:page_rows] for each in ids if each in numbers}
    together = [number for each in shown.values() for number in each]
    by_number = {each[0]: each for each in read_records(connection, cell.projection, together)}
    pages = {}
    for parent_id, first in shown.items():
        every = numbers[parent_id]
        is_cut = len(every) > len(first)
        pages[parent_id] = ChildPage(
            total=len(every),
            records=tuple(by_number[each] for each in first if each in by_number),
            next_locator=open_locator(every, len(first)) if is_cut else None,
        )
    return pages
