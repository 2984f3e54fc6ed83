"""Custom objects and fields: what an administrator says of them, and the schema it makes.

The words are those of the Metadata API (CustomField.type, externalId, caseSensitive, ...), snake
cased. Flags of the fields made from them are believed, after describes of standard fields of the
same types.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import Field as Described
from pydantic import field_validator, model_validator

from fake_salesforce.errors import NotImplementedInFakeError

from .definition import Definition
from .field import Field, FieldType, PicklistValue
from .notation import fields
from .rights import AccessLevel, Owned
from .rules import DuplicateRule, NewAssignmentRule, ValidationRule
from .sobject import SObject

CustomType = Literal[
    "AutoNumber",
    "Checkbox",
    "Currency",
    "Date",
    "DateTime",
    "Email",
    "EncryptedText",
    "Hierarchy",
    "Html",
    "Location",
    "LongTextArea",
    "Lookup",
    "MasterDetail",
    "MultiselectPicklist",
    "Number",
    "Percent",
    "Phone",
    "Picklist",
    "Text",
    "TextArea",
    "Time",
    "Url",
]
"""The types a custom field can have."""

_NAME = r"(?:[A-Za-z][A-Za-z0-9]{0,14}__)?[A-Za-z](?:_?[A-Za-z0-9]){0,39}__c"
"""A developer name with its suffix, behind the namespace of its package if it has one."""

_TYPES: Mapping[str, tuple[FieldType, str, int]] = MappingProxyType(
    {
        "AutoNumber": (FieldType.STRING, "FSG", 30),
        "Checkbox": (FieldType.BOOLEAN, "CUFSGD", 0),
        "Currency": (FieldType.CURRENCY, "CUFS", 0),
        "Date": (FieldType.DATE, "CUFSG", 0),
        "DateTime": (FieldType.DATETIME, "CUFS", 0),
        "Email": (FieldType.EMAIL, "CUFSG", 80),
        "EncryptedText": (FieldType.ENCRYPTEDSTRING, "CU", 175),
        "Hierarchy": (FieldType.REFERENCE, "CUFSG", 18),
        "Html": (FieldType.TEXTAREA, "CU", 32768),
        "Location": (FieldType.LOCATION, "F", 0),
        "LongTextArea": (FieldType.TEXTAREA, "CU", 32768),
        "Lookup": (FieldType.REFERENCE, "CUFSG", 18),
        "MasterDetail": (FieldType.REFERENCE, "CFSG", 18),
        "MultiselectPicklist": (FieldType.MULTIPICKLIST, "CUF", 4099),
        "Number": (FieldType.DOUBLE, "CUFS", 0),
        "Percent": (FieldType.PERCENT, "CUFS", 0),
        "Phone": (FieldType.PHONE, "CUFSG", 40),
        "Picklist": (FieldType.PICKLIST, "CUFSG", 255),
        "Text": (FieldType.STRING, "CUFSG", 255),
        "TextArea": (FieldType.TEXTAREA, "CUFSG", 255),
        "Time": (FieldType.TIME, "CUFS", 0),
        "Url": (FieldType.URL, "CUFSG", 255),
    }
)
"""Type in describe, flags in the notation of ``notation.py``, and the length unless told."""

_NUMBERS = frozenset({"Number", "Currency", "Percent"})
_PICKLISTS = frozenset({"Picklist", "MultiselectPicklist"})
_LENGTHS = MappingProxyType({"Text": 255, "EncryptedText": 175, "LongTextArea": 131072})
_UNIQUE = frozenset({"Text", "Number", "Email"})
_NO_FORMULA = frozenset(
    {"AutoNumber", "EncryptedText", "Hierarchy", "Html", "Location", "LongTextArea", "Lookup"}
    | {"MasterDetail"}
    | _PICKLISTS
)
_NOT_IMPLEMENTED = MappingProxyType(
    {
        "ExternalLookup": "Use a Lookup, or a Text that is an external id.",
        "IndirectLookup": "Use a Lookup, or a Text that is an external id.",
        "Summary": "Use a Number with a formula, and stage what it says.",
    }
)
"""Types of the Metadata API that the fake does not have, and what there is instead."""


_SHARING_MODELS: Mapping[str, AccessLevel] = MappingProxyType(
    {"Private": AccessLevel.NONE, "Read": AccessLevel.READ, "ReadWrite": AccessLevel.EDIT}
)


class CustomField(Definition):
    """A field an administrator adds to an object."""

    name: Annotated[str, Described(pattern=f"^{_NAME}$")]
    """The API name, which ends in ``__c``."""
    type: CustomType
    label: str | None = None
    """None takes the name without its suffix."""
    length: Annotated[int, Described(ge=1, le=131072)] | None = None
    """Characters of a text; None takes the most a short one can have, or 32,768."""
    precision: Annotated[int, Described(ge=1, le=18)] = 18
    """Digits of a number in all."""
    scale: Annotated[int, Described(ge=0, le=17)] = 0
    """Digits behind the point."""
    required: bool = False
    unique: bool = False
    external_id: bool = False
    case_sensitive: bool = False
    default: str | bool | int | float | None = None
    values: tuple[str, ...] = ()
    """The values of a picklist, in its order."""
    restricted: bool = False
    """Whether a picklist takes no other values."""
    controlling_field: str | None = None
    """The field a dependent picklist hangs on, which the fake does not have: refused by name."""
    reference_to: str | None = None
    """The object a lookup or a master-detail relationship leads to."""
    relationship_name: str | None = None
    """The name, without ``__r``, under which that object sees its children."""
    display_format: str = "{0}"
    """How an automatic number is displayed, as ``L-{0000}``."""
    formula: str | None = None
    """The text of a formula, which is not evaluated: its value is staged."""
    inline_help_text: str | None = None

    @field_validator("type", mode="before")
    @classmethod
    def _implemented(cls, said: object) -> object:
        """Refuse by name the types that real orgs have and the fake does not."""
        instead = _NOT_IMPLEMENTED.get(str(said))
        if instead is not None:
            part = f"custom fields of the type {said}"
            raise NotImplementedInFakeError(part, instead=instead)
        return said

    @field_validator("controlling_field")
    @classmethod
    def _independent(cls, said: str | None) -> None:
        if said is not None:
            part = "dependent picklists"
            raise NotImplementedInFakeError(part, instead="A picklist takes all its values.")

    @model_validator(mode="after")
    def _consistent(self) -> CustomField:
        for fault, is_there in (
            ("a relationship needs reference_to", self._is_reference and not self.reference_to),
            ("only a relationship has reference_to", self.reference_to and not self._is_reference),
            ("a hierarchy leads to User", self._is_hierarchy and self.reference_to != "User"),
            ("a picklist needs values", self.type in _PICKLISTS and not self.values),
            ("only a picklist has values", self.values and self.type not in _PICKLISTS),
            ("two values are the same", len(set(self.values)) != len(self.values)),
            (f"{self.type} cannot be unique", self.unique and self.type not in _UNIQUE),
            (
                f"{self.type} cannot be an external id",
                self.external_id and self.type not in _UNIQUE | {"AutoNumber"},
            ),
            (f"no formula is a {self.type}", self.formula and self.type in _NO_FORMULA),
            (
                f"{self.type} has at most {_LENGTHS.get(self.type)} characters",
                (self.length or 0) > _LENGTHS.get(self.type, 131072),
            ),
            ("the scale is greater than the precision", self.scale > self.precision),
            ("the display format needs one {0}", not re.search(r"\{0+\}", self.display_format)),
            ("a checkbox cannot be required", self.required and self.type == "Checkbox"),
        ):
            if is_there:
                raise ValueError(fault)
        return self

    @property
    def _is_reference(self) -> bool:
        return self.type in {"Hierarchy", "Lookup", "MasterDetail"}

    @property
    def _is_hierarchy(self) -> bool:
        return self.type == "Hierarchy"

    def fields(self, *, relationship_order: int | None = None) -> tuple[Field, ...]:
        """Return the field as the schema has it; a location comes with its two parts.

        Args:
            relationship_order: how many masters the object has already, for another one.
        """
        field_type, flags, length = _TYPES[self.type]
        if self.formula is not None:
            flags = "FS"
        is_master = self.type == "MasterDetail"
        has_default = self.default is not None or self.type == "Checkbox"
        base = self.name.removesuffix("__c")
        field = Field(
            name=self.name,
            type=field_type,
            label=self._label,
            length=(self.length or length) if length else 0,
            precision=self.precision if self.type in _NUMBERS else 0,
            scale=self.scale if self.type in _NUMBERS else 0,
            createable="C" in flags,
            updateable="U" in flags,
            nillable=not (self.required or is_master or self.type in {"Checkbox", "AutoNumber"}),
            filterable="F" in flags,
            sortable="S" in flags,
            groupable="G" in flags,
            defaulted_on_create=has_default or self.type == "AutoNumber",
            id_lookup=self.external_id,
            restricted_picklist=self.restricted,
            default=float(self.default)
            if isinstance(self.default, int | float) and self.type in _NUMBERS
            else self.default,
            picklist_values=tuple(
                PicklistValue(each, each, default=each == self.default) for each in self.values
            ),
            reference_to=(self.reference_to,) if self.reference_to else (),
            relationship_name=f"{base}__r" if self.reference_to else None,
            child_relationship_name=(
                f"{self.relationship_name}__r" if self.relationship_name else None
            ),
            cascade_delete=is_master,
            relationship_order=relationship_order if is_master else None,
            external_id=self.external_id,
            unique=self.unique,
            case_sensitive=self.case_sensitive,
            auto_number=self.display_format if self.type == "AutoNumber" else None,
            formula=self.formula,
            inline_help_text=self.inline_help_text,
            html_formatted=self.type == "Html",
        )
        return (field, *self._parts(base)) if self.type == "Location" else (field,)

    @property
    def _label(self) -> str:
        return self.label or self.name.removesuffix("__c").rpartition("__")[2].replace("_", " ")

    def _parts(self, base: str) -> tuple[Field, ...]:
        """Return latitude and longitude, which hold the value of a location."""
        common: dict[str, Any] = {
            "type": FieldType.DOUBLE,
            "precision": 18,
            "scale": 15,
            "createable": True,
            "updateable": True,
            "nillable": not self.required,
            "filterable": True,
            "sortable": True,
            "compound_field_name": self.name,
        }
        return tuple(
            Field(name=f"{base}__{part}__s", label=f"{self._label} ({part})", **common)
            for part in ("Latitude", "Longitude")
        )


class CustomObject(Definition):
    """An object an administrator adds to an org."""

    name: Annotated[str, Described(pattern=f"^{_NAME}$")]
    """The API name, which ends in ``__c``."""
    label: str | None = None
    plural_label: str | None = None
    name_format: str | None = None
    """The display format of names that are automatic numbers; None lets people write them."""
    sharing_model: Literal["Private", "Read", "ReadWrite"] = "ReadWrite"
    """The organization-wide default: what others than the owner may do with a record."""

    def sobject(self, key_prefix: str) -> SObject:
        """Return the object as the schema has it, with its standard fields only."""
        label = self.label or self.name.removesuffix("__c").rpartition("__")[2].replace("_", " ")
        made = fields(
            f"""
Id|id|18|FSGDi|Record ID|
OwnerId|reference|18|CUFSGD|Owner ID|->Group,User as Owner
IsDeleted|boolean||FSGD|Deleted|
Name|string|80|{"FSGDi" if self.name_format else "CUNFSGDi"}|{label} Name|nameField
CreatedDate|datetime||FSD|Created Date|
CreatedById|reference|18|FSGD|Created By ID|->User as CreatedBy
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
SystemModstamp|datetime||FSD|System Modstamp|
LastViewedDate|datetime||NFS|Last Viewed Date|
LastReferencedDate|datetime||NFS|Last Referenced Date|
""",
            {},
        )
        return SObject(
            name=self.name,
            label=label,
            label_plural=self.plural_label or f"{label}s",
            key_prefix=key_prefix,
            fields=tuple(self._named(each) for each in made),
            supported_scopes=(("everything", f"All {label.lower()}s"),),
            field_level_security=True,
            sharing=Owned(_SHARING_MODELS[self.sharing_model]),
        )

    def _named(self, field: Field) -> Field:
        if field.name != "Name" or self.name_format is None:
            return field
        return Field(
            name=field.name,
            type=field.type,
            label=field.label,
            length=field.length,
            filterable=True,
            sortable=True,
            groupable=True,
            defaulted_on_create=True,
            id_lookup=True,
            name_field=True,
            auto_number=self.name_format,
        )


class NewRecordType(Definition):
    """A record type an administrator adds to an object."""

    developer_name: Annotated[str, Described(pattern=r"^[A-Za-z](?:_?[A-Za-z0-9]){0,79}$")]
    name: str | None = None
    is_default: bool = False


class NewPicklistValue(Definition):
    """A value an administrator adds to a picklist."""

    field: str
    value: Annotated[str, Described(min_length=1, max_length=255)]
    label: str | None = None
    is_default: bool = False


class Additions(Definition):
    """What a data file adds to one object; ``object`` makes it first, under the file's name."""

    object: CustomObject | None = None
    fields_: Annotated[tuple[CustomField, ...], Described(alias="fields")] = ()
    record_types: tuple[NewRecordType, ...] = ()
    picklist_values: tuple[NewPicklistValue, ...] = ()
    validation_rules: tuple[ValidationRule, ...] = ()
    duplicate_rules: tuple[DuplicateRule, ...] = ()
    active_duplicate_rules: tuple[str, ...] = ()
    """Names of rules that the object has already, to be switched on: the standard ones are off."""
    assignment_rules: tuple[NewAssignmentRule, ...] = ()
