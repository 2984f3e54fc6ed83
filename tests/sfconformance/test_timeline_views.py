"""Console, JUnit XML, HTML and JSON tell the same timeline, each in its own way, and safely."""

from __future__ import annotations

import io
import json
import re
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from conformance_doubles import START, Theatre
from sfconformance.timeline import (
    Checked,
    ConnectorTold,
    Exchanged,
    Failed,
    StatusChanged,
    StepBegan,
    Timeline,
)
from sfconformance.views import chart, console, json_text, junit, page, story

IMPORT = "- import_list: {source: leads, name: All Leads}"
REFUSED = """
- connect: {user: integration, secret: wrong token}
  expect:
    status: {state: active}
- clock: {advance: 1h}
"""


def told(words: str) -> Timeline:
    """Return a timeline in which every text is the given one."""
    return Timeline(
        name=f"area/{words}",
        path=words,
        title=words,
        why=words,
        sources=(words,),
        entries=(
            StepBegan(at=START, number=1, key="connect", side="org", sentence=words, line=7),
            Exchanged(
                at=START,
                number=1,
                resource=words,
                method="GET",
                path=words,
                status=403,
                error_code=words,
                request=words,
                response=words,
            ),
            ConnectorTold(at=START, name=words, facts={"fact": words}),
            StatusChanged(
                at=START,
                before="active",
                after=words,
                cause=words,
                message=words,
                remedy=words,
                hints=(words,),
            ),
            Checked(at=START, met=False, subject="x", expected=words, found=words, line=8),
            Failed(at=START, verdict="failed", message=words, line=8),
        ),
        steps_left=1,
    )


def test_the_story_names_the_four_voices() -> None:
    """It says what Salesforce answered, the connector concluded, the customer saw, and mends it."""
    chapter = story.tell(told("words"))[0]
    assert [line.voice for line in chapter.lines] == [
        "salesforce",
        "connector",
        "customer",
        "customer",
        "remedy",
        "remedy",
        "unmet",
        "unmet",
    ]


def test_page_after_page_is_folded_into_one_line_each() -> None:
    """Three pages and the connector's three words about them are two lines."""
    lines = [line.text for line in story.tell(Theatre().play(IMPORT))[0].lines]
    assert lines == [
        "query: GET /services/query/1 -> 200",
        "query_more: GET /services/query_more/4 -> 200 (3 times)",
        "page imported (3 times)",
    ]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ('[{"message":"No \\"luck\\" here","errorCode":"X"}]', 'No "luck" here'),
        ("<sf:exceptionMessage>a &amp; b</sf:exceptionMessage>", "a & b"),
        ("<html>proxy</html>", "<html>proxy</html>"),
    ],
)
def test_a_refusal_is_told_in_salesforces_own_sentence(body: str, sentence: str) -> None:
    """The sentence is taken out of a SOAP fault or a REST error; other bodies are shown."""
    assert story.tell(told(body))[0].lines[0].detail == sentence


def test_the_console_tells_the_verdict_and_the_line_to_look_at() -> None:
    """Plain text, without escape sequences when there is no terminal."""
    file = io.StringIO()
    console.show(Theatre().play(REFUSED), Console(file=file))
    shown = file.getvalue()
    assert "\x1b" not in shown
    assert "failed: A scenario, 1 steps not played" in shown
    assert "scenario.yaml:9: status: expected state is active, found disconnected" in shown
    assert "mends it  Mend it." in shown


def test_junit_counts_and_names_failures() -> None:
    """A failed scenario is a failure, a broken one an error, and both carry their story."""
    passed, failed = Theatre().play("- status: {}"), Theatre().play(REFUSED)
    broken = Theatre().play("- record: {where: Id = null, delete: true}")
    root = ET.fromstring(junit.render([passed, failed, broken]))  # noqa: S314 - our own text
    suite = root.find("testsuite")
    assert suite is not None
    counts = {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")}
    assert counts == {"tests": "3", "failures": "1", "errors": "1", "skipped": "0"}
    cases = suite.findall("testcase")
    assert [case.get("classname") for case in cases] == ["scenarios.area"] * 3
    assert [[child.tag for child in case] for case in cases] == [
        ["system-out"],
        ["failure", "system-out"],
        ["error", "system-out"],
    ]
    failure = cases[1].find("failure")
    assert failure is not None
    assert "scenario.yaml:9" in (failure.text or "")


@given(st.text(max_size=30))
def test_junit_is_xml_whatever_is_told(words: str) -> None:
    """Control characters and half characters cannot break the document."""
    root = ET.fromstring(junit.render([told(words)]).encode())  # noqa: S314 - our own text
    assert len(root.findall("testsuite/testcase")) == 1


class Page(HTMLParser):
    """Reads a page's tags and attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append(tag)
        self.attributes.extend((name, value or "") for name, value in attrs)


def test_the_page_loads_nothing() -> None:
    """No script, no image, no style sheet, no address but those of its own parts."""
    rendered = page.render([Theatre().play(IMPORT), Theatre().play(REFUSED)])
    read = Page(rendered)
    assert not {"script", "img", "link", "iframe", "object", "embed"} & set(read.tags)
    links = [value for name, value in read.attributes if name in {"href", "src", "xlink:href"}]
    assert links
    assert all(value.startswith("#") for value in links)
    assert not re.search(r"url\(|@import", rendered)
    assert "1 of 2 scenarios passed" in rendered


def test_the_page_escapes_what_is_told() -> None:
    """Markup in any text of the timeline is shown, not carried out."""
    plain, hostile = page.render([told("x")]), page.render([told("<b onclick='x'>&\"</b>")])
    assert Page(hostile).tags == Page(plain).tags
    assert "&lt;b onclick=" in hostile
    assert "onclick" not in {name for name, _ in Page(hostile).attributes}


@given(st.text(max_size=20))
def test_the_page_has_the_same_tags_whatever_is_told(words: str) -> None:
    """No text can open or close a tag: any two one-word timelines make the same structure."""
    full = words + "x"
    assert Page(page.render([told(full)])).tags == Page(page.render([told("y")])).tags


def test_the_chart_marks_the_lanes_in_order() -> None:
    """Marks go from left to right; what was refused is marked as serious."""
    drawn = chart.draw(story.tell(Theatre().play(REFUSED)))
    places = [mark.x for mark in drawn.marks]
    assert places == sorted(set(places))
    assert drawn.width > places[-1]
    assert [mark.serious for mark in drawn.marks] == [True, True, False, False]


def test_json_holds_every_entry_with_its_kind() -> None:
    """Each entry is an object that says what it is; the document is plain JSON."""
    timeline = Theatre().play(REFUSED)
    read = json.loads(json_text.render([timeline]))[0]
    assert read["verdict"] == "failed"
    assert [entry["kind"] for entry in read["entries"]] == ["step", "wire", "status", "check"]
    assert read["entries"][3]["line"] == 9
    assert read["entries"][0]["at"] == "2020-07-20T09:00:00+00:00"
