"""The line notation in which the data files of ``objects/`` write down an sObject's fields.

One line is ``name|type|length or precision,scale|flags|label|extra``:

- flags: C createable, U updateable, N nillable, F filterable, S sortable, G groupable, D defaulted
  on create, i idLookup, r restricted picklist, p namePointing
- extra, blank-separated: ``->Group,User as Owner`` (a reference and its relationship name),
  ``children=Contacts`` (the name under which the referenced record sees these), ``in
  Address`` (part of a compound field), ``cascade`` (deleted with what it refers to), ``nameField``,
  ``auto={0000}`` (an automatic number and how it is displayed), ``permissionable`` or
  ``always visible`` (where that does not follow from the rest), ``default="text"`` or
  ``default=true``, ``{A; B}`` (picklist values; the default is marked ``*A``) or ``{@Name}`` (a
  picklist that several fields share)

It is the notation of the reference's section 5.2, so that a file can be held against its source.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .field import Field, FieldType, PicklistValue

_FLAGS = {
    "C": "createable",
    "U": "updateable",
    "N": "nillable",
    "F": "filterable",
    "S": "sortable",
    "G": "groupable",
    "D": "defaulted_on_create",
    "i": "id_lookup",
    "r": "restricted_picklist",
    "p": "name_pointing",
}
_CHILDREN = re.compile(r"\bchildren=(?P<name>\w+)")
_CASCADE = re.compile(r"\bcascade\b")
_REFERENCE = re.compile(r"->(?P<to>\w+(?:,\w+)*)(?: as (?P<name>\w+))?")
_COMPOUND = re.compile(r"\bin (?P<name>\w+)")
_AUTO_NUMBER = re.compile(r"\bauto=(?P<format>\S*\{0+\}\S*)")
_PICKLIST = re.compile(r"(?<!\S)\{(?P<values>[^}]*)\}")
_PERMISSIONABLE = {"permissionable": True, "always visible": False}
_DEFAULT = re.compile(r'default=(?:"(?P<text>[^"]*)"|(?P<literal>\w+))')


def fields(text: str, picklists: Mapping[str, tuple[str, ...]]) -> tuple[Field, ...]:
    """Return the fields that the lines of a text note down.

    Args:
        text: a field a line; blank lines say nothing.
        picklists: the values of the picklists that lines name as ``{@Name}``.

    Raises:
        ValueError: a line is not in the notation; the message quotes it.
    """
    return tuple(_field(line.strip(), picklists) for line in text.splitlines() if line.strip())


def _field(line: str, picklists: Mapping[str, tuple[str, ...]]) -> Field:
    parts = line.split("|", 5)
    if len(parts) != len(("name", "type", "size", "flags", "label", "extra")):
        message = f"a field is noted as name|type|size|flags|label|extra, not {line!r}"
        raise ValueError(message)
    name, type_name, size, flags, label, extra = parts
    unknown = set(flags) - set(_FLAGS)
    if unknown:
        message = f"unknown flags {''.join(sorted(unknown))} in {line!r}"
        raise ValueError(message)
    field_type = FieldType(type_name)
    reference = _REFERENCE.search(extra)
    compound = _COMPOUND.search(extra)
    children = _CHILDREN.search(extra)
    auto_number = _AUTO_NUMBER.search(extra)
    precision, scale = _numbers(field_type, size)
    flagged: dict[str, Any] = {_FLAGS[flag]: True for flag in flags}
    return Field(
        name=name,
        type=field_type,
        label=label,
        length=0 if precision or not size else int(size),
        precision=precision,
        scale=scale,
        name_field="nameField" in extra,
        cascade_delete=_CASCADE.search(extra) is not None,
        compound_field_name=compound["name"] if compound else None,
        default=_default(extra),
        picklist_values=_picklist(extra, picklists),
        reference_to=tuple(reference["to"].split(",")) if reference else (),
        relationship_name=reference["name"] if reference else None,
        child_relationship_name=children["name"] if children else None,
        auto_number=auto_number["format"] if auto_number else None,
        permissionable=next(
            (value for words, value in _PERMISSIONABLE.items() if words in extra), None
        ),
        **flagged,
    )


def _numbers(field_type: FieldType, size: str) -> tuple[int, int]:
    """Return precision and scale: two numbers, or the digits of an int, or nothing."""
    if "," in size:
        precision, scale = size.split(",")
        return int(precision), int(scale)
    return (int(size), 0) if field_type is FieldType.INT and size else (0, 0)


def _picklist(extra: str, picklists: Mapping[str, tuple[str, ...]]) -> tuple[PicklistValue, ...]:
    match = _PICKLIST.search(extra)
    if match is None:
        return ()
    text = match["values"]
    if text.startswith("@"):
        if text[1:] not in picklists:
            message = f"no shared picklist is called {text[1:]!r}; there are {sorted(picklists)}"
            raise ValueError(message)
        return tuple(PicklistValue(each, each) for each in picklists[text[1:]])
    values = [each.strip() for each in text.split(";")]
    return tuple(
        PicklistValue(each.removeprefix("*"), each.removeprefix("*"), default=each.startswith("*"))
        for each in values
    )


def _default(extra: str) -> str | bool | None:
    match = _DEFAULT.search(extra)
    if match is None:
        return None
    if match["text"] is not None:
        return match["text"]
    if match["literal"] not in {"true", "false"}:
        message = f'a default is default="text", default=true or default=false, not {extra!r}'
        raise ValueError(message)
    return match["literal"] == "true"
