"""Acts on the org in the middle of a connector step, as ``when`` tells.

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
from sfconformance.stage import Stage


class _Arrivals:
    """The requests of one connector step, until the one that ``when`` waits for."""

    def __init__(self, when: When, carry_out: Callable[[], None]) -> None:
        self._when = when
        self._carry_out = carry_out
        self._lock = threading.Lock()
        self._seen = 0
        self._error: Exception | None = None

    def note(self, resource: str) -> None:
        """Note a request that arrives, and act if it is the one."""
        with self._lock:
            if resource != self._when.request:
                return
            self._seen += 1
            if self._seen != self._when.nth:
                return
            try:
                self._carry_out()
            except Exception as error:  # noqa: BLE001 - raised again by `finish`
                self._error = error

    def finish(self) -> None:
        """Raise what the acts raised, or that they never came to act."""
        if self._error is not None:
            message = f"an act of `when` failed: {self._error}"
            raise StepError(message) from self._error
        if self._seen < self._when.nth:
            message = (
                f"`when` never came true: it waits for request {self._when.nth} of "
                f"{self._when.request}, and the step made {self._seen}"
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
    arrivals = _Arrivals(when, carry_out)
    leave = stage.on_request(arrivals.note)
    try:
        yield
    finally:
        leave()
        arrivals.finish()
