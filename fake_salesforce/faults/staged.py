"""A fault that is staged: which, for which requests, when, how often; and its counters.

It is plain data both ways: :func:`to_data` and :func:`from_data` give and take what JSON can hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from .fault import Fault, Occasion, Phase
from .match import Match

Kind = TypeVar("Kind")

_LATE_SECONDS = 30.0
_LONGEST_LATE_SECONDS = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """A fault and the conditions under which it strikes."""

    number: int
    """Names it among the others of its org or server, from 1."""
    fault: Fault
    match: Match
    phase: Phase
    seconds_late: float | None
    """How long after the request it is committed; None unless the phase is ``late``."""
    count: int | None
    """How often it strikes at most; None is without end."""
    matched: int = 0
    """How many requests have met its conditions so far, the n-th and the drawn ones aside."""
    fired: int = 0
    """How many it has struck."""

    @property
    def is_spent(self) -> bool:
        """Whether it strikes no more."""
        return self.count is not None and self.fired >= self.count

    def met(self, occasion: Occasion, *, seed: bytes) -> Staged | None:
        """Return the fault with its counters moved on by a request, or None if none concerns it.

        Whether it struck is told by ``fired``.
        """
        if self.is_spent or not self.fault.concerns(occasion) or not self.match.is_met(occasion):
            return None
        nth = self.matched + 1
        is_chosen = self.match.is_chosen(nth, seed=seed, number=self.number)
        return replace(self, matched=nth, fired=self.fired + is_chosen)


def _read(kind: type[Kind], data: Mapping[str, Any], *, name: str) -> Kind:
    """Return data as an object of a kind.

    Raises:
        ValueError: the data has another form.
    """
    try:
        read: Kind = TypeAdapter(kind).validate_python(dict(data))
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, each['loc'])) or 'it'}: {each['msg']}" for each in error.errors()
        )
        message = f"{name}: {faults}"
        raise ValueError(message) from error
    return read


def read_fault(fault: Fault | Mapping[str, Any], kinds: Mapping[str, type[Fault]]) -> Fault:
    """Return a fault, from itself or from its data, checked in either case.

    Args:
        fault: as ``Latency(seconds=2)`` or ``{"kind": "latency", "seconds": 2}``.
        kinds: the classes by their kind.

    Raises:
        ValueError: there is no such kind, or a field of it is wrong.
    """
    data = fault_data(fault) if isinstance(fault, Fault) else dict(fault)
    kind = data.pop("kind", None)
    if kind not in kinds:
        message = f"there is no fault of the kind {kind!r}; there are {', '.join(sorted(kinds))}"
        raise ValueError(message)
    names = [each.name for each in fields(kinds[kind])]
    unknown = sorted(data.keys() - set(names))
    if unknown:
        has = ", ".join(names) or "none"
        message = f"fault {kind}: there is no field {unknown[0]}; it has {has}"
        raise ValueError(message)
    return _read(kinds[kind], data, name=f"fault {kind}")


def read_match(match: Match | Mapping[str, Any] | None) -> Match:
    """Return a match, from itself or from its data; None matches every request.

    Raises:
        ValueError: there is no such condition, or one is wrong.
    """
    data = asdict(match) if isinstance(match, Match) else dict(match or {})
    return _read(Match, data, name="match")


def read_phase(fault: Fault, phase: str | None) -> Phase:
    """Return the phase of a fault; None is the fault's own choice.

    Raises:
        ValueError: the fault cannot strike then.
    """
    if phase is None:
        return fault.phases[0]
    for each in fault.phases:
        if each == phase:
            return each
    message = f"{fault.kind} has no phase {phase!r}; it has {', '.join(fault.phases)}"
    raise ValueError(message)


def read_seconds_late(phase: Phase, seconds: float | None) -> float | None:
    """Return how late a commit comes: half a minute unless told.

    Raises:
        ValueError: the phase is not ``late``, or the time is no time of up to a day.
    """
    if phase != "late":
        if seconds is not None:
            message = f"seconds_late goes with the phase late, not with {phase}"
            raise ValueError(message)
        return None
    late = _LATE_SECONDS if seconds is None else seconds
    if not 0 < late <= _LONGEST_LATE_SECONDS:
        message = f"seconds_late must be above 0 and at most {_LONGEST_LATE_SECONDS}, not {late}"
        raise ValueError(message)
    return late


def fault_data(fault: Fault) -> dict[str, Any]:
    """Return a fault as JSON has it: its kind and its fields."""
    return {"kind": fault.kind} | asdict(fault)


def to_data(staged: Staged) -> dict[str, Any]:
    """Return a staged fault as JSON has it."""
    match = {name: each for name, each in asdict(staged.match).items() if each is not None}
    return {
        "number": staged.number,
        "fault": fault_data(staged.fault),
        "match": match,
        "phase": staged.phase,
        "seconds_late": staged.seconds_late,
        "count": staged.count,
        "matched": staged.matched,
        "fired": staged.fired,
    }


def from_data(data: Mapping[str, Any], kinds: Mapping[str, type[Fault]]) -> Staged:
    """Return the staged fault that :func:`to_data` told; it was checked when it was added."""
    rest = {name: each for name, each in data.items() if name not in {"fault", "match"}}
    its = dict(data["fault"])
    fault = kinds[its.pop("kind")](**its)
    return Staged(fault=fault, match=Match(**data["match"]), **rest)
