"""A dry run: what would become of which record, field by field, by which rule.

The delta is that of a real run, kept in a database that goes with the process. It is looked at by
record id, some records at a time; the first ones are told, the others are counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Connection

from sfconnector.lists import held, merging
from sfconnector.lists.fields import EMAIL
from sfconnector.lists.merging import DEFAULT, Merged
from sfconnector.lists.sync_report import FieldChange, RecordChange
from sfconnector.store import lists, own_values, sync_deltas
from sfconnector.store.store import Store
from sfconnector.store.sync_deltas import DeltaRow, Removal, Revision, is_member
from sfconnector.sync.comparison import GONE, Standing

_values = msgspec.json.Decoder(dict[str, Any])


@dataclass(slots=True)
class Rehearsed:
    """What a dry run would do."""

    decided: merging.Tally = field(default_factory=merging.Tally)
    records: list[RecordChange] = field(default_factory=list)
    """The first ones by record id."""
    more: int = 0
    """How many others would change."""


def look(
    store: Store,
    delta: Connection,
    run_id: int,
    *,
    list_id: int,
    generation: int,
    holds_back: bool,
    most: int,
) -> Rehearsed:
    """Decide what a run's delta would do to a list.

    Args:
        store: where the list is.
        delta: a connection to the run's delta.
        run_id: of the run.
        list_id: of the list.
        generation: that its readers see.
        holds_back: whether those stay that are missing without a trace.
        most: how many records are told at most.
    """
    found = Rehearsed()
    with store.reading() as connection:
        rules = merging.rules_of(lists.field_rules(connection, list_id))
        removal = lists.removal_and_generation(connection, list_id).removal
        for some in sync_deltas.read(delta, run_id):
            ids = [each.record_id for each in some]
            former = held.of_records(connection, generation, ids)
            own = own_values.of_records(connection, list_id, ids)
            by_record: dict[str, list[Merged]] = {}
            for each in merging.merged(rules, _revisions(some, former), own):
                found.decided.add(each)
                by_record.setdefault(each.own.record_id, []).append(each)
            shown = some[: max(0, most - len(found.records))]
            found.records += (
                _told(
                    each,
                    former.get(each.record_id),
                    by_record.get(each.record_id, ()),
                    by=_by(each, removal, holds_back=holds_back),
                )
                for each in shown
            )
            found.more += len(some) - len(shown)
    return found


def _revisions(some: Iterable[DeltaRow], former: Mapping[str, Standing]) -> Iterable[Revision]:
    for each in some:
        was = former.get(each.record_id)
        if each.becomes == "member" and was is not None and was.field_values and each.field_values:
            yield Revision(each.record_id, was.field_values, each.field_values, each.stamp)


def _told(
    row: DeltaRow,
    former: Standing | None,
    decided: Sequence[Merged],
    *,
    by: str,
) -> RecordChange:
    return RecordChange(
        record_id=row.record_id,
        becomes="held_back" if by == "guard" else _becomes(row),
        email=row.email or (former.email if former else None),
        reason=row.reason or "",
        moved_to=row.moved_to,
        by=by,
        fields=tuple(_fields(row, former, decided)),
    )


def _by(row: DeltaRow, removal: Removal, *, holds_back: bool) -> str:
    if row.becomes == "left" and row.reason == GONE and holds_back:
        return "guard"
    if row.was != "member" or row.becomes == "member":
        return ""
    return "mark" if removal == "keep" and not is_member(removal, row.reason) else removal


def _becomes(row: DeltaRow) -> str:
    if row.becomes == "member":
        return {"member": "changed", "left": "returned"}.get(row.was, "added")
    if row.was == "member" or (row.was, row.becomes) == ("left", "left"):
        return "left"
    return "skipped" if row.becomes == "skipped" else "forgotten"


def _fields(
    row: DeltaRow, former: Standing | None, decided: Sequence[Merged]
) -> Iterable[FieldChange]:
    if row.becomes != "member" or former is None or former.field_values is None:
        return
    if former.email != row.email:
        yield FieldChange(EMAIL, former.email, row.email, kept="theirs", by=DEFAULT.rule)
    source_had = _values.decode(former.field_values)
    for each in decided:
        name, theirs = each.own.field, msgspec.json.decode(each.theirs)
        is_settled = each.decision.kept and source_had.get(name) == theirs
        if is_settled or each.decision.by == "equal":
            continue
        kept = "ours" if each.decision.kept else "theirs"
        ours = msgspec.json.decode(each.own.value)
        yield FieldChange(name, ours, theirs, kept=kept, by=each.decision.by)
