"""The nodes of bound operands: what a clause compares, sorts by, groups by or selects.

Each has the type of its values, the name by which messages call it, the key that tells two apart,
and the field of the schema that it is about.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeGuard

from fake_salesforce.access import Visibility
from fake_salesforce.schema.field import TEXT_TYPES, Field, FieldType
from fake_salesforce.schema.sobject import SObject


@dataclass(frozen=True, slots=True)
class Hop:
    """A step from a record to the record it refers to."""

    reference: Field
    targets: tuple[SObject, ...]
    """What it may lead to: one object, or several for a polymorphic reference."""
    visible: tuple[Visibility, ...]
    """Which records of each of them the user may see; one he may not see is as none (believed)."""

    @property
    def is_polymorphic(self) -> bool:
        """Whether the fields behind it are those of Name."""
        return len(self.reference.reference_to) > 1

    @property
    def name(self) -> str:
        """The relationship's name in the schema's spelling."""
        return self.reference.relationship_name or ""


@dataclass(frozen=True, slots=True)
class BoundField:
    """A field of the query's object, or of a parent that hops lead to."""

    field: Field
    hops: tuple[Hop, ...] = ()
    counterparts: tuple[str | None, ...] = ()
    """Behind a polymorphic hop: the column of each target that gives the value, None without."""

    @property
    def type(self) -> FieldType:
        """The type of its values."""
        return self.field.type

    @property
    def name(self) -> str:
        """The field's name, by which messages call it."""
        return self.field.name

    @property
    def key(self) -> tuple[str, ...]:
        """The path in the schema's spelling: two fields are one if their keys are equal."""
        return (*(each.name for each in self.hops), self.field.name)

    @property
    def is_polymorphic(self) -> bool:
        """Whether it is a field of Name."""
        return bool(self.hops) and self.hops[-1].is_polymorphic


@dataclass(frozen=True, slots=True)
class BoundCall:
    """An aggregate or a date function of a field."""

    function: str
    """In capitals."""
    argument: BoundField
    type: FieldType
    """Of its values."""
    is_aggregate: bool
    in_user_zone: bool = False
    """Whether a date function counts in the user's time zone (convertTimezone), not in UTC."""

    @property
    def name(self) -> str:
        """The field's name, by which messages call it."""
        return self.argument.name

    @property
    def key(self) -> tuple[str, ...]:
        """What tells two calls apart."""
        return (f"{self.function} {self.in_user_zone}", *self.argument.key)

    @property
    def field(self) -> Field:
        """The field in its brackets."""
        return self.argument.field


@dataclass(frozen=True, slots=True)
class BoundGrouping:
    """Whether a group is a subtotal over an operand: 1 or 0."""

    operand: BoundField | BoundCall
    place: int
    """Where the operand stands among those that the query groups by."""

    @property
    def type(self) -> FieldType:
        """The type of its values."""
        return FieldType.INT

    @property
    def name(self) -> str:
        """The field's name, by which messages call it."""
        return self.operand.name

    @property
    def key(self) -> tuple[str, ...]:
        """What tells two of them apart."""
        return ("GROUPING", *self.operand.key)

    @property
    def field(self) -> Field:
        """The field in its brackets."""
        return self.operand.field


@dataclass(frozen=True, slots=True)
class Place:
    """A point of the earth: the fields that hold its coordinates, or the coordinates."""

    latitude: BoundField | float | None
    """In degrees; None where the user may not read it."""
    longitude: BoundField | float | None


@dataclass(frozen=True, slots=True)
class BoundDistance:
    """How far a location is from another place."""

    location: BoundField
    """The compound field that is measured from."""
    start: Place
    end: Place
    unit: str
    """``mi`` or ``km``."""

    @property
    def type(self) -> FieldType:
        """The type of its values."""
        return FieldType.DOUBLE

    @property
    def name(self) -> str:
        """The location's name, by which messages call it."""
        return self.location.name

    @property
    def key(self) -> tuple[str, ...]:
        """What tells two distances apart."""
        return (f"DISTANCE {self.unit} {self.end}", *self.location.key)

    @property
    def field(self) -> Field:
        """The location in its brackets."""
        return self.location.field


BoundOperand = BoundField | BoundCall | BoundGrouping | BoundDistance


def ignores_case(operand: BoundOperand) -> bool:
    """Tell whether texts of an operand that differ by case only are the same."""
    return operand.type in TEXT_TYPES and operand.field.ignores_case


def is_label(operand: BoundOperand) -> TypeGuard[BoundCall]:
    """Tell whether an operand is the label of a picklist's value (toLabel)."""
    return isinstance(operand, BoundCall) and operand.function == "TOLABEL"
