"""What the journal keeps: requests that have come, and exchanges that are over."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from .redaction import redacted, redacted_headers, redacted_query

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request that has come and is not answered yet."""

    resource: str
    """The resource's name, as ``query_more``; ``unknown`` where no route fits."""
    method: str
    path: str
    nth: int
    """How many-th request of this resource it is since the server began, from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is told of an exchange when it is over, secrets and all."""

    time: datetime
    resource: str
    method: str
    path: str
    status: int
    """The HTTP status; 0 where a fault kept the request from being handled and answered."""
    error_code: str | None = None
    """The errorCode, SOAP fault code or OAuth error; None where there was none."""
    org_id: str | None = None
    username: str | None = None
    request: str = ""
    """What was asked: a query, a body, a login's username."""
    response: str = ""
    """The answer's text."""
    query_string: str = ""
    session: str | None = None
    """What stands for the session; None where none was named."""
    request_headers: Headers = ()
    response_headers: Headers = ()
    records_read: int = 0
    """How many records the answer holds."""
    records_written: int = 0
    """How many records were created, updated or deleted on request; not what followed from it."""
    api_calls: int = 0
    """How many of the day's API calls it spent."""
    faults: tuple[str, ...] = ()
    """The kinds of the faults that struck it, in order."""
    delivery: str = "whole"
    """How much of the answer was sent: ``whole``, ``part`` or ``none``."""
    is_late: bool = False
    """Whether it is a request without its client: a fault had it committed late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange(Told):
    """A request and its answer, redacted and cut."""

    number: int
    """How many-th exchange it is since the server began, from 1."""

    @classmethod
    def of(cls, told: Told, *, number: int) -> Exchange:
        """Return what the journal keeps of what it is told."""
        values = {each.name: getattr(told, each.name) for each in fields(told)}
        values |= {
            "path": redacted(told.path),
            "request": redacted(told.request),
            "response": redacted(told.response),
            "query_string": redacted_query(told.query_string),
            "request_headers": redacted_headers(told.request_headers),
            "response_headers": redacted_headers(told.response_headers),
        }
        return cls(number=number, **values)

    def data(self) -> dict[str, Any]:
        """Return the exchange as JSON has it, its number first."""
        whole = asdict(self) | {"time": self.time.isoformat()}
        return {"number": whole.pop("number")} | whole
