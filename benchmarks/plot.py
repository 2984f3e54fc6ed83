"""Draws what the import race showed: records a second and peak memory, by the size of the org.

It reads ``results/import-*.json`` and writes ``results/import.svg``, which the README shows::

    python benchmarks/plot.py
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import pyplot as plt
from race import RESULTS

NAMES: Mapping[str, str] = {
    "sfconnector_rest_import": "sfconnector, REST",
    "sfconnector_bulk_import": "sfconnector, Bulk 2.0",
    "aiosalesforce_import": "aiosalesforce + executemany",
    "simple_salesforce_bulk2": "simple-salesforce bulk2 + executemany",
    "simple_salesforce_our_writer": "simple-salesforce + our writer",
    "simple_salesforce_import": "simple-salesforce + executemany",
    "jsforce_fetch": "jsforce, fetch only",
    "floor": "floor: SQLite copies by itself",
}
"""What is drawn of each contestant, in this order."""
OURS = frozenset({"sfconnector_rest_import", "sfconnector_bulk_import"})


def draw(races: Mapping[int, Mapping[str, Any]], to: Path) -> None:
    """Draw the races, by their number of leads, into an SVG file."""
    mpl.rcParams["svg.hashsalt"] = "sfconnector"
    mpl.rcParams["svg.fonttype"] = "none"
    figure, (rates, memory) = plt.subplots(1, 2, figsize=(11, 4.6))
    sizes = sorted(races)
    for name, label in NAMES.items():
        having = [size for size in sizes if name in races[size]["seconds"]]
        if not having:
            continue
        style: dict[str, Any] = {"marker": "o", "label": label}
        style["linewidth"] = 3 if name in OURS else 1.2
        if name == "floor":
            style |= {"linestyle": ":", "color": "grey"}
        per_second = [races[size]["rows"] / races[size]["seconds"][name] for size in having]
        rates.plot(having, per_second, **style)
        if name != "floor":
            memory.plot(having, [races[size]["peak_mib"][name] for size in having], **style)
    for axes, title in (
        (rates, "Members stored in a second (more is better)"),
        (memory, "Peak memory, MiB (less is better)"),
    ):
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
        axes.minorticks_off()
        axes.set_xlabel("leads of the org")
        axes.set_title(title, fontsize=10)
        axes.grid(visible=True, alpha=0.3)
    for axes in (rates, memory):
        low, high = axes.get_ylim()
        ticks = [step * 10**power for power in range(1, 8) for step in (1, 2, 5)]
        shown = [tick for tick in ticks if low <= tick <= high]
        axes.set_yticks(shown, [f"{tick:,}" for tick in shown])
    figure.legend(*rates.get_legend_handles_labels(), loc="lower center", ncols=3, fontsize=8)
    figure.tight_layout(rect=(0, 0.16, 1, 1))
    figure.savefig(to, format="svg", metadata={"Date": None})
    plt.close(figure)


if __name__ == "__main__":
    found = [json.loads(each.read_text(encoding="utf-8")) for each in RESULTS.glob("import-*.json")]
    draw({each["leads"]: each for each in found}, RESULTS / "import.svg")
