"""Bulk API 2.0 beside REST: leads out and in, as ratios, and the memory of both sides.

Each contestant is served by a process of its own that has opened the org from its file, so that
what the server's memory rose to is that contestant's doing alone.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from race import Lap, Race, run, served

LEADS = int(os.environ.get("SFCONNECTOR_BENCH_LEADS", "100000"))
_PARTS = 10
"""How many times larger the org is than the one that memory is compared with."""
_ROUNDS = int(os.environ.get("SFCONNECTOR_BENCH_ROUNDS", "3"))
_MOST_TIMES_THE_MEMORY = 1.5


def _raced(contestant: str, folder: Path, *, leads: int) -> tuple[Lap, int]:
    """Run a contestant against a fresh server of an org that is there; and the server's peak."""
    with served(folder, leads=leads) as fake:
        lap = run(contestant, fake)
        return lap, fake.peak_kib()


def _made(folder: Path, leads: int) -> None:
    """Make the org, so that no server that is raced has to."""
    with served(folder, leads=leads):
        pass


@pytest.mark.benchmark(group="leads out")
@pytest.mark.parametrize("decodes", ["no", "yes"])
def test_bulk_out(
    benchmark: BenchmarkFixture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, decodes: str
) -> None:
    """Out: a record takes no longer than by REST pages, and memory does not grow with them.

    Once the answers are only kept, once each contestant decodes every record too.
    """
    monkeypatch.setenv("BENCH_DECODES", decodes)
    few = LEADS // _PARTS
    _made(tmp_path, few)
    _made(tmp_path, LEADS)
    race = Race()
    peaks: dict[str, list[int]] = {}

    def lap(contestant: str) -> None:
        found, peak = _raced(contestant, tmp_path, leads=LEADS)
        race.add(contestant, found)
        peaks.setdefault(contestant, []).append(peak)

    benchmark.pedantic(lambda: lap("bulk_out"), setup=lambda: lap("rest_out"), rounds=_ROUNDS)
    small, small_server = _raced("bulk_out", tmp_path, leads=few)
    summary = dict(race.summary("bulk_out"))
    client = max(each.peak_kib for each in race.laps["bulk_out"])
    summary |= _memory(small, small_server, client, max(peaks["bulk_out"]), few)
    benchmark.extra_info.update(summary)
    print(json.dumps(summary, indent=2))


@pytest.mark.benchmark(group="leads in")
def test_bulk_in(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    """In: a record takes no longer than by collections, and memory does not grow with them."""
    rows = LEADS // 5
    race = Race()
    peaks: list[int] = []

    def lap(contestant: str) -> None:
        found, peak = _put_in(contestant, tmp_path, rows)
        race.add(contestant, found)
        if contestant == "bulk_in":
            peaks.append(peak)

    benchmark.pedantic(lambda: lap("bulk_in"), setup=lambda: lap("rest_in"), rounds=_ROUNDS)
    small, small_server = _put_in("bulk_in", tmp_path, rows // _PARTS)
    summary = dict(race.summary("bulk_in"))
    client = max(each.peak_kib for each in race.laps["bulk_in"])
    summary |= _memory(small, small_server, client, max(peaks), rows // _PARTS)
    benchmark.extra_info.update(summary)
    print(json.dumps(summary, indent=2))


def _put_in(contestant: str, folder: Path, rows: int) -> tuple[Lap, int]:
    """Put leads into an empty org of its own."""
    place = folder / f"{contestant}-{rows}-{len(list(folder.iterdir()))}"
    place.mkdir()
    _made(place, 0)
    os.environ["BENCH_ROWS_IN"] = str(rows)
    return _raced(contestant, place, leads=0)


def _memory(small: Lap, small_server: int, client: int, server: int, few: int) -> dict[str, object]:
    """Return the peaks of both sides in MiB, at the small size and the large.

    Raises:
        AssertionError: the memory of one grows with the records.
    """
    told = {
        "client_mib": (round(small.peak_kib / 1024, 1), round(client / 1024, 1)),
        "server_mib": (round(small_server / 1024, 1), round(server / 1024, 1)),
    }
    for name, (before, after) in told.items():
        assert after < before * _MOST_TIMES_THE_MEMORY, f"{name} grows with the records: {told}"
    return {"rows_of_the_smaller": few, **told}
