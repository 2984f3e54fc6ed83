"""The minimum rights as a permission set in the Metadata API's XML, ready to be deployed.

The order of the elements is that of the Metadata API's WSDL, which refuses another one: those of
PermissionSet, and those of each permission, by the alphabet (Metadata API guide, PermissionSet).
Only fields that field-level security governs stand in it, and of the administrator's own fields
only those that were found: a set that names a field the organization lacks cannot be deployed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from sfconnector.doctor import field_rights
from sfconnector.doctor.observations import Observations
from sfconnector.doctor.requirements import (
    FIELD_RIGHTS,
    OBJECT_RIGHTS,
    SYSTEM_RIGHTS,
    FieldRight,
    Right,
)
from sfconnector.salesforce.describe import Described

NAMESPACE = "http://soap.sforce.com/2006/04/metadata"
LABEL = "Marketing Connector"
DESCRIPTION = "The minimum rights of the marketing connector's user."

_OWN = tuple(each for each in FIELD_RIGHTS if not each.field)
"""The fields of the administrator's own."""
_FLAGS: Mapping[str, Right] = {
    "allowCreate": "create",
    "allowDelete": "delete",
    "allowEdit": "edit",
    "allowRead": "read",
    "modifyAllRecords": "modify_all",
    "viewAllRecords": "view_all",
}


def minimum(seen: Observations | None = None) -> bytes:
    """Write the minimum permission set.

    Args:
        seen: what was read, for the fields of the administrator's own; None leaves them out.
    """
    root = Element("PermissionSet", xmlns=NAMESPACE)
    _text(root, "description", DESCRIPTION)
    for name, access in sorted(_fields(seen)):
        granted = SubElement(root, "fieldPermissions")
        _text(granted, "editable", _boolean(value=access == "edit"))
        _text(granted, "field", name)
        _text(granted, "readable", "true")
    _text(root, "hasActivationRequired", "false")
    _text(root, "label", LABEL)
    for sobject in sorted({each.sobject for each in OBJECT_RIGHTS}):
        rights = {each.right for each in OBJECT_RIGHTS if each.sobject == sobject}
        granted = SubElement(root, "objectPermissions")
        flags = {flag: _boolean(value=right in rights) for flag, right in _FLAGS.items()}
        for name, value in sorted((flags | {"object": sobject}).items()):
            _text(granted, name, value)
    for permission in sorted(each.permission for each in SYSTEM_RIGHTS if each.wanted):
        granted = SubElement(root, "userPermissions")
        _text(granted, "enabled", "true")
        _text(granted, "name", permission)
    indent(root, "    ")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root) + b"\n"


def left_out(seen: Observations | None = None) -> tuple[str, ...]:
    """Return the fields of the administrator's own that were not found, as ``Lead: Lead Score``."""
    found = {name for name, _ in _own_fields(seen)}
    wanted = (f"{each.sobject}: {each.label}" for each in _OWN)
    return tuple(name for name in wanted if name not in found)


def _fields(seen: Observations | None) -> Iterator[tuple[str, str]]:
    for each in FIELD_RIGHTS:
        if each.field and each.permissionable and not _is_ungoverned(seen, each):
            yield f"{each.sobject}.{each.field}", each.access
    for _, (name, access) in _own_fields(seen):
        yield name, access


def _is_ungoverned(seen: Observations | None, needed: FieldRight) -> bool:
    """Tell whether this organization says that no permission set governs the field."""
    described = None if seen is None else seen.described.get(needed.sobject)
    field = described.field(needed.field) if isinstance(described, Described) else None
    return field is not None and not field.permissionable


def _own_fields(seen: Observations | None) -> Iterator[tuple[str, tuple[str, str]]]:
    if seen is None:
        return
    for each in _OWN:
        described = seen.described.get(each.sobject)
        field = field_rights.found(described, each) if isinstance(described, Described) else None
        if field is not None:
            yield f"{each.sobject}: {each.label}", (f"{each.sobject}.{field.name}", each.access)


def _text(parent: Element, name: str, value: str) -> None:
    SubElement(parent, name).text = value


def _boolean(*, value: bool) -> str:
    return "true" if value else "false"
