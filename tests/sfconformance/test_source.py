"""YAML is read with the place of everything in it, and what is surprising in YAML is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance_doubles import refused
from sfconformance.errors import ScenarioError
from sfconformance.source import DEEPEST, Position, read


def test_every_key_and_item_has_its_place() -> None:
    """A key's line is that of the key, an item's that of its first character."""
    source = read("a: 1\nb:\n  - x\n  - c: 2\n", "f.yaml")
    assert source.value == {"a": 1, "b": ["x", {"c": 2}]}
    assert source.position(("b",)) == Position(2, 1)
    assert source.position(("b", 1, "c")) == Position(4, 5)


def test_a_missing_part_has_the_place_of_what_it_is_missing_from() -> None:
    """The nearest known part answers for an unknown path."""
    source = read("a:\n  b: 1\n", "f.yaml")
    assert source.position(("a", "b", "c", 3)) == Position(2, 3)


def test_keys_and_dates_stay_text() -> None:
    """`200:`, `no:` and a date mean what they show."""
    source = read("200: 1\nno: 2\ndate: 2020-02-30\n", "f.yaml")
    assert source.value == {"200": 1, "no": 2, "date": "2020-02-30"}


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: &x 1\nb: *x\n", 1, "anchors"),
        ("a: 1\nb: *x\n", 2, "anchors"),
        ("a: 1\n---\nb: 1\n", 2, "second"),
        ("a: 1\na: 2\n", 2, "twice"),
        ("a: !!python/object:os.system x\n", 1, "tag"),
        ("a: !!binary aGk=\n", 1, "tag"),
        ("a: !!set {b}\n", 1, "tag"),
        ("a:\n  <<: {b: 1}\n", 2, "merge"),
        ("? [a]\n: 1\n", 1, "key"),
        ("a: [1\nb: 2\n", 2, "not YAML"),
        ("a: \t@\n", 1, "not YAML"),
        ("a: !!int x\n", 1, "type int"),
        ("a: !!bool x\n", 1, "type bool"),
        ("a: !!float x\n", 1, "type float"),
        ("\x00", 1, "not YAML"),
        ("", 1, "empty"),
        ("[" * (DEEPEST + 1), 1, "deeper"),
        ("[" * 5000, 1, "deeper"),
        ('a: "\\ud83d"\n', 1, "half a character"),
        ('b: 1\n"\\ud83d": 1\n', 2, "half a character"),
        ("a: !!int " + "9" * 5000, 1, "type int"),
    ],
)
def test_what_is_refused_is_told_with_its_line(text: str, line: int, said: str) -> None:
    """Each refusal names the line and what is wrong there."""
    with pytest.raises(ScenarioError) as caught:
        read(text, "f.yaml")
    assert caught.value.problems[0].line == line
    assert said in str(caught.value)
    assert str(caught.value).startswith(f"f.yaml:{line}: ")


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text makes the reader raise anything but its own error."""
    error = refused(lambda content: read(content, "f.yaml"), text)
    assert error is None or error.problems


@given(st.text(alphabet="ab01 \n\t-:{}[],&*!|>%@`'\"#?<~.eExX_+", max_size=60))
def test_any_yaml_like_text_is_read_or_refused(text: str) -> None:
    """The same holds for texts made of YAML's own signs, where the odd corners are."""
    error = refused(lambda content: read(content, "f.yaml"), text)
    assert error is None or error.problems
