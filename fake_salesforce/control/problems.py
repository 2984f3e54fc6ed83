"""Why a control call is refused: a problem document (RFC 9457) that says what would be right."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

MEDIA_TYPE = "application/problem+json"
_MOST_NAMES = 50
"""How many of those there are a problem lists."""


class Fault(BaseModel):
    """One thing that is wrong with what was asked."""

    where: str
    """The field, as ``match.nth`` or ``writes.0.sobject``; empty for the whole."""
    what: str


class Problem(BaseModel):
    """What is wrong, where, and what would be right."""

    model_config = ConfigDict(extra="allow")

    title: str
    status: int
    detail: str
    faults: list[Fault] | None = None
    """What is wrong with each field; only where fields are at fault."""
    there_are: list[str] | None = None
    """The names there are, where one was asked for that is not; at most fifty."""
    errorCode: str | None = None  # noqa: N815 - Salesforce's word
    """What Salesforce would answer; only where Salesforce would refuse it."""


class ProblemError(Exception):
    """A control call that is refused."""

    def __init__(self, status: int, title: str, detail: str, **more: Any) -> None:  # noqa: ANN401 - JSON
        super().__init__(detail)
        self.problem = Problem(status=status, title=title, detail=detail, **more)


def unknown(what: str, name: str, there_are: Iterable[str]) -> ProblemError:
    """Return the refusal of a name that nothing has.

    Args:
        what: the noun, as ``user``.
        name: what was asked for.
        there_are: the names there are.
    """
    names = sorted(there_are)
    has = ", ".join(names[:_MOST_NAMES]) or "none"
    return ProblemError(
        404,
        f"There is no such {what}",
        f"There is no {what} {name!r}; there are: {has}.",
        there_are=names[:_MOST_NAMES],
    )


def wrong(where: str, what: str) -> ProblemError:
    """Return the refusal of one field."""
    return _faulty([Fault(where=where, what=what)])


@contextlib.contextmanager
def blaming(where: str) -> Iterator[None]:
    """Have a ValueError of the block be the fault of a field of what was asked."""
    try:
        yield
    except (ValueError, OverflowError) as error:
        raise wrong(where, str(error)) from error


def misread(error: ValidationError, *, fields: Iterable[str]) -> ProblemError:
    """Return the refusal of what is not of a verb's form.

    Args:
        error: pydantic's.
        fields: the fields that the verb takes.
    """
    has = ", ".join(fields) or "none"
    return _faulty([_plain(each, has) for each in error.errors(include_url=False)])


def _plain(error: Mapping[str, Any], has: str) -> Fault:
    where = ".".join(str(each) for each in error["loc"])
    match error["type"]:
        case "missing":
            what = "it is missing"
        case "extra_forbidden" if len(error["loc"]) == 1:
            what = f"there is no such field; there are: {has}"
        case "extra_forbidden":
            what = "there is no such field"
        case _:
            what = str(error["msg"]).removeprefix("Value error, ")
    return Fault(where=where, what=what[:1].lower() + what[1:])


def _faulty(faults: list[Fault]) -> ProblemError:
    detail = "; ".join(f"{each.where or 'the body'}: {each.what}" for each in faults)
    return ProblemError(422, "What was asked is wrong", detail, faults=faults)
