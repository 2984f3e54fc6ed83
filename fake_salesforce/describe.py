"""Describe documents: what the API tells about an sObject (reference 3.3 and 3.4).

The set of keys and their order are those of recorded describes ([CCI] v48). Values that the field
tables do not give and that cannot be derived are believed: aggregatable, permissionable and
searchPrefilterable of a field where no describe of it is recorded, and which child relationships
delete with their parent.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from fake_salesforce.access import Access
from fake_salesforce.releases import ASSOCIATE_ENTITY
from fake_salesforce.schema.field import (
    COMPOUND_TYPES,
    ID_TYPES,
    TEXT_TYPES,
    Field,
    FieldType,
    PicklistValue,
)
from fake_salesforce.schema.sobject import RecordType, Schema, SObject

MASTER_RECORD_TYPE_ID = "012000000000000AAA"
_SHARE = "Share"
_BYTES_A_CHARACTER = 3
_ID_LENGTH = 18
_SOAP_TYPES = {
    FieldType.ID: "tns:ID",
    FieldType.REFERENCE: "tns:ID",
    FieldType.BOOLEAN: "xsd:boolean",
    FieldType.INT: "xsd:int",
    FieldType.DOUBLE: "xsd:double",
    FieldType.CURRENCY: "xsd:double",
    FieldType.PERCENT: "xsd:double",
    FieldType.DATE: "xsd:date",
    FieldType.DATETIME: "xsd:dateTime",
    FieldType.TIME: "xsd:time",
    FieldType.ADDRESS: "urn:address",
    FieldType.LOCATION: "urn:location",
    FieldType.BASE64: "xsd:base64Binary",
    FieldType.ANYTYPE: "xsd:anyType",
}
_URLS = {
    "compactLayouts": "{base}/describe/compactLayouts",
    "rowTemplate": "{base}/{{ID}}",
    "approvalLayouts": "{base}/describe/approvalLayouts",
    "uiDetailTemplate": "{origin}/{{ID}}",
    "uiEditTemplate": "{origin}/{{ID}}/e",
    "defaultValues": "{base}/defaultValues?recordTypeId&fields",
    "listviews": "{base}/listviews",
    "namedLayouts": "{base}/describe/namedLayouts/{{LayoutName}}",
    "passwordUtilities": "{base}/{{ID}}/password",
    "describe": "{base}/describe",
    "uiNewRecord": "{origin}/{prefix}/e",
    "quickActions": "{base}/quickActions",
    "layouts": "{base}/describe/layouts",
    "sobject": "{base}",
}
"""Every URL, in the order in which describes name them ([CCI] v48 to v59). Describe global is
recorded for v52 only, where there is no ``defaultValues`` any more; that it has one is believed."""
_PAGES = frozenset({"uiDetailTemplate", "uiEditTemplate", "uiNewRecord"})
"""Pages of the user interface, which describe global does not name."""
_NOT_PREFILTERABLE = frozenset({"MasterRecordId", "RecordTypeId"})
"""References that are recorded as not search prefilterable ([CCI] Account v48)."""


def describe_global(schema: Schema, *, access: Access, version: str) -> dict[str, object]:
    """Return the list of the objects a user may read (reference 3.3)."""
    return {
        "encoding": "UTF-8",
        "maxBatchSize": 200,
        "sobjects": [
            global_element(each, access=access, version=version)
            for each in sorted(schema, key=lambda each: each.name)
            if access.can_read_object(each)
        ],
    }


def global_element(sobject: SObject, *, access: Access, version: str) -> dict[str, object]:
    """Return what describe global tells about one object."""
    associate: dict[str, object] = {}
    if ASSOCIATE_ENTITY.holds_in(version):
        # The key's place is that of the recordings; that a share says so of itself, believed.
        is_share = sobject.name.endswith(_SHARE)
        associate["associateEntityType"] = _SHARE if is_share else None
        parent = sobject.name.removesuffix(_SHARE)
        associate["associateParentEntity"] = parent if is_share else None
    return {
        "activateable": False,
        **associate,
        "createable": sobject.createable and access.can_create(sobject),
        "custom": sobject.is_custom,
        "customSetting": False,
        "deepCloneable": sobject.deep_cloneable,
        "deletable": sobject.deletable and access.can_delete(sobject),
        "deprecatedAndHidden": False,
        "feedEnabled": sobject.feed_enabled,
        "hasSubtypes": False,
        "isInterface": False,
        "isSubtype": False,
        "keyPrefix": sobject.key_prefix or None,
        "label": sobject.label,
        "labelPlural": sobject.label_plural,
        "layoutable": sobject.layoutable,
        "mergeable": sobject.mergeable,
        "mruEnabled": sobject.mru_enabled,
        "name": sobject.name,
        "queryable": True,
        "replicateable": sobject.replicateable,
        "retrieveable": True,
        "searchable": sobject.searchable,
        "triggerable": sobject.triggerable,
        "undeletable": sobject.undeletable and access.can_delete(sobject),
        "updateable": sobject.updateable and access.can_edit(sobject),
        "urls": _urls(sobject, version=version),
    }


def describe(
    sobject: SObject, schema: Schema, *, access: Access, version: str, origin: str
) -> dict[str, object]:
    """Return the describe document of one object, as far as the user may see it.

    Args:
        sobject: the object.
        schema: the org's schema, in which its child relationships are looked up.
        access: what the user may read.
        version: the API version that was asked for, as ``49.0``.
        origin: scheme and host of the instance, for the URLs of its pages.
    """
    document: dict[str, object] = {
        "actionOverrides": [],
        "childRelationships": list(_child_relationships(sobject, schema, access)),
        "compactLayoutable": "compactLayouts" in _further_urls(sobject),
        "defaultImplementation": None,
        "extendedBy": None,
        "extendsInterfaces": None,
        "fields": [
            _field(sobject, _with_names(sobject, each, schema), access)
            for each in sobject.fields
            if access.can_read_field(sobject, each)
        ],
        "implementedBy": None,
        "implementsInterfaces": None,
        "listviewable": None,
        "lookupLayoutable": None,
        "namedLayoutInfos": [],
        "networkScopeFieldName": None,
        "recordTypeInfos": [
            *(
                _record_type(sobject, each, version=version)
                | {
                    "available": access.can_use_record_type(sobject, each),
                    "defaultRecordTypeMapping": access.default_record_type(sobject) == each.id,
                }
                for each in sobject.record_types
            ),
            _master_record_type(sobject, access, version=version),
        ]
        if sobject.layoutable and sobject.has_record_types
        else [],
        "searchLayoutable": sobject.searchable,
        "supportedScopes": [
            {"label": label, "name": name} for name, label in sobject.supported_scopes
        ],
    }
    document |= global_element(sobject, access=access, version=version)
    document["urls"] = _urls(sobject, version=version, origin=origin)
    return dict(sorted(document.items()))


def _further_urls(sobject: SObject) -> tuple[str, ...]:
    return sobject.further_urls if sobject.layoutable else ()


def _urls(sobject: SObject, *, version: str, origin: str | None = None) -> dict[str, str]:
    """Return an object's URLs in the recorded order; its pages only where an origin is given."""
    base = f"/services/data/v{version}/sobjects/{sobject.name}"
    names = {"rowTemplate", "describe", "sobject", *_further_urls(sobject)}
    if origin is not None:
        names |= _PAGES
    return {
        name: template.format(base=base, origin=origin, prefix=sobject.key_prefix)
        for name, template in _URLS.items()
        if name in names
    }


def _master_record_type(sobject: SObject, access: Access, *, version: str) -> dict[str, object]:
    master = RecordType(MASTER_RECORD_TYPE_ID, "Master", "Master", is_active=True)
    is_default = access.default_record_type(sobject) is None
    return _record_type(sobject, master, version=version) | {
        "defaultRecordTypeMapping": is_default,
        "master": True,
    }


def _record_type(sobject: SObject, record_type: RecordType, *, version: str) -> dict[str, object]:
    base = f"/services/data/v{version}/sobjects/{sobject.name}/describe/layouts"
    return {
        "active": record_type.is_active,
        "available": record_type.is_active,
        "defaultRecordTypeMapping": record_type.is_default,
        "developerName": record_type.developer_name,
        "master": False,
        "name": record_type.name,
        "recordTypeId": record_type.id,
        "urls": {"layout": f"{base}/{record_type.id}"},
    }


def _child_relationships(
    parent: SObject, schema: Schema, access: Access
) -> Iterator[dict[str, object]]:
    for child in sorted(schema, key=lambda each: each.name):
        if not access.can_read_object(child):
            continue
        for field in child.fields:
            if parent.name in field.reference_to and access.can_read_field(child, field):
                yield {
                    "cascadeDelete": field.cascade_delete,
                    "childSObject": child.name,
                    "deprecatedAndHidden": False,
                    "field": field.name,
                    "junctionIdListNames": [],
                    "junctionReferenceTo": [],
                    "relationshipName": field.child_relationship_name,
                    "restrictedDelete": False,
                }


def _with_names(sobject: SObject, field: Field, schema: Schema) -> Field:
    """Return a field, one whose values are names of the schema with them as a restricted picklist.

    That these are the fields with field-level security, and the objects with record types, is
    believed; flags and lengths are reference 5.3.
    """
    match sobject.name, field.name:
        case "FieldPermissions", "Field":
            names = [
                f"{each.name}.{one.name}" for each in schema for one in each.permissionable_fields
            ]
        case "RecordType", "SobjectType":
            names = [each.name for each in schema if each.layoutable and each.has_record_types]
        case _:
            return field
    values = tuple(PicklistValue(each, each) for each in sorted(names))
    return dataclasses.replace(field, picklist_values=values, restricted_picklist=True)


def _field(sobject: SObject, field: Field, access: Access) -> dict[str, object]:
    is_id = field.type in ID_TYPES
    is_text = field.type in TEXT_TYPES
    is_boolean = field.type is FieldType.BOOLEAN
    is_int = field.type is FieldType.INT
    can_edit = access.can_edit_field(sobject, field)
    return {
        "aggregatable": field.filterable and not is_boolean and not field.is_compound,
        "aiPredictionField": False,
        "autoNumber": field.auto_number is not None,
        "byteLength": field.length * _BYTES_A_CHARACTER if is_text else _ID_LENGTH * is_id,
        "calculated": field.formula is not None,
        "calculatedFormula": field.formula,
        "cascadeDelete": field.cascade_delete and field.is_custom,
        "caseSensitive": field.case_sensitive,
        "compoundFieldName": field.compound_field_name or _compound_name(sobject, field),
        "controllerName": None,
        "createable": field.createable and can_edit,
        "custom": field.is_custom,
        "defaultValue": field.default or False if is_boolean else None,
        "defaultValueFormula": None,
        "defaultedOnCreate": field.defaulted_on_create,
        "dependentPicklist": False,
        "deprecatedAndHidden": False,
        "digits": field.precision if is_int else 0,
        "displayLocationInDecimal": False,
        "encrypted": False,
        "externalId": field.external_id,
        "extraTypeInfo": _extra_type_info(sobject, field),
        "filterable": field.filterable,
        "filteredLookupInfo": None,
        "formulaTreatNullNumberAsZero": False,
        "groupable": field.groupable,
        "highScaleNumber": False,
        "htmlFormatted": field.html_formatted,
        "idLookup": field.id_lookup,
        "inlineHelpText": field.inline_help_text,
        "label": field.label,
        "length": field.length,
        "mask": None,
        "maskType": None,
        "name": field.name,
        "nameField": field.name_field,
        "namePointing": field.name_pointing,
        "nillable": field.nillable,
        "permissionable": sobject.governing_field(field) is not None,
        "picklistValues": [
            {
                "active": each.active,
                "defaultValue": each.default,
                "label": each.label,
                "validFor": None,
                "value": each.value,
            }
            for each in field.picklist_values
        ],
        "polymorphicForeignKey": len(field.reference_to) > 1,
        "precision": 0 if is_int else field.precision,
        "queryByDistance": field.type in COMPOUND_TYPES,
        "referenceTargetField": None,
        "referenceTo": list(field.reference_to),
        "relationshipName": field.relationship_name,
        "relationshipOrder": field.relationship_order,
        "restrictedDelete": False,
        "restrictedPicklist": field.restricted_picklist,
        "scale": field.scale,
        "searchPrefilterable": _is_search_prefilterable(field),
        "soapType": _SOAP_TYPES.get(field.type, "xsd:string"),
        "sortable": field.sortable,
        "type": field.type.value,
        "unique": field.unique,
        "updateable": field.updateable and can_edit,
        "writeRequiresMasterRead": field.relationship_order is not None,
    }


def _extra_type_info(sobject: SObject, field: Field) -> str | None:
    """Return which kind of text a field holds: of areas and of names ([CCI] Account, Lead)."""
    if field.type is FieldType.TEXTAREA:
        return "richtextarea" if field.html_formatted else "plaintextarea"
    if sobject.name == "Account" and field.name_field:
        return "switchablepersonname"
    is_of_person = sobject.field("FirstName") is not None
    is_name = field.name_field or field.compound_field_name == "Name"
    return "personname" if is_of_person and is_name else None


def _is_search_prefilterable(field: Field) -> bool:
    """Tell whether a search can be narrowed by a field: lookups somebody writes (believed)."""
    return (
        field.type is FieldType.REFERENCE
        and (field.createable or field.updateable)
        and field.name not in _NOT_PREFILTERABLE | {"OwnerId"}
    )


def _compound_name(sobject: SObject, field: Field) -> str | None:
    """A name field that others are parts of names itself as its compound ([CCI])."""
    return field.name if any(sobject.parts_of(field)) and not field.is_compound else None
