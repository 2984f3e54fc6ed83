"""Saving several records in one call: each by itself, or all or none; and what is told of each.

Records are written in the order in which they are listed, in one transaction. A record that is
refused undoes its own changes; with all-or-none it undoes everybody's
([K:rest-api/create-records-using-sobject-collections]).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from fake_salesforce.errors import AllOrNoneOperationRolledBackError, SalesforceError
from fake_salesforce.org import Org, Undo

_ROLLED_BACK = AllOrNoneOperationRolledBackError(
    "Record rolled back because not all records were valid and the request was using AllOrNone"
    " header",
    fields=(),
)


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of one record."""

    id: str | None
    """None where there is no record."""
    errors: tuple[SalesforceError, ...] = ()
    more: dict[str, object] = field(default_factory=dict)
    """What else the result says, as ``created`` of an upsert."""

    @property
    def is_success(self) -> bool:
        """Whether the record was saved."""
        return not self.errors

    @property
    def is_refused(self) -> bool:
        """Whether the record itself was refused, and not only undone for another's sake."""
        return bool(self.errors) and _ROLLED_BACK not in self.errors

    def result(self) -> dict[str, object]:
        """Return the element of a collection's answer: no id where there is no record."""
        identity = {} if self.id is None else {"id": self.id}
        errors = [error_element(each) for each in self.errors]
        return identity | {"success": self.is_success, "errors": errors} | self.more


def error_element(error: SalesforceError) -> dict[str, object]:
    """Return a refusal as an element of ``errors``: statusCode, not errorCode (reference 2)."""
    body = error.body()
    told = {"statusCode": body.pop("errorCode"), "message": body.pop("message")}
    fields = body.pop("fields", [])
    return told | {"fields": fields} | body


def save(
    org: Org, writes: Iterable[Callable[[], Saved]], *, all_or_none: bool
) -> tuple[Saved, ...]:
    """Run writes, each of which saves one record, and return what became of each."""
    outcomes: tuple[Saved, ...] = ()
    with org.database.attempt():
        outcomes = tuple(_attempted(org, each) for each in writes)
        if all_or_none and not all(each.is_success for each in outcomes):
            outcomes = tuple(
                each if each.errors else Saved(each.id, (_ROLLED_BACK,)) for each in outcomes
            )
            raise Undo
    return outcomes


def _attempted(org: Org, write: Callable[[], Saved]) -> Saved:
    try:
        with org.database.attempt():
            return write()
    except SalesforceError as error:
        return Saved(None, (error, *error.further))
