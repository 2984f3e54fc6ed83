"""A naive evaluator of SOQL: queries as pairs of text and plain Python over dicts.

It shares no code with ``fake_salesforce.soql``. A generated condition is its text and a function
from a record to True or False; a record holds Python values (text, bool, int, float, date,
datetime, None).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from hypothesis import strategies as st

from soql_stage import BERLIN, NOW, lead_id

Record = Mapping[str, Any]
Predicate = Callable[[Record], bool]

TODAY = NOW.astimezone(BERLIN).date()

_ALPHABET = "aAbBzZ_%[ \\'\"\n0éÉß\u017f\u0131\u00b5\u039cñ漢😀"
"""Letters whose upper case is two letters, an ASCII letter, or shared with another letter."""
_CONFUSABLE = ["s", "S", "\u017f", "i", "\u0131", "\u00b5", "\u039c", "\u03bc", "ß", "SS", "É", "é"]
texts = st.sampled_from(_CONFUSABLE) | st.text(_ALPHABET, max_size=4).map(str.strip)
stored_texts = st.none() | texts.map(lambda text: text or None)
days = st.dates(date(2020, 7, 16), date(2020, 7, 26)) | st.dates(
    date(2020, 5, 1), date(2020, 9, 30)
)
_HOUR = 3_600_000
instants = st.integers(-120 * _HOUR, 120 * _HOUR).map(
    lambda milliseconds: NOW + timedelta(milliseconds=milliseconds)
)
amounts = st.floats(-1e9, 1e9).map(lambda number: round(number, 2)) | st.sampled_from([0.0, 1e7])
numbers = st.integers(-5, 5)
owners = st.sampled_from(["005000000000001AAA", "005000000000002AAA", "005D0000001x1x1IAA"])

STATUSES = ("Open", "Closed")
"""The picklist's order; ``open`` is stored too, and is none of its values."""

TEXT_FIELDS = ("LastName", "Email", "Status", "City", "Key__c")

EXACT_FIELDS = frozenset({"Key__c"})
"""Texts of which the case counts."""

records = st.fixed_dictionaries(
    {
        "IsDeleted": st.sampled_from([False, False, False, True]),
        "LastName": stored_texts,
        "Email": stored_texts,
        "Status": st.none() | st.sampled_from(["Open", "open", "Closed"]),
        "City": stored_texts,
        "Key__c": stored_texts,
        "Interests": st.none() | st.sampled_from(["a", "b", "A", "a;b", "b;c", "c;B;a"]),
        "NumberOfEmployees": st.none() | numbers,
        "AnnualRevenue": st.none() | amounts,
        "IsConverted": st.booleans(),
        "ConvertedDate": st.none() | days,
        "CreatedDate": st.none() | instants,
        "OwnerId": st.none() | owners,
    }
)


def stored(record: Record) -> dict[str, Any]:
    """Return a record as the org's database keeps it."""
    return {name: _stored(value) for name, value in record.items()}


def _stored(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03}+0000"
    if isinstance(value, date):
        return str(value)
    return value


def folded(text: str) -> str:
    """Return a text without its case: one upper-case letter for one letter, ASCII apart."""
    result = ""
    for letter in text:
        upper = letter.upper()
        stays = len(upper) > 1 or (ord(letter) > 127 and ord(upper) < 128)
        result += letter if stays else upper
    return result


def text_key(field: str, text: str) -> str | tuple[str, str]:
    """Return what texts of a field are compared by: without their case, or with it."""
    return (folded(text), text) if field in EXACT_FIELDS else folded(text)


def written(text: str) -> str:
    """Return a text as a SOQL literal."""
    for plain, escaped in (("\\", "\\\\"), ("'", "\\'"), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return f"'{text}'"


def like(pattern: Sequence[str], text: str, *, is_exact: bool = False) -> bool:
    """Match a text against a pattern given as pieces: ``%``, ``_``, or a literal ``=c``."""
    if not pattern:
        return not text
    first, rest = pattern[0], pattern[1:]
    if first == "%":
        return any(like(rest, text[at:], is_exact=is_exact) for at in range(len(text) + 1))
    if not text:
        return False
    key = str if is_exact else folded
    fits = first == "_" or key(first[1:]) == key(text[0])
    return fits and like(rest, text[1:], is_exact=is_exact)


@dataclass(frozen=True)
class Condition:
    """A condition as text, and what it means."""

    text: str
    holds: Predicate
    is_simple: bool = True
    """Whether it may stand beside AND and OR without brackets."""


_COMPARE = {
    "=": operator.eq,
    "!=": operator.ne,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
operators = st.sampled_from(sorted(_COMPARE))
_RANGES = ("<", "<=", ">", ">=")


def _comparison(
    field: str, sign: str, literal: str, value: Any, key: Callable[[Any], Any]
) -> Condition:
    def holds(record: Record) -> bool:
        found = record[field]
        if found is None or value is None:
            return {"=": found is value, "!=": found is not value, "<>": found is not value}.get(
                sign, False
            )
        return bool(_COMPARE[sign](key(found), key(value)))

    return Condition(f"{field} {sign} {literal}", holds)


@st.composite
def _text_conditions(draw: st.DrawFn) -> Condition:
    field = draw(st.sampled_from(TEXT_FIELDS))
    sign = draw(operators)
    text = draw(texts | st.sampled_from(["Open", "CLOSED"]))
    value = None if not text and sign not in _RANGES else text
    return _comparison(field, sign, written(text), value, partial(text_key, field))


@st.composite
def _like_conditions(draw: st.DrawFn) -> Condition:
    field = draw(st.sampled_from(TEXT_FIELDS))
    literal = st.sampled_from(_ALPHABET).map("={}".format)
    pattern = draw(st.lists(st.sampled_from(["%", "%", "_"]) | literal, max_size=5))
    text = "".join(
        each if len(each) == 1 else ("\\" if each[1] in "%_" else "") + written(each[1])[1:-1]
        for each in pattern
    )
    return Condition(
        f"{field} LIKE '{text}'",
        lambda record: (
            record[field] is not None
            and like(pattern, record[field], is_exact=field in EXACT_FIELDS)
        ),
    )


@st.composite
def _multipicklist_conditions(draw: st.DrawFn) -> Condition:
    together = st.lists(st.sampled_from("abcABd"), min_size=1, max_size=3)
    alternatives = draw(st.lists(together, min_size=1, max_size=3))
    negated = draw(st.booleans())

    def holds(record: Record) -> bool:
        found = set((record["Interests"] or "").lower().split(";"))
        has_one = any({each.lower() for each in wanted} <= found for wanted in alternatives)
        return has_one is not negated

    literals = ", ".join(written(";".join(each)) for each in alternatives)
    word = "EXCLUDES" if negated else "INCLUDES"
    return Condition(f"Interests {word} ({literals})", holds)


@st.composite
def _null_conditions(draw: st.DrawFn) -> Condition:
    field = draw(st.sampled_from([*TEXT_FIELDS, "NumberOfEmployees", "ConvertedDate", "OwnerId"]))
    sign = draw(st.sampled_from(["=", "!="]))
    return _comparison(field, sign, "null", None, lambda value: value)


@st.composite
def _boolean_conditions(draw: st.DrawFn) -> Condition:
    sign = draw(st.sampled_from(["=", "!=", "<>"]))
    literal, value = draw(st.sampled_from([("TRUE", True), ("false", False), ("NULL", False)]))
    return _comparison("IsConverted", sign, literal, value, bool)


@st.composite
def _number_conditions(draw: st.DrawFn) -> Condition:
    field = draw(st.sampled_from(["NumberOfEmployees", "AnnualRevenue"]))
    value = draw(numbers | amounts)
    literal = f"{value:.2f}" if isinstance(value, float) else str(value)
    return _comparison(field, draw(operators), literal, value, float)


@st.composite
def _id_conditions(draw: st.DrawFn) -> Condition:
    field, value = draw(
        st.tuples(st.just("Id"), st.integers(1, 9).map(lead_id))
        | st.tuples(st.just("OwnerId"), owners)
    )
    literal = draw(st.sampled_from([value, value[:15]]))
    return _comparison(field, draw(operators), f"'{literal}'", value, str)


@st.composite
def _day_conditions(draw: st.DrawFn) -> Condition:
    value = draw(days)
    return _comparison("ConvertedDate", draw(operators), str(value), value, lambda day: day)


@st.composite
def _instant_conditions(draw: st.DrawFn) -> Condition:
    value = draw(instants)
    hours = draw(st.integers(-11, 12))
    local = value + timedelta(hours=hours)
    zone = "Z" if hours == 0 else f"{'+' if hours > 0 else '-'}{abs(hours):02}:00"
    literal = f"{local:%Y-%m-%dT%H:%M:%S}.{local.microsecond // 1000:03}{zone}"
    return _comparison("CreatedDate", draw(operators), literal, value, lambda instant: instant)


Index = Callable[[date], int]
"""Numbers the units of a calendar: all days of a unit have one number, and numbers ascend."""


def unit_indexes(fiscal_start: int = 1, week_start: int = 7) -> dict[str, Index]:
    """Return the index of each unit, by the word it has in date literals.

    Weeks begin on a day from 1, Monday, to 7, Sunday: the first of January of the year 1 was a
    Monday.
    """
    return {
        "DAY": date.toordinal,
        "WEEK": lambda day: (day.toordinal() - week_start) // 7,
        "MONTH": lambda day: day.year * 12 + day.month - 1,
        "QUARTER": lambda day: (day.year * 12 + day.month - 1) // 3,
        "YEAR": lambda day: day.year,
        "FISCAL_QUARTER": lambda day: (day.year * 12 + day.month - fiscal_start) // 3,
        "FISCAL_YEAR": lambda day: (day.year * 12 + day.month - fiscal_start) // 12,
    }


@dataclass(frozen=True)
class DateRange:
    """A date literal: the units from ``first`` to ``last``, counted from the current one."""

    text: str
    unit: str
    first: int
    last: int


@st.composite
def date_literals(draw: st.DrawFn, *, most: int = 40) -> DateRange:
    """Generate every date literal of the guide with what it means (reference 4.3).

    ``most`` is the greatest number behind a colon.
    """
    unit = draw(st.sampled_from(sorted(unit_indexes())))
    count = draw(st.integers(1, most))
    name = "DAYS" if unit == "DAY" else f"{unit}S"
    fixed = (
        [
            DateRange("YESTERDAY", unit, -1, -1),
            DateRange("TODAY", unit, 0, 0),
            DateRange("TOMORROW", unit, 1, 1),
            DateRange("LAST_90_DAYS", unit, -90, 0),
            DateRange("NEXT_90_DAYS", unit, 1, 90),
        ]
        if unit == "DAY"
        else [
            DateRange(f"LAST_{unit}", unit, -1, -1),
            DateRange(f"THIS_{unit}", unit, 0, 0),
            DateRange(f"NEXT_{unit}", unit, 1, 1),
        ]
    )
    counted = [
        DateRange(f"LAST_N_{name}:{count}", unit, -count, 0 if unit == "DAY" else -1),
        DateRange(f"NEXT_N_{name}:{count}", unit, 1, count),
        DateRange(f"N_{name}_AGO:{count}", unit, -count, -count),
    ]
    return draw(st.sampled_from(fixed + counted))


def distance(
    day: date, literal: DateRange, *, today: date, fiscal_start: int = 1, week_start: int = 7
) -> int:
    """Return where a day lies: below 0 before the literal's days, 0 in them, above 0 after them."""
    index = unit_indexes(fiscal_start, week_start)[literal.unit]
    away = index(day) - index(today)
    return min(away - literal.first, 0) + max(away - literal.last, 0)


@st.composite
def _date_literal_conditions(draw: st.DrawFn) -> Condition:
    literal = draw(date_literals(most=4))
    field = draw(st.sampled_from(["ConvertedDate", "CreatedDate"]))
    sign = draw(operators)

    def holds(record: Record) -> bool:
        value = record[field]
        if value is None:
            return sign in ("!=", "<>")
        day = value.astimezone(BERLIN).date() if isinstance(value, datetime) else value
        return bool(_COMPARE[sign](distance(day, literal, today=TODAY), 0))

    return Condition(f"{field} {sign} {literal.text}", holds)


@st.composite
def _member_conditions(draw: st.DrawFn) -> Condition:
    alternatives = draw(
        st.lists(_text_conditions(), min_size=1, max_size=3)
        | st.lists(_number_conditions(), min_size=1, max_size=3)
        | st.lists(_day_conditions(), min_size=1, max_size=3)
        | st.lists(_null_conditions(), min_size=1, max_size=2)
    )
    negated = draw(st.booleans())
    field = alternatives[0].text.split()[0]
    literals = [
        each.text.split(maxsplit=2)[2] for each in alternatives if each.text.split()[0] == field
    ]
    wanted = [_read_back(each) for each in literals]

    def holds(record: Record) -> bool:
        found = record[field]
        key = partial(text_key, field) if isinstance(found, str) else lambda value: value
        among = any(
            (found is None and value is None)
            or (found is not None and value is not None and key(found) == key(value))
            for value in wanted
        )
        return among is not negated

    return Condition(f"{field} {'NOT IN' if negated else 'IN'} ({', '.join(literals)})", holds)


def _read_back(literal: str) -> Any:
    if literal.startswith("'"):
        text = literal[1:-1]
        for plain, escaped in (("\n", "\\n"), ("'", "\\'")):
            text = text.replace("\\\\", "\0").replace(escaped, plain).replace("\0", "\\\\")
        return text.replace("\\\\", "\\") or None
    if literal == "null":
        return None
    return float(literal) if literal.count("-") < 2 else date.fromisoformat(literal)


def _bracketed(condition: Condition) -> str:
    return condition.text if condition.is_simple else f"({condition.text})"


def _all(parts: list[Condition]) -> Condition:
    return Condition(
        " AND ".join(map(_bracketed, parts)),
        lambda record: all(each.holds(record) for each in parts),
        is_simple=False,
    )


def _any(parts: list[Condition]) -> Condition:
    return Condition(
        " or ".join(map(_bracketed, parts)),
        lambda record: any(each.holds(record) for each in parts),
        is_simple=False,
    )


def _not(part: Condition) -> Condition:
    return Condition(
        f"NOT {_bracketed(part)}", lambda record: not part.holds(record), is_simple=False
    )


KINDS: Mapping[str, st.SearchStrategy[Condition]] = {
    "text": _text_conditions(),
    "like": _like_conditions(),
    "multipicklist": _multipicklist_conditions(),
    "null": _null_conditions(),
    "boolean": _boolean_conditions(),
    "number": _number_conditions(),
    "id": _id_conditions(),
    "day": _day_conditions(),
    "instant": _instant_conditions(),
    "date literal": _date_literal_conditions(),
    "member": _member_conditions(),
}
"""The comparisons, by what is compared."""

conditions: st.SearchStrategy[Condition] = st.recursive(
    st.one_of(*KINDS.values()),
    lambda parts: (
        st.lists(parts, min_size=2, max_size=4).map(_all)
        | st.lists(parts, min_size=2, max_size=4).map(_any)
        | parts.map(_not)
    ),
    max_leaves=6,
)


@dataclass(frozen=True)
class Ordering:
    """One key of ORDER BY."""

    field: str
    descending: bool
    nulls_first: bool | None

    @property
    def text(self) -> str:
        """The key as SOQL."""
        nulls = {None: "", True: " NULLS FIRST", False: " NULLS LAST"}[self.nulls_first]
        return f"{self.field}{' DESC' if self.descending else ''}{nulls}"


orderings = st.builds(
    Ordering,
    st.sampled_from(
        [*TEXT_FIELDS, "Id", "NumberOfEmployees", "AnnualRevenue", "IsConverted", "CreatedDate"]
    ),
    st.booleans(),
    st.sampled_from([None, True, False]),
)


@dataclass(frozen=True)
class ModelQuery:
    """A whole query of ids, as text and as Python."""

    where: Condition | None
    order_by: tuple[Ordering, ...]
    limit: int | None
    offset: int | None

    @property
    def text(self) -> str:
        """The query as SOQL."""
        words = ["SELECT Id FROM Lead"]
        if self.where is not None:
            words.append(f"WHERE {self.where.text}")
        if self.order_by:
            words.append("ORDER BY " + ", ".join(each.text for each in self.order_by))
        if self.limit is not None:
            words.append(f"LIMIT {self.limit}")
        if self.offset is not None:
            words.append(f"OFFSET {self.offset}")
        return " ".join(words)

    def answer(self, leads: Sequence[Record], *, include_deleted: bool) -> list[int]:
        """Return the positions, from 1, of the leads the query finds, in its order."""
        found: list[tuple[int, Record]] = [
            (number, {"Id": lead_id(number), **lead})
            for number, lead in enumerate(leads, 1)
            if include_deleted or not lead["IsDeleted"]
        ]
        if self.where is not None:
            found = [(number, lead) for number, lead in found if self.where.holds(lead)]
        for ordering in reversed(self.order_by):
            found = _ordered(found, ordering)
        start = self.offset or 0
        end = None if self.limit is None else start + self.limit
        return [number for number, _ in found[start:end]]


def _ordered(found: list[tuple[int, Record]], ordering: Ordering) -> list[tuple[int, Record]]:
    def key(item: tuple[int, Record]) -> Any:
        value = item[1][ordering.field]
        if ordering.field == "Status":
            return STATUSES.index(value) if value in STATUSES else len(STATUSES)
        return text_key(ordering.field, value) if ordering.field in TEXT_FIELDS else value

    nulls = [each for each in found if each[1][ordering.field] is None]
    others = [each for each in found if each[1][ordering.field] is not None]
    others.sort(key=key, reverse=ordering.descending)
    nulls_first = not ordering.descending if ordering.nulls_first is None else ordering.nulls_first
    return nulls + others if nulls_first else others + nulls


queries = st.builds(
    ModelQuery,
    st.none() | conditions,
    st.lists(orderings, max_size=2).map(tuple),
    st.none() | st.integers(0, 5),
    st.none() | st.integers(0, 3),
)
