"""How a sync ended, or would end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sfconnector.limits.frees import Frees


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
    may leave now) or ``no_stamps``: a report is read whole each time."""
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
    message: str = ""
    """What a user must know, if anything."""
    cause: str | None = None
    """The value of the connection's cause if interrupted."""
    resumed: bool = False
    frees: Frees | None = None
    """When the limit that interrupted it frees, as far as is known; None if none did."""


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


def count(transitions: Iterable[tuple[str, str, str | None, int]]) -> Counts:
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
