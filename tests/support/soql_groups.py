"""A naive evaluator of grouped queries: what a lead is grouped by, aggregates, subtotals, HAVING.

Like ``soql_model`` it shares no code with ``fake_salesforce.soql``: groups are lists of dicts.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hypothesis import strategies as st

import soql_model
from soql_model import Record, text_key
from soql_stage import BERLIN, lead_id

Group = Sequence[Record]
"""The records of a group. A group without records is the one of a query without GROUP BY."""

_PARTS: Mapping[str, Callable[[date], Any]] = {
    "CALENDAR_MONTH": lambda day: day.month,
    "CALENDAR_QUARTER": lambda day: {1: 1, 2: 1, 3: 1, 4: 2, 5: 2, 6: 2, 7: 3, 8: 3, 9: 3}.get(
        day.month, 4
    ),
    "CALENDAR_YEAR": lambda day: day.year,
    "DAY_IN_MONTH": lambda day: day.day,
    "DAY_IN_WEEK": lambda day: 1 + day.toordinal() % 7,  # ordinal 7 was a Sunday
    "DAY_IN_YEAR": lambda day: day.toordinal() - date(day.year, 1, 1).toordinal() + 1,
    "FISCAL_MONTH": lambda day: day.month,
    "FISCAL_QUARTER": lambda day: 1 + (day.month - 1) // 3,
    "FISCAL_YEAR": lambda day: day.year,
    "WEEK_IN_MONTH": lambda day: 1 + (day.day - 1) // 7,
    "WEEK_IN_YEAR": lambda day: 1 + (day.toordinal() - date(day.year, 1, 1).toordinal()) // 7,
}
"""The date functions of a day, in a fiscal year that begins in January (reference 4.4)."""


@dataclass(frozen=True)
class Operand:
    """What one record has one value of: a field, or a date function of one."""

    text: str
    field: str
    value: Callable[[Record], Any]


def _field(name: str) -> Operand:
    return Operand(name, name, lambda record: record[name])


@st.composite
def _date_functions(draw: st.DrawFn) -> Operand:
    name = draw(st.sampled_from([*_PARTS, "DAY_ONLY", "HOUR_IN_DAY"]))
    of_instants = name in ("DAY_ONLY", "HOUR_IN_DAY")
    field = (
        "CreatedDate" if of_instants else draw(st.sampled_from(["CreatedDate", "ConvertedDate"]))
    )
    in_berlin = field == "CreatedDate" and draw(st.booleans())

    def value(record: Record) -> Any:
        found = record[field]
        if found is None:
            return None
        if isinstance(found, datetime):
            found = found.astimezone(BERLIN) if in_berlin else found
            if name == "HOUR_IN_DAY":
                return found.hour
            found = found.date()
        return found if name == "DAY_ONLY" else _PARTS[name](found)

    inner = f"convertTimezone({field})" if in_berlin else field
    return Operand(f"{name}({inner})", field, value)


date_functions: st.SearchStrategy[Operand] = _date_functions()
GROUPABLE = (
    *("LastName", "Email", "Status", "City", "NumberOfEmployees", "IsConverted", "ConvertedDate"),
    *("OwnerId", "Key__c"),
)
operands = st.sampled_from(GROUPABLE).map(_field) | date_functions


def grouped_key(operand: Operand, record: Record) -> Any:
    """Return what a record is grouped by: texts without their case, where it does not count."""
    found = operand.value(record)
    is_text = operand.text in soql_model.TEXT_FIELDS and found is not None
    return text_key(operand.text, found) if is_text else found


@dataclass(frozen=True)
class Level:
    """A group of a query, and which of the operands it sums over."""

    members: Group
    summed: tuple[bool, ...]


@dataclass(frozen=True)
class Value:
    """What a group has one value of, as text and as Python."""

    text: str
    of: Callable[[Level], Any]
    field: str = ""
    """The field whose order its values have, if they are texts."""


def shown(operand: Operand, place: int) -> Value:
    """Return a grouped operand in a group: of several cases the first one by its characters."""

    def value(level: Level) -> Any:
        if level.summed[place]:
            return None
        found = [operand.value(each) for each in level.members]
        return None if None in found else min(found)

    return Value(operand.text, value, operand.field)


def marked(operand: Operand, place: int) -> Value:
    """Return GROUPING() of an operand."""
    return Value(f"GROUPING({operand.text})", lambda level: int(level.summed[place]))


def text_order(field: str, text: str) -> Any:
    """Return what texts of a field are sorted by: a picklist by its own order."""
    rank = 0
    if field == "Status":
        known = text in soql_model.STATUSES
        rank = soql_model.STATUSES.index(text) if known else len(soql_model.STATUSES)
    return rank, text_key(field, text)


@st.composite
def aggregates(draw: st.DrawFn, *, apart_from: frozenset[str]) -> Value:
    """Generate an aggregate of a field that is none of those which are grouped."""
    kind = draw(st.sampled_from(["COUNT", "COUNT_DISTINCT", "SUM", "AVG", "MIN", "MAX", "every"]))
    names = {
        "SUM": ["NumberOfEmployees"],
        "AVG": ["NumberOfEmployees"],
        "every": ["Id"],
    }.get(
        kind,
        ["LastName", "Status", "City", "Key__c", "NumberOfEmployees", "CreatedDate", "OwnerId"],
    )
    allowed = [each for each in names if each not in apart_from] or ["Id"]
    field = draw(st.sampled_from(allowed))
    if kind == "every" or (field == "Id" and kind in ("SUM", "AVG")):
        return Value("COUNT(Id)", lambda level: len(level.members))

    def value(level: Level) -> Any:
        found = [each[field] for each in level.members if each[field] is not None]
        return _aggregated(kind, field, found)

    is_extreme = kind in ("MIN", "MAX")
    return Value(f"{kind}({field})", value, field if is_extreme else "")


def _aggregated(kind: str, field: str, found: Sequence[Any]) -> Any:
    """Return an aggregate of the values of a field that are not null."""
    is_text = field in soql_model.TEXT_FIELDS
    if kind == "COUNT":
        return len(found)
    if kind == "COUNT_DISTINCT":
        return len({text_key(field, each) if is_text else each for each in found})
    if not found:
        return None
    if kind in ("SUM", "AVG"):
        return sum(found) / (len(found) if kind == "AVG" else 1)
    extreme = min if kind == "MIN" else max
    if is_text:
        return extreme(found, key=lambda each: (*text_order(field, each), each))
    return extreme(found)


@dataclass(frozen=True)
class Having:
    """A condition on groups as text, and what it means."""

    text: str
    holds: Callable[[Level], bool]


COMPARE = {"=": operator.eq, "<": operator.lt, ">=": operator.ge}


@st.composite
def _compared(draw: st.DrawFn, values: Sequence[Value]) -> Having:
    """Generate a comparison of a value that is a number, or null."""
    value = draw(st.sampled_from(values))
    sign, number = draw(st.sampled_from(sorted(COMPARE))), draw(st.integers(-3, 3))

    def holds(level: Level) -> bool:
        found = value.of(level)
        return found is not None and bool(COMPARE[sign](found, number))

    return Having(f"{value.text} {sign} {number}", holds)


@st.composite
def conditions(draw: st.DrawFn, values: Sequence[Value], *, depth: int = 2) -> Having:
    """Generate conditions on groups."""
    kind = draw(st.sampled_from(["compare", "not", "AND", "OR"] if depth else ["compare"]))
    if kind == "compare":
        return draw(_compared(values))
    first = draw(conditions(values, depth=depth - 1))
    if kind == "not":
        return Having(f"(NOT {first.text})", lambda level: not first.holds(level))
    second = draw(conditions(values, depth=depth - 1))
    combine = all if kind == "AND" else any
    return Having(
        f"({first.text} {kind} {second.text})",
        lambda level: combine([first.holds(level), second.holds(level)]),
    )


@dataclass(frozen=True)
class Ordering:
    """One key of ORDER BY."""

    value: Value
    descending: bool
    nulls_first: bool | None

    @property
    def text(self) -> str:
        """The key as SOQL."""
        nulls = {None: "", True: " NULLS FIRST", False: " NULLS LAST"}[self.nulls_first]
        return f"{self.value.text}{' DESC' if self.descending else ''}{nulls}"


@dataclass(frozen=True)
class GroupedQuery:
    """A grouped query of leads, as text and as Python."""

    selected: tuple[Value, ...]
    group_by: tuple[Operand, ...]
    subtotals: str | None
    where: soql_model.Condition | None
    having: Having | None
    order_by: tuple[Ordering, ...]
    limit: int | None
    offset: int | None

    @property
    def text(self) -> str:
        """The query as SOQL; each value has an alias."""
        words = [f"{each.text} v{at}" for at, each in enumerate(self.selected)]
        clauses = [f"SELECT {', '.join(words)} FROM Lead"]
        if self.where is not None:
            clauses.append(f"WHERE {self.where.text}")
        if self.group_by:
            grouped = ", ".join(each.text for each in self.group_by)
            clauses.append(
                "GROUP BY " + (f"{self.subtotals}({grouped})" if self.subtotals else grouped)
            )
        if self.having is not None:
            clauses.append(f"HAVING {self.having.text}")
        if self.order_by:
            clauses.append("ORDER BY " + ", ".join(each.text for each in self.order_by))
        if self.limit is not None:
            clauses.append(f"LIMIT {self.limit}")
        if self.offset is not None:
            clauses.append(f"OFFSET {self.offset}")
        return " ".join(clauses)

    def answer(self, leads: Sequence[Record]) -> list[dict[str, Any]]:
        """Return the records of the answer, in its order."""
        there = [
            {"Id": lead_id(number), **lead}
            for number, lead in enumerate(leads, 1)
            if not lead["IsDeleted"]
        ]
        found = [each for each in there if self.where is None or self.where.holds(each)]
        levels = [
            each for each in self._levels(found) if self.having is None or self.having.holds(each)
        ]
        levels.sort(key=self._place)
        for ordering in reversed(self.order_by):
            levels = _ordered(levels, ordering)
        start = self.offset or 0
        end = None if self.limit is None else start + self.limit
        return [
            {f"v{at}": _as_json(each.of(level)) for at, each in enumerate(self.selected)}
            for level in levels[start:end]
        ]

    def _levels(self, found: Group) -> list[Level]:
        if not self.group_by:
            return [Level(found, ())]
        count = len(self.group_by)
        masks = [0]
        if self.subtotals == "ROLLUP":
            masks = [sum(2**at for at in range(kept, count)) for kept in range(count + 1)]
        elif self.subtotals == "CUBE":
            masks = list(range(2**count))
        levels = []
        for mask in masks:
            summed = tuple(bool(mask >> at & 1) for at in range(count))
            groups: dict[tuple[Any, ...], list[Record]] = {}
            for record in found:
                key = tuple(
                    None if is_summed else grouped_key(operand, record)
                    for operand, is_summed in zip(self.group_by, summed, strict=True)
                )
                groups.setdefault(key, []).append(record)
            levels += [Level(members, summed) for members in groups.values()]
        return levels

    def _place(self, level: Level) -> Any:
        """Return what groups are sorted by in the end: a subtotal stands behind its groups."""
        place = []
        for at, operand in enumerate(self.group_by):
            value = shown(operand, at)
            place.append((level.summed[at], *_sort_key(value, value.of(level))))
        return place


def _sort_key(value: Value, found: Any) -> tuple[bool, Any]:
    if found is None:
        return False, 0
    is_text = isinstance(found, str) and value.field in soql_model.TEXT_FIELDS
    return True, text_order(value.field, found) if is_text else found


def _ordered(levels: list[Level], ordering: Ordering) -> list[Level]:
    value = ordering.value
    nulls = [each for each in levels if value.of(each) is None]
    others = [each for each in levels if value.of(each) is not None]
    others.sort(key=lambda each: _sort_key(value, value.of(each)), reverse=ordering.descending)
    nulls_first = not ordering.descending if ordering.nulls_first is None else ordering.nulls_first
    return nulls + others if nulls_first else others + nulls


def _as_json(value: Any) -> Any:
    """Return a value as the answer shows it."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03}+0000"
    return str(value) if isinstance(value, date) else value


@st.composite
def queries(draw: st.DrawFn) -> GroupedQuery:
    """Generate grouped queries: with GROUP BY, ROLLUP or CUBE, or of all records together."""
    subtotals = draw(st.sampled_from([None, "ROLLUP", "CUBE"]))
    least = 0 if subtotals is None else 1
    several: st.SearchStrategy[list[Operand]] = st.lists(
        operands, min_size=least, max_size=3, unique_by=lambda each: each.text
    )
    group_by = tuple(draw(several))
    fields = frozenset(each.field for each in group_by)
    aggregated = draw(st.lists(aggregates(apart_from=fields), min_size=1, max_size=3))
    values = [shown(operand, at) for at, operand in enumerate(group_by)]
    marks = [marked(operand, at) for at, operand in enumerate(group_by)] if subtotals else []
    every = [*values, *aggregated, *marks]
    having, has_condition = None, draw(st.booleans())
    if group_by and has_condition:
        counts = [each for each in aggregated if each.text.startswith(("COUNT", "SUM", "AVG"))]
        having = draw(
            conditions([*counts, *marks, Value("COUNT(Id)", lambda level: len(level.members))])
        )
    keys = st.builds(
        Ordering, st.sampled_from(every), st.booleans(), st.sampled_from([None, True, False])
    )
    order_by = tuple(draw(st.lists(keys, max_size=2))) if group_by else ()
    return GroupedQuery(
        tuple(draw(st.lists(st.sampled_from(every), min_size=1, max_size=4))),
        group_by,
        subtotals,
        draw(st.none() | soql_model.conditions),
        having,
        order_by,
        draw(st.none() | st.integers(1, 5)) if group_by else None,
        draw(st.none() | st.integers(0, 3)) if group_by else None,
    )
