"""What 1,000 changes cost in a large list beside the same number in a small one."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pytest_benchmark.fixture import BenchmarkFixture
from race import Race, Served, run, served, write_results

LEADS = int(os.environ.get("SFCONNECTOR_BENCH_LEADS", "100000"))
FEWER = 10_000
CHANGES = 1_000
ROUNDS = 5


@pytest.mark.benchmark(group="sync of leads")
def test_sync_race(
    benchmark: BenchmarkFixture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The goal: among a million leads, 1,000 changes cost 1.2 times what they do among 10,000."""
    monkeypatch.setenv("BENCH_KEY", Fernet.generate_key().decode())
    monkeypatch.setenv("BENCH_CHANGES", str(CHANGES))
    assert LEADS > FEWER, "more leads than in the small list: set SFCONNECTOR_BENCH_LEADS"
    race = Race()
    with served(tmp_path, leads=FEWER) as small, served(tmp_path, leads=LEADS) as large:
        sides = {"fewer_leads": small, "leads": large}
        for side in sides.values():
            run("sync_prepare", side)
        turn = 0

        def change() -> None:
            nonlocal turn
            turn += 1
            monkeypatch.setenv("BENCH_TURN", str(turn))
            for side in sides.values():
                run("sync_changes", side)
            lap("fewer_leads", small)

        def lap(name: str, side: Served) -> None:
            race.add(name, run("sync_lap", side))

        benchmark.pedantic(lambda: lap("leads", large), setup=change, rounds=ROUNDS)
    summary = {"leads": LEADS, "fewer_leads": FEWER, **race.summary("fewer_leads")}
    summary["own_seconds"] = race.own_seconds()
    benchmark.extra_info.update(summary)
    write_results(f"sync-{LEADS}", summary)
    print(json.dumps(summary, indent=2))
