"""The base of everything that can be written in a scenario file, and the small types it uses.

A part refuses keys it does not know, and names the nearest one it does. Small types (a length of
time, a count, a field's value) are read by one function each, whose error says what would be right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from typing import Annotated, Any, ClassVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

_LENGTH = re.compile(r"(?:(\d{1,5})d)? ?(?:(\d{1,5})h)? ?(?:(\d{1,5})m)? ?(?:(\d{1,5})s)?")
_COUNT = re.compile(r"(at least|at most) (\d{1,12})")


def nearest(word: str, known: tuple[str, ...]) -> str:
    """Return " (did you mean `...`?)" with the nearest known word, or an empty text."""
    close = get_close_matches(word, known, n=1, cutoff=0.5)
    return f" (did you mean `{close[0]}`?)" if close else ""


class Part(BaseModel):
    """A mapping in a scenario file. It is frozen, and unknown keys are refused."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown_keys(cls, value: Any) -> Any:  # noqa: ANN401 - whatever the file holds
        if isinstance(value, dict):
            known = tuple(cls.model_fields)
            for key in value:
                if key not in known:
                    raise PydanticCustomError(
                        "unknown_key",
                        "unknown key `{key}`{nearest}; known here: {known}",
                        {"key": key, "nearest": nearest(key, known), "known": ", ".join(known)},
                    )
        return value


def _read_length(value: object) -> timedelta:
    match = _LENGTH.fullmatch(value) if isinstance(value, str) and value else None
    if not match:
        message = f"a length of time is written as 91d, 2h, 30m, 45s or 1d 12h, not {value!r}"
        raise ValueError(message)
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def length_in_words(length: timedelta) -> str:
    """Return a length of time in words, as ``91 days`` or ``1 day 12 hours``."""
    rest, seconds = divmod(int(length.total_seconds()), 60)
    rest, minutes = divmod(rest, 60)
    days, hours = divmod(rest, 24)
    named = ((days, "day"), (hours, "hour"), (minutes, "minute"), (seconds, "second"))
    told = [f"{number} {unit}{'' if number == 1 else 's'}" for number, unit in named if number]
    return " ".join(told) or "no time"


Length = Annotated[
    timedelta,
    BeforeValidator(_read_length),
    PlainSerializer(length_in_words),
    WithJsonSchema({"type": "string", "examples": ["91d", "2h", "30m", "45s", "1d 12h"]}),
]
"""A length of time: ``91d``, ``2h``, ``30m``, ``45s``, ``1d 12h``."""


@dataclass(frozen=True)
class Count:
    """A number that something must have: exactly, at least or at most.

    Attributes:
        relation: "exactly", "at least" or "at most".
        number: 0 or more.
    """

    relation: str
    number: int

    def allows(self, found: int) -> bool:
        """Return whether a number found is as expected."""
        if self.relation == "at least":
            return found >= self.number
        if self.relation == "at most":
            return found <= self.number
        return found == self.number

    def __str__(self) -> str:
        return str(self.number) if self.relation == "exactly" else f"{self.relation} {self.number}"


def read_count(value: object) -> Count:
    """Return the count that a file's value means.

    Raises:
        ValueError: the value is no count.
    """
    if isinstance(value, Count):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return Count("exactly", value)
    match = _COUNT.fullmatch(value) if isinstance(value, str) else None
    if not match:
        message = f"a count is a number from 0, `at least N` or `at most N`, not {value!r}"
        raise ValueError(message)
    return Count(match[1], int(match[2]))


COUNT_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": "integer", "minimum": 0},
        {"type": "string", "pattern": "^(at least|at most) [0-9]+$"},
    ]
}

CountField = Annotated[
    Count, PlainValidator(read_count), PlainSerializer(str), WithJsonSchema(COUNT_SCHEMA)
]
"""A count in a file: ``3``, ``at least 1`` or ``at most 2``."""

FieldValue = str | int | float | bool | None
"""A record's field in a file. An e-mail address, a number, true or false, null for blank."""


def _read_field_value(value: object) -> FieldValue:
    if value is None or isinstance(value, str | int | float):
        return value
    message = f"a field's value is a text, a number, true, false or null, not {value!r}"
    raise ValueError(message)


RecordField = Annotated[
    FieldValue,
    PlainValidator(_read_field_value),
    WithJsonSchema({"type": ["string", "number", "boolean", "null"]}),
]
"""A field's value, read from a file."""


ObjectName = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
"""The API name of an object, as ``Lead`` or ``Visit__c``; whether there is one shows on stage."""


@dataclass(frozen=True)
class NamesUser:
    """Marks a field that holds the alias of a user of ``org.users``; the loader checks it."""


UserAlias = Annotated[str, NamesUser()]
"""The alias of a user of ``org.users``."""
