"""What a profile or a permission set gives, as data files write it down.

The rights on an object are letters: R read, C create, E edit, D delete, V view all, M modify all;
those on a field R read or E edit, which reads too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import ConfigDict, StringConstraints, TypeAdapter, ValidationError, with_config

OBJECT_LETTERS: Mapping[str, str] = {
    "R": "PermissionsRead",
    "C": "PermissionsCreate",
    "E": "PermissionsEdit",
    "D": "PermissionsDelete",
    "V": "PermissionsViewAllRecords",
    "M": "PermissionsModifyAllRecords",
}
"""The column of ObjectPermissions for each letter."""

ObjectLetters = Annotated[str, StringConstraints(pattern="^[RCEDVM]*$")]
FieldLetter = Annotated[str, StringConstraints(pattern="^[RE]?$")]


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """The rights that one profile or permission set gives."""

    name: str
    """The name of a profile, or of a permission set."""
    permissions: frozenset[str] = frozenset()
    """System permissions, as ``ApiEnabled``."""
    objects: Mapping[str, ObjectLetters] = field(default_factory=dict)
    """Letters by object: ``{"Lead": "RCE"}``."""
    custom_objects: ObjectLetters = ""
    """The letters for each custom object when it is added."""
    every_field: FieldLetter = ""
    """The letter for each field that field-level security can hide; empty hides them."""
    fields: Mapping[str, FieldLetter] = field(default_factory=dict)
    """Letters by field, for single ones: ``{"Lead.Email": "E"}``."""


def read_rights(path: Path) -> Rights:
    """Read rights from a JSON or YAML file in the words of :class:`Rights`.

    Raises:
        OSError: the file cannot be read.
        ValueError: it does not hold rights; the message says where.
    """
    try:
        return _FILE.validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValidationError) as error:
        message = f"{path} holds no rights: {error}"
        raise ValueError(message) from error


def rights_of(data: Mapping[str, object]) -> Rights:
    """Read rights from what JSON or YAML held.

    Raises:
        ValueError: it does not hold rights; the message says where.
    """
    try:
        return _FILE.validate_python(dict(data))
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()
        )
        raise ValueError(faults) from error


_FILE: TypeAdapter[Rights] = TypeAdapter(Rights)
