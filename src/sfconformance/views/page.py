"""The timelines as one HTML page that needs nothing else: no script, no image, no network."""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined

from sfconformance.timeline import Timeline
from sfconformance.views.chart import draw
from sfconformance.views.story import Voice, tell

LABELS: dict[Voice, str] = {
    "salesforce": "Salesforce",
    "connector": "Connector",
    "customer": "Customer",
    "remedy": "What mends it",
    "org": "Meanwhile",
    "met": "As expected",
    "unmet": "Not as expected",
}


def render(timelines: Sequence[Timeline]) -> str:
    """Return the page."""
    environment = Environment(
        loader=PackageLoader("sfconformance", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    stories = []
    for number, timeline in enumerate(timelines, start=1):
        chapters = tell(timeline)
        stories.append(
            {
                "anchor": f"scenario-{number}",
                "timeline": timeline,
                "chapters": chapters,
                "chart": draw(chapters),
            }
        )
    passed = sum(timeline.verdict == "passed" for timeline in timelines)
    template = environment.get_template("timeline.html.jinja")
    return template.render(stories=stories, passed=passed, labels=LABELS)
