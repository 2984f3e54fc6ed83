"""A scenario file loads, or is refused with the line of each fault and what would be right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance_doubles import HEADER, refused, text, written
from sfconformance import library
from sfconformance.errors import ScenarioError
from sfconformance.scenario_file import load, loads
from sfconformance.steps import OrgStep

BUNDLED = tuple(library.files(library.path()))
GOOD = text(
    """
    - connect: {user: integration, secret: wrong token}
      cause: secret
      expect:
        status: {state: disconnected, cause: wrong_secret}
        wire: {soap: {500 INVALID_LOGIN: 1}}
    - clock: {advance: 1d 12h}
    - import_list: {source: leads, name: All Leads}
      when:
        request: query_more
        nth: 2
        do:
          - user: {alias: integration, expire_password: true}
      expect:
        report: {imported: at least 1}
    """
)

ODD = (
    "{}",
    "[]",
    "null",
    "~",
    "1",
    "-1",
    "1e999",
    "2020-13-45",
    "'x'",
    "\n",
    ": ",
    "- ",
    "true",
    "expect:",
    "0b",
    "!!set",
    "at least 99999999999999",
)


def refusal(changed: str) -> ScenarioError:
    """Return the error of a text that is no scenario."""
    with pytest.raises(ScenarioError) as caught:
        loads(changed, path="f.yaml", name="f")
    return caught.value


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_each_bundled_scenario_loads(path: Path) -> None:
    """Every file of the library is a scenario with a reason and a source."""
    scenario = load(path).scenario
    assert scenario.why
    assert scenario.sources


@pytest.mark.parametrize(
    ("right", "wrong", "line", "said"),
    [
        ("title:", "titel:", 1, "did you mean `title`"),
        ("connect:", "conect:", 7, "did you mean `connect`"),
        ("state: disc", "stat: disc", 10, "did you mean `state`"),
        ("user: integration,", "user: integraton,", 7, "did you mean `integration`"),
        ("wrong token", "wrong tokens", 7, "did you mean `wrong token`"),
        ("state: disconnected", "state: disconnect", 10, "did you mean `disconnected`"),
        ("request: query_more", "request: queryMore", 15, "did you mean `query_more`"),
        ("alias: integration", "alias: nobody", 18, "`nobody` is no user of this org"),
        ("1d 12h", "12", 12, "91d, 2h, 30m, 45s"),
        ("at least 1", "some", 20, "`at least N`"),
        ("500 INVALID_LOGIN", "oops", 11, "403 REQUEST_LIMIT_EXCEEDED"),
        ("expire_password: true", "expire_password: 1", 18, "valid boolean"),
        ("expire_password: true", "expire_password: false", 18, "exactly one of"),
        ("cause: secret", "cause: user", 7, "names one of its optional keys: secret"),
        ("cause: secret", "cause: role", 7, "names one of its optional keys: secret"),
        ("name: All Leads", "name: ''", 13, "at least 1 character"),
        ("  users:", "  leads: {count: -1}\n  users:", 5, "greater than or equal to 0"),
        ("why: To test the harness.\n", "", 1, "`why` is missing"),
        ("clock: {advance: 1d 12h}", "clock:", 12, "not None"),
        ("clock: {advance: 1d 12h}", "expect: {}", 12, "exactly one step, but none"),
        ("clock: {", "status: {}\n    clock: {", 12, "exactly one step, but 2"),
        ("clock: {advance: 1d 12h}", "clock: {advance: 1d}\n    cause: advance", 12, "is `true`"),
        ("source: leads,", "source: leads, when: now,", 13, "unknown key `when`"),
        ("- user: {alias: integration, expire_password", "- connect: {alias: i, e", 18, "connect"),
    ],
)
def test_a_fault_is_told_with_its_line_and_what_is_right(
    right: str, wrong: str, line: int, said: str
) -> None:
    """The error names file, line, fault and the nearest right word."""
    changed = GOOD.replace(right, wrong, 1)
    assert changed != GOOD
    error = refusal(changed)
    assert said in str(error)
    assert f"f.yaml:{line}:" in str(error), error


def test_every_fault_of_a_file_is_told_at_once_in_order() -> None:
    """Two faults make two problems, sorted by line."""
    error = refusal(GOOD.replace("1d 12h", "12").replace("conect", "").replace("at least 1", "x"))
    assert [problem.line for problem in error.problems] == [12, 20]


def test_a_when_belongs_to_a_connector_step() -> None:
    """A step on the org has no middle in which something could happen."""
    steps = """
    - clock: {advance: 1d}
      when: {request: query, do: [{clock: {advance: 1d}}]}
    """
    with pytest.raises(ScenarioError, match="belongs to a connector step"):
        written(steps)


def test_a_file_that_cannot_be_read_is_a_scenario_error(tmp_path: Path) -> None:
    """A missing file, a folder and bytes that are no text are refused alike."""
    latin = tmp_path / "latin.yaml"
    latin.write_bytes(b"title: caf\xe9\n")
    for path, said in ((tmp_path / "none.yaml", "read"), (tmp_path, "read"), (latin, "UTF-8")):
        with pytest.raises(ScenarioError, match=said):
            load(path)


def test_lines_lead_to_the_parts_of_a_step() -> None:
    """A path of keys gives the line on which the key stands."""
    file = loads(GOOD, path="f.yaml", name="f")
    assert file.line(("steps", 0, "expect", "wire")) == 11
    assert isinstance(file.scenario.steps[1].step, OrgStep)


@given(st.data())
def test_any_change_to_a_scenario_gives_a_scenario_or_its_error(data: st.DataObject) -> None:
    """Cutting, doubling or replacing any piece of a good file never raises anything else."""
    start = data.draw(st.integers(0, len(GOOD)), label="start")
    end = data.draw(st.integers(start, min(len(GOOD), start + 40)), label="end")
    pieces = st.sampled_from(("", GOOD[start:end] * 2, *ODD))
    changed = GOOD[:start] + data.draw(pieces | st.text(max_size=8), label="piece") + GOOD[end:]
    error = refused(lambda content: loads(content, path="f.yaml", name="f"), changed)
    last = changed.count("\n") + 2
    assert error is None or all(1 <= problem.line <= last for problem in error.problems)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["clock", "connect", "expect", "when", "do", "wire", "soap", "cause", "x"]
                ),
                inner,
                max_size=3,
            )
        ),
    )
)
def test_any_value_as_a_step_gives_a_scenario_or_its_error(value: object) -> None:
    """Whatever stands where a step should be, only the harness's error comes out."""
    changed = f"{HEADER}steps:\n  - {json.dumps(value)}\n"
    error = refused(lambda content: loads(content, path="f.yaml", name="f"), changed)
    assert error is None or error.problems
