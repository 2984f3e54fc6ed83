"""What happens in the middle of a connector step: acts on the org, and the connector's end.

The server calls back before it handles a request. The acts run there and then, in the server's
thread, so the request they wait for already meets the changed org. What they raise is kept and
raised again when the connector's step is over: in the server's thread it would only spoil the
connector's answer, and be lost.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sfconformance.errors import StepError
from sfconformance.model import When
from sfconformance.stage import Stage, WireExchange
from sfconformance.steps.list_step import KilledAt

LONGEST_QUIET_SECONDS = 60.0
"""How long requests of a killed process may still be handled."""


class _Arrivals:
    """The requests of one connector step, until the one that something waits for."""

    def __init__(
        self, key: str, request: str | None, nth: int, carry_out: Callable[[], None]
    ) -> None:
        self._key = key
        self._request = request
        self._nth = nth
        self._carry_out = carry_out
        self._changed = threading.Condition()
        self._seen = 0
        self._unanswered = 0
        self._error: Exception | None = None

    def note(self, resource: str) -> None:
        """Note a request that arrives, and act if it is the one."""
        with self._changed:
            self._unanswered += 1
            if self._request not in {None, resource}:
                return
            self._seen += 1
            if self._seen != self._nth:
                return
            try:
                self._carry_out()
            except Exception as error:  # noqa: BLE001 - raised again by `finish`
                self._error = error

    def answered(self, exchange: WireExchange) -> None:  # noqa: ARG002 - the stage tells which
        """Note that a request has been handled."""
        with self._changed:
            self._unanswered -= 1
            self._changed.notify_all()

    def settle(self) -> None:
        """Wait until whatever arrived has been handled: nobody else waits for it after a kill."""
        with self._changed:
            if not self._changed.wait_for(
                lambda: self._unanswered <= 0, timeout=LONGEST_QUIET_SECONDS
            ):
                message = f"{self._unanswered} requests of the killed connector are still handled"
                raise StepError(message)

    def finish(self) -> None:
        """Raise what the acts raised, or that they never came to act."""
        if self._error is not None:
            message = f"an act of `{self._key}` failed: {self._error}"
            raise StepError(message) from self._error
        if self._seen < self._nth:
            of = "" if self._request is None else f" of {self._request}"
            message = (
                f"`{self._key}` never came true: it waits for request {self._nth}{of}, and the "
                f"step made {self._seen}"
            )
            raise StepError(message)


@contextmanager
def interruption(
    when: When | None, carry_out: Callable[[], None], *, stage: Stage
) -> Iterator[None]:
    """Carry acts out in the middle of what is done inside this context.

    Raises:
        StepError: an act failed, or the request never came; also when the connector raised, since
            that is then the smaller news.
    """
    if when is None:
        yield
        return
    arrivals = _Arrivals("when", when.request, when.nth, carry_out)
    leave = stage.on_request(arrivals.note)
    try:
        yield
    finally:
        leave()
        arrivals.finish()


@contextmanager
def killing(at: KilledAt, kill: Callable[[], None], *, stage: Stage) -> Iterator[None]:
    """Kill the connector in the middle of what is done inside this context.

    Raises:
        StepError: as :func:`interruption`.
    """
    arrivals = _Arrivals("killed_at", at.request, at.nth, kill)
    leave, leave_answers = stage.on_request(arrivals.note), stage.on_exchange(arrivals.answered)
    try:
        yield
    finally:
        try:
            arrivals.settle()
        finally:
            leave()
            leave_answers()
        arrivals.finish()
