"""A field of an sObject, as the org's schema knows it.

Only what cannot be derived is kept here; describe documents are written from it by ``describe.py``.
The vocabulary is that of describe (reference 3.4 and 5.2).
"""

from __future__ import annotations

import enum
from dataclasses import dataclass


class FieldType(enum.StrEnum):
    """The field types of describe, spelled as Salesforce spells them (reference 3.4)."""

    ID = "id"
    STRING = "string"
    TEXTAREA = "textarea"
    EMAIL = "email"
    PHONE = "phone"
    URL = "url"
    PICKLIST = "picklist"
    MULTIPICKLIST = "multipicklist"
    COMBOBOX = "combobox"
    REFERENCE = "reference"
    BOOLEAN = "boolean"
    INT = "int"
    DOUBLE = "double"
    CURRENCY = "currency"
    PERCENT = "percent"
    DATE = "date"
    DATETIME = "datetime"
    TIME = "time"
    ADDRESS = "address"
    LOCATION = "location"
    BASE64 = "base64"
    ENCRYPTEDSTRING = "encryptedstring"
    ANYTYPE = "anyType"


TEXT_TYPES = frozenset(
    {
        FieldType.STRING,
        FieldType.TEXTAREA,
        FieldType.EMAIL,
        FieldType.PHONE,
        FieldType.URL,
        FieldType.PICKLIST,
        FieldType.MULTIPICKLIST,
        FieldType.COMBOBOX,
        FieldType.ENCRYPTEDSTRING,
    }
)
"""Types whose values are text, which compares without regard to case unless a field says so."""

ID_TYPES = frozenset({FieldType.ID, FieldType.REFERENCE})
NUMBER_TYPES = frozenset({FieldType.INT, FieldType.DOUBLE, FieldType.CURRENCY, FieldType.PERCENT})
COMPOUND_TYPES = frozenset({FieldType.ADDRESS, FieldType.LOCATION})
"""Types that have no column of their own: their value is put together from other fields."""


@dataclass(frozen=True, slots=True)
class PicklistValue:
    """One value of a picklist, in the order in which the picklist shows it."""

    value: str
    label: str
    active: bool = True
    default: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field: its name, its type and what may be done with it.

    How a value is kept in the org's database (one column, named as the field, unless the type is
    compound):

    - text, ids and references: TEXT; ids always with 18 characters
    - boolean: INTEGER 0 or 1, never NULL
    - int: INTEGER; double, currency, percent: REAL
    - date: TEXT ``2020-01-31``; datetime: TEXT ``2020-01-31T10:00:00.000+0000``, always UTC, so
      that text order is time order; time: TEXT ``12:30:00.000Z``
    """

    name: str
    type: FieldType
    label: str
    length: int = 0
    """Characters a text may have; 0 where the type has no length."""
    precision: int = 0
    scale: int = 0
    createable: bool = False
    updateable: bool = False
    nillable: bool = False
    filterable: bool = False
    sortable: bool = False
    groupable: bool = False
    defaulted_on_create: bool = False
    id_lookup: bool = False
    restricted_picklist: bool = False
    name_pointing: bool = False
    name_field: bool = False
    compound_field_name: str | None = None
    """The compound field this one is part of (``City`` is part of ``Address``)."""
    default: str | bool | float | None = None
    picklist_values: tuple[PicklistValue, ...] = ()
    reference_to: tuple[str, ...] = ()
    relationship_name: str | None = None
    """The name under which a query follows the reference (``OwnerId`` as ``Owner``)."""
    child_relationship_name: str | None = None
    """The name under which the referenced record sees the records that refer to it by this field
    (``Contact.AccountId``: ``Contacts``); None where it has none."""
    cascade_delete: bool = False
    """Whether a record is deleted with the one it refers to by this field."""
    relationship_order: int | None = None
    """0 for the first master of a detail record, 1 for the second."""
    external_id: bool = False
    unique: bool = False
    case_sensitive: bool = False
    """Whether two texts that differ by case only are two values of a unique field or external id.
    """
    auto_number: str | None = None
    """How an automatic number is displayed, as ``L-{0000}``."""
    formula: str | None = None
    """The text of a formula. It is not evaluated: the field holds what is staged for it."""
    inline_help_text: str | None = None
    html_formatted: bool = False
    permissionable: bool | None = None
    """Whether FieldPermissions can hide the field, where that cannot be derived."""

    @property
    def is_custom(self) -> bool:
        """Whether an administrator made it, which its name tells."""
        return self.name.endswith(("__c", "__s"))

    @property
    def is_compound(self) -> bool:
        """Whether the value is put together from other fields (an address)."""
        return self.type in COMPOUND_TYPES

    @property
    def ignores_case(self) -> bool:
        """Whether values that differ by case only are one value.

        Those of texts are, but for a unique field or an external id that is case sensitive
        ([K:soql-sosl/comparison-operators]).
        """
        is_exact = self.case_sensitive and (self.unique or self.external_id)
        return self.type in TEXT_TYPES and not is_exact

    @property
    def is_permissionable(self) -> bool:
        """Whether FieldPermissions can hide the field or make it read-only.

        A field that every record must have cannot be hidden. The rule is believed; recorded
        describes ([CCI]) agree with it for the fields of Lead, Contact and Account.
        """
        if self.permissionable is not None:
            return self.permissionable
        if self.type is FieldType.BOOLEAN:
            return self.updateable
        is_reckoned = self.formula is not None or self.auto_number is not None
        if self.is_compound or (self.is_custom and is_reckoned):
            return True
        return self.nillable and (self.createable or self.updateable)

    @property
    def is_required_on_create(self) -> bool:
        """Whether a create without this field is refused (reference 5.2: C without N and D).

        A boolean never is: it comes as false when nothing is said.
        """
        return (
            self.createable
            and not self.nillable
            and not self.defaulted_on_create
            and self.type is not FieldType.BOOLEAN
        )
