"""The nodes of a bound query: names are schema objects, literals are values of the field's type.

Values are what the org's database holds (``schema/field.py``): text, numbers, 0 and 1, ids of 18
characters, dates and datetimes as text. A date literal of the guide stays one until the statement
is compiled, since it hangs on the clock.
"""

from __future__ import annotations

from dataclasses import dataclass

from fake_salesforce.schema.field import Field
from fake_salesforce.schema.sobject import SObject

from .nodes import Operator, RelativeDate

Value = str | int | float | RelativeDate | None


@dataclass(frozen=True, slots=True)
class BoundComparison:
    """A field compared with values of its own type: one, or several for IN.

    The operators != and NOT IN do not occur: they are BoundNot of = and IN.
    """

    field: Field
    operator: Operator
    values: tuple[Value, ...]


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


BoundCondition = BoundComparison | BoundAnd | BoundOr | BoundNot


@dataclass(frozen=True, slots=True)
class BoundOrdering:
    """One key of ORDER BY."""

    field: Field
    descending: bool
    nulls_first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundQuery:
    """A query whose every name is known and readable."""

    sobject: SObject
    selection: tuple[SelectedField, ...] | None
    """None for ``SELECT COUNT()``."""
    where: BoundCondition | None
    order_by: tuple[BoundOrdering, ...]
    limit: int | None
    offset: int


@dataclass(frozen=True, slots=True)
class SelectedField:
    """A field of the answer, with the parts it is put together from."""

    field: Field
    parts: tuple[Field, ...] = ()
    """The readable parts of a compound field; empty for any other."""
