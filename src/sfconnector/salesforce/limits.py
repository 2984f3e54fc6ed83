"""``/limits``: how much of each limit is used (reference 3.2, 6.5).

It needs View Setup and Configuration; the API calls are told to everybody by ``limit_info.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from sfconnector.errors import UnexpectedAnswerError
from sfconnector.salesforce.exchange import REST, Answer, Request


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
