"""The faults staged for one org or for the whole server: added, listed, struck, removed.

Where they are kept is the store's affair: an org's lie in its database, the server's in memory.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

from .fault import Fault, Occasion
from .match import Match
from .outage import Outage
from .staged import Staged, read_fault, read_match, read_phase, read_seconds_late, to_data


def only_the_servers(outage: Outage) -> str:
    """Return why an org has no outage."""
    return f"{outage.kind} is the whole server's: add it to the FakeSalesforce, not to an org"


class Store(Protocol):
    """Keeps staged faults."""

    def changing(self) -> AbstractContextManager[object]:
        """Give a block in which nobody else changes them."""
        ...

    def take_number(self) -> int:
        """Return the next number, within such a block."""
        ...

    def all(self) -> list[Staged]:
        """Return them, in the order of their numbers."""
        ...

    def put(self, staged: Staged) -> None:
        """Keep one in the place of that of its number, within such a block."""
        ...

    def drop(self, number: int) -> None:
        """Forget one, within such a block."""
        ...


class MemoryStore:
    """Keeps staged faults in memory."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._staged: dict[int, Staged] = {}
        self._last = 0

    @contextlib.contextmanager
    def changing(self) -> Iterator[None]:
        """Give a block in which nobody else changes them."""
        with self._lock:
            yield

    def take_number(self) -> int:
        """Return the next number."""
        self._last += 1
        return self._last

    def all(self) -> list[Staged]:
        """Return them, in the order of their numbers."""
        with self._lock:
            return list(self._staged.values())

    def put(self, staged: Staged) -> None:
        """Keep one in the place of that of its number."""
        self._staged[staged.number] = staged

    def drop(self, number: int) -> None:
        """Forget one."""
        self._staged.pop(number, None)


class Faults:
    """What goes wrong in one org, or in the whole server."""

    def __init__(
        self,
        store: Store,
        *,
        seed: bytes,
        kinds: Mapping[str, type[Fault]],
        outage_refusal: Callable[[Outage], str | None] = only_the_servers,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        """Make it.

        Args:
            store: where they are kept.
            seed: what probabilities are drawn from.
            kinds: the faults there are, by their kind.
            outage_refusal: returns why there cannot be an outage here, or None. One server can
                have one, and no org.
            on_change: called when faults were added or removed.
        """
        self._store = store
        self._seed = seed
        self._kinds = kinds
        self.resources: Callable[[], Collection[str]] = tuple
        """Gives the names of resources a match may have; none while nothing is known of them."""
        self._outage_refusal = outage_refusal
        self._on_change = on_change

    def add(
        self,
        fault: Fault | Mapping[str, Any],
        *,
        match: Match | Mapping[str, Any] | None = None,
        phase: str | None = None,
        count: int | None = None,
        seconds_late: float | None = None,
    ) -> int:
        """Stage a fault and return its number.

        Args:
            fault: as ``Latency(seconds=2)``, or its JSON: ``{"kind": "latency", "seconds": 2}``.
            match: which requests, as ``Match(resource="query", nth=3)`` or a mapping of the same
                words; None is every request.
            phase: ``before`` the request is handled, ``after`` it was committed, or ``late``: at
                once, and the commit comes ``seconds_late`` afterwards. None is the fault's own.
            count: how often at most; None is without end.
            seconds_late: on the clock, for the phase ``late``; None is 30.

        Raises:
            ValueError: there is no such fault, resource or phase, or a value is wrong.
        """
        checked = read_fault(fault, self._kinds)
        conditions = read_match(match)
        its_phase = read_phase(checked, phase)
        late = read_seconds_late(its_phase, seconds_late)
        if count is not None and count < 1:
            message = f"count must be a number of at least 1 or None, not {count!r}"
            raise ValueError(message)
        self._check_resource(conditions.resource)
        if isinstance(checked, Outage):
            self._check_outage(checked, conditions, count)
        with self._store.changing():
            number = self._store.take_number()
            self._store.put(
                Staged(
                    number=number,
                    fault=checked,
                    match=conditions,
                    phase=its_phase,
                    seconds_late=late,
                    count=count,
                )
            )
        self._on_change()
        return number

    def _check_resource(self, name: str | None) -> None:
        known = self.resources()
        if name is not None and known and name not in known:
            message = f"there is no resource {name!r}; there are {', '.join(sorted(known))}"
            raise ValueError(message)

    def _check_outage(self, outage: Outage, match: Match, count: int | None) -> None:
        refusal = self._outage_refusal(outage)
        if refusal is not None:
            raise ValueError(refusal)
        if match != Match() or count is not None:
            message = f"{outage.kind} strikes no request, so it takes neither match nor count"
            raise ValueError(message)

    def remove(self, number: int) -> None:
        """Take a fault away.

        Raises:
            ValueError: there is none of that number.
        """
        with self._store.changing():
            if all(each.number != number for each in self._store.all()):
                message = f"there is no fault {number}"
                raise ValueError(message)
            self._store.drop(number)
        self._on_change()

    def clear(self) -> None:
        """Take every fault away."""
        with self._store.changing():
            for each in self._store.all():
                self._store.drop(each.number)
        self._on_change()

    @property
    def staged(self) -> tuple[Staged, ...]:
        """The faults there are, spent ones too, with their counters."""
        return tuple(self._store.all())

    def told(self) -> list[dict[str, Any]]:
        """Return the faults there are as JSON has them."""
        return [to_data(each) for each in self._store.all()]

    def strike(self, occasion: Occasion) -> list[Staged]:
        """Return the faults that strike a request, in order, and move their counters on.

        One that settles what the client gets is the last: those behind it do not see the request.
        """
        if not self._store.all():
            return []
        struck = []
        with self._store.changing():
            for each in self._store.all():
                moved = each.met(occasion, seed=self._seed)
                if moved is None:
                    continue
                self._store.put(moved)
                if moved.fired > each.fired:
                    struck.append(moved)
                    if moved.fault.is_last:
                        break
        return struck
