"""Which fields may be chosen: those that the connected user sees, and Email always among them."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from sfconnector.errors import InputError, UnknownFieldError
from sfconnector.salesforce.describe import Field

DEFAULT_FIELDS = ("Email", "FirstName", "LastName", "Company")
EMAIL = "Email"
LARGE_TYPES = frozenset({"base64"})


def checked_form(fields: Sequence[str], *, related: bool = False) -> None:
    """Refuse a choice that is wrong whatever the organization has.

    Args:
        fields: the choice.
        related: whether fields of related records may be chosen.

    Raises:
        InputError: Email is missing, a field is chosen twice, or is of another object.
    """
    folded = [field.casefold() for field in fields]
    if EMAIL.casefold() not in folded:
        message = f"Email must be among the chosen fields; chosen: {', '.join(fields) or 'none'}"
        raise InputError(message)
    for field in fields:
        if folded.count(field.casefold()) > 1:
            message = f"the field {field} is chosen twice"
            raise InputError(message)
        if "." in field and not related:
            message = (
                f"the field {field} belongs to a related record; only fields of the record itself "
                "can be chosen"
            )
            raise InputError(message)
        if field.casefold() == "id":
            message = "Id is always imported; leave it out of the chosen fields"
            raise InputError(message)


def resolve(
    fields: Sequence[str], visible: Sequence[Field], *, sobject: str, always: Sequence[str] = ()
) -> tuple[str, ...]:
    """Return the chosen fields as Salesforce spells them, and behind them those read ``always``.

    Of these only the ones that the connected user sees.

    Raises:
        UnknownFieldError: the connected user sees no such field.
        InputError: a field of a kind that a list cannot hold.
    """
    by_name = {field.name.casefold(): field for field in visible}
    resolved = []
    for name in fields:
        field = by_name.get(name.casefold())
        if field is None:
            near = difflib.get_close_matches(name.casefold(), by_name, n=3)
            meant = ", ".join(by_name[each].name for each in near)
            message = f"{sobject} has no field {name} that the connected user can see" + (
                f"; did you mean {meant}?" if meant else ""
            )
            raise UnknownFieldError(message)
        if field.type in LARGE_TYPES:
            message = f"the field {field.name} is of type {field.type}, which a list cannot hold"
            raise InputError(message)
        resolved.append(field.name)
    seen = {field.name for field in visible}
    return (*resolved, *(each for each in always if each in seen and each not in resolved))
