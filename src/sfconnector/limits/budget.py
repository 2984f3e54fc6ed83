"""The budget of an account's API calls, kept in the store and asked before each call.

Calls are claimed from the store in blocks, in one write transaction each, and spent from memory;
what is left of a block is given back when the work pauses. So several processes keep to one cap, a
write costs as much as twenty calls, and the block of a killed process stays counted: never too few.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from sfconnector.clock import Clock
from sfconnector.errors import BudgetReachedError
from sfconnector.events import BudgetReached, Event
from sfconnector.limits.frees import Frees, of_calls, of_cap
from sfconnector.limits.rule import (
    HOUR,
    Granted,
    Held,
    Policy,
    at_reserve,
    hour_of,
    judge,
    oldest_counted,
)
from sfconnector.salesforce import limit_info
from sfconnector.salesforce.exchange import Answer
from sfconnector.store import api_usage
from sfconnector.store.api_usage import ApiLimits, Reason
from sfconnector.store.store import Store

MESSAGES: dict[Reason, str] = {
    "cap": "the cap of API calls that the settings give this account is reached",
    "reserve": "the organization's API calls are used up to the reserve that is left to others",
    "limit": "Salesforce refused a call, since the organization's API calls are used up",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitsStatus:
    """API calls of the last 24 hours, as last known; made of the store alone."""

    used_by_us: int
    """This account's, counted by the hour; up to an hour more than 24 hours hold."""
    used_by_others: int | None
    """What the organization had used when Salesforce last told, without ours; None: never told."""
    limit: int | None
    """The organization's."""
    reserve: int | None
    """Calls of the limit at which our work stops."""
    cap: int | None
    read_at: datetime | None
    """When Salesforce last told."""
    held_until: datetime | None
    """No call is sent before; None while work goes on."""
    held_for: Reason | None
    message: str
    frees: Frees | None = None
    """When what holds the work frees, as far as is known; None while work goes on."""


class Budget:
    """Counts calls and stops them in time; shared by the threads of one connector."""

    def __init__(
        self,
        store: Store,
        account_id: int,
        *,
        clock: Clock,
        emit: Callable[[Event], None],
        policy: Policy,
    ) -> None:
        self._store = store
        self._account_id = account_id
        self._clock = clock
        self._emit = emit
        self._policy = policy
        self._lock = threading.Lock()
        self._hour: datetime | None = None
        """The hour in which the block at hand was claimed."""
        self._left = 0
        self.sent = 0
        """Calls counted by this instance, each before it is sent."""
        self._told: ApiLimits | None = None
        """What the last answer told, until it is written down."""
        self._probing = False
        """Whether the one call that looks how things stand was granted, and is not answered."""

    def spend(self) -> None:
        """Count one call that is about to be sent.

        Raises:
            BudgetReachedError: it must not be sent; the error tells until when.
        """
        with self._lock:
            held = self._spend(self._clock.now())
            self.sent += held is None
        if held is None:
            return
        now = self._clock.now()
        self._emit(BudgetReached(at=now, reason=held.reason, until=held.until))
        message = f"{MESSAGES[held.reason]}; work goes on after {held.until:%Y-%m-%d %H:%M:%S %Z}"
        raise BudgetReachedError(message, reason=held.reason, until=held.until)

    def count(self) -> None:
        """Count one call that is sent in any case, as an explicit act's."""
        now = self._clock.now()
        with self._lock, self._store.writing() as connection:
            api_usage.add_calls(connection, self._account_id, hour_of(now), 1)
            self.sent += 1

    def read(self, answer: Answer) -> None:
        """Take in what an answer tells of the organization's limit; written down with a block."""
        usage = limit_info.read(answer)
        if usage is None:
            return
        with self._lock:
            self._told = ApiLimits(used=usage.used, most=usage.most, read_at=self._clock.now())
            # Others wait for what a probe tells, and must know at once where the reserve begins.
            if self._probing or at_reserve(self._policy, self._told):
                with self._store.writing() as connection:
                    self._settle(connection, self._clock.now())
                self._probing = False

    def exhausted(self) -> None:
        """Take in that Salesforce refused a call since the limit is reached: none for an hour."""
        now = self._clock.now()
        with self._lock, self._store.writing() as connection:
            self._settle(connection, now)
            limits = api_usage.read_limits(connection, self._account_id)
            held = replace(
                limits, used=limits.most, read_at=now, held_until=now + HOUR, held_for="limit"
            )
            api_usage.write_limits(connection, self._account_id, held)
            self._probing = False

    def settle(self) -> None:
        """Give back what was claimed and not sent, and write down what Salesforce told."""
        with self._lock:
            if not self._left and self._told is None and not self._probing:
                return
            now = self._clock.now()
            with self._store.writing() as connection:
                self._settle(connection, now)
                if self._probing:  # it was never answered: whoever comes next may look
                    limits = api_usage.read_limits(connection, self._account_id)
                    api_usage.write_limits(
                        connection, self._account_id, replace(limits, held_until=now)
                    )
            self._probing = False

    def status(self) -> LimitsStatus:
        """Tell how the calls stand; calls nobody."""
        self.settle()
        now = self._clock.now()
        calls, limits = self._known(now)
        verdict = judge(self._policy, calls, limits, now=now)
        held = verdict if isinstance(verdict, Held) else None
        return LimitsStatus(
            used_by_us=sum(calls.values()),
            used_by_others=None if limits.used is None else max(limits.used - limits.ours, 0),
            limit=limits.most,
            reserve=None if limits.most is None else self._policy.reserve(limits.most),
            cap=self._policy.cap,
            read_at=limits.read_at,
            held_until=None if held is None else held.until,
            held_for=None if held is None else held.reason,
            message="" if held is None else MESSAGES[held.reason],
            frees=self.frees(),
        )

    def left(self) -> int | None:
        """Return how many calls our work may still send today, as far as is known.

        None: nothing limits them, or Salesforce has not told yet.
        """
        status = self.status()
        bounds = []
        if status.cap is not None:
            bounds.append(status.cap - status.used_by_us)
        if status.limit is not None and status.reserve is not None:
            used = status.used_by_us + (status.used_by_others or 0)
            bounds.append(status.limit - status.reserve - used)
        return max(min(bounds), 0) if bounds else None

    def frees(self, *, refused_at: datetime | None = None) -> Frees | None:
        """Tell when what stops the work frees, as far as is known; None if nothing stops it.

        Args:
            refused_at: when Salesforce refused for the limit, if it did: a refused login tells no
                count.
        """
        self.settle()
        now = self._clock.now()
        calls, limits = self._known(now)
        verdict = judge(self._policy, calls, limits, now=now)
        held = verdict if isinstance(verdict, Held) else None
        if held is not None and held.reason == "cap":
            return of_cap(held.until)
        counted_at = limits.read_at or refused_at
        is_reached = isinstance(verdict, Held) or verdict.is_probe or refused_at is not None
        if counted_at is None or not is_reached:
            return None
        is_reserve = limits.held_for != "limit" and at_reserve(self._policy, limits)
        return of_calls(
            "reserve" if is_reserve else "limit",
            calls,
            counted_at=counted_at,
            looks_at=None if held is None else held.until,
        )

    def _known(self, now: datetime) -> tuple[dict[datetime, int], ApiLimits]:
        with self._store.reading() as connection:
            return (
                api_usage.calls_since(connection, self._account_id, oldest_counted(now)),
                api_usage.read_limits(connection, self._account_id),
            )

    def _spend(self, now: datetime) -> Held | None:
        stops = self._told is not None and at_reserve(self._policy, self._told)
        if self._left and self._hour == hour_of(now) and not stops:
            self._left -= 1
            return None
        with self._store.writing() as connection:
            self._settle(connection, now)
            calls = api_usage.calls_since(connection, self._account_id, oldest_counted(now))
            limits = api_usage.read_limits(connection, self._account_id)
            verdict = judge(self._policy, calls, limits, now=now)
            if isinstance(verdict, Held):
                if not self._probing or verdict.reason == "cap":
                    return verdict
                # Its own probe is not answered yet: a login or a repetition stands in between.
                verdict = Granted(1, is_probe=True)
            self._claim(connection, verdict, limits, now)
        self._left -= 1
        return None

    def _claim(
        self, connection: Connection, granted: Granted, limits: ApiLimits, now: datetime
    ) -> None:
        self._hour, self._left = hour_of(now), granted.calls
        api_usage.add_calls(connection, self._account_id, self._hour, granted.calls)
        api_usage.forget_before(connection, self._account_id, oldest_counted(now))
        self._probing = granted.is_probe
        if granted.is_probe:
            held = replace(limits, held_until=now + HOUR, held_for=limits.held_for or "reserve")
            api_usage.write_limits(connection, self._account_id, held)

    def _settle(self, connection: Connection, now: datetime) -> None:
        if self._left:
            assert self._hour is not None
            api_usage.add_calls(connection, self._account_id, self._hour, -self._left)
            self._left = 0
        if self._told is None:
            return
        stored = api_usage.read_limits(connection, self._account_id)
        told, self._told = self._told, None
        assert told.read_at is not None
        if stored.read_at is None or stored.read_at <= told.read_at:
            calls = api_usage.calls_since(connection, self._account_id, oldest_counted(now))
            told = replace(told, ours=sum(calls.values()))
            api_usage.write_limits(connection, self._account_id, told)


class Unbounded:
    """The same counts for calls that somebody asked for, as the data call of a connect.

    They are few, and are what the reserve is there for: counted, and never stopped.
    """

    def __init__(self, budget: Budget) -> None:
        self._budget = budget

    def spend(self) -> None:
        """Count the call."""
        self._budget.count()

    def read(self, answer: Answer) -> None:
        """As :meth:`Budget.read`."""
        self._budget.read(answer)

    def exhausted(self) -> None:
        """As :meth:`Budget.exhausted`."""
        self._budget.exhausted()
