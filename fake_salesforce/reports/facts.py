"""The facts of a run: totals of every group, and the rows of the deepest ones.

Keys are of [K:api-analytics/decode-the-fact-map]: places down, ``!``, places across, ``T`` for
all. A run keeps its first 2,000 rows; the totals are over all of them (the latter unverified,
reference 3.13).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .asked import ROW_COUNT, column_of
from .columns import ReportColumn
from .granularity import shape_of
from .metadata import Grouping

MOST_ROWS = 2000

Record = tuple[Any, ...]
_Group = tuple[object, ...]
_Pair = tuple[_Group, _Group]


@dataclass(slots=True)
class _Total:
    """What is known of the rows of a group."""

    rows: int = 0
    sums: dict[str, float] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    least: dict[str, Any] = field(default_factory=dict)
    most: dict[str, Any] = field(default_factory=dict)
    distinct: dict[str, set[Any]] = field(default_factory=dict)

    def add(self, column: str, value: Any, *, is_number: bool, is_counted: bool) -> None:  # noqa: ANN401 - a cell's value
        if is_counted:
            self.distinct.setdefault(column, set()).add(value)
        self.counts[column] = self.counts.get(column, 0) + 1
        if is_number:
            self.sums[column] = self.sums.get(column, 0) + value
        self.least[column] = min(self.least.get(column, value), value)
        self.most[column] = max(self.most.get(column, value), value)


@dataclass(frozen=True, slots=True)
class _Divided:
    """A grouping of a run: its column, and what it makes of a value."""

    column: ReportColumn
    is_descending: bool
    value: Callable[[Record], object]
    label: Callable[[object], str]
    shown: Callable[[Record], object]


class Facts:
    """Takes the rows of a run, and tells what they come to."""

    def __init__(
        self,
        *,
        details: Sequence[ReportColumn],
        down: Sequence[tuple[Grouping, ReportColumn]],
        across: Sequence[tuple[Grouping, ReportColumn]],
        aggregates: Sequence[str],
        columns: dict[str, ReportColumn],
        first_weekday: int,
    ) -> None:
        self._details = details
        self._down = [_divided(*each, first_weekday) for each in down]
        self._across = [_divided(*each, first_weekday) for each in across]
        self._aggregates = aggregates
        self._columns = columns
        self._summed = {column_of(each) for each in aggregates if each != ROW_COUNT}
        self._counted = {column_of(each) for each in aggregates if each.startswith("u!")}
        self._totals: dict[_Pair, _Total] = {((), ()): _Total()}
        self._shown: dict[tuple[str, _Group], object] = {}
        self._kept: dict[_Pair, list[list[dict[str, object]]]] = {}
        self._rows = 0

    @property
    def has_all(self) -> bool:
        """Whether every row is among those that are kept."""
        return self._rows <= MOST_ROWS

    def take(self, record: Record) -> None:
        """Take a row."""
        down = tuple(each.value(record) for each in self._down)
        across = tuple(each.value(record) for each in self._across)
        for side, divided, group in (("d", self._down, down), ("a", self._across, across)):
            for depth, each in enumerate(divided, start=1):
                self._shown.setdefault((side, group[:depth]), each.shown(record))
        for i in range(len(down) + 1):
            for j in range(len(across) + 1):
                total = self._totals.setdefault((down[:i], across[:j]), _Total())
                self._add(total, record)
        self._rows += 1
        if self._rows <= MOST_ROWS:
            cells = [each.cell(record) for each in self._details]
            self._kept.setdefault((down, across), []).append(cells)

    def _add(self, total: _Total, record: Record) -> None:
        total.rows += 1
        for name in self._summed:
            value = record[self._columns[name].place]
            if value is not None:
                total.add(
                    name,
                    value,
                    is_number=isinstance(value, int | float),
                    is_counted=name in self._counted,
                )

    # -- what they come to ---------------------------------------------------------------------

    def fact_map(self, *, with_details: bool) -> dict[str, object]:
        """Return the totals of each group, by key; with its rows where it has them."""
        down, across = self._places("d", self._down), self._places("a", self._across)
        facts: dict[str, object] = {}
        for pair, total in sorted(
            self._totals.items(), key=lambda each: (down[each[0][0]], across[each[0][1]])
        ):
            told: dict[str, object] = {"aggregates": list(self._told(total))}
            if with_details:
                told["rows"] = [{"dataCells": cells} for cells in self._kept.get(pair, ())]
            facts[f"{_key(down[pair[0]])}!{_key(across[pair[1]])}"] = told
        return facts

    def groupings_down(self) -> list[dict[str, object]]:
        """Return the groups down, each with those in it."""
        return self._groupings("d", self._down)

    def groupings_across(self) -> list[dict[str, object]]:
        """Return the groups across, each with those in it."""
        return self._groupings("a", self._across)

    def _groups(self, side: str, inside: _Group) -> list[_Group]:
        """Return the groups directly inside one, in their order."""
        divided = (self._down if side == "d" else self._across)[len(inside)]
        groups = [
            group
            for known, group in self._shown
            if known == side and len(group) == len(inside) + 1 and group[:-1] == inside
        ]
        # Nulls come first, as in SOQL.
        groups.sort(
            key=lambda group: (group[-1] is not None, _folded(group[-1])),
            reverse=divided.is_descending,
        )
        return groups

    def _places(self, side: str, divided: Sequence[_Divided]) -> dict[_Group, tuple[int, ...]]:
        """Return the place of each group, counted in the group it lies in."""
        places: dict[_Group, tuple[int, ...]] = {(): ()}
        waiting: list[_Group] = [()]
        while waiting:
            inside = waiting.pop()
            if len(inside) == len(divided):
                continue
            for number, group in enumerate(self._groups(side, inside)):
                places[group] = (*places[inside], number)
                waiting.append(group)
        return places

    def _groupings(self, side: str, divided: Sequence[_Divided]) -> list[dict[str, object]]:
        places = self._places(side, divided)

        def told(group: _Group) -> dict[str, object]:
            each = divided[len(group) - 1]
            inner = self._groups(side, group) if len(group) < len(divided) else []
            return {
                "groupings": [told(one) for one in inner],
                "key": _key(places[group]),
                "label": each.label(group[-1]),
                "value": self._shown[side, group],
            }

        return [told(group) for group in self._groups(side, ())] if divided else []

    def _told(self, total: _Total) -> Iterator[dict[str, object]]:
        for each in self._aggregates:
            if each == ROW_COUNT:
                yield {"label": str(total.rows), "value": total.rows}
                continue
            kind, name = each[0], column_of(each)
            value = _aggregated(kind, name, total)
            if kind == "u":
                yield {"label": str(value), "value": value}
            else:
                yield {"label": self._columns[name].label_of(value), "value": value}


def _aggregated(kind: str, name: str, total: _Total) -> Any:  # noqa: ANN401 - a number, or a cell's value
    count = total.counts.get(name, 0)
    match kind:
        case "s":
            return total.sums.get(name, 0)
        case "a":
            return total.sums.get(name, 0) / count if count else None
        case "m":
            return total.least.get(name)
        case "x":
            return total.most.get(name)
    return len(total.distinct.get(name, ()))


def _key(places: tuple[int, ...]) -> str:
    return "_".join(map(str, places)) or "T"


def _folded(value: object) -> Any:  # noqa: ANN401 - compared with its like
    return value.upper() if isinstance(value, str) else (value if value is not None else 0)


def _divided(grouping: Grouping, column: ReportColumn, first_weekday: int) -> _Divided:
    is_descending = grouping.sort_order.lower() == "desc"
    if column.data_type not in {"date", "datetime"}:
        return _Divided(
            column,
            is_descending,
            value=lambda record: record[column.place],
            label=column.label_of,
            shown=column.value,
        )
    begin, write = shape_of(grouping.date_granularity, first_weekday=first_weekday)

    def value(record: Record) -> object:
        day = record[column.place]
        return None if day is None else begin(date.fromisoformat(day[:10])).isoformat()

    def label(day: object) -> str:
        return "-" if day is None else write(date.fromisoformat(str(day)))

    return _Divided(column, is_descending, value=value, label=label, shown=value)
