"""The import of leads beside simple-salesforce and beside SQLite's own copying, as ratios."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from race import Race, run, served

LEADS = int(os.environ.get("SFCONNECTOR_BENCH_LEADS", "100000"))
ROUNDS = 5
OURS = "sfconnector_import"
OTHERS = ("sfconnector_bulk_import", "simple_salesforce_import", "floor")


@pytest.mark.benchmark(group="import of leads")
def test_import_race(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    """Every contestant stores the same members; how long each takes is in ``extra_info``."""
    race = Race()
    with served(tmp_path, leads=LEADS) as fake:

        def the_others() -> None:
            for name in OTHERS:
                race.add(name, run(name, fake))

        benchmark.pedantic(lambda: race.add(OURS, run(OURS, fake)), setup=the_others, rounds=ROUNDS)
    summary = race.summary(OURS)
    benchmark.extra_info.update(summary)
    print(json.dumps(summary, indent=2))
