"""Limits: ``/limits``, and the header that every answer of REST carries (reference 3.2, 6.5).

``/limits`` needs View Setup and Configuration; the header is told to everybody.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from sfconnector.errors import UnexpectedAnswerError
from sfconnector.salesforce.exchange import REST, Answer, Request

HEADER = "Sforce-Limit-Info"


@dataclass(frozen=True, slots=True)
class Usage:
    """How much of a limit is used."""

    used: int
    most: int

    @property
    def share(self) -> float:
        """The used share, from 0 to 1 and beyond; 1 where the limit is zero."""
        return self.used / self.most if self.most else 1.0


class _Limit(msgspec.Struct):
    Max: int
    Remaining: int


_decoder = msgspec.json.Decoder(dict[str, _Limit])


def api_usage(answer: Answer) -> Usage | None:
    """Read the API calls of the last 24 hours from an answer's header; None if it has none.

    ``api-usage=18/5000``; what stands beside it (``per-app-api-usage=...``) is not looked at.
    """
    found = re.search(r"(?<![\w-])api-usage=(\d+)/(\d+)", answer.header(HEADER))
    return None if found is None else Usage(int(found[1]), int(found[2]))


def request() -> Request:
    """Build the call."""
    return Request("GET", f"{REST}/limits")


def read(answer: Answer) -> Mapping[str, Usage]:
    """Read the usage of each limit by its name, as ``DailyApiRequests``.

    Raises:
        UnexpectedAnswerError: a limit lacks its maximum or what remains.
    """
    try:
        limits = _decoder.decode(answer.body)
    except msgspec.DecodeError as error:
        message = "the answer to limits does not have a maximum and a rest for each limit"
        raise UnexpectedAnswerError(message, detail=str(error)) from error
    return {name: Usage(each.Max - each.Remaining, each.Max) for name, each in limits.items()}
