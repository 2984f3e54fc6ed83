"""When an event takes place: which of its times are needed, and how they go together.

Rules of [K:object-reference/event]. Believed: the texts, that the start is what is missing first,
that an all-day event lasts a day from midnight, and that ActivityDate is the day of the start in
UTC for every event.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from fake_salesforce.clock import from_wire, to_wire
from fake_salesforce.errors import FieldIntegrityError, RequiredFieldMissingError

from .values import Stored

_DAY = 24 * 60
_LONGEST = 14 * _DAY
"""Minutes that an event of several days may last."""
_TIMES = frozenset(
    {
        "ActivityDate",
        "ActivityDateTime",
        "DurationInMinutes",
        "EndDateTime",
        "IsAllDayEvent",
        "StartDateTime",
    }
)


def times(given: Mapping[str, Stored], before: Mapping[str, Stored] | None) -> dict[str, Stored]:
    """Return the times of an event, those that nobody gave worked out.

    Args:
        given: what is written.
        before: the event as it was; None for a new one.

    Raises:
        RequiredFieldMissingError: there is no start, or no end.
        FieldIntegrityError: times contradict each other, or the event is too long.
    """
    said = {name: value for name, value in given.items() if name in _TIMES}
    if before is not None and not said:
        return {}
    is_all_day = bool(said.get("IsAllDayEvent", (before or {}).get("IsAllDayEvent")))
    start = _start(said, before, is_all_day=is_all_day)
    minutes = _minutes(said, before, start, is_all_day=is_all_day)
    if not 0 <= minutes <= _LONGEST:
        message = "An event can't end before it starts and can't last longer than 14 days"
        raise FieldIntegrityError(message, fields=(_told_at(said),))
    end = start + timedelta(minutes=minutes)
    # The end of an all-day event is the start of its last day (believed).
    last = start + timedelta(minutes=minutes - _DAY) if is_all_day and minutes >= _DAY else end
    return {
        "StartDateTime": to_wire(start),
        "ActivityDateTime": to_wire(start),
        "ActivityDate": to_wire(start)[:10],
        "DurationInMinutes": minutes,
        "EndDateTime": to_wire(last),
        "EndDate": to_wire(last)[:10],
    }


def check_private(record: Mapping[str, Stored]) -> None:
    """Refuse a private event that is about anything.

    Raises:
        FieldIntegrityError: it is (the rule is the guide's, code and text are believed).
    """
    related = tuple(each for each in ("WhatId", "WhoId") if record.get(each) is not None)
    if record.get("IsPrivate") and related:
        message = "Private events can't be associated with other records"
        raise FieldIntegrityError(message, fields=related)


def _start(
    said: Mapping[str, Stored], before: Mapping[str, Stored] | None, *, is_all_day: bool
) -> datetime:
    """Return when an event starts; start, due time and due day must agree, where given."""
    starts = {
        name: from_wire(str(said[name]))
        for name in ("StartDateTime", "ActivityDateTime")
        if said.get(name) is not None
    }
    day = said.get("ActivityDate")
    if not starts and day is None and before is not None:
        starts = {"StartDateTime": from_wire(str(before["StartDateTime"]))}
    found = next(iter(starts.values()), None)
    if found is None and day is not None and is_all_day:
        found = from_wire(f"{day}T00:00:00.000+0000")
    if found is None:
        # That the start is required is the guide's for v12 and before.
        message = "Required fields are missing: [StartDateTime]"
        raise RequiredFieldMissingError(message, fields=("StartDateTime",))
    if is_all_day:
        found = found.replace(hour=0, minute=0, second=0, microsecond=0)
    is_other_day = day is not None and str(day) != to_wire(found)[:10]
    if len(set(starts.values())) > 1 or is_other_day:
        message = "The start of the event and its due date must match, or one must be null"
        raise FieldIntegrityError(message, fields=("StartDateTime",))
    return found


def _minutes(
    said: Mapping[str, Stored],
    before: Mapping[str, Stored] | None,
    start: datetime,
    *,
    is_all_day: bool,
) -> int:
    duration, end = said.get("DurationInMinutes"), said.get("EndDateTime")
    until = None
    if end is not None:
        until = int((from_wire(str(end)) - start) / timedelta(minutes=1))
        until += _DAY if is_all_day else 0
    if duration is None and until is None:
        if before is not None:
            kept = before["DurationInMinutes"]
            return int(kept) if isinstance(kept, int) else _DAY
        if is_all_day:
            return _DAY
        # Before v39 this was told at DurationInMinutes, whatever was given.
        message = "Required fields are missing: [EndDateTime]"
        raise RequiredFieldMissingError(message, fields=("EndDateTime",))
    if isinstance(duration, int) and until is not None and duration != until:
        message = "The duration of the event and its end must add up to the same amount of time"
        raise FieldIntegrityError(message, fields=("DurationInMinutes",))
    return duration if isinstance(duration, int) else int(until or 0)


def _told_at(said: Mapping[str, Stored]) -> str:
    """Return the field at which a fault of the length is told since v39."""
    return "EndDateTime" if said.get("DurationInMinutes") is None else "DurationInMinutes"
