"""What customers meet, staged by one call of each face; and what Salesforce then answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import customer_table
import markdown_tables
from customer_stage import ELSEWHERE, ROWS, Row
from fake_salesforce import FakeSalesforce
from three_ways import WAYS, commands

HEADING = "What customers meet"


@pytest.fixture
def page(pytestconfig: pytest.Config) -> Path:
    """The page of control."""
    return pytestconfig.rootpath / "docs" / "control.md"


@pytest.fixture(scope="module")
def shared() -> Iterator[FakeSalesforce]:
    """A server for the rows that leave its clock alone."""
    with FakeSalesforce() as salesforce:
        yield salesforce


def _play(shared: FakeSalesforce, row: Row, way: str) -> tuple[list[str], list[str]]:
    """Play a row; one that moves the clock has a server of its own."""
    if "clock" not in row.python + row.then:
        return customer_table.play(shared, row, way)
    with FakeSalesforce() as salesforce:
        return customer_table.play(salesforce, row, way)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_one_call_stages_it_and_salesforce_answers(
    shared: FakeSalesforce, page: Path, row: Row, way: str
) -> None:
    """One call of each face stages the row; the answers are the documented ones, and the page's."""
    told, wrong = _play(shared, row, way)
    assert wrong == []
    rows = markdown_tables.read(page.read_text(encoding="utf-8"), HEADING)
    assert rows[ROWS.index(row)] == customer_table.cells(row, told)


def test_page_has_every_row(page: Path, shared: FakeSalesforce) -> None:
    """The page's table has these rows in this order; it is written anew on demand."""
    if markdown_tables.is_written():
        found = [customer_table.cells(row, _play(shared, row, "shell")[0]) for row in ROWS]
        if found != markdown_tables.read(page.read_text(encoding="utf-8"), HEADING):
            markdown_tables.write(page, HEADING, customer_table.HEAD, found)
    told = markdown_tables.read(page.read_text(encoding="utf-8"), HEADING)
    assert [row[0] for row in told] == [each.name for each in ROWS]


def test_each_is_one_call() -> None:
    """Each is one command and one statement, and no row of the reference is forgotten."""
    for row in ROWS:
        assert len(commands(row.command)) == 1, row.name
        assert len(row.python.splitlines()) == 1, row.name
        assert ";" not in row.python, row.name
    assert {each.number for each in ROWS} | ELSEWHERE.keys() == set(range(1, 65))
