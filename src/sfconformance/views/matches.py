"""The scenarios that fit a text, as a table and as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from rich.console import Console
from rich.table import Column, Table

from sfconformance.matching import Match

MOST_WORDS = 6
"""How many words of each kind are shown."""


def show(matches: Sequence[Match], console: Console) -> None:
    """Print a table, the best first."""
    table = Table(
        "", Column("scenario", overflow="fold"), "fits", "because of", box=None, pad_edge=False
    )
    for each in matches:
        table.add_row(
            str(each.rank), f"{each.title}\n{each.name}", f"{each.score:.0%}", because(each.reasons)
        )
    console.print(table)


def because(reasons: Mapping[str, Sequence[str]]) -> str:
    """Return in a few words why a scenario fits."""
    return "; ".join(f"{kind}: {', '.join(words[:MOST_WORDS])}" for kind, words in reasons.items())


def as_json(matches: Sequence[Match]) -> str:
    """Return the matches as a JSON array."""
    return json.dumps([{**asdict(each), "command": each.command} for each in matches], indent=2)
