"""The nodes of a parsed query: what the text says, before any name is looked up.

Nodes are frozen and equal when they mean the same; their position takes no part in that, so that
parse(print(parse(text))) == parse(text) can be asked. Only what is evaluated has nodes: the rest of
the language is refused by name in ``build.py``.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import date, datetime

from .positions import NOWHERE, Position
from .strings import write_string


@dataclass(frozen=True, slots=True)
class Path:
    """A field, perhaps behind an alias or relationships: ``LastName``, ``l.Owner.Name``."""

    names: tuple[str, ...]
    position: Position = field(default=NOWHERE, compare=False)
    last_dot: Position | None = field(default=None, compare=False)
    """Where its last dot stands; None for a path of one name."""

    @property
    def path(self) -> Path:
        """The path itself: of every operand it is the field that messages name."""
        return self

    def __str__(self) -> str:
        return ".".join(self.names)


@dataclass(frozen=True, slots=True)
class Call:
    """A function of one argument: ``COUNT(Id)``, ``DAY_ONLY(convertTimezone(CreatedDate))``."""

    name: str
    """In capitals."""
    argument: Operand
    position: Position = field(default=NOWHERE, compare=False)

    @property
    def path(self) -> Path:
        """The field inside all the brackets."""
        return self.argument.path

    def __str__(self) -> str:
        return f"{self.name}({self.argument})"


@dataclass(frozen=True, slots=True)
class Geolocation:
    """A point of the earth, in degrees: ``GEOLOCATION(37.775, -122.418)``."""

    latitude: NumberLiteral
    longitude: NumberLiteral

    def __str__(self) -> str:
        return f"GEOLOCATION({self.latitude.text}, {self.longitude.text})"


@dataclass(frozen=True, slots=True)
class Distance:
    """How far a location is from another one or from a point: ``DISTANCE(f, g, 'km')``."""

    location: Path
    other: Path | Geolocation
    unit: str
    """As it is written; which units there are is asked when it is bound."""
    position: Position = field(default=NOWHERE, compare=False)

    @property
    def path(self) -> Path:
        """The location that is measured from."""
        return self.location

    def __str__(self) -> str:
        return f"DISTANCE({self.location}, {self.other}, {write_string(self.unit)})"


Operand = Path | Call | Distance


@dataclass(frozen=True, slots=True)
class StringLiteral:
    """A text in quotes, its escapes resolved."""

    value: str


@dataclass(frozen=True, slots=True)
class PatternLiteral:
    r"""A text in quotes behind LIKE. A literal wildcard or backslash has a backslash before it."""

    pattern: str


@dataclass(frozen=True, slots=True)
class NumberLiteral:
    """A number, as it is written."""

    text: str

    @property
    def value(self) -> int | float:
        """The number; a float where an SQLite integer could not hold it."""
        if "." in self.text or len(self.text) > len("-999999999999999999"):
            return float(self.text)
        return int(self.text)


@dataclass(frozen=True, slots=True)
class BooleanLiteral:
    """TRUE or FALSE."""

    value: bool


@dataclass(frozen=True, slots=True)
class NullLiteral:
    """NULL."""


@dataclass(frozen=True, slots=True)
class DateLiteral:
    """A calendar day, as ``2020-01-31``."""

    value: date


@dataclass(frozen=True, slots=True)
class DatetimeLiteral:
    """An instant, in UTC and whole milliseconds."""

    value: datetime


@dataclass(frozen=True, slots=True)
class TimeLiteral:
    """A time of day, as ``12:30:00.000Z``."""

    text: str


@dataclass(frozen=True, slots=True)
class RelativeDate:
    """A date literal of the guide: ``TODAY``, ``LAST_N_DAYS:30`` (reference 4.3)."""

    name: str
    """In capitals, without the number."""
    count: int | None = None
    """The number behind the colon; None for literals that take none."""


@dataclass(frozen=True, slots=True)
class BareWord:
    """A word without quotes where a value stands: no value, but the binder knows what to say."""

    text: str


Literal = (
    StringLiteral
    | PatternLiteral
    | NumberLiteral
    | BooleanLiteral
    | NullLiteral
    | DateLiteral
    | DatetimeLiteral
    | TimeLiteral
    | RelativeDate
    | BareWord
)


class Operator(enum.StrEnum):
    """The comparison operators, as they are written (``<>`` is ``!=``)."""

    EQUAL = "="
    NOT_EQUAL = "!="
    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="
    LIKE = "LIKE"
    IN = "IN"
    NOT_IN = "NOT IN"
    INCLUDES = "INCLUDES"
    EXCLUDES = "EXCLUDES"


LIST_OPERATORS = frozenset({Operator.IN, Operator.NOT_IN, Operator.INCLUDES, Operator.EXCLUDES})
"""The operators behind which a list in brackets stands."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A field or call compared with one literal, or with several for the operators of lists."""

    operand: Operand
    operator: Operator
    literals: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class SemiJoin:
    """``Id IN (SELECT AccountId FROM Contact)``; with NOT IN it is an anti-join."""

    operand: Operand
    query: Query
    negated: bool = False


@dataclass(frozen=True, slots=True)
class And:
    """Conditions that must all hold: two or more, none of them an And."""

    operands: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Conditions of which one must hold: two or more, none of them an Or."""

    operands: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """A condition that must not hold."""

    operand: Condition


Condition = Comparison | SemiJoin | And | Or | Not


@dataclass(frozen=True, slots=True)
class Ordering:
    """One key of ORDER BY."""

    operand: Operand
    descending: bool = False
    nulls_first: bool | None = None
    """None where the query leaves the place of nulls to the default."""


@dataclass(frozen=True, slots=True)
class Selected:
    """A field or a call in SELECT."""

    operand: Operand
    alias: str | None = None


@dataclass(frozen=True, slots=True)
class When:
    """What TYPEOF selects of one type of object."""

    sobject: Path
    fields: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Typeof:
    """Fields of a polymorphic parent, chosen by its type (reference 4.1)."""

    relationship: Path
    whens: tuple[When, ...]
    otherwise: tuple[Path, ...] = ()
    """The fields behind ELSE; none without it."""


@dataclass(frozen=True, slots=True)
class Subquery:
    """A query in SELECT, whose FROM names a relationship to children."""

    query: Query


class Subtotals(enum.StrEnum):
    """The levels of subtotals that GROUP BY adds, as they are written."""

    ROLLUP = "ROLLUP"
    CUBE = "CUBE"


@dataclass(frozen=True, slots=True)
class DataCategory:
    """What WITH DATA CATEGORY asks of one group of categories: ``Geo__c AT (usa__c, uk__c)``."""

    group: Path
    operator: str
    """In capitals: AT, ABOVE, BELOW or ABOVE_OR_BELOW."""
    categories: tuple[Path, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A whole query, a subquery in SELECT, or the query of a semi-join."""

    selection: tuple[Selected | Typeof | Subquery, ...] | None
    """What is selected; None for ``SELECT COUNT()``."""
    sobject: Path
    """The object, or, in a subquery in SELECT, the relationship to it."""
    alias: str | None = None
    parent_aliases: tuple[tuple[Path, str | None], ...] = ()
    """Parents that FROM names, perhaps with their own name: ``FROM Contact c, c.Account a``."""
    scope: Path | None = None
    """The word behind USING SCOPE."""
    where: Condition | None = None
    data_categories: tuple[DataCategory, ...] = ()
    group_by: tuple[Operand, ...] = ()
    subtotals: Subtotals | None = None
    """ROLLUP or CUBE around what is grouped by; None where the query adds no subtotals."""
    having: Condition | None = None
    order_by: tuple[Ordering, ...] = ()
    limit: int | None = None
    offset: int | None = None
    purposes: tuple[Path, ...] = ()
    """The words behind FOR, in capitals: VIEW, REFERENCE."""
    updates: tuple[Path, ...] = ()
    """The words behind UPDATE, in capitals: TRACKING, VIEWSTAT."""
    text: str = field(default="", compare=False, repr=False)
    """The text it was read from, which located messages quote."""
