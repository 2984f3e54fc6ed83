from __future__ import annotations

import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_salesforce.fidelity.area_file import AreaFileError, areas, folder, load
from fake_salesforce.fidelity.json_path import NothingThere, value_at
from fake_salesforce.fidelity.matching import Reply, differences
from fake_salesforce.fidelity.model import Answer
from fake_salesforce.fidelity.status import STATUS_OF_TAG, Status, status_of

GOOD = """\
area: An area
rows:
  - id: a-row
    behaviour: Something happens here.
    request: {query: SELECT Id FROM Lead}
    answer: {status: 200}
    source: "reference 1: [K:guide/page]"
"""


def refusal(text: str) -> str:
    """Return the error that a file's text gives."""
    with pytest.raises(AreaFileError) as caught:
        load(text, path="a.yaml")
    return str(caught.value)


def test_a_good_file_is_read() -> None:
    """A row has its status from its source."""
    (row,) = load(GOOD, path="a.yaml").rows
    assert (row.id, row.status, row.pair) == (
        "a-row",
        Status.DOCUMENTED,
        ("query", "Something happens here."),
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("status: 200", "statsu: 200", 6, "answer.statsu: Extra inputs are not permitted"),
        ("  - id: a-row", "  - id: a-row\n    colour: red", 4, "colour: Extra inputs"),
        ("[K:guide/page]", "[Q:guide/page]", 7, "unknown tag [Q]"),
        ("[K:guide/page]", "hearsay", 7, "a source needs a tag"),
        ("here.", "here", 4, "behaviour"),
        ("query: SELECT Id FROM Lead", "headers: {}", 5, "exactly one of query, query_all"),
        ("{status: 200}", "{}", 6, "states a status or something about the body"),
        ("{status: 200}", "{status: 200, matches: {a: '('}}", 6, "is no regular expression"),
        ("    answer:", "    id: b\n    answer:", 6, "`id` stands here twice, first on line 3"),
        ("rows:", "rows: [", 3, "this is not YAML"),
        ("area: An area\n", "", 1, "Field required"),
    ],
)
def test_a_fault_is_told_with_its_line(old: str, new: str, line: int, words: str) -> None:
    """A wrong file is refused with file, line and what is wrong there."""
    told = refusal(GOOD.replace(old, new, 1))
    assert told.startswith(f"a.yaml:{line}: "), told
    assert words in told


def test_a_row_stands_once() -> None:
    """A second row of one id, or of one behaviour of a resource, is refused."""
    row = GOOD.split("rows:\n")[1]
    assert "this id stands on line 3 already" in refusal(GOOD + row)
    other = row.replace("a-row", "b-row")
    assert "this behaviour of one resource stands on line 3 already" in refusal(GOOD + other)


def test_cases_are_rows() -> None:
    """A row with cases stands for a row each, its texts filled in, its values kept whole."""
    text = GOOD.replace("Something", "${case} and ${word}").replace(
        "    answer: {status: 200}",
        "    cases: {one: {word: a, n: 200}, two: {word: b, n: 201}}\n    answer: {status: '${n}'}",
    )
    rows = load(text, path="a.yaml").rows
    assert [(each.id, each.behaviour, each.answer.status) for each in rows] == [
        ("a-row-one", "one and a happens here.", 200),
        ("a-row-two", "two and b happens here.", 201),
    ]


def test_every_file_is_an_area() -> None:
    """Each YAML file of the folder is loaded under its path."""
    found = {each.relative_to(folder()).as_posix() for each in folder().rglob("*.yaml")}
    assert {f"{each}.yaml" for each in areas()} == found


@pytest.mark.parametrize(
    ("source", "status"),
    [
        ("[K:a/b] [P]", Status.DOCUMENTED),
        ("[P] and [JS query.js]", Status.RECORDED),
        ("[I:repo#1], [P*]", Status.RECORDED),
        ("[SS]", Status.CLIENT),
        ("[P*]", Status.BELIEVED),
        ("[K:a/b], order (unverified)", Status.BELIEVED),
        ("[CCI] (inferred)", Status.BELIEVED),
        ("(k)", Status.BELIEVED),
    ],
)
def test_status_follows_from_the_tags(source: str, status: Status) -> None:
    """The best tag counts, unless the source doubts itself."""
    assert status_of(source) is status


@given(st.lists(st.sampled_from(sorted(STATUS_OF_TAG)), min_size=1))
def test_status_is_that_of_the_best_tag(tags: list[str]) -> None:
    """No tag beside it makes a row better founded than its best tag does."""
    order = list(Status)
    best = min((STATUS_OF_TAG[each] for each in tags), key=order.index)
    assert status_of(" ".join(f"[{each}]" for each in tags)) is best


def test_sources_explains_every_tag() -> None:
    """SOURCES.md has a line for each tag, with the status the code gives it."""
    text = (files("fake_salesforce.fidelity") / "SOURCES.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `\[([^\]]+)\]` \|.*\| (\w+) \|$", text, re.MULTILINE))
    assert told == {tag: str(status) for tag, status in STATUS_OF_TAG.items()}


REPLY = Reply(200, {"a": "b"}, '{"a":{"x":1,"y":null},"records":[{"attributes":{},"Id":"1"}]}')


@pytest.mark.parametrize(
    ("answer", "count"),
    [
        ({"status": 200, "headers": {"A": "b"}, "at": {"a.x": 1, "a.y": None}}, 0),
        ({"keys": {"a": ["x", "y"]}, "has_keys": {"a": ["y"]}, "absent": ["a.z"]}, 0),
        ({"records": [{"Id": "1"}], "matches": {"records.0.Id": "[0-9]"}}, 0),
        ({"status": 201}, 1),
        ({"headers": {"A": "c"}}, 1),
        ({"at": {"a.x": True}}, 1),
        ({"at": {"a": {"y": None, "x": 1}}}, 1),
        ({"at": {"b": None}}, 1),
        ({"keys": {"a": ["y", "x"]}}, 1),
        ({"has_keys": {"a": ["z"]}}, 1),
        ({"matches": {"records.0.Id": "[a-z]"}}, 1),
        ({"absent": ["a.y"]}, 1),
        ({"contains": ["zzz"]}, 1),
        ({"text": "zzz"}, 1),
        ({"equals": {}}, 1),
        ({"records": []}, 1),
        ({"xml": {"a": "b"}}, 1),
        ({"broken": "no answer"}, 1),
    ],
)
def test_each_matcher_can_fail(answer: dict[str, object], count: int) -> None:
    """Every kind of expectation holds for what fits it and tells what does not."""
    assert len(list(differences(Answer.model_validate(answer), REPLY))) == count


def test_xml_is_looked_into() -> None:
    """Texts and the order of XML elements are compared by local names."""
    reply = Reply(200, {}, '<n:a xmlns:n="urn:x"><n:b>1</n:b><n:c/></n:a>')
    fits = Answer(xml={"b": "1", "c": None}, xml_order={"a": ["b", "c"]})
    assert list(differences(fits, reply)) == []
    other = Answer(xml={"b": "2", "d": None}, xml_order={"a": ["c", "b"]})
    assert len(list(differences(other, reply))) == 3


def test_a_path_to_nowhere_is_told() -> None:
    """A path that leads nowhere is told apart from a null."""
    assert value_at({"a": [{"n": "x", "v": None}]}, "a[n=x].v") is None
    with pytest.raises(NothingThere):
        value_at({"a": [{"n": "x"}]}, "a[n=y].v")
