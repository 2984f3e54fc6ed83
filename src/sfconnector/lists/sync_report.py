"""How a sync ended, or would end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from sfconnector.limits.frees import Frees

Transition: TypeAlias = tuple[str, str, str | None, int]
"""What records were, what they become, why, and how many they are."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of a member of which the source has another value than the list shows."""

    field: str
    ours: Any
    """What the list shows."""
    theirs: Any
    """What the source has."""
    kept: str
    """Whose the list would show: ``ours`` or ``theirs``."""
    by: str
    """The merge rule that decides, or ``blank`` and the policy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordChange:
    """What would become of a record."""

    record_id: str
    becomes: str
    """``added``, ``changed``, ``returned``, ``left``, ``skipped``; ``held_back``: it is missing and
    stays; ``forgotten``: it was skipped, and is gone."""
    email: str | None
    """As it would be, of one that leaves as it was."""
    reason: str = ""
    """Why it leaves or is skipped."""
    moved_to: str | None = None
    """The record that it was merged into or converted to."""
    by: str = ""
    """Of one that leaves what becomes of it, ``keep``, ``mark`` or ``remove``; ``guard`` if it
    is held back."""
    fields: tuple[FieldChange, ...] = ()
    """Of one that stays or returns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncReport:
    """How a sync ended; the counts are those of the whole run, resumed parts included."""

    list_name: str
    state: str
    """``complete``; ``partial``: some of it was not believed or not allowed, and nobody was removed
    for that; ``interrupted``: the list is as it was; ``rehearsed``: a dry run."""
    kind: str
    """``changes`` or ``full``; "" if it did not come to begin."""
    why_full: str = ""
    """``first_sync`` (the import did not learn the newest stamp), ``asked``, ``away_too_long``,
    ``field_back``, ``record_types`` (others were chosen), ``count_differs``, ``held_back`` (those
    may leave now), ``restored`` (deleted members may come back) or ``no_stamps``: a report is read
    whole each time."""
    added: int = 0
    changed: int = 0
    returned: int = 0
    """Members that had left, were marked, and are in the source again."""
    left: int = 0
    left_by_reason: Mapping[str, int] = field(default_factory=dict)
    skipped: int = 0
    """Records that are skipped now and were not, or for another reason."""
    held_back: int = 0
    """Missing without a trace, and so many that they stay."""
    rows_read: int = 0
    pages: int = 0
    broken_fields: tuple[str, ...] = ()
    by_rule: Mapping[str, int] = field(default_factory=dict)
    """Field values of members by the merge rule or blank policy that decided them; without rules of
    the list's own only a dry run counts them."""
    conflicts: int = 0
    """Fields that a user and the source had changed to different values; the journal has them."""
    would_change: tuple[RecordChange, ...] = ()
    """Of a dry run what would become of which record: the first ones by record id."""
    would_change_more: int = 0
    """How many others would change."""
    message: str = ""
    """What a user must know, if anything."""
    cause: str | None = None
    """The value of the connection's cause if interrupted, or partial for a right that is lost."""
    resumed: bool = False
    frees: Frees | None = None
    """When the limit that interrupted it frees, as far as is known; None if none did."""


def added_up(first: SyncReport, then: SyncReport) -> SyncReport:
    """Return two syncs in a row as one, which ended as the later did."""
    return replace(
        then,
        kind=then.kind or first.kind,
        why_full=then.why_full or first.why_full,
        added=first.added + then.added,
        changed=first.changed + then.changed,
        returned=first.returned + then.returned,
        left=first.left + then.left,
        left_by_reason=_summed(first.left_by_reason, then.left_by_reason),
        skipped=first.skipped + then.skipped,
        rows_read=first.rows_read + then.rows_read,
        pages=first.pages + then.pages,
        broken_fields=then.broken_fields or first.broken_fields,
        by_rule=dict(sorted(_summed(first.by_rule, then.by_rule).items())),
        conflicts=first.conflicts + then.conflicts,
        resumed=first.resumed,
    )


def _summed(first: Mapping[str, int], then: Mapping[str, int]) -> dict[str, int]:
    return dict(Counter(first) + Counter(then))


@dataclass(frozen=True, slots=True)
class Counts:
    """What a delta amounts to."""

    added: int
    changed: int
    returned: int
    left: int
    left_by_reason: Mapping[str, int]
    skipped: int
    skipped_by_reason: Mapping[str, int]
    member_delta: int
    """By how many the members that have not left become more."""
    skipped_delta: int


def count(transitions: Iterable[Transition]) -> Counts:
    """Count transitions, each (was, becomes, reason, how many)."""
    added = changed = returned = skipped = member_delta = skipped_delta = 0
    reasons: dict[str, int] = {}
    skip_reasons: dict[str, int] = {}
    for was, becomes, reason, number in transitions:
        member_delta += number * ((becomes == "member") - (was == "member"))
        skipped_delta += number * ((becomes == "skipped") - (was == "skipped"))
        if becomes == "member":
            added += number * (was in {"absent", "skipped"})
            changed += number * (was == "member")
            returned += number * (was == "left")
        elif was == "member":
            assert reason is not None
            reasons[reason] = reasons.get(reason, 0) + number
        if becomes == "skipped":
            assert reason is not None
            skipped += number
            skip_reasons[reason] = skip_reasons.get(reason, 0) + number
    return Counts(
        added=added,
        changed=changed,
        returned=returned,
        left=sum(reasons.values()),
        left_by_reason=reasons,
        skipped=skipped,
        skipped_by_reason=skip_reasons,
        member_delta=member_delta,
        skipped_delta=skipped_delta,
    )


def outcome(counts: Counts, *, held_back: int) -> dict[str, object]:
    """Return what of a sync is kept with its run."""
    return {
        "added": counts.added,
        "changed": counts.changed,
        "returned": counts.returned,
        "left": counts.left,
        "left_by_reason": dict(counts.left_by_reason),
        "skipped": counts.skipped,
        "skipped_by_reason": dict(counts.skipped_by_reason),
        "held_back": held_back,
    }
