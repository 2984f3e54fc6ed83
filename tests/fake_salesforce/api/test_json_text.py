from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_salesforce.api.json_text import assembled, to_text

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(values, st.booleans())
def test_text_reads_back_as_the_value(value: object, is_pretty: bool) -> None:  # noqa: FBT001 - drawn
    """Compact or pretty, the text is JSON of the same value in the same order."""
    read = json.loads(to_text(value, is_pretty=is_pretty))
    assert read == value
    assert json.dumps(read) == json.dumps(value)


@given(values)
def test_compact_text_has_no_blanks_of_its_own(value: object) -> None:
    """Compact text has no blank but those inside strings, and is not escaped to ASCII."""
    expected = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    assert to_text(value, is_pretty=False) == expected


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ([], "[ ]"),
        ({}, "{ }"),
        ([1, "ä"], '[ 1, "ä" ]'),
        ({"totalSize": 1, "done": True}, '{\n  "totalSize" : 1,\n  "done" : true\n}'),
        (
            {"records": [{"Id": None}, {"a": {"b": []}}]},
            (
                '{\n  "records" : [ {\n    "Id" : null\n  }, {\n    "a" : {\n      "b" : [ ]\n'
                "    }\n  } ]\n}"
            ),
        ),
    ],
)
def test_pretty_text_is_jacksons(value: object, text: str) -> None:
    """Blanks around colons, two blanks of indent for objects, lists on their line."""
    assert to_text(value, is_pretty=True) == text


halves = st.text(st.sampled_from(["a", "\ud800", "\udfff", "\ud83d", "\U0001f4a9"]), max_size=5)


@given(name=halves, text=halves, is_pretty=st.booleans())
def test_half_of_a_surrogate_pair_is_a_question_mark(
    name: str,
    text: str,
    is_pretty: bool,  # noqa: FBT001 - drawn
) -> None:
    """What cannot be written as UTF-8 is a question mark, in keys too, and the rest stays."""
    value: dict[str, object] = {name: [text, {"a": text}]}
    for written in (to_text(value, is_pretty=is_pretty), assembled(value, is_pretty=is_pretty)):
        whole = text.encode("utf-8", "replace").decode()
        key = name.encode("utf-8", "replace").decode()
        assert json.loads(written.encode("utf-8")) == {key: [whole, {"a": whole}]}
