from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_salesforce.api.json_body import read_object
from fake_salesforce.errors import JsonParserError, NotImplementedInFakeError
from fake_salesforce.errors import UnsupportedMediaTypeError as UnsupportedError
from fake_salesforce.objects import STANDARD
from fake_salesforce.records.values import WrongTypeError, stored

JSON = "application/json"
COLON = "was expecting a colon to separate field name and value"
NO_BODY = "The HTTP entity body is required, but this request has no entity body."
FIELDS = [field for sobject in STANDARD for field in sobject.fields]
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(
    value=st.dictionaries(st.text(), json_values, max_size=5),
    indent=st.none() | st.integers(0, 4),
    blanks=st.text(alphabet=" \t\r\n", max_size=3),
)
def test_any_json_object_is_read_as_json_reads_it(
    value: dict[str, object], indent: int | None, blanks: str
) -> None:
    """Every object is read with the same values, and each place is where its value begins."""
    text = blanks + json.dumps(value, indent=indent, ensure_ascii=False) + blanks
    body = read_object(text.encode("utf-8", "replace"), content_type=JSON)
    assert list(body.values.values()) == list(json.loads(body.text).values())
    decoder = json.JSONDecoder()
    for name, at in body.places.items():
        assert decoder.raw_decode(body.text, at)[0] == body.values[name]


@given(body=st.binary() | st.text().map(str.encode) | st.from_regex(rb'[{}\[\]":,a1\\u-]*'))
def test_any_bytes_are_an_object_or_refused(body: bytes) -> None:
    """Whatever the body holds, it is read, or refused with JSON_PARSER_ERROR."""
    with contextlib.suppress(JsonParserError):
        assert isinstance(read_object(body, content_type=JSON).values, dict)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", NO_BODY),
        (b" \n", NO_BODY),
        (
            b'{"LastName" "Doe"}',
            f"Unexpected character ('\"' (code 34)): {COLON} at [line:1, column:14]",
        ),
        (
            b'{\n  "LastName"\n  jack}',
            f"Unexpected character ('j' (code 106)): {COLON} at [line:3, column:4]",
        ),
        (
            b"x",
            "Unexpected character ('x' (code 120)): was expecting an object at [line:1, column:2]",
        ),
        (
            b'{"a":tru}',
            (
                "Unexpected character ('t' (code 116)): expected a valid value (number, String,"
                " array, object, 'true', 'false' or 'null') at [line:1, column:7]"
            ),
        ),
        (
            b'{"a":NaN}',
            (
                "Unexpected character ('N' (code 78)): expected a valid value (number, String,"
                " array, object, 'true', 'false' or 'null') at [line:1, column:7]"
            ),
        ),
        (
            b'{"a":1 "b":2}',
            (
                "Unexpected character ('\"' (code 34)): was expecting comma to separate OBJECT"
                " entries at [line:1, column:9]"
            ),
        ),
        (
            b'{"a":1,}',
            (
                "Unexpected character ('}' (code 125)): was expecting double-quote to start field"
                " name at [line:1, column:9]"
            ),
        ),
        (
            b'{"a":1',
            (
                "Unexpected end-of-input: was expecting comma to separate OBJECT entries"
                " at [line:1, column:7]"
            ),
        ),
        (
            b'{"a":1} 2',
            (
                "Unexpected character ('2' (code 50)): was expecting the end of the document"
                " at [line:1, column:10]"
            ),
        ),
        (b'{"a":"\xff"}', "Invalid UTF-8 start byte 0xff at [line:1, column:1]"),
        (
            b'{"a":' + b"[" * 100 + b"]" * 100 + b"}",
            "Document nesting depth exceeds the maximum allowed (100)",
        ),
    ],
)
def test_broken_text_is_told_with_line_and_column(body: bytes, message: str) -> None:
    """Each fault is quoted with the place at which reading stopped."""
    with pytest.raises(JsonParserError) as refusal:
        read_object(body, content_type=JSON)
    assert refusal.value.message == message


@pytest.mark.parametrize("digits", [400, 4300])
def test_huge_number_is_a_number(digits: int) -> None:
    """A number of hundreds of digits is read; what is to become of it is the field's affair."""
    body = read_object(f'{{"a":{"1" * digits}}}'.encode(), content_type=JSON)
    assert body.values["a"] == int("1" * digits)


def test_number_no_reader_takes_is_refused() -> None:
    """A number of more digits than any reader takes is a JSON_PARSER_ERROR at its place."""
    with pytest.raises(JsonParserError, match=r"\('1' \(code 49\)\).*column:7\]"):
        read_object(f'{{"a":{"1" * 4301}}}'.encode(), content_type=JSON)


def test_half_of_a_surrogate_pair_becomes_a_question_mark() -> None:
    """A name or value with half a character is read with a question mark; a whole pair stays."""
    body = read_object(rb'{"a\ud800":"\udfffb","c":"\ud83d\udca5"}', content_type=JSON)
    assert body.values == {"a?": "?b", "c": "💥"}


def test_last_of_two_equal_names_wins() -> None:
    """A name given twice has its last value, and that value's place."""
    body = read_object(b'{"a":1,"a":22}', content_type=JSON)
    assert (body.values, body.places) == ({"a": 22}, {"a": 11})


@pytest.mark.parametrize("content_type", ["application/json; charset=UTF-8", " Application/JSON "])
def test_media_type_is_read_as_http_reads_it(content_type: str) -> None:
    """Parameters, blanks and case of the media type do not matter."""
    assert read_object(b"{}", content_type=content_type).values == {}


def test_other_media_types_are_refused() -> None:
    """A form is 415; XML, which a real org reads, is 501."""
    with pytest.raises(UnsupportedError, match=r"text/plain not supported. Use application/json"):
        read_object(b"{}", content_type="text/plain")
    with pytest.raises(UnsupportedError, match=r"\(none\) not supported"):
        read_object(b"{}", content_type="")
    with pytest.raises(NotImplementedInFakeError, match="a body of XML"):
        read_object(b"<a/>", content_type="application/xml; charset=UTF-8")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            '{"Birthdate": "foo"}',
            (
                "date from VALUE_STRING value foo or request may be missing a required field"
                " at [line:1, column:15]"
            ),
        ),
        (
            '{\n"EmailBouncedDate":\n2020.5}',
            (
                "datetime from VALUE_NUMBER_FLOAT value 2020.5 or request may be missing a required"
                " field at [line:3, column:1]"
            ),
        ),
        (
            '{"title": true}',
            (
                "string from VALUE_TRUE value true or request may be missing a required field"
                " at [line:1, column:11]"
            ),
        ),
        (
            '{"Title": false}',
            (
                "string from VALUE_FALSE value false or request may be missing a required field"
                " at [line:1, column:11]"
            ),
        ),
        (
            '{"DoNotCall": [1]}',
            (
                "boolean from START_ARRAY or request may be missing a required field"
                " at [line:1, column:15]"
            ),
        ),
        (
            '{"MailingLatitude": {}}',
            (
                "double from START_OBJECT or request may be missing a required field"
                " at [line:1, column:21]"
            ),
        ),
        (
            '{"OwnerId": 5}',
            (
                "reference from VALUE_NUMBER_INT value 5 or request may be missing a required field"
                " at [line:1, column:13]"
            ),
        ),
        (
            '{"Description": 1e400}',
            (
                "string from VALUE_NUMBER_FLOAT value Infinity or request may be missing a required"
                " field at [line:1, column:17]"
            ),
        ),
    ],
)
def test_value_of_another_type_is_told_with_its_token(body: str, expected: str) -> None:
    """A value of the wrong type is named with the field's type, its token, itself and its place."""
    contact = next(each for each in STANDARD if each.name == "Contact")
    read = read_object(body.encode(), content_type=JSON)
    [(name, value)] = read.values.items()
    field = contact.field(name)
    assert field is not None
    with pytest.raises(WrongTypeError) as wrong:
        stored(field, value)
    assert read.wrong_type(wrong.value).message == f"Cannot deserialize instance of {expected}"
