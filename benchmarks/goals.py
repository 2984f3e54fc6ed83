"""Tells which goals the races met, as a table in Markdown.

``python benchmarks/goals.py`` reads ``results/import-*.json`` and ``results/sync-*.json``. A goal
without its race is told as not measured; nothing here fails, since a noisy machine would.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from race import RESULTS

Races: TypeAlias = Mapping[int, Mapping[str, Any]]
"""What races showed, by the leads of the org."""

REST, BULK, AUTO = "sfconnector_rest_import", "sfconnector_bulk_import", "sfconnector_import"
SMALLER, LARGER = 100_000, 1_000_000


Measured: TypeAlias = Callable[[Races, Races], float]
"""A number from the races of imports and of syncs; KeyError: one that it needs was not run."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What is promised of a number that races give."""

    what: str
    bound: float
    measured: Measured
    at_least: bool = False
    """Whether the number shall be no smaller; else no larger."""


def _times(contestant: str, leads: int, *beside: str) -> Measured:
    """Return how many times as long a contestant takes as the fastest of these."""

    def measured(imports: Races, _: Races) -> float:
        seconds = imports[leads]["seconds"]
        return float(seconds[contestant]) / min(float(seconds[each]) for each in beside)

    return measured


def _mib_above_imports(route: str, leads: int) -> Measured:
    """Return what a route takes beside what its imports take."""

    def measured(imports: Races, _: Races) -> float:
        race = imports[leads]
        return float(race["peak_mib"][route]) - float(race["imports_only_mib"])

    return measured


def _among_more(seconds: str) -> Measured:
    """Return how many times as long the sync of a large list takes as that of a small one."""

    def measured(_: Races, syncs: Races) -> float:
        race = syncs[LARGER][seconds]
        return float(race["leads"]) / float(race["fewer_leads"])

    return measured


def _a_record(imports: Races, leads: int) -> float:
    return float(imports[leads]["seconds"][AUTO]) / float(imports[leads]["rows"])


def _peak_growth(imports: Races, _: Races) -> float:
    return float(imports[LARGER]["peak_mib"][REST]) / float(imports[SMALLER]["peak_mib"][REST])


def _record_growth(imports: Races, _: Races) -> float:
    return _a_record(imports, LARGER) / _a_record(imports, SMALLER)


OTHERS = (
    ("simple-salesforce + our writer", "simple_salesforce_our_writer", LARGER, 3.0),
    ("simple-salesforce + executemany", "simple_salesforce_import", LARGER, 4.0),
    ("simple-salesforce + our writer", "simple_salesforce_our_writer", SMALLER, 2.0),
    ("simple-salesforce + executemany", "simple_salesforce_import", SMALLER, 2.5),
    ("simple-salesforce bulk2 + executemany", "simple_salesforce_bulk2", LARGER, 2.5),
    ("aiosalesforce + executemany", "aiosalesforce_import", LARGER, 1.5),
)
"""Who is raced, its contestant, the size, and how many times as fast ours shall be."""

GOALS = (
    Goal("1M leads, REST / floor", 3.5, _times(REST, LARGER, "floor")),
    Goal("1M leads, Bulk 2.0 / floor", 2.5, _times(BULK, LARGER, "floor")),
    *(
        Goal(
            f"{name} / the faster of ours, {leads:,}",
            bound,
            _times(contestant, leads, REST, BULK),
            at_least=True,
        )
        for name, contestant, leads, bound in OTHERS
    ),
    Goal("memory above the imports, 1M by REST, MiB", 64.0, _mib_above_imports(REST, LARGER)),
    Goal("memory above the imports, 1M by Bulk 2.0, MiB", 64.0, _mib_above_imports(BULK, LARGER)),
    Goal("peak memory, 1M / 100k by REST", 1.1, _peak_growth),
    Goal("microseconds a record, 1M / 100k", 1.1, _record_growth),
    Goal("sync of 1,000 changes among 1M / among 10k", 1.2, _among_more("seconds")),
    Goal("the same without the waits for Salesforce", 1.2, _among_more("own_seconds")),
)


def table(imports: Races, syncs: Races) -> Iterator[str]:
    """Yield the lines of the table."""
    yield "| what | goal | measured | |"
    yield "|---|---|---|---|"
    for goal in GOALS:
        sign = "≥" if goal.at_least else "≤"
        try:
            number = goal.measured(imports, syncs)
        except KeyError:
            yield f"| {goal.what} | {sign} {goal.bound:g} | not measured | |"
            continue
        met = number >= goal.bound if goal.at_least else number <= goal.bound
        verdict = "met" if met else "missed"
        yield f"| {goal.what} | {sign} {goal.bound:g} | {number:.2f} | {verdict} |"


def _read(kind: str) -> Races:
    found = (
        json.loads(each.read_text(encoding="utf-8")) for each in RESULTS.glob(f"{kind}-*.json")
    )
    return {each["leads"]: each for each in found}


if __name__ == "__main__":
    sys.stdout.writelines(f"{each}\n" for each in table(_read("import"), _read("sync")))
