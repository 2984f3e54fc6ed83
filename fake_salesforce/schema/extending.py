"""Objects with something added by an administrator: a field, a record type, a value, a rule."""

from __future__ import annotations

import dataclasses

from .custom import CustomField, NewPicklistValue
from .field import Field, FieldType, PicklistValue
from .rights import ControlledByParent
from .rules import AssignmentRule, DuplicateRule, ValidationRule
from .sobject import RecordType, Schema, SObject

RECORD_TYPE_ID = Field(
    name="RecordTypeId",
    type=FieldType.REFERENCE,
    label="Record Type ID",
    length=18,
    createable=True,
    updateable=True,
    nillable=True,
    filterable=True,
    sortable=True,
    groupable=True,
    reference_to=("RecordType",),
    relationship_name="RecordType",
)
"""The field every object has once it has record types (reference 5.3)."""


def with_field(schema: Schema, sobject: SObject, custom: CustomField) -> SObject:
    """Return an object with a custom field more.

    Raises:
        ValueError: it has the field or the child relationship already, cannot have it, or the field
            leads to an object that does not exist.
    """
    masters = sum(each.relationship_order is not None for each in sobject.fields)
    added = custom.fields(relationship_order=masters)
    for field in added:
        if sobject.field(field.name) is not None:
            message = f"{sobject.name} has a field {field.name} already"
            raise ValueError(message)
        for target in field.reference_to:
            _check_relationship(schema, sobject, field, target)
    if custom.type == "Hierarchy" and sobject.name != "User":
        message = f"only User has hierarchies: {sobject.name}.{custom.name}"
        raise ValueError(message)
    if custom.type == "MasterDetail" and not sobject.is_custom:
        message = f"a standard object cannot be a detail: {sobject.name}.{custom.name}"
        raise ValueError(message)
    kept = tuple(
        each for each in sobject.fields if not (custom.type == "MasterDetail" and _owns(each))
    )
    sharing = sobject.sharing
    if custom.type == "MasterDetail" and masters == 0:
        sharing = ControlledByParent(custom.name)
    return dataclasses.replace(sobject, fields=kept + added, sharing=sharing)


def _check_relationship(schema: Schema, sobject: SObject, field: Field, target: str) -> None:
    if target != sobject.name and schema.sobject(target) is None:
        message = f"{sobject.name}.{field.name} refers to {target!r}, which does not exist"
        raise ValueError(message)
    taken = {
        each.child_relationship_name
        for child in schema
        for each in child.fields
        if target in each.reference_to
    }
    if field.child_relationship_name is not None and field.child_relationship_name in taken:
        message = f"{target} has a child relationship {field.child_relationship_name} already"
        raise ValueError(message)


def _owns(field: Field) -> bool:
    """Tell whether this is OwnerId, which a detail record does not have: its master's owner is."""
    return field.name == "OwnerId"


def with_record_type(sobject: SObject, record_type: RecordType) -> SObject:
    """Return an object with a record type more, and the field RecordTypeId."""
    others = tuple(
        dataclasses.replace(each, is_default=each.is_default and not record_type.is_default)
        for each in sobject.record_types
    )
    added = () if sobject.field("RecordTypeId") else (RECORD_TYPE_ID,)
    return dataclasses.replace(
        sobject, fields=sobject.fields + added, record_types=(*others, record_type)
    )


def with_picklist_value(sobject: SObject, new: NewPicklistValue) -> SObject:
    """Return an object with a picklist value more, the last one.

    Raises:
        ValueError: the field is no picklist, or has the value already.
    """
    field = sobject.field(new.field)
    if field is None or field.type not in {FieldType.PICKLIST, FieldType.MULTIPICKLIST}:
        message = f"{sobject.name}.{new.field} is no picklist"
        raise ValueError(message)
    if any(each.value == new.value for each in field.picklist_values):
        message = f"{sobject.name}.{field.name} has the value {new.value!r} already"
        raise ValueError(message)
    others = tuple(
        dataclasses.replace(each, default=each.default and not new.is_default)
        for each in field.picklist_values
    )
    added = PicklistValue(new.value, new.label or new.value, default=new.is_default)
    changed = dataclasses.replace(
        field,
        picklist_values=(*others, added),
        default=new.value if new.is_default else field.default,
        defaulted_on_create=field.defaulted_on_create or new.is_default,
    )
    return dataclasses.replace(
        sobject,
        fields=tuple(changed if each is field else each for each in sobject.fields),
    )


def with_validation_rule(sobject: SObject, rule: ValidationRule) -> SObject:
    """Return an object with a validation rule more.

    Raises:
        ValueError: it has one of that name, or the rule names a field it does not have.
    """
    if any(each.name == rule.name for each in sobject.validation_rules):
        message = f"{sobject.name} has a validation rule {rule.name} already"
        raise ValueError(message)
    if rule.field is not None and sobject.field(rule.field) is None:
        message = f"{sobject.name} has no field {rule.field!r} to show a message at"
        raise ValueError(message)
    return dataclasses.replace(sobject, validation_rules=(*sobject.validation_rules, rule))


def with_duplicate_rule(sobject: SObject, rule: DuplicateRule) -> SObject:
    """Return an object with a duplicate rule more.

    Raises:
        ValueError: it has one of that name.
    """
    if any(each.name == rule.name for each in sobject.duplicate_rules):
        message = f"{sobject.name} has a duplicate rule {rule.name} already"
        raise ValueError(message)
    return dataclasses.replace(sobject, duplicate_rules=(*sobject.duplicate_rules, rule))


def with_active_duplicate_rule(sobject: SObject, name: str) -> SObject:
    """Return an object one of whose duplicate rules is switched on.

    Raises:
        ValueError: it has none of that name.
    """
    if all(each.name != name for each in sobject.duplicate_rules):
        has = ", ".join(each.name for each in sobject.duplicate_rules) or "none"
        message = f"{sobject.name} has no duplicate rule {name!r}; it has {has}"
        raise ValueError(message)
    return dataclasses.replace(
        sobject,
        duplicate_rules=tuple(
            each.model_copy(update={"active": each.active or each.name == name})
            for each in sobject.duplicate_rules
        ),
    )


def with_assignment_rule(sobject: SObject, rule: AssignmentRule) -> SObject:
    """Return an object with an assignment rule more; if it is active, it is the only one."""
    others = tuple(
        dataclasses.replace(each, active=each.active and not rule.active)
        for each in sobject.assignment_rules
    )
    return dataclasses.replace(sobject, assignment_rules=(*others, rule))


def with_told_record_type(sobject: SObject, record_type: RecordType) -> SObject:
    """Return an object whose record type of that id says what the given one says."""
    return dataclasses.replace(
        sobject,
        record_types=tuple(
            dataclasses.replace(record_type, is_default=each.is_default)
            if each.id == record_type.id
            else each
            for each in sobject.record_types
        ),
    )
