"""Calls that do something to each of several records, one result for each of them.

A record that is refused does not stop the others, unless an AllOrNoneHeader asks for all or nothing
([K:api/allornoneheader]); then nothing is written and each that would have been says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from fake_salesforce.errors import (
    AllOrNoneOperationRolledBackError,
    ExceededIdLimitError,
    InvalidTypeOnFieldInRecordError,
    SalesforceError,
)
from fake_salesforce.records.values import WrongTypeError

from .elements import Tag
from .posted import Request

MOST_RECORDS = 200
_TOO_MANY = f"record limit reached. cannot submit more than {MOST_RECORDS} records into this call"
"""Reference 2, EXCEEDED_ID_LIMIT ([P] x2)."""
_ROLLED_BACK = (
    "Record rolled back because not all records were valid and the request was using AllOrNone"
    " header"
)
"""Believed; the code is documented ([K:api/core-data-types])."""

Asked = TypeVar("Asked")
Act = Callable[[Asked], Iterable[Tag]]
"""Does it to one record and returns what is in its result."""
Refuse = Callable[[Asked, SalesforceError], Iterable[Tag]]
"""Returns what is in the result of a record that was refused."""


class _NotAllError(Exception):
    """Undoes what was written."""


def results(
    request: Request, asked: Sequence[Asked], *, act: Act[Asked], refuse: Refuse[Asked]
) -> tuple[Tag, ...]:
    """Return the ``result`` elements of a call.

    Raises:
        ExceededIdLimitError: there are more than 200 records.
    """
    if len(asked) > MOST_RECORDS:
        raise ExceededIdLimitError(_TOO_MANY)
    if (request.envelope.header("AllOrNoneHeader", "allOrNone") or "").lower() not in {"true", "1"}:
        return tuple(Tag("result", tuple(_done(each, act, refuse)[0])) for each in asked)
    done: list[tuple[Iterable[Tag], bool]] = []
    try:
        with request.org.database.write():
            done = [_done(each, act, refuse) for each in asked]
            _demand_all(done)
    except _NotAllError:
        undone = AllOrNoneOperationRolledBackError(_ROLLED_BACK, fields=())
        done = [
            (refuse(each, undone), False) if succeeded else (inside, False)
            for each, (inside, succeeded) in zip(asked, done, strict=True)
        ]
    return tuple(Tag("result", tuple(inside)) for inside, _ in done)


def _demand_all(done: list[tuple[Iterable[Tag], bool]]) -> None:
    if not all(succeeded for _, succeeded in done):
        raise _NotAllError


def _done(asked: Asked, act: Act[Asked], refuse: Refuse[Asked]) -> tuple[Iterable[Tag], bool]:
    try:
        return act(asked), True
    except SalesforceError as error:
        return refuse(asked, error), False
    except WrongTypeError as error:
        name, label = error.field.name, error.field.label
        message = f"{label}: value not of required type: {error.value}"
        return refuse(asked, InvalidTypeOnFieldInRecordError(message, fields=(name,))), False
