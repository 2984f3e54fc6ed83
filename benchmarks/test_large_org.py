"""An org of many leads in a file: what it needs, and whether it is asked as fast as a small one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from race import CONTESTANTS

LEADS = int(os.environ.get("SFCONNECTOR_BENCH_LEADS", "100000"))
FEW = LEADS // 10


def measure(folder: Path, leads: int) -> Any:  # noqa: ANN401 - JSON
    """Return what an org of so many leads says of itself, in a process of its own."""
    folder.mkdir()
    finished = subprocess.run(
        [sys.executable, str(CONTESTANTS / "large_org.py"), str(folder), str(leads)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(finished.stdout.splitlines()[-1])


@pytest.mark.benchmark(group="a large org")
def test_large_org(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    """Populated, asked by each indexed field, and read to its end, beside an org of a tenth.

    The goals: a query by an indexed field takes as long as in the small org, the last page as long
    as the first, and the process has had 300 MB at most, by a million leads and two reads of all.
    """
    small = measure(tmp_path / "small", FEW)
    large = benchmark.pedantic(measure, args=(tmp_path / "large", LEADS), rounds=1)
    pages = large["page_milliseconds"]
    summary = {
        "leads": [FEW, LEADS],
        "populate_seconds": [round(each["populate_seconds"], 1) for each in (small, large)],
        "peak_mib_of_population": _mib(small, large, "peak_kib_of_population"),
        "peak_mib": _mib(small, large, "peak_kib"),
        "indexed_milliseconds": {
            name: [round(each["milliseconds"][name], 2) for each in (small, large)]
            for name in large["milliseconds"]
        },
        "indexed_large_by_small": {
            name: round(took / small["milliseconds"][name], 2)
            for name, took in large["milliseconds"].items()
        },
        "page_milliseconds": {name: round(took, 1) for name, took in pages.items()},
        "last_page_by_first": round(pages["last"] / pages["first"], 2),
        "read_seconds": {name: round(took, 1) for name, took in large["read_seconds"].items()},
    }
    benchmark.extra_info.update(summary)
    print(json.dumps(summary, indent=2))


def _mib(small: Any, large: Any, name: str) -> list[float]:  # noqa: ANN401 - JSON
    return [round(each[name] / 1024, 1) for each in (small, large)]
