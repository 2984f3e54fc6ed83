"""A report's filters as conditions of SOQL.

Operators and the rule that several values are alternatives are of [K:api-analytics/describe]; that
texts compare as SOQL's do is believed.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from fake_salesforce import ids
from fake_salesforce.errors import BadReportError, NotImplementedInFakeError
from fake_salesforce.schema.field import ID_TYPES, NUMBER_TYPES, Field, FieldType

from .metadata import ReportFilter, StandardDateFilter

_COMPARISONS: Mapping[str, str] = MappingProxyType(
    {
        "lessThan": "<",
        "greaterThan": ">",
        "lessOrEqual": "<=",
        "greaterOrEqual": ">=",
    }
)
OPERATORS = (
    *("equals", "notEqual", *_COMPARISONS, "contains", "notContain", "startsWith"),
    *("includes", "excludes"),
)
_ESCAPES = str.maketrans({"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_LIKE_ESCAPES = str.maketrans({"%": "\\%", "_": "\\_"})
_LOGIC = re.compile(r"\s*(?:(\d+)|(AND|OR|NOT)|([()]))", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_ISO_DATETIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
_US_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_DATE_LITERAL = re.compile(r"[A-Z][A-Z_0-9]*(?::\d{1,4})?")


def where(
    filters: Sequence[ReportFilter],
    logic: str | None,
    *,
    field_of: Callable[[str], tuple[str, Field]],
) -> str | None:
    """Return the condition that filters make together, or None without any.

    Args:
        filters: in their order.
        logic: how they go together, as ``(1 OR 4) AND 2``; None is that all must hold.
        field_of: gives path and field of a column.

    Raises:
        BadReportError: an operator, a value or the logic is none.
    """
    conditions = [_condition(each, field_of) for each in filters]
    if not conditions:
        return None
    if logic is None or not logic.strip():
        return " AND ".join(conditions)
    return _Logic(logic, conditions).whole()


def date_span(span: StandardDateFilter, path: str) -> str:
    """Return the condition of a standard date filter.

    Raises:
        BadReportError: its duration or one of its ends is no date
            ([K:api-analytics/report-error-codes]).
    """
    if span.duration_value != "CUSTOM":
        if _DATE_LITERAL.fullmatch(span.duration_value) is None:
            message = (
                f"The duration {span.duration_value} specified for the standard date filter is"
                " invalid."
            )
            raise BadReportError(message)
        return f"{path} = {span.duration_value}"
    ends = []
    for end, word, operator in (
        (span.start_date, "start", ">="),
        (span.end_date, "end", "<="),
    ):
        if end is None:
            continue
        if _ISO_DATE.fullmatch(end) is None:
            message = (
                f"The specified {word} date of {span.column} specified for the standard date"
                " filter is invalid."
            )
            raise BadReportError(message)
        # The day of a datetime is asked as a day, so that its last hour counts.
        ends.append(f"DAY_ONLY({path}) {operator} {end}")
    return " AND ".join(ends)


class _Logic:
    """A filter logic: numbers of filters, AND, OR, NOT and brackets."""

    def __init__(self, text: str, conditions: Sequence[str]) -> None:
        self._text = text
        self._conditions = conditions
        self._words: list[str] = []
        at = 0
        while text[at:].strip():
            match = _LOGIC.match(text, at)
            if match is None:
                raise self._fault()
            self._words.append((match[1] or match[2] or match[3]).upper())
            at = match.end()

    def whole(self) -> str:
        condition = self._either()
        if self._words:
            raise self._fault()
        return condition

    def _either(self) -> str:
        return self._joined("OR", self._all)

    def _all(self) -> str:
        return self._joined("AND", self._one)

    def _joined(self, word: str, part: Callable[[], str]) -> str:
        parts = [part()]
        while self._words[:1] == [word]:
            self._words.pop(0)
            parts.append(part())
        return parts[0] if len(parts) == 1 else "(" + f" {word} ".join(parts) + ")"

    def _one(self) -> str:
        if not self._words:
            raise self._fault()
        word = self._words.pop(0)
        if word == "NOT":
            return f"(NOT {self._one()})"
        if word == "(":
            inner = self._either()
            if self._words[:1] != [")"]:
                raise self._fault()
            self._words.pop(0)
            return inner
        if word.isdigit() and 1 <= int(word) <= len(self._conditions):
            return self._conditions[int(word) - 1]
        raise self._fault()

    def _fault(self) -> BadReportError:
        message = (
            f"The filter logic {self._text!r} is invalid: use the numbers 1 to"
            f" {len(self._conditions)}, AND, OR, NOT and brackets."
        )
        return BadReportError(message)


def _condition(each: ReportFilter, field_of: Callable[[str], tuple[str, Field]]) -> str:
    if each.filter_type not in {None, "fieldValue"}:
        part = f"filters of the type {each.filter_type}"
        raise NotImplementedInFakeError(part, instead="Compare with values.")
    path, field = field_of(each.column)
    if each.operator not in OPERATORS:
        message = f"Specify a valid condition because {each.operator} is invalid."
        raise BadReportError(message)
    values = next(csv.reader([each.value], skipinitialspace=True), [])
    if each.operator in {"includes", "excludes"}:
        listed = ", ".join(_quoted(value) for value in values)
        return f"{path} {each.operator.upper()} ({listed})"
    if each.operator in {"contains", "notContain", "startsWith"}:
        before = "" if each.operator == "startsWith" else "%"
        likes = [f"{path} LIKE {_likes(before, value)}" for value in values]
        found = "(" + " OR ".join(likes or [f"{path} = null"]) + ")"
        return f"(NOT {found})" if each.operator == "notContain" else found
    literals = [_literal(field, value) for value in values] or ["null"]
    if each.operator in _COMPARISONS:
        return f"{path} {_COMPARISONS[each.operator]} {literals[0]}"
    if each.operator == "equals":
        return "(" + " OR ".join(f"{path} = {literal}" for literal in literals) + ")"
    return "(" + " AND ".join(f"{path} != {literal}" for literal in literals) + ")"


def _quoted(text: str) -> str:
    return f"'{text.translate(_ESCAPES)}'"


def _likes(before: str, text: str) -> str:
    """Return a pattern of LIKE in which a text means itself, whatever signs it has."""
    return f"'{before}{text.translate(_ESCAPES | _LIKE_ESCAPES)}%'"


def _literal(field: Field, text: str) -> str:
    """Return a value as SOQL writes it for a field's type.

    Raises:
        BadReportError: it is none of that type.
    """
    if text == "":
        return "null"
    if field.type in ID_TYPES:
        if not ids.is_id(text):
            message = (
                f"The filter value for ID {text} is incorrect. Specify an ID that is 15 or 18"
                " characters long, such as 006D000000CrRLw or 005U0000000Rg2CIAS."
            )
            raise BadReportError(message)
        return _quoted(text)
    if field.type is FieldType.BOOLEAN:
        return "TRUE" if text.lower() in {"true", "1"} else "FALSE"
    if field.type in NUMBER_TYPES:
        number = text.replace(",", "")
        if _NUMBER.fullmatch(number) is None:
            message = f"The filter value {text} of {field.label} is no number."
            raise BadReportError(message)
        return number
    if field.type in {FieldType.DATE, FieldType.DATETIME}:
        return _date(field, text)
    return _quoted(text)


def _date(field: Field, text: str) -> str:
    american = _US_DATE.fullmatch(text)
    if american is not None:
        text = f"{american[3]}-{int(american[1]):02}-{int(american[2]):02}"
    is_moment = field.type is FieldType.DATETIME
    if _ISO_DATE.fullmatch(text) is not None:
        return f"{text}T00:00:00Z" if is_moment else text
    if _ISO_DATETIME.fullmatch(text) is not None and is_moment:
        return text
    if _DATE_LITERAL.fullmatch(text) is not None:
        return text
    message = (
        "Filter the date in the correct format. Accepted formats are yyyy-MM-dd'T'HH:mm:ss'Z' and"
        " yyyy-MM-dd."
    )
    raise BadReportError(message)
