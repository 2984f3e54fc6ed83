"""What may be done to records of an object at all, and which ids are theirs."""

from __future__ import annotations

from fake_salesforce import ids
from fake_salesforce.errors import CannotInsertUpdateActivateEntityError, MalformedIdError
from fake_salesforce.schema import SObject


def check_createable(sobject: SObject) -> None:
    """Refuse to create records of an object that has none made by users (reference 2).

    Raises:
        CannotInsertUpdateActivateEntityError: it is one.
    """
    _check(sobject, "inserted", is_possible=sobject.createable)


def check_updateable(sobject: SObject) -> None:
    """Refuse to update records of an object whose records stay as they are (reference 2, [P]).

    Raises:
        CannotInsertUpdateActivateEntityError: it is one.
    """
    _check(sobject, "updated", is_possible=sobject.updateable)


def check_deletable(sobject: SObject) -> None:
    """Refuse to delete records of an object whose records stay (the text is believed).

    Raises:
        CannotInsertUpdateActivateEntityError: it is one.
    """
    _check(sobject, "deleted", is_possible=sobject.deletable)


def _check(sobject: SObject, verb: str, *, is_possible: bool) -> None:
    if not is_possible:
        message = f"entity type cannot be {verb}: {sobject.label}"
        raise CannotInsertUpdateActivateEntityError(message, fields=())


def own_id(sobject: SObject, text: str) -> str:
    """Return the 18-character id of a record of an object.

    Raises:
        MalformedIdError: the text is none
            ([K:rest-api/update-records-using-sobject-collections]).
    """
    if not ids.is_id(text) or not ids.normalize(text).startswith(sobject.key_prefix):
        message = f"{sobject.label} ID: id value of incorrect type: {text}"
        raise MalformedIdError(message, fields=("Id",))
    return ids.normalize(text)
