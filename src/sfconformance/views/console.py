"""The story on a terminal, or as plain text where there is none."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from sfconformance.timeline import Timeline
from sfconformance.views.story import Line, Voice, tell

_LABELS: dict[Voice, tuple[str, str]] = {
    "salesforce": ("Salesforce", "cyan"),
    "connector": ("connector", "blue"),
    "customer": ("customer", "magenta"),
    "remedy": ("mends it", "yellow"),
    "org": ("meanwhile", "white"),
    "met": ("ok", "green"),
    "unmet": ("NOT MET", "bold red"),
}
_VERDICTS = {
    "passed": "bold green",
    "failed": "bold red",
    "broken": "bold red",
    "unsupported": "bold yellow",
}


def show(timeline: Timeline, console: Console) -> None:
    """Print a scenario's story and its verdict."""
    for text in lines(timeline):
        console.print(text, soft_wrap=True, highlight=False)


def lines(timeline: Timeline) -> Iterator[Text]:
    """Return the story line by line."""
    yield Text.assemble((timeline.title, "bold"), f"  [{timeline.name}]")
    yield Text(f"  {' '.join(timeline.why.split())}", style="dim")
    for source in timeline.sources:
        yield Text(f"  Source: {source}", style="dim")
    for chapter in tell(timeline):
        yield Text("")
        when = f"{chapter.at:%Y-%m-%d %H:%M:%S}"
        title = Text.assemble((f"{chapter.number}. {chapter.title}", "bold"))
        yield Text.assemble(title, (f"  ({when}, line {chapter.line})", "dim"))
        for line in chapter.lines:
            yield from _line(line)
    yield Text("")
    left = f", {timeline.steps_left} steps not played" if timeline.steps_left else ""
    yield Text(f"{timeline.verdict}: {timeline.title}{left}", style=_VERDICTS[timeline.verdict])
    for complaint in timeline.complaints():
        yield Text(f"  {complaint}", style="red")
    yield Text("")


def _line(line: Line) -> Iterator[Text]:
    label, style = _LABELS[line.voice]
    shown = "red" if line.serious and line.voice != "unmet" else ""
    more = f"  ({line.detail})" if line.detail and not line.serious else ""
    yield Text.assemble((f"   {label:>10}  ", style), (line.text, shown), (more, "dim"))
    if line.detail and line.serious:
        yield Text(f"   {'':>10}  {line.detail}", style="dim")


def as_text(timeline: Timeline) -> str:
    """Return the story as plain text."""
    return "\n".join(line.plain for line in lines(timeline))
