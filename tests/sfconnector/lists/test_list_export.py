from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripted_wire import START
from sfconnector.errors import InputError, UnknownListError
from sfconnector.lists.export import harmless, write_csv, write_json_lines
from sfconnector.store import own_values
from sfconnector.store.own_values import OwnValue
from stored_list import NAME, StoredList, record_id

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
values = st.one_of(st.none(), st.booleans(), texts, st.integers(-(10**9), 10**9))


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoredList]:
    """A list that each test fills anew."""
    stored = StoredList(tmp_path_factory.mktemp("export"))
    yield stored
    stored.close()


def as_csv(listed: StoredList, *, with_left: bool = False, raw: bool = True) -> str:
    """Return the list as CSV."""
    file = io.BytesIO()
    write_csv(listed.store, listed.account_id, NAME, file, with_left=with_left, raw=raw)
    return file.getvalue().decode()


@given(rows=st.lists(st.tuples(texts, values), max_size=4))
def test_what_a_csv_reader_reads_is_what_the_list_holds(
    listed: StoredList, rows: list[tuple[str, Any]]
) -> None:
    """Any text comes back as it was, in the order of Ids; null is empty, others are their JSON."""
    listed.import_rows([(email, {"Title": value}) for email, value in rows])
    written = as_csv(listed)
    assert written.startswith("Id,Email,Title\r\n")
    assert written.endswith("\r\n")
    read = list(csv.reader(io.StringIO(written, newline=""), strict=True))[1:]
    expected = [
        [record_id(number), email, value if isinstance(value, str) else _as_cell(value)]
        for number, (email, value) in enumerate(rows)
    ]
    assert read == expected


def _as_cell(value: object) -> str:
    return "" if value is None else json.dumps(value)


@given(text=st.builds(str.__add__, st.sampled_from(["", *"=+-@\t\r\n"]), texts))
def test_no_text_is_run_as_a_formula(text: str) -> None:
    """What begins like a formula gets an apostrophe; digits and signs alone, and the rest, stay."""
    shown = harmless(text)
    assert shown in {text, f"'{text}"}
    if shown == text and shown[:1] in {"=", "+", "-", "@", "\t", "\r", "\n"}:
        assert shown[0] in "+-"
        assert not any(each.isalpha() and each not in "eE" for each in shown)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('=HYPERLINK("http://example.com")', '\'=HYPERLINK("http://example.com")'),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2+cmd|' /C calc'!A0", "'-2+cmd|' /C calc'!A0"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("+49 (30) 901-820", "+49 (30) 901-820"),
        ("-1.5E+7", "-1.5E+7"),
        ("O'Neill = Sons", "O'Neill = Sons"),
        ("", ""),
    ],
)
def test_formulas_and_telephone_numbers(text: str, shown: str) -> None:
    """What can run is told from what can at most be added up."""
    assert harmless(text) == shown


def test_formulas_are_written_as_they_are_only_where_asked(listed: StoredList) -> None:
    """An e-mail may be one, too."""
    listed.import_rows([("=cmd@example.com", {"Title": "=1+1"})])
    assert "'=cmd@example.com,'=1+1" in as_csv(listed, raw=False)
    assert ",=cmd@example.com,=1+1" in as_csv(listed, raw=True)


def test_members_that_left_have_columns_or_are_left_out(listed: StoredList) -> None:
    """Marked ones tell since when and why, or do not stand in the file."""
    listed.import_rows([("a@example.com", {"Title": None}), ("b@example.com", {"Title": None})])
    listed.mark_left(1, at=START + timedelta(days=1), reason="deleted")
    with_left = as_csv(listed, with_left=True).splitlines()
    assert with_left[0] == "Id,Email,Title,LeftAt,LeftReason"
    assert with_left[1].endswith("a@example.com,,,")
    assert with_left[2].endswith("b@example.com,,2020-07-21T09:00:00+00:00,deleted")
    assert "b@example.com" not in as_csv(listed, with_left=False)


def test_values_of_the_lists_own_are_exported(listed: StoredList) -> None:
    """What the list shows in place of the source's value stands in the file."""
    listed.import_rows([("a@example.com", {"Title": "Theirs"})])
    own = OwnValue(record_id(0), "Title", '"Ours"', START, "somebody")
    with listed.store.writing() as connection:
        own_values.put(connection, listed.list_id, [own])
    assert as_csv(listed).endswith("a@example.com,Ours\r\n")
    file = io.BytesIO()
    write_json_lines(listed.store, listed.account_id, NAME, file, with_left=True)
    assert json.loads(file.getvalue())["values"]["Title"] == "Ours"
    with listed.store.writing() as connection:
        own_values.take_back(connection, listed.list_id, [(record_id(0), "Title")])


def test_json_lines_keep_each_digit(listed: StoredList) -> None:
    """One object a line, values as Salesforce wrote them."""
    listed.import_rows([("a@example.com", {"Title": 0})])
    with listed.store.writing() as connection:
        connection.exec_driver_sql(
            """UPDATE members SET field_values = '{"Title":12345678901234567.10}'"""
        )
    file = io.BytesIO()
    arguments: Any = (listed.store, listed.account_id, NAME, file)
    assert write_json_lines(*arguments, with_left=True) == 1
    assert b'"values":{"Email":"a@example.com","Title":12345678901234567.10}' in file.getvalue()
    assert json.loads(file.getvalue())["record_id"] == record_id(0)
    assert ",12345678901234567.10\r\n" in as_csv(listed)


def test_what_cannot_be_exported_is_told_before_anything_is_written(tmp_path: Path) -> None:
    """No list of this name, or none imported yet: no byte is written."""
    listed = StoredList(tmp_path)
    file = io.BytesIO()
    for name, error in (("Other", UnknownListError), (NAME, InputError)):
        with pytest.raises(error):
            write_csv(listed.store, listed.account_id, name, file, with_left=True, raw=False)
    assert file.getvalue() == b""
    listed.close()


def test_memory_does_not_grow_with_the_list(listed: StoredList) -> None:
    """Of 6,000 members (3 MB) no more is held than of some."""

    class Nowhere(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            return len(data)

    listed.import_rows((f"a{number}@example.com", {"Title": "x" * 500}) for number in range(6_000))
    tracemalloc.start()
    try:
        for form in (write_csv, write_json_lines):
            more: dict[str, Any] = {"raw": False} if form is write_csv else {}
            file: Any = io.BufferedWriter(Nowhere())
            form(listed.store, listed.account_id, NAME, file, with_left=True, **more)
        assert tracemalloc.get_traced_memory()[1] < 1_500_000
    finally:
        tracemalloc.stop()
