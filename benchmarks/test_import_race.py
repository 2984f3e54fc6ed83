"""The import of leads beside the other clients and beside SQLite's own copying, as ratios."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from race import Race, run, served, write_results

from node_clients import NotHadError, installed, node

LEADS = int(os.environ.get("SFCONNECTOR_BENCH_LEADS", "100000"))
ROUNDS = int(os.environ.get("SFCONNECTOR_BENCH_ROUNDS", "5"))
OURS = "sfconnector_import"
OTHERS = (
    "sfconnector_rest_import",
    "sfconnector_bulk_import",
    "simple_salesforce_import",
    "simple_salesforce_our_writer",
    "simple_salesforce_bulk2",
    "aiosalesforce_import",
    "floor",
)
PINS = Path(__file__).parents[1] / "tests" / "clients" / "node"
CLIENTS = Path(__file__).parents[1] / ".benchmarks" / "node_clients"


@pytest.mark.benchmark(group="import of leads")
def test_import_race(
    benchmark: BenchmarkFixture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every contestant has the same members in the end; how long each takes is in ``extra_info``.

    jsforce only fetches, and takes part where there is a Node.
    """
    others = list(OTHERS)
    try:
        found = node()
        monkeypatch.setenv("BENCH_NODE_MODULES", str(installed(found, PINS, CLIENTS)))
        monkeypatch.setenv("BENCH_NODE", str(found.program))
        others.append("jsforce_fetch")
    except NotHadError as why:
        print(f"without jsforce: {why}")
    race = Race()
    with served(tmp_path, leads=LEADS) as fake:

        def the_others() -> None:
            for name in others:
                race.add(name, run(name, fake))

        benchmark.pedantic(lambda: race.add(OURS, run(OURS, fake)), setup=the_others, rounds=ROUNDS)
        imports_only = run("imports_only", fake).peak_kib
    summary = {"leads": LEADS, "rounds": ROUNDS, **race.summary(OURS)}
    summary["imports_only_mib"] = round(imports_only / 1024, 1)
    benchmark.extra_info.update(summary)
    write_results(f"import-{LEADS}", summary)
    print(json.dumps(summary, indent=2))
