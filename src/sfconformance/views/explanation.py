"""An explanation on a terminal, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from sfconformance.explanation import Explanation

INDENT = 2
_PARTS = (
    ("The cause", "cause"),
    ("What Salesforce answers", "salesforce_answers"),
    ("What the user sees", "user_sees"),
    ("The remedy", "remedy"),
    ("The recovery", "recovery"),
)


def show(explanation: Explanation, console: Console) -> None:
    """Print an explanation."""
    console.print(Text.assemble((explanation.title, "bold"), f"  [{explanation.name}]"))
    for heading, sentences in parts(explanation):
        console.print()
        console.print(Text(heading, style="bold cyan"))
        for sentence in sentences:
            console.print(Padding(Text(sentence), (0, 0, 0, INDENT)))


def parts(explanation: Explanation) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Return headings and the sentences below them, those only that there are."""
    if explanation.customer_says:
        yield "What the customer says", (f'"{explanation.customer_says}"',)
    yield "What happens", (explanation.why,)
    for heading, name in _PARTS:
        sentences: tuple[str, ...] = getattr(explanation, name)
        if sentences:
            yield heading, sentences
    told = "told from the file; not played" if explanation.verdict is None else explanation.verdict
    yield "How to reproduce it", (f"{explanation.command}  ({told})",)
    yield "Sources", explanation.sources


def as_json(explanation: Explanation) -> str:
    """Return an explanation as JSON, with every part of it."""
    return json.dumps({**asdict(explanation), "command": explanation.command}, indent=2)
