"""What the permission sets of a user give together: the profile's own and those assigned.

Sets only add: whoever has a right by one of them has it (reference 6.3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectRights:
    """The columns of ObjectPermissions."""

    read: bool = False
    create: bool = False
    edit: bool = False
    delete: bool = False
    view_all: bool = False
    modify_all: bool = False


EVERY_RIGHT = ObjectRights(
    read=True, create=True, edit=True, delete=True, view_all=True, modify_all=True
)


@dataclass(frozen=True, slots=True)
class FieldRights:
    """The columns of FieldPermissions."""

    read: bool = False
    edit: bool = False


class Grants(Protocol):
    """The permissions of one user, and how the org is set up around him."""

    def has(self, permission: str) -> bool:
        """Tell whether a set has a system permission, as ``ApiEnabled``."""
        ...

    def of_object(self, sobject_name: str) -> ObjectRights:
        """Return what the sets' ObjectPermissions give together."""
        ...

    def of_fields(self, sobject_name: str) -> Mapping[str, FieldRights]:
        """Return what the sets' FieldPermissions give together, by the field's name."""
        ...

    def record_types(self, sobject_name: str) -> Mapping[str, bool]:
        """Return the available record types by id, and whether each is the profile's default."""
        ...

    def default_access(self, organization_field: str) -> str:
        """Return an organization-wide default, as ``Read`` or ``ControlledByParent``."""
        ...

    def circle(self) -> frozenset[str]:
        """Return the ids of users and groups whose records are the user's too; his own is one."""
        ...
