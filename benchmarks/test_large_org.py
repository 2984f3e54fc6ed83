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


def measure(folder: Path) -> Any:  # noqa: ANN401 - JSON
    """Return what the two orgs say, in a process of their own."""
    finished = subprocess.run(
        [sys.executable, CONTESTANTS / "large_org.py", folder, str(LEADS), str(FEW)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(finished.stdout.splitlines()[-1])


@pytest.mark.benchmark(group="a large org")
def test_large_org(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    """Populated, asked by each indexed field, and read to its end, beside an org of a tenth.

    The goals: a query by an indexed field takes milliseconds, as in the small org; the last page
    takes as long as the first; and the process, its client within, has had 300 MB at most by a
    million leads and two reads of all.
    """
    found = benchmark.pedantic(measure, args=(tmp_path,), rounds=1)
    pages = found["page_milliseconds"]
    summary = {
        "leads": {"small": FEW, "large": LEADS},
        "populate_seconds": round(found["populate_seconds"], 1),
        "peak_mib_of_population": round(found["peak_kib_of_population"] / 1024, 1),
        "peak_mib": round(found["peak_kib"] / 1024, 1),
        "indexed_milliseconds": {
            name: {size: round(each, 2) for size, each in took.items()}
            for name, took in found["milliseconds"].items()
        },
        "indexed_large_by_small": {
            name: round(took["large"] / took["small"], 2)
            for name, took in found["milliseconds"].items()
        },
        "page_milliseconds": {name: round(took, 1) for name, took in pages.items()},
        "last_page_by_first": round(pages["last"] / pages["first"], 2),
        "read_seconds": {name: round(took, 1) for name, took in found["read_seconds"].items()},
    }
    benchmark.extra_info.update(summary)
    print(json.dumps(summary, indent=2))
