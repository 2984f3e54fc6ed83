"""The timelines as JUnit XML: one suite, one case for each scenario, its story as its output.

No durations are told: the only clock of a scenario is the fake's, and ninety days of it are no
measure of the run.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from sfconformance.timeline import Timeline
from sfconformance.views.console import as_text

_TAGS = {"failed": "failure", "broken": "error", "unsupported": "skipped"}
_NOT_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


def render(timelines: Sequence[Timeline]) -> str:
    """Return the XML document."""
    verdicts = [timeline.verdict for timeline in timelines]
    counts = {
        "tests": str(len(timelines)),
        "failures": str(verdicts.count("failed")),
        "errors": str(verdicts.count("broken")),
        "skipped": str(verdicts.count("unsupported")),
    }
    root = ET.Element("testsuites", counts)
    suite = ET.SubElement(root, "testsuite", {"name": "sfconformance", **counts})
    for timeline in timelines:
        _case(suite, timeline)
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return f"{document.decode()}\n"


def _case(suite: ET.Element, timeline: Timeline) -> None:
    area, _, _ = timeline.name.rpartition("/")
    case = ET.SubElement(
        suite,
        "testcase",
        {
            "classname": _clean(f"scenarios.{area.replace('/', '.')}".rstrip(".")),
            "name": _clean(timeline.title),
            "file": _clean(timeline.path),
        },
    )
    if timeline.verdict != "passed":
        tag = _TAGS[timeline.verdict]
        complaints = timeline.complaints()
        told = ET.SubElement(case, tag, {"message": _clean(complaints[0]), "type": tag})
        told.text = _clean("\n".join(complaints))
    ET.SubElement(case, "system-out").text = _clean(as_text(timeline))


def _clean(text: str) -> str:
    """Write characters that XML 1.0 cannot hold as their code in hexadecimal."""
    return _NOT_XML.sub(lambda match: f"\\x{ord(match[0]):02x}", text)
