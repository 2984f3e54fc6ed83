"""The types an org's records have: fields, sObjects, the schema, and describe documents of them."""

from .field import (
    COMPOUND_TYPES,
    ID_TYPES,
    NUMBER_TYPES,
    TEXT_TYPES,
    Field,
    FieldType,
    PicklistValue,
)
from .notation import fields
from .rights import (
    AccessLevel,
    AsObject,
    ByObjectPermissions,
    BySystemPermissions,
    ControlledByParent,
    InFolders,
    Owned,
    OwnOnly,
    Public,
)
from .sobject import LAYOUT_URLS, RecordType, Schema, SObject

__all__ = [
    "COMPOUND_TYPES",
    "ID_TYPES",
    "LAYOUT_URLS",
    "NUMBER_TYPES",
    "TEXT_TYPES",
    "AccessLevel",
    "AsObject",
    "ByObjectPermissions",
    "BySystemPermissions",
    "ControlledByParent",
    "Field",
    "FieldType",
    "InFolders",
    "OwnOnly",
    "Owned",
    "PicklistValue",
    "Public",
    "RecordType",
    "SObject",
    "Schema",
    "fields",
]
