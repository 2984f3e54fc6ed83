"""Strategies for the values of an sObject's fields, and what they read back as."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from fake_salesforce.errors import SalesforceError
from fake_salesforce.records.values import stored
from fake_salesforce.schema import NUMBER_TYPES, TEXT_TYPES, Field, FieldType, SObject


def values(field: Field) -> st.SearchStrategy[Any]:
    """Generate JSON values a field takes, null among them where it may be null."""
    if field.type is FieldType.EMAIL:
        value: st.SearchStrategy[Any] = st.emails(
            domains=st.sampled_from(["mail.example", "b.example"])
        ).filter(lambda text: len(text) <= 80 and _is_stored(field, text))
    elif field.restricted_picklist:
        value = st.sampled_from([each.value for each in field.picklist_values])
    elif field.type is FieldType.MULTIPICKLIST:
        names = [each.value for each in field.picklist_values]
        value = st.sets(st.sampled_from(names), min_size=1).map(
            lambda chosen: ";".join(sorted(chosen, key=names.index))
        )
    elif field.type in TEXT_TYPES:
        value = st.text(min_size=1, max_size=min(field.length, 20)).filter(str.strip)
    elif field.type is FieldType.BOOLEAN:
        return st.booleans()
    elif field.type is FieldType.INT:
        value = st.integers(-(10**7), 10**7)
    elif field.type in NUMBER_TYPES:
        most = min(10 ** (field.precision - field.scale) - 1, 999)
        value = st.floats(-most, most)
    else:
        simple = {
            FieldType.DATETIME: "2020-01-31T10:00:00.000+0000",
            FieldType.DATE: "2020-01-31",
            FieldType.TIME: "12:30:00.000Z",
        }
        return st.just(simple[field.type]) | (st.none() if field.nillable else st.nothing())
    return value | st.none() if field.nillable else value


def _is_stored(field: Field, text: str) -> bool:
    try:
        return stored(field, text) is not None
    except SalesforceError:
        return False


def records(
    sobject: SObject, *, is_update: bool, apart_from: frozenset[str] = frozenset()
) -> st.SearchStrategy[dict[str, Any]]:
    """Generate what a create or an update may write, references apart."""
    writable = [
        each
        for each in sobject.columns
        if (each.updateable if is_update else each.createable)
        and each.type is not FieldType.REFERENCE
        and each.name not in apart_from
    ]
    required = {
        each.name: values(each) for each in writable if each.is_required_on_create and not is_update
    }
    others = {each.name: values(each) for each in writable if each.name not in required}
    return st.fixed_dictionaries(required, optional=others)


def read_back(field: Field, value: Any) -> Any:
    """Return a value as it is read back: blanks around a text are gone, doubles are floats."""
    if isinstance(value, str):
        return value.strip() or None
    if field.type in NUMBER_TYPES and field.type is not FieldType.INT and value is not None:
        return float(value)
    return value
