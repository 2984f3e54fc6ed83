"""The nodes of a bound query: names are schema objects, literals are values of the field's type.

Values are what the org's database holds (``schema/field.py``): text, numbers, 0 and 1, ids of 18
characters, dates and datetimes as text. A date literal of the guide stays one until the statement
is compiled, since it hangs on the clock.
"""

from __future__ import annotations

from dataclasses import dataclass

from fake_salesforce.access import Visibility
from fake_salesforce.schema.field import Field
from fake_salesforce.schema.sobject import SObject

from .nodes import Operator, RelativeDate, Subtotals
from .operands import BoundCall, BoundDistance, BoundField, BoundOperand, Hop

Value = str | int | float | tuple[str, ...] | RelativeDate | None
"""A tuple is the texts that one value of INCLUDES names together."""


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

    hops: tuple[Hop, ...]
    """Those that lead to it, the last of them polymorphic."""
    alternatives: tuple[SelectedParent, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """The relationships that lead to it, in the schema's spelling."""
        return tuple(each.name for each in self.hops)


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
