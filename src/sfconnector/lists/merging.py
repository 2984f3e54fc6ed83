"""Merging: what a list shows where its source and its own values meet, and what was lost by it.

The generation always holds what the source has; here it is decided which fields show something
else. Without rules and without edits there is nothing to decide, and no record is looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

import msgspec
from sqlalchemy import Connection

from sfconnector.salesforce.rows import instant
from sfconnector.salesforce.rows_by_key import STAMP
from sfconnector.store import conflicts, lists, own_values
from sfconnector.store.conflicts import Conflict
from sfconnector.store.own_values import OwnValue
from sfconnector.store.sync_deltas import Revision
from sfconnector.sync.merge import BlankPolicy, Decision, FieldRule, Own, Rule, decide

DEFAULT = FieldRule()
_values = msgspec.json.Decoder(dict[str, Any])


@dataclass(frozen=True, slots=True)
class Merged:
    """A field of a member of which the source has another value than before, or than the list."""

    decision: Decision
    own: OwnValue
    was_own: bool
    """Whether the list showed a value of its own before."""
    theirs: str
    """JSON."""
    theirs_at: datetime | None

    def conflict(self, now: datetime) -> Conflict:
        """Return it as the journal has it."""
        return Conflict(
            record_id=self.own.record_id,
            field=self.own.field,
            at=now,
            decided_by=self.decision.by,
            kept="ours" if self.decision.kept else "theirs",
            ours=self.own.value,
            theirs=self.theirs,
            edited_at=self.own.edited_at,
            edited_by=self.own.edited_by,
            theirs_at=self.theirs_at,
        )


@dataclass(slots=True)
class Tally:
    """What rules decided: field values by the rule, and how many edits met one another."""

    by_rule: Counter[str] = field(default_factory=Counter)
    conflicts: int = 0

    def add(self, merged: Merged) -> None:
        """Count one more."""
        if merged.decision.by != "equal":
            self.by_rule[merged.decision.by] += 1
        self.conflicts += merged.decision.conflict


def rules_of(written: Mapping[str, Mapping[str, str]]) -> dict[str, FieldRule]:
    """Return a list's rules by field, as the store keeps them."""
    return {
        name: FieldRule(cast("Rule", rule["rule"]), cast("BlankPolicy", rule["blank"]))
        for name, rule in written.items()
    }


def merged(
    rules: Mapping[str, FieldRule],
    revisions: Iterable[Revision],
    own: Mapping[str, Mapping[str, OwnValue]],
) -> Iterator[Merged]:
    """Decide each field that the source has changed, and each that the list has a value of.

    Args:
        rules: by field; others are overwritten.
        revisions: members with what the source had and has.
        own: the list's own values of these members, by record id and field.
    """
    for each in revisions:
        former, theirs = _values.decode(each.former), _values.decode(each.theirs)
        theirs_at = None if each.stamp is None else instant(each.stamp, field=STAMP)
        owned = own.get(each.record_id, {})
        for name, value in theirs.items():
            mine = owned.get(name)
            if mine is None and former.get(name) == value:
                continue
            side = Own(former.get(name))
            if mine is not None:
                side = Own(msgspec.json.decode(mine.value), mine.edited_at)
            decision = decide(
                rules.get(name, DEFAULT),
                side,
                former=former.get(name),
                theirs=value,
                theirs_at=theirs_at,
            )
            yield Merged(
                decision,
                mine or OwnValue(each.record_id, name, _json(side.value), None, None),
                mine is not None,
                _json(value),
                theirs_at,
            )


def merge(
    connection: Connection,
    list_id: int,
    batches: Iterator[Sequence[Revision]],
    *,
    now: datetime,
) -> Tally:
    """Let a list keep what its rules keep, in the transaction that changes what the source has.

    Args:
        connection: of that transaction, before it changes anything.
        list_id: whose rules and values.
        batches: the members that it changes.
        now: when it was decided.
    """
    tally = Tally()
    rules = rules_of(lists.field_rules(connection, list_id))
    if not rules and not own_values.any_of(connection, list_id):
        return tally
    for batch in batches:
        ids = [each.record_id for each in batch]
        decided = list(merged(rules, batch, own_values.of_records(connection, list_id, ids)))
        for each in decided:
            tally.add(each)
        kept = [each.own for each in decided if each.decision.kept and not each.was_own]
        own_values.put(connection, list_id, kept)
        let_go = [each.own for each in decided if not each.decision.kept and each.was_own]
        gone = [(each.record_id, each.field) for each in let_go]
        own_values.take_back(connection, list_id, gone)
        met = [each.conflict(now) for each in decided if each.decision.conflict]
        conflicts.add(connection, list_id, met)
    return tally


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
