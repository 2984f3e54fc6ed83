"""When a list is synced by itself: the rule, and one turn of the schedule.

Whoever keeps time (cron, an engine of jobs) calls a turn as often as it likes. A list is due an
interval after its last sync began; intervals are elapsed time, so that no clock change of a country
matters. Whatever calls, and however many do, each list is claimed by one of them; a claim counts as
a try in vain until its sync is applied, and after such tries the waits become longer, up to six
hours and never beyond the interval. A clock that was set back makes a list wait for one interval
more at most.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sfconnector.clock import Clock
from sfconnector.errors import (
    ConnectorError,
    InputError,
    LeaseHeldError,
    LeaseLostError,
    StateError,
)
from sfconnector.lists.marketing_list import row_of
from sfconnector.lists.sync_report import SyncReport
from sfconnector.store import schedules
from sfconnector.store.schedules import ScheduleRow
from sfconnector.store.store import Store

SHORTEST = timedelta(hours=1)
LONGEST = timedelta(days=365)
FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=6)
_UNITS = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """A list that is synced by itself."""

    list_name: str
    every: str
    """As it was chosen: ``90m``, ``1h``, ``7d``."""
    due_at: datetime
    is_due: bool
    tried_at: datetime | None
    """When it was last begun by its schedule."""
    tries_in_vain: int
    """Since the last sync that was applied; a try that is under way is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSynced:
    """A list that was due and could not be synced, for a reason that is its own."""

    list_name: str
    reason: str
    is_busy: bool
    """Whether another process works on it, and nothing is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """What one turn of the schedule did."""

    at: datetime
    synced: tuple[SyncReport, ...]
    """Of each list that was begun, interrupted ones too."""
    not_synced: tuple[NotSynced, ...]
    waits: str
    """Why lists that are due were left to a later turn; "" if none were."""
    next_due_at: datetime | None
    """None if nothing has a schedule."""


def interval(text: str) -> timedelta | None:
    """Read how often a list is synced: ``90m``, ``1h``, ``7d``, ``2w``; None for ``off``.

    Raises:
        InputError: it is no such text, shorter than an hour, or longer than a year.
    """
    if text == "off":
        return None
    found = re.fullmatch(r"([0-9]{1,6})([mhdw])", text)
    if found is None:
        message = f"{text!r} is no interval; write a number and m, h, d or w, as 90m or 1d, or off"
        raise InputError(message)
    every = int(found[1]) * _UNITS[found[2]]
    if every < SHORTEST:
        message = f"a list can be synced every hour at the shortest (1h), not every {text}"
        raise InputError(message)
    if every > LONGEST:
        message = f"a list can be synced once a year at the longest (365d), not every {text}"
        raise InputError(message)
    return every


def written(every: timedelta) -> str:
    """Write an interval as :func:`interval` reads it."""
    for unit in ("d", "h", "m"):
        number, rest = divmod(every, _UNITS[unit])
        if not rest:
            return f"{number}{unit}"
    message = f"{every} is no number of minutes"
    raise AssertionError(message)


def wait(failures: int, every: timedelta) -> timedelta:
    """Return how long after a try in vain the next is made: 5, 10, 20 ... minutes, 6 hours.

    Args:
        failures: how many there were in a row, this one among them.
        every: the interval, which no wait exceeds.
    """
    return min(FIRST_WAIT * (1 << min(failures - 1, 20)), LONGEST_WAIT, every)


@dataclass(frozen=True, slots=True)
class Schedules:
    """The schedules of one account."""

    store: Store
    account_id: int
    clock: Clock

    def set(self, name: str, every: timedelta | None) -> Scheduled | None:
        """Let a list be synced so often, the first time now or an interval after its last sync.

        Raises:
            UnknownListError: there is no list of this name.
        """
        now = self.clock.now()
        with self.store.writing() as connection:
            row = row_of(connection, self.account_id, name)
            if every is None:
                schedules.remove(connection, row.id)
                return None
            last = row.synced_at
            due_at = now if last is None else min(max(now, last + every), now + every)
            schedules.put(connection, row.id, every=every, due_at=due_at)
        return next(each for each in self.all() if each.list_name == name)

    def all(self) -> tuple[Scheduled, ...]:
        """Return the schedules, what is due first at the head."""
        now = self.clock.now()
        with self.store.reading() as connection:
            rows = schedules.read_all(connection, self.account_id)
        return tuple(
            Scheduled(
                list_name=each.list_name,
                every=written(each.every),
                due_at=each.due_at,
                is_due=each.due_at <= now,
                tried_at=each.began_at,
                tries_in_vain=each.failures,
            )
            for each in rows
        )

    def tick(
        self,
        sync: Callable[[str], SyncReport],
        *,
        why_not: Callable[[SyncReport | None], str],
    ) -> Tick:
        """Sync the lists that are due, each once.

        Args:
            sync: syncs a list.
            why_not: tells why no list can be begun now, "" if one can; it is given the report of
                the list before. Asked before each list.

        Raises:
            StateError: the store cannot be used; what was begun is tried again.
        """
        at = self.clock.now()
        self._heed_a_clock_set_back(at)
        reports: list[SyncReport] = []
        not_synced: list[NotSynced] = []
        begun: set[str] = set()
        last: SyncReport | None = None
        waits = ""
        while (name := self._next(begun)) is not None:
            waits = why_not(last)
            if waits:
                break
            begun.add(name)
            if not self._claim(name):
                continue  # another process has taken it meanwhile
            try:
                last = sync(name)
            except (LeaseHeldError, LeaseLostError) as error:
                not_synced.append(NotSynced(list_name=name, reason=error.message, is_busy=True))
            except StateError:
                raise
            except ConnectorError as error:
                not_synced.append(NotSynced(list_name=name, reason=error.message, is_busy=False))
            else:
                reports.append(last)
        return Tick(
            at=at,
            synced=tuple(reports),
            not_synced=tuple(not_synced),
            waits=waits,
            next_due_at=min((each.due_at for each in self.all()), default=None),
        )

    def _next(self, begun: Collection[str]) -> str | None:
        now = self.clock.now()
        with self.store.reading() as connection:
            rows = schedules.read_all(connection, self.account_id)
        return next(
            (each.list_name for each in rows if each.due_at <= now and each.list_name not in begun),
            None,
        )

    def _claim(self, name: str) -> bool:
        with self.store.writing() as connection:
            now = self.clock.now()
            rows = schedules.read_all(connection, self.account_id)
            row = next((each for each in rows if each.list_name == name), None)
            if row is None or row.due_at > now:
                return False
            due_at = now + wait(row.failures + 1, row.every)
            schedules.claim(connection, row.list_id, now=now, due_at=due_at)
            return True

    def _heed_a_clock_set_back(self, now: datetime) -> None:
        with self.store.reading() as connection:
            rows = schedules.read_all(connection, self.account_id)
        if not any(_is_too_late(each, now) for each in rows):
            return
        with self.store.writing() as connection:
            for each in schedules.read_all(connection, self.account_id):
                if _is_too_late(each, now):
                    schedules.move(connection, each.list_id, due_at=now + each.every)


def _is_too_late(row: ScheduleRow, now: datetime) -> bool:
    return row.due_at > now + row.every
