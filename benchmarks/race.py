"""A race: contestants take turns, each in a fresh process, and are compared as ratios.

The fake runs in a process of its own, so that nobody shares its interpreter. A contestant is a
program that prints one line of JSON: ``seconds``, ``rows``, ``checksum``, ``peak_kib``.
"""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

CONTESTANTS = Path(__file__).parent / "contestants"
RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Served:
    """A fake that serves in another process, and what it takes to log in."""

    url: str
    username: str
    secret: str
    data: Path
    pid: int

    def peak_kib(self) -> int:
        """Return the most memory that its process has had (VmHWM).

        Raises:
            RuntimeError: the system does not tell.
        """
        status = Path(f"/proc/{self.pid}/status")
        for line in status.read_text(encoding="ascii").splitlines() if status.exists() else ():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
        message = "the system does not tell how much memory a process has had"
        raise RuntimeError(message)

    @property
    def environment(self) -> dict[str, str]:
        """What a contestant finds in its environment."""
        return os.environ | {
            "BENCH_URL": self.url,
            "BENCH_USERNAME": self.username,
            "BENCH_SECRET": self.secret,
            "BENCH_DATA": str(self.data),
        }


@contextmanager
def served(folder: Path, *, leads: int) -> Iterator[Served]:
    """Serve an org with that many leads from another process while the block lasts."""
    data = folder / f"org-{leads}.sqlite"
    command = [sys.executable, "-m", "fake_salesforce", "serve", "--port", "0", "--json"]
    process = subprocess.Popen(
        [*command, "--data", str(data), "--leads", str(leads)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        facts = json.loads(process.stdout.readline())
        yield Served(
            facts["login_url"],
            facts["username"],
            facts["password"] + facts["security_token"],
            data,
            process.pid,
        )
    finally:
        process.terminate()
        process.communicate()


def write_results(name: str, summary: Mapping[str, object]) -> None:
    """Keep what a race showed beside the benchmarks, if ``SFCONNECTOR_WRITE_RESULTS`` is set.

    ``plot.py`` draws from these files, and the README shows its drawing.
    """
    if not os.environ.get("SFCONNECTOR_WRITE_RESULTS"):
        return
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps({"machine": machine(), **summary}, indent=2)
    (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def machine() -> str:
    """Return what was measured on: processors, Python, SQLite."""
    return (
        f"{os.cpu_count()} processors, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}"
    )


@dataclass(frozen=True, slots=True)
class Lap:
    """One run of one contestant."""

    seconds: float
    rows: int
    checksum: str
    peak_kib: int
    waited: float = 0.0
    """Seconds of them that went by until Salesforce had answered; 0.0 where they were not taken."""


def run(contestant: str, on: Served) -> Lap:
    """Run a contestant once, in a fresh process with a fresh folder.

    Raises:
        RuntimeError: it failed; the message has what it printed.
    """
    with tempfile.TemporaryDirectory() as folder:
        finished = subprocess.run(
            [sys.executable, str(CONTESTANTS / f"{contestant}.py"), folder],
            env=on.environment,
            capture_output=True,
            text=True,
            check=False,
        )
    if finished.returncode != 0:
        message = f"{contestant} failed:\n{finished.stderr}"
        raise RuntimeError(message)
    return Lap(**json.loads(finished.stdout.splitlines()[-1]))


@dataclass(slots=True)
class Race:
    """The laps of every contestant, by its name."""

    laps: dict[str, list[Lap]] = field(default_factory=dict)

    def add(self, contestant: str, lap: Lap) -> None:
        """Keep a lap.

        Raises:
            ValueError: its result differs from that of the laps before: it did another job.
        """
        for name, laps in self.laps.items():
            if (laps[0].rows, laps[0].checksum) != (lap.rows, lap.checksum):
                message = (
                    f"{contestant} has {lap.rows} rows, {name} {laps[0].rows}; checksums differ"
                )
                raise ValueError(message)
        self.laps.setdefault(contestant, []).append(lap)

    def seconds(self, contestant: str) -> float:
        """Return the median seconds of a contestant."""
        return statistics.median(each.seconds for each in self.laps[contestant])

    def summary(self, ours: str) -> Mapping[str, object]:
        """Return medians, peak memory and ratios to one contestant, for ``extra_info``."""
        return {
            "rows": self.laps[ours][0].rows,
            "seconds": {name: round(self.seconds(name), 3) for name in self.laps},
            "peak_mib": {
                name: round(max(each.peak_kib for each in laps) / 1024, 1)
                for name, laps in self.laps.items()
            },
            "times_as_long_as_ours": {
                name: round(self.seconds(name) / self.seconds(ours), 2) for name in self.laps
            },
        }

    def own_seconds(self) -> Mapping[str, float]:
        """Return the median seconds of each contestant without its waits for Salesforce."""
        return {
            name: round(statistics.median(each.seconds - each.waited for each in laps), 3)
            for name, laps in self.laps.items()
        }
