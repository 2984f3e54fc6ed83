"""Tells which goals the races met, as a table in Markdown, which the README shows.

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


@dataclass(frozen=True, slots=True)
class Goal:
    """What is promised of a number that races give."""

    what: str
    bound: float
    at_least: bool
    """Whether the number shall be no smaller; else no larger."""
    measured: Callable[[Races, Races], float]
    """From the races of imports and of syncs.

    Raises:
        KeyError: a race that it needs was not run.
    """


def _times(contestant: str, ours: str, leads: int) -> Callable[[Races, Races], float]:
    """Return how many times as long a contestant takes as one of ours."""

    def measured(imports: Races, _: Races) -> float:
        seconds = imports[leads]["seconds"]
        return float(seconds[contestant]) / float(seconds[ours])

    return measured


def _times_quicker(contestant: str, leads: int) -> Callable[[Races, Races], float]:
    """Return how many times as long a contestant takes as the faster of our two routes."""

    def measured(imports: Races, _: Races) -> float:
        seconds = imports[leads]["seconds"]
        return float(seconds[contestant]) / min(float(seconds[REST]), float(seconds[BULK]))

    return measured


def _mib(imports: Races, leads: int, route: str) -> float:
    return float(imports[leads]["peak_mib"][route]) - float(imports[leads]["imports_only_mib"])


def _a_record(imports: Races, leads: int) -> float:
    return float(imports[leads]["seconds"][AUTO]) / float(imports[leads]["rows"])


GOALS = (
    Goal("1M leads, REST / floor", 3.5, at_least=False, measured=_times(REST, "floor", LARGER)),
    Goal("1M leads, Bulk 2.0 / floor", 2.5, at_least=False, measured=_times(BULK, "floor", LARGER)),
    *(
        Goal(
            f"{name} / the faster of ours, {leads:,}",
            bound,
            at_least=True,
            measured=_times_quicker(each, leads),
        )
        for name, each, leads, bound in (
            (
                "simple-salesforce + our writer",
                "simple_salesforce_our_writer",
                LARGER,
                3.0,
            ),
            ("simple-salesforce + executemany", "simple_salesforce_import", LARGER, 4.0),
            ("simple-salesforce + our writer", "simple_salesforce_our_writer", SMALLER, 2.0),
            ("simple-salesforce + executemany", "simple_salesforce_import", SMALLER, 2.5),
            ("simple-salesforce bulk2 + executemany", "simple_salesforce_bulk2", LARGER, 2.5),
            ("aiosalesforce + executemany", "aiosalesforce_import", LARGER, 1.5),
        )
    ),
    *(
        Goal(
            f"memory above the imports, 1M by {name}, MiB",
            64.0,
            at_least=False,
            measured=lambda imports, _, route=route: _mib(imports, LARGER, route),  # type: ignore[misc] # a default binds it
        )
        for name, route in (("REST", REST), ("Bulk 2.0", BULK))
    ),
    Goal(
        "peak memory, 1M / 100k by REST",
        1.1,
        at_least=False,
        measured=lambda imports, _: (
            imports[LARGER]["peak_mib"][REST] / imports[SMALLER]["peak_mib"][REST]
        ),
    ),
    Goal(
        "microseconds a record, 1M / 100k",
        1.1,
        at_least=False,
        measured=lambda imports, _: _a_record(imports, LARGER) / _a_record(imports, SMALLER),
    ),
    Goal(
        "sync of 1,000 changes among 1M / among 10k",
        1.2,
        at_least=False,
        measured=lambda _, syncs: (
            syncs[LARGER]["seconds"]["leads"] / syncs[LARGER]["seconds"]["fewer_leads"]
        ),
    ),
    Goal(
        "the same without the waits for Salesforce",
        1.2,
        at_least=False,
        measured=lambda _, syncs: (
            syncs[LARGER]["own_seconds"]["leads"] / syncs[LARGER]["own_seconds"]["fewer_leads"]
        ),
    ),
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
