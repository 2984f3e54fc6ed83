"""The journal: searched, waited for, followed, written down; and crashes of the fake itself."""

from __future__ import annotations

import contextlib
import json
import queue
import threading
import traceback
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AwareDatetime, Field, JsonValue

from fake_salesforce.control.problems import ProblemError
from fake_salesforce.control.values import Name
from fake_salesforce.control.verb import JSON_LINES, Asked, Nothing, Told, verb
from fake_salesforce.journal import Exchange, json_lines, meeting

if TYPE_CHECKING:
    from fake_salesforce.salesforce import FakeSalesforce


_LOOK_SECONDS = 0.5
"""How often who waits looks whether the server is about to end."""
_Number = Annotated[int, Field(ge=0, le=2**53)]


class Conditions(Asked):
    """Which exchanges: those that meet every condition."""

    resource: Name | None = None
    """The resource's name, as `query_more`."""
    username: Name | None = None
    """Who asked, or tried to log in."""
    status: Annotated[int, Field(ge=0, le=599)] | None = None
    """The HTTP status; 0 are those that were not handled."""
    error_code: Name | None = None
    """The errorCode, SOAP fault code or OAuth error."""
    org_id: Name | None = None
    """The org's 18-character id."""
    fault: Name | None = None
    """The kind of a fault that struck, as `latency`."""
    since: AwareDatetime | None = None
    """The earliest instant, on the clock."""
    after: _Number = 0
    """The number after which to begin: a position noted before."""


class Find(Conditions):
    """Which exchanges, and how many of them."""

    last: Annotated[int, Field(ge=1, le=10_000)] = 100
    """Only the last so many."""


class Wait(Conditions):
    """Which exchange, and for how long at most, by the machine's clock."""

    seconds: Annotated[float, Field(ge=0, le=60)] = 10


class Crashes(Asked):
    """Whether they are forgotten once told: a forgotten crash fails no test any more."""

    forget: bool = False


class PositionTold(Told):
    """The number of the last exchange, kept or not; 0 before the first."""

    position: int


class CrashTold(Told):
    """A failure of the fake itself."""

    kind: str
    told: str


def _conditions(asked: Conditions) -> dict[str, Any]:
    return asked.model_dump(include=set(Conditions.model_fields))


def _find(salesforce: FakeSalesforce, asked: Conditions) -> tuple[Exchange, ...]:
    return salesforce.journal.find(**_conditions(asked))


@verb(
    "journal list",
    "GET /journal",
    python="Journal.find",
    columns=("number", "time", "method", "path", "status", "error_code", "username", "faults"),
    examples=("journal list --resource query --status 200", "journal list --after 17"),
)
def every(salesforce: FakeSalesforce, asked: Find) -> list[Exchange]:
    """Find exchanges, the oldest first; without conditions the last hundred."""
    return list(_find(salesforce, asked)[-asked.last :])


@verb(
    "journal position",
    "GET /journal/position",
    python="Journal.position",
    examples=("journal position",),
)
def position(salesforce: FakeSalesforce, _: Nothing) -> PositionTold:
    """Tell the number of the last exchange, to begin after it later."""
    return PositionTold(position=salesforce.journal.position)


@verb(
    "journal wait",
    "POST /journal/wait",
    python="Journal.wait_for",
    examples=("journal wait --resource row_create --seconds 30 --after 17",),
)
def wait(salesforce: FakeSalesforce, asked: Wait) -> Exchange:
    """Wait for the first exchange that meets the conditions, and tell it."""
    condition, left = meeting(**_conditions(asked)), asked.seconds
    with _waiting(salesforce):
        while True:
            seconds = min(left, _LOOK_SECONDS)
            with contextlib.suppress(TimeoutError):
                return salesforce.journal.wait_for(condition, seconds=seconds)
            left -= seconds
            if left <= 0 or salesforce.is_ending:
                break
    detail = f"None came within {asked.seconds:g} seconds; {salesforce.journal.position} in all."
    raise ProblemError(404, "There is no such exchange", detail)


class _Waiting:
    """One of those who wait at a time."""

    def __init__(self, places: threading.BoundedSemaphore) -> None:
        self._places = places

    def __enter__(self) -> None:
        if not self._places.acquire(blocking=False):
            detail = "As many wait for exchanges as may; end one of them first."
            raise ProblemError(429, "Too many wait already", detail)

    def __exit__(self, *_: object) -> None:
        self._places.release()


def _waiting(salesforce: FakeSalesforce) -> _Waiting:
    return _Waiting(salesforce.journal.places)


@verb(
    "journal follow",
    "GET /journal/follow",
    python="Journal.follow",
    examples=("journal follow",),
    media_type=JSON_LINES,
)
def follow(salesforce: FakeSalesforce, _: Nothing) -> Iterator[str]:
    """Stream each exchange as it ends, a line of JSON each, until the caller hangs up.

    An empty line now and then shows that the server is there.
    """
    place = _waiting(salesforce)
    place.__enter__()
    heard: queue.SimpleQueue[Exchange] = queue.SimpleQueue()
    unsubscribe = salesforce.journal.on_exchange(heard.put)

    def leave() -> None:
        unsubscribe()
        place.__exit__()

    return _Lines(salesforce, heard, leave)


class _Lines:
    """The lines of a follower, who leaves when they are closed: after the last, or at a hang-up."""

    def __init__(
        self,
        salesforce: FakeSalesforce,
        heard: queue.SimpleQueue[Exchange],
        leave: Callable[[], None],
    ) -> None:
        self._salesforce = salesforce
        self._heard = heard
        self._leave = leave
        self._has_begun = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if not self._has_begun:
            self._has_begun = True
            return "\n"  # the head goes out with the first line
        try:
            exchange = self._heard.get(timeout=_LOOK_SECONDS)
        except queue.Empty:
            # Only here: what was heard before the end is told.
            if self._salesforce.is_ending:
                raise StopIteration from None
            return "\n"
        return json_lines([exchange], origin=self._salesforce.url)

    def close(self) -> None:
        """Leave."""
        leave, self._leave = self._leave, _stay
        leave()


def _stay() -> None:
    """Do nothing: who has left, has left."""


@verb(
    "journal lines",
    "GET /journal/lines",
    python="FakeSalesforce.json_lines",
    examples=("journal lines journal.jsonl",),
    media_type=JSON_LINES,
    to_file="*",
)
def lines(salesforce: FakeSalesforce, asked: Conditions) -> str:
    """Write the journal as lines of JSON, with `{origin}` for the server's URL."""
    return salesforce.json_lines(_find(salesforce, asked))


@verb(
    "journal har",
    "GET /journal/har",
    python="FakeSalesforce.har",
    examples=("journal har journal.har",),
    to_file="*",
)
def har(salesforce: FakeSalesforce, asked: Conditions) -> dict[str, JsonValue]:
    """Write the journal as HAR 1.2, for a browser's network view."""
    document: dict[str, JsonValue] = json.loads(salesforce.har(_find(salesforce, asked)))
    return document


@verb(
    "journal crashes",
    "POST /journal/crashes",
    python="Journal.crashes",
    examples=("journal crashes", "journal crashes --forget"),
)
def crashes(salesforce: FakeSalesforce, asked: Crashes) -> list[CrashTold]:
    """Tell each failure of the fake itself, with where it happened."""
    kept = salesforce.journal.crashes
    if asked.forget:
        salesforce.journal.forget_crashes()
    return [
        CrashTold(kind=type(each).__name__, told="".join(traceback.format_exception(each)))
        for each in kept
    ]


VERBS = (every, position, wait, follow, lines, har, crashes)
