"""What Salesforce refuses about a record before it looks at the database.

The order in which faults are told is believed: unknown fields, fields that cannot be written,
values, then missing fields. Fields of one of these kinds are told together: in one element where
Salesforce has one text for several fields, in an element for each faulty value (believed; that the
array has several elements where several rules refuse is [I:jsforce#861]).
"""

from __future__ import annotations

from collections.abc import Mapping

from fake_salesforce.access import Access
from fake_salesforce.errors import (
    InvalidFieldError,
    InvalidFieldForInsertUpdateError,
    RequiredFieldMissingError,
    SalesforceError,
    together,
)
from fake_salesforce.schema import Field, SObject

from .values import Json, Stored, stored

_UNWRITABLE = (
    "Unable to create/update fields: {}. Please check the security settings of this field and"
    " verify that it is read/write for your profile or permission set."
)


def for_create(
    sobject: SObject, incoming: Mapping[str, Json], *, access: Access
) -> dict[str, Stored]:
    """Return the values of a new record by field name, defaults included.

    A null for a field that is never null and has a default leaves the default (believed).

    Raises:
        SalesforceError: Salesforce would refuse the record (reference 2).
        WrongTypeError: a value is of another type than its field.
    """
    named = _named(sobject, incoming, access=access)
    if "Id" in named:
        message = "cannot specify Id in an insert call"
        raise InvalidFieldForInsertUpdateError(message, fields=("Id",))
    _refuse_unwritable(
        [
            field
            for field, _ in named.values()
            if not (field.createable and access.can_edit_field(sobject, field))
        ]
    )
    given = _stored(
        {
            name: (field, value)
            for name, (field, value) in named.items()
            if value is not None or field.nillable or not field.defaulted_on_create
        }
    )
    missing = [
        each.name
        for each in sobject.fields
        if each.is_required_on_create and given.get(each.name) is None
    ]
    if missing:
        raise _missing(missing)
    return defaults(sobject) | given


def for_update(
    sobject: SObject, incoming: Mapping[str, Json], *, access: Access
) -> dict[str, Stored]:
    """Return the values that an update writes, by field name.

    The text about an Id in the body is believed.

    Raises:
        SalesforceError: Salesforce would refuse them (reference 2).
        WrongTypeError: a value is of another type than its field.
    """
    named = _named(sobject, incoming, access=access)
    if "Id" in named:
        message = "The Id field should not be specified in the sobject data."
        raise InvalidFieldError(message)
    _refuse_unwritable(
        [
            field
            for field, _ in named.values()
            if not (field.updateable and access.can_edit_field(sobject, field))
        ]
    )
    given = _stored(named)
    blanked = [
        name for name, value in given.items() if value is None and not named[name][0].nillable
    ]
    if blanked:
        raise _missing(blanked)
    return given


def _stored(named: Mapping[str, tuple[Field, Json]]) -> dict[str, Stored]:
    """Return values as they are stored, or tell each that cannot be."""
    values: dict[str, Stored] = {}
    faults: list[SalesforceError] = []
    for name, (field, value) in named.items():
        try:
            values[name] = stored(field, value)
        except SalesforceError as fault:
            faults.append(fault)
    if faults:
        raise together(faults)
    return values


def _named(
    sobject: SObject, incoming: Mapping[str, Json], *, access: Access
) -> dict[str, tuple[Field, Json]]:
    """Return fields and values by the schema's spelling of the field's name."""
    named: dict[str, tuple[Field, Json]] = {}
    for name, value in incoming.items():
        if name == "attributes":
            continue
        field = sobject.field(name)
        if field is None or not access.can_read_field(sobject, field):
            if field is None:
                sobject.check_field(name)
            message = f"No such column '{name}' on sobject of type {sobject.name}"
            raise InvalidFieldError(message)
        named[field.name] = (field, value)
    return named


def _refuse_unwritable(unwritable: list[Field]) -> None:
    if unwritable:
        names = tuple(each.name for each in unwritable)
        message = _UNWRITABLE.format(", ".join(names))
        raise InvalidFieldForInsertUpdateError(message, fields=names)


def _missing(names: list[str]) -> RequiredFieldMissingError:
    message = f"Required fields are missing: [{', '.join(names)}]"
    return RequiredFieldMissingError(message, fields=tuple(names))


def defaults(sobject: SObject) -> dict[str, Stored]:
    """Return what the columns of a new record hold when nothing is said."""
    values: dict[str, Stored] = {}
    for field in sobject.columns:
        if field.default is not None:
            values[field.name] = stored(field, field.default)
        else:
            values[field.name] = stored(field, None)
    return values
