"""What a user may write into a field of each type (P16)."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfconnector.errors import InputError
from sfconnector.lists.fitting import COMPOUND, fitted
from sfconnector.salesforce.describe import Field

MANY = Field("Many", "multipicklist", 99, restricted=True, values=("A", "B"))
STATUS = Field("Status", "picklist", 255, restricted=True, values=("Open", "Closed"))


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (Field("Title", "string", 5), " Chief", "Chief"),
        (Field("Title", "string", 5), "   ", None),
        (Field("Agreed__c", "boolean"), "Yes", True),
        (Field("Agreed__c", "boolean"), "false", False),
        (Field("Employees", "int"), "-12", -12),
        (Field("Revenue", "currency"), "12.5", 12.5),
        (Field("Day__c", "date"), "2030-01-31", "2030-01-31"),
        (Field("At__c", "datetime"), "2030-01-31T10:00:00+01:00", "2030-01-31T09:00:00.000+0000"),
        (STATUS, "Open", "Open"),
        (Field("Any", "picklist", 10, values=("A",)), "Other", "Other"),
        (MANY, "A; B", "A;B"),
    ],
)
def test_a_text_becomes_the_value_that_the_source_would_give(
    field: Field, text: str, value: object
) -> None:
    """Booleans, numbers, days and instants are those of Salesforce's JSON; blanks are no value."""
    found = fitted(field, text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        (Field("Title", "string", 5), "Chiefs", "takes 5 characters, and this has 6"),
        (Field("Agreed__c", "boolean"), "maybe", "true or false"),
        (Field("Employees", "int"), "1.5", "a whole number"),
        (Field("Employees", "int"), "12345678901", "nine digits"),
        (Field("Revenue", "double"), "NaN", "a number such as"),
        (Field("Day__c", "date"), "31.1.2030", "a day such as"),
        (Field("At__c", "datetime"), "2030-01-31T10:00:00", "with its zone"),
        (STATUS, "Lost", "takes Open, Closed"),
        (MANY, "A;C", "takes A, B"),
        (Field("Address", "address"), "Here", "cannot be given as one value"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would(field: Field, text: str, told: str) -> None:
    """The message names the field and what is right; nothing is cut off."""
    with pytest.raises(InputError, match=told) as refusal:
        fitted(field, text)
    assert field.name in str(refusal.value)


@given(
    kind=st.sampled_from(
        ["string", "boolean", "int", "double", "date", "datetime", "picklist", *COMPOUND]
    ),
    text=st.text(),
)
def test_any_text_fits_or_is_refused(kind: str, text: str) -> None:
    """No text ends in another error."""
    with contextlib.suppress(InputError):
        fitted(Field("Field", kind, 10, restricted=True, values=("A",)), text)
