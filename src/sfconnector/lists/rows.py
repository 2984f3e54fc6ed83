"""From records to rows: who becomes a member, who is skipped and why. Pure, and the hot path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from sfconnector.errors import UnexpectedAnswerError
from sfconnector.lists.email import DELETED_HERE, REPEATED, VALID, why_skipped


@dataclass(frozen=True, slots=True)
class PageRows:
    """The rows of one page, ready to be stored."""

    members: list[tuple[int, str, str, str]]
    """(generation, record id, e-mail, JSON of the other fields)."""
    skipped: list[tuple[int, str, str, str | None]]
    """(generation, record id, reason, e-mail)."""
    last_record_id: str | None
    """None for an empty page."""


def refuse_disorder(records: Sequence[Any], *, behind: str | None) -> None:
    """Make sure that no Id is less than the one before; a record may come twice.

    An import that was cut goes on behind its last stored Id, so what came in another order would be
    left out without a word.

    Args:
        records: a page's.
        behind: the last Id of the page before; None if there was none.

    Raises:
        UnexpectedAnswerError: one is.
    """
    former = behind or ""
    for record in records:
        if record.Id < former:
            message = "the rows did not come in the order of their Ids"
            raise UnexpectedAnswerError(message, detail=f"{record.Id} came behind {former}")
        former = record.Id


def sort_out(records: Sequence[Any], *, generation: int) -> PageRows:
    """Sort a page's records into members and skipped rows.

    A record carries ``Id`` and ``Email`` as attributes with a default; both are taken out of it, so
    that what is encoded holds the other fields only. (They have columns of
    their own; with the four default fields a row is a third smaller without them.)
    """
    encode = msgspec.json.Encoder().encode
    valid = VALID.fullmatch
    members: list[tuple[int, str, str, str]] = []
    skipped: list[tuple[int, str, str, str | None]] = []
    last: str | None = None
    for record in records:
        last = record.Id
        email = record.Email
        if email is not None and valid(email):
            record.Id = ""
            record.Email = None
            members.append((generation, last, email, encode(record).decode()))
        else:
            reason = why_skipped(email)
            assert reason is not None
            skipped.append((generation, last, reason, email))
    return PageRows(members, skipped, last)


def without_deleted(rows: PageRows, deleted: frozenset[str]) -> PageRows:
    """Skip the members that a user deleted from the list; who is skipped anyway stays so.

    Args:
        rows: the page.
        deleted: ids of records.
    """
    if not deleted:
        return rows
    skipped = [
        (generation, record_id, DELETED_HERE, email)
        for generation, record_id, email, _ in rows.members
        if record_id in deleted
    ]
    kept = [row for row in rows.members if row[1] not in deleted]
    return PageRows(kept, [*rows.skipped, *skipped], rows.last_record_id)


def without_repeated(
    rows: PageRows, *, members: frozenset[str], skipped: frozenset[str]
) -> PageRows:
    """Leave out the records that are stored already, or stand in the page twice.

    A member that comes again is counted as skipped (``repeated_record``), once however often.

    Args:
        rows: the page.
        members: records stored as members.
        skipped: records stored as skipped rows.
    """
    kept: dict[str, tuple[int, str, str, str]] = {}
    left_out: dict[str, tuple[int, str, str, str | None]] = {}
    for generation, record_id, reason, email in rows.skipped:
        if record_id not in skipped and record_id not in members:
            left_out.setdefault(record_id, (generation, record_id, reason, email))
    for row in rows.members:
        generation, record_id, email, _ = row
        if record_id in skipped or record_id in left_out:
            continue
        if record_id in members or record_id in kept:
            left_out[record_id] = (generation, record_id, REPEATED, email)
        else:
            kept[record_id] = row
    return PageRows(list(kept.values()), list(left_out.values()), rows.last_record_id)
