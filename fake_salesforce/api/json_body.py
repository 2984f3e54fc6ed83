"""The JSON body of a write, with the place of each value, since refusals quote line and column.

The texts are those of the parser Salesforce uses (reference 2, JSON_PARSER_ERROR). An unexpected
character is told with the column behind it, as by that parser: ``x`` alone is refused at column 2.
Which fault of a broken text gets which text is believed, and so is that a value of the wrong type
is told with the column where it begins.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from fake_salesforce.errors import (
    JsonParserError,
    NotImplementedInFakeError,
    UnsupportedMediaTypeError,
)
from fake_salesforce.records.values import Json, WrongTypeError, well_formed

_NO_BODY = "The HTTP entity body is required, but this request has no entity body."
_FAULTS = {
    "Expecting ':' delimiter": "was expecting a colon to separate field name and value",
    "Expecting ',' delimiter": "was expecting comma to separate OBJECT entries",
    "Expecting property name enclosed in double quotes": (
        "was expecting double-quote to start field name"
    ),
    "Expecting value": (
        "expected a valid value (number, String, array, object, 'true', 'false' or 'null')"
    ),
}
_TOKENS = {
    bool: "VALUE_TRUE",
    int: "VALUE_NUMBER_INT",
    float: "VALUE_NUMBER_FLOAT",
    str: "VALUE_STRING",
    dict: "START_OBJECT",
    list: "START_ARRAY",
}
_DEEPEST = 100
"""How deep objects and lists may nest. Ours: a record is flat."""


@dataclass(frozen=True, slots=True)
class JsonObject:
    """A JSON object and where in the text each of its values begins."""

    values: dict[str, Json]
    text: str
    places: dict[str, int]

    def wrong_type(self, error: WrongTypeError, *, place: str | None = None) -> JsonParserError:
        """Return the refusal of a value that is of another type than its field.

        Args:
            error: which value of which field.
            place: the member of this object that holds the record; None is the object itself.
        """
        sought = (place or error.field.name).lower()
        name = next((each for each in self.values if each.lower() == sought), sought)
        value = error.value
        token = "VALUE_FALSE" if value is False else _TOKENS.get(type(value), "VALUE_NULL")
        shown = ""
        if isinstance(value, str | int | float):
            shown = f" value {value if isinstance(value, str) else json.dumps(value)}"
        return JsonParserError(
            f"Cannot deserialize instance of {_type_name(error)} from {token}{shown}"
            " or request may be missing a required field"
            f" at {_location(self.text, self.places.get(name, 0))}"
        )


def read_object(body: bytes, *, content_type: str) -> JsonObject:
    """Return the JSON object that a body holds.

    Raises:
        UnsupportedMediaTypeError: the body does not say it is JSON (text believed).
        NotImplementedInFakeError: the body is XML, which Salesforce reads and the fake does not.
        JsonParserError: there is no body, or it is no JSON object.
    """
    media_type = content_type.partition(";")[0].strip().lower()
    if body and media_type in {"application/xml", "text/xml"}:
        raise NotImplementedInFakeError("a body of XML", instead="It reads application/json.")
    if body and media_type != "application/json":
        message = f"Content type {media_type or '(none)'} not supported. Use application/json."
        raise UnsupportedMediaTypeError(message)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"Invalid UTF-8 start byte 0x{body[error.start]:02x} at [line:1, column:1]"
        raise JsonParserError(message) from error
    if not text.strip():
        raise JsonParserError(_NO_BODY)
    if _depth(text) > _DEEPEST:
        message = f"Document nesting depth exceeds the maximum allowed ({_DEEPEST})"
        raise JsonParserError(message)
    return _object(text)


def _object(text: str) -> JsonObject:
    """Read the outermost object member by member, so that the place of each value is known."""
    decoder = json.JSONDecoder(parse_constant=_refuse_constant)
    at = _skip(text, 0)
    if text[at : at + 1] != "{":
        raise _unexpected(text, at, "was expecting an object")
    values: dict[str, Json] = {}
    places: dict[str, int] = {}
    at = _skip(text, at + 1)
    while text[at : at + 1] != "}":
        if values:
            if text[at : at + 1] != ",":
                raise _unexpected(text, at, _FAULTS["Expecting ',' delimiter"])
            at = _skip(text, at + 1)
        if text[at : at + 1] != '"':
            raise _unexpected(
                text, at, _FAULTS["Expecting property name enclosed in double quotes"]
            )
        key, at = _decode(decoder, text, at)
        at = _skip(text, at)
        if text[at : at + 1] != ":":
            raise _unexpected(text, at, _FAULTS["Expecting ':' delimiter"])
        at = _skip(text, at + 1)
        name = well_formed(str(key))
        places[name] = at
        value, at = _decode(decoder, text, at)
        values[name] = well_formed(value) if isinstance(value, str) else value
        at = _skip(text, at)
    if text[at + 1 :].strip():
        raise _unexpected(text, _skip(text, at + 1), "was expecting the end of the document")
    return JsonObject(values, text, places)


def _decode(decoder: json.JSONDecoder, text: str, at: int) -> tuple[Json, int]:
    try:
        value, end = decoder.raw_decode(text, at)
    except json.JSONDecodeError as error:
        raise _unexpected(text, error.pos, _FAULTS.get(error.msg, error.msg)) from error
    except ValueError as error:
        raise _unexpected(text, at, _FAULTS["Expecting value"]) from error
    return value, end


def _refuse_constant(name: str) -> object:
    message = f"{name} is no JSON"
    raise ValueError(message)


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _depth(text: str) -> int:
    deepest = depth = 0
    in_string = is_escaped = False
    for character in text:
        if in_string:
            in_string = is_escaped or character != '"'
            is_escaped = character == "\\" and not is_escaped
        elif character == '"':
            in_string = True
        elif character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest


def _unexpected(text: str, at: int, expected: str) -> JsonParserError:
    if at >= len(text):
        return JsonParserError(f"Unexpected end-of-input: {expected} at {_location(text, at)}")
    character = text[at]
    line, column = _line_and_column(text, at)
    return JsonParserError(
        f"Unexpected character ('{character}' (code {ord(character)})): {expected}"
        f" at [line:{line}, column:{column + 1}]"
    )


def _location(text: str, at: int) -> str:
    line, column = _line_and_column(text, at)
    return f"[line:{line}, column:{column}]"


def _line_and_column(text: str, at: int) -> tuple[int, int]:
    """Return line and column of a character, both from 1."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _type_name(error: WrongTypeError) -> str:
    """Return the name of the field's type that the texts have (``date``, ``double``)."""
    names = {
        "boolean": "boolean",
        "int": "int",
        "double": "double",
        "currency": "double",
        "percent": "double",
        "date": "date",
        "datetime": "datetime",
        "id": "reference",
        "reference": "reference",
    }
    return names.get(error.field.type.value, "string")
