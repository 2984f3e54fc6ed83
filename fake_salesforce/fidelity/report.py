"""What played rows come to: a table by area, distinct behaviours by status, and the score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .playing import Outcome
from .status import Status


@dataclass(frozen=True, slots=True)
class Line:
    """One area of the table."""

    area: str
    rows: dict[Status, int]
    held: int

    @property
    def total(self) -> int:
        """How many rows the area has."""
        return sum(self.rows.values())


@dataclass(frozen=True, slots=True)
class Report:
    """The outcomes of a run, counted."""

    outcomes: tuple[Outcome, ...]

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """The rows that do not hold."""
        return tuple(each for each in self.outcomes if not each.holds)

    @property
    def lines(self) -> list[Line]:
        """The areas in the order they were played."""
        by_area: dict[str, list[Outcome]] = {}
        for each in self.outcomes:
            by_area.setdefault(each.area, []).append(each)
        return [
            Line(name, _by_status(each.row.status for each in played), sum(o.holds for o in played))
            for name, played in by_area.items()
        ]

    @property
    def behaviours(self) -> dict[Status, int]:
        """Distinct (resource, behaviour) pairs by status."""
        return _by_status({each.row.pair: each.row.status for each in self.outcomes}.values())

    @property
    def score(self) -> tuple[int, int]:
        """How many documented or recorded behaviours hold, and how many there are."""
        holds: dict[tuple[str, str], bool] = {}
        for each in self.outcomes:
            if each.row.status.counts:
                holds[each.row.pair] = holds.get(each.row.pair, True) and each.holds
        return sum(holds.values()), len(holds)

    def document(self) -> dict[str, Any]:
        """Return the report for a machine."""
        held, counted = self.score
        return {
            "areas": {
                each.area: {str(status): n for status, n in each.rows.items()}
                | {"rows": each.total, "held": each.held}
                for each in self.lines
            },
            "behaviours": {str(status): n for status, n in self.behaviours.items()},
            "score": {"held": held, "counted": counted},
            "failures": [
                {
                    "area": each.area,
                    "row": each.row.id,
                    "behaviour": each.row.behaviour,
                    "source": each.row.source,
                    "differences": list(each.differences),
                }
                for each in self.failures
            ],
        }


def _by_status(statuses: Iterable[Status]) -> dict[Status, int]:
    found = list(statuses)
    return {each: found.count(each) for each in Status}


def table(report: Report) -> str:
    """Return the table, the counts and the score as text."""
    head = ["area", *map(str, Status), "hold"]
    body = [
        [each.area, *(str(each.rows[status]) for status in Status), f"{each.held}/{each.total}"]
        for each in report.lines
    ]
    held, counted = report.score
    told = ", ".join(f"{n} {status}" for status, n in report.behaviours.items())
    return "\n".join(
        [
            *_aligned([head, *body]),
            "",
            f"Distinct behaviours of a resource: {told}.",
            f"Score: {held} of {counted} documented or recorded behaviours hold.",
        ]
    )


def failures_text(report: Report) -> str:
    """Return each row that does not hold with what differs; one sentence if all hold."""
    if not report.failures:
        return "Every row holds."
    told = []
    for each in report.failures:
        told.append(f"{each.area} {each.row.id}: {each.row.behaviour}")
        told += [f"    {difference}" for difference in each.differences]
        told.append(f"    source: {each.row.source}")
    return "\n".join(told)


def _aligned(cells: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    ]
