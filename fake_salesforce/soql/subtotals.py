"""GROUP BY ROLLUP and CUBE: each row is counted once for every level of subtotals.

SQLite has neither, so the rows are joined with the levels: a table of our own numbers with a row
for each level, and a 1 in it for each operand that the level sums over
([K:soql-sosl/group-by-rollup], [K:soql-sosl/group-by-cube]). Without any row there is no group, no
grand total either (believed).
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from .fragments import Fragment
from .nodes import Subtotals


def levels_of(subtotals: Subtotals, count: int) -> tuple[tuple[int, ...], ...]:
    """Return the levels of so many operands: 1 for each that a level sums over."""
    if subtotals is Subtotals.CUBE:
        return tuple(itertools.product((0, 1), repeat=count))
    return tuple((0,) * (count - summed) + (1,) * summed for summed in range(count + 1))


@dataclass(frozen=True, slots=True)
class Levels:
    """The table of levels in one SELECT."""

    alias: str
    rows: tuple[tuple[int, ...], ...]

    @property
    def source(self) -> Fragment:
        """The table as it is joined to others."""
        rows = ", ".join(f"({', '.join(map(str, each))})" for each in self.rows)
        return Fragment(f"CROSS JOIN (VALUES {rows}) AS {self.alias}")

    def mark(self, place: int) -> Fragment:
        """Return SQL that is 1 where the operand at a place is summed over."""
        return Fragment(f"{self.alias}.column{place + 1}")

    def unless_summed(self, place: int, value: Fragment) -> Fragment:
        """Return SQL for a value that is null where its operand is summed over."""
        return value.within(f"CASE WHEN {self.mark(place).sql} THEN NULL ELSE {{}} END")
