"""What a profile or a permission set gives, as data files write it down.

The rights on an object are letters: R read, C create, E edit, D delete, V view all, M modify all;
those on a field R read or E edit, which reads too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

OBJECT_LETTERS: Mapping[str, str] = {
    "R": "PermissionsRead",
    "C": "PermissionsCreate",
    "E": "PermissionsEdit",
    "D": "PermissionsDelete",
    "V": "PermissionsViewAllRecords",
    "M": "PermissionsModifyAllRecords",
}
"""The column of ObjectPermissions for each letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """The rights that one profile or permission set gives."""

    name: str
    """The name of a profile, or the label of a permission set."""
    permissions: frozenset[str] = frozenset()
    """System permissions, as ``ApiEnabled``."""
    objects: Mapping[str, str] = field(default_factory=dict)
    """Letters by object: ``{"Lead": "RCE"}``."""
    custom_objects: str = ""
    """The letters for each custom object when it is added."""
    every_field: str = ""
    """The letter for each field that field-level security can hide; empty hides them."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Letters by field, for single ones: ``{"Lead.Email": "E"}``."""
