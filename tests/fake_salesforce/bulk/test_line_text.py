"""Lines of CSV that SQLite writes, beside those of the plain renderer, byte for byte."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_salesforce import bulk, soql
from fake_salesforce.schema.field import Field, FieldType
from fake_salesforce.schema.sobject import Schema, SObject
from soql_stage import LEAD, USER, Stage, record_id

LAYOUTS = st.builds(
    bulk.Layout,
    st.sampled_from(sorted(bulk.DELIMITERS)),
    st.sampled_from(sorted(bulk.LINE_ENDINGS)),
)
TEXTS = st.text(
    st.sampled_from('",|;^`\t\\\n\r\x00[]') | st.characters(exclude_categories=["Cs"]), max_size=8
)
DAYS = st.dates().map(str)
INSTANTS = st.datetimes().map(lambda at: f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}+0000")
VALUES: Mapping[FieldType, st.SearchStrategy[Any]] = {
    FieldType.BOOLEAN: st.booleans().map(int),
    FieldType.INT: st.integers(-(10**9), 10**9),
    FieldType.DOUBLE: st.floats(allow_nan=False, allow_infinity=False),
    FieldType.CURRENCY: st.floats(allow_nan=False, allow_infinity=False) | st.integers(-9, 9),
    FieldType.DATE: DAYS,
    FieldType.DATETIME: INSTANTS,
    FieldType.REFERENCE: st.sampled_from([record_id(USER, 1), record_id(USER, 2)]),
}
"""Of the types that are no texts."""
FIELDS = tuple(
    each
    for each in LEAD.columns
    if each.name not in {"Id", "IsDeleted"} and not each.name.startswith("Place__")
)
SELECTED = (
    *("Id", "IsDeleted", "toLabel(Status)", "toLabel(Interests)"),
    *("Owner.Name", "Owner.IsActive", "Owner.Manager.Name"),
    *(each.name for each in FIELDS if each.name not in {"Status", "Interests"}),
)
RECORDS = st.lists(
    st.fixed_dictionaries({each.name: st.none() | VALUES.get(each.type, TEXTS) for each in FIELDS}),
    max_size=4,
)
USERS = st.lists(
    st.fixed_dictionaries({"Name": TEXTS, "ManagerId": st.none() | st.just(record_id(USER, 1))}),
    max_size=2,
)


def both(
    stage: Stage, text: str, layout: bulk.Layout, version: str = "49.0"
) -> tuple[list[bytes] | None, list[bytes]]:
    """Return the lines of a query's records as SQLite writes them, and as the plain renderer."""
    statement = stage.statement(text)
    assert statement.projection is not None
    numbers = soql.rows(stage.connection, statement.clauses)
    written = bulk.written_lines(
        stage.connection, statement.projection, numbers, layout, version=version
    )
    records = soql.records(stage.connection, statement.projection, numbers)
    return written, bulk.csv_lines(statement.projection, records, layout, version=version)


def read(lines: Sequence[bytes], layout: bulk.Layout) -> list[list[str]]:
    """Return the values of lines, as a reader of CSV that is not the fake's reads them."""
    text = io.StringIO(b"".join(lines).decode(), newline="")
    return list(csv.reader(text, delimiter=layout.delimiter, strict=True))


@given(
    records=RECORDS,
    users=USERS,
    layout=LAYOUTS,
    selected=st.lists(st.sampled_from(SELECTED), min_size=1, unique=True),
    version=st.sampled_from(["49.0", "50.0"]),
)
def test_lines_are_the_plain_renderers(
    records: list[dict[str, Any]],
    users: list[dict[str, Any]],
    layout: bulk.Layout,
    selected: list[str],
    version: str,
) -> None:
    """Whatever is selected, of any type, with any delimiter, line ending, text or null."""
    with Stage(records, others={"User": users}) as stage:
        text = f"SELECT {', '.join(selected)} FROM Lead"
        written, plain = both(stage, text, layout, version)
    assert written == plain


@pytest.mark.parametrize(
    ("selected", "value", "shown"),
    [
        ("LastName", 'A "b",\nc\\', 'A "b",\nc\\'),
        ("toLabel(Status)", "Closed", "Erledigt %"),
        ("Interests", "a;b", "a;b"),
        ("NumberOfEmployees", 5, "5"),
        ("AnnualRevenue", 5_600_000_000, "5.6E9"),
        ("IsConverted", 1, "true"),
        ("IsConverted", 0, "false"),
        ("ConvertedDate", "2020-07-20", "2020-07-20"),
        ("CreatedDate", "2020-07-20T10:00:00.123+0000", "2020-07-20T10:00:00.123Z"),
        ("CallTime", "12:30:00.000Z", "12:30:00.000Z"),
        ("OwnerId", record_id(USER, 1), record_id(USER, 1)),
    ],
)
def test_values_by_type(selected: str, value: str | float, shown: str) -> None:
    """Each type is written as Salesforce's CSV has it, in quotes; a null as an empty text."""
    name = selected.removeprefix("toLabel(").removesuffix(")")
    with Stage([{name: value}, {name: None}]) as stage:
        text = f"SELECT {selected} FROM Lead"
        written, plain = both(stage, text, bulk.Layout())
    assert written is not None
    assert written == plain
    assert read(written, bulk.Layout()) == [[shown], [""]]
    assert all(each.startswith(b'"') for each in written)


@given(texts=st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5), layout=LAYOUTS)
def test_any_reader_reads_the_texts(texts: list[tuple[str, str]], layout: bulk.Layout) -> None:
    """Quotes, delimiters and line breaks in a text part nothing (RFC 4180)."""
    leads = [{"City": city, "Country": country} for city, country in texts]
    with Stage(leads) as stage:
        written, _ = both(stage, "SELECT City, Country FROM Lead", layout)
    assert written is not None
    assert all(each.endswith(layout.newline.encode()) for each in written)
    # The reader takes no NUL, and the writer writes it.
    if not any("\x00" in each for pair in texts for each in pair):
        assert read(written, layout) == [list(each) for each in texts]


def test_a_text_that_looks_like_what_parts_texts() -> None:
    """A comma alone between its quotes is a text, whatever the delimiter."""
    layout = bulk.Layout("PIPE")
    with Stage([{"City": ",", "Country": ",", "LastName": '","'}]) as stage:
        written, plain = both(stage, "SELECT City, Country, LastName FROM Lead", layout)
    assert written == plain == [b'","|","|""","""\n']


def test_rows_that_are_gone_are_left_out() -> None:
    """A number whose row is not there any more has no line; nor have rows in the recycle bin."""
    with Stage([{"City": "A"}, {"City": "B", "IsDeleted": 1}, {"City": "C"}]) as stage:
        projection = stage.statement("SELECT City FROM Lead").projection
        assert projection is not None
        for numbers, cities in (([3, 9, 2, 1], "CA"), ([9], ""), ([], "")):
            lines = bulk.written_lines(
                stage.connection, projection, numbers, bulk.Layout(), version="49.0"
            )
            assert lines == [f'"{each}"\n'.encode() for each in cities]


def test_what_stands_in_no_column_is_left_to_the_plain_renderer() -> None:
    """A value in the user's locale is written by none of SQLite's functions."""
    with Stage([{"AnnualRevenue": 5_600_000}]) as stage:
        text = "SELECT FORMAT(AnnualRevenue) shown FROM Lead"
        assert both(stage, text, bulk.Layout()) == (None, [b'"$5,600,000"\n'])


@pytest.mark.parametrize(("columns", "is_written"), [(127, True), (128, False)])
def test_as_many_columns_as_a_function_has_arguments(columns: int, *, is_written: bool) -> None:
    """SQLite writes lines of up to 127 columns, the plain renderer those of any number."""
    names = [f"F{number}__c" for number in range(columns)]
    fields = [Field(name=each, type=FieldType.STRING, label=each, nillable=True) for each in names]
    ids = (
        Field(name="Id", type=FieldType.ID, label="Id"),
        Field(name="IsDeleted", type=FieldType.BOOLEAN, label="Deleted"),
    )
    wide = SObject(
        name="Wide__c",
        label="Wide",
        label_plural="Wide",
        key_prefix="a00",
        fields=(*ids, *fields),
    )
    schema = Schema((wide,), absent=frozenset())
    record = dict.fromkeys(names, "x")
    with Stage(others={"Wide__c": [record]}, schema=schema) as stage:
        text = f"SELECT {', '.join(names)} FROM Wide__c"
        written, plain = both(stage, text, bulk.Layout())
    assert plain == [b",".join([b'"x"'] * columns) + b"\n"]
    assert written == (plain if is_written else None)
