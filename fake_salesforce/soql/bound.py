"""The nodes of a bound query: names are schema objects, literals are values of the field's type.

Values are what the org's database holds (``schema/field.py``): text, numbers, 0 and 1, ids of 18
characters, dates and datetimes as text. A date literal of the guide stays one until the statement
is compiled, since it hangs on the clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeGuard

from fake_salesforce.access import Visibility
from fake_salesforce.schema.field import Field, FieldType
from fake_salesforce.schema.sobject import SObject

from .nodes import Operator, RelativeDate, Subtotals

Value = str | int | float | tuple[str, ...] | RelativeDate | None
"""A tuple is the texts that one value of INCLUDES names together."""


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


def is_label(operand: BoundOperand) -> TypeGuard[BoundCall]:
    """Tell whether an operand is the label of a picklist's value (toLabel)."""
    return isinstance(operand, BoundCall) and operand.function == "TOLABEL"


@dataclass(frozen=True, slots=True)
class BoundComparison:
    """An operand compared with values of its own type: one, or several for IN.

    The operators !=, NOT IN and EXCLUDES do not occur: they are BoundNot of =, IN and INCLUDES.
    """

    operand: BoundOperand
    operator: Operator
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class BoundSemiJoin:
    """An id that must be among those which a query of another object finds."""

    operand: BoundField
    selected: BoundField
    sobject: SObject
    visible: Visibility
    where: BoundCondition | None


@dataclass(frozen=True, slots=True)
class BoundAnd:
    """Conditions that must all hold."""

    operands: tuple[BoundCondition, ...]


@dataclass(frozen=True, slots=True)
class BoundOr:
    """Conditions of which one must hold."""

    operands: tuple[BoundCondition, ...]


@dataclass(frozen=True, slots=True)
class BoundNot:
    """A condition that must not hold: its exact complement, null rows included (believed)."""

    operand: BoundCondition


BoundCondition = BoundComparison | BoundSemiJoin | BoundAnd | BoundOr | BoundNot


@dataclass(frozen=True, slots=True)
class BoundOrdering:
    """One key of ORDER BY."""

    operand: BoundOperand
    descending: bool
    nulls_first: bool


@dataclass(frozen=True, slots=True)
class SelectedField:
    """A field of the answer, with the parts it is put together from."""

    operand: BoundField
    parts: tuple[Field, ...] = ()
    """The readable parts of a compound field; empty for any other."""
    alias: str | None = None
    is_label: bool = False
    """Whether the label of a picklist value is shown (toLabel)."""
    is_formatted: bool = False
    """Whether the value is shown as the user's locale writes it (FORMAT)."""


@dataclass(frozen=True, slots=True)
class SelectedDistance:
    """A distance in the answer of a query that has no groups."""

    operand: BoundDistance
    name: str
    """Alias, or ``expr0`` and so on (believed, as of aggregates)."""


@dataclass(frozen=True, slots=True)
class SelectedParent:
    """A parent in the answer: the hops that lead to it, and its fields."""

    hops: tuple[Hop, ...]
    fields: tuple[SelectedField, ...]


@dataclass(frozen=True, slots=True)
class SelectedTypeof:
    """A polymorphic parent whose type decides what is shown: the first of these that is there."""

    name: str
    alternatives: tuple[SelectedParent, ...]


@dataclass(frozen=True, slots=True)
class SelectedValue:
    """A value of a grouped query's answer."""

    operand: BoundOperand
    key: str
    """Alias, ``expr0`` and so on, or the field's name."""
    is_formatted: bool = False


@dataclass(frozen=True, slots=True)
class SelectedChildren:
    """The records that refer to a record by one field, as a part of that record."""

    name: str
    reference: Field
    query: BoundQuery


Selected = SelectedField | SelectedDistance | SelectedTypeof | SelectedChildren
"""What a query without groups selects."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundQuery:
    """A query whose every name is known and readable."""

    sobject: SObject
    visible: Visibility
    """Which of the object's records the user may see."""
    user_id: str = ""
    """Who asks, of whom LastViewedDate tells."""
    selection: tuple[Selected, ...] | None = None
    """What is selected; None for ``SELECT COUNT()`` and for a grouped query."""
    grouped: tuple[SelectedValue, ...] | None = None
    """What a query with aggregates or GROUP BY selects; None for any other."""
    where: BoundCondition | None
    group_by: tuple[BoundField | BoundCall, ...] = ()
    subtotals: Subtotals | None = None
    having: BoundCondition | None = None
    order_by: tuple[BoundOrdering, ...]
    limit: int | None
    offset: int
    purposes: frozenset[str] = frozenset()
    """VIEW, if the records are to be noted as viewed, and REFERENCE, as referenced."""
