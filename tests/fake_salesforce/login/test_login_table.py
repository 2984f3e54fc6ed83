"""The README's tables of how logins and sessions end: each row staged, and asked over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import markdown_tables
from fake_salesforce import FakeSalesforce
from fake_salesforce.login.refused import REFUSED
from fake_salesforce.org import LoginStatus
from login_stage import LOGINS, SESSIONS, LoginRow, SessionRow
from login_table import HEAD, SESSION_HEAD, login_row, session_row
from three_ways import WAYS

HEADING = "How a login ends"


@pytest.fixture
def readme(pytestconfig: pytest.Config) -> Path:
    """The README of the fake."""
    return pytestconfig.rootpath / "fake_salesforce" / "README.md"


@pytest.fixture(scope="module")
def server() -> Iterator[FakeSalesforce]:
    """A server for these rows: its orgs are theirs alone."""
    with FakeSalesforce() as salesforce:
        yield salesforce


def _told(readme: Path, nth: int) -> dict[str, list[str]]:
    """Return the rows of a table by their situations."""
    rows = markdown_tables.read(readme.read_text(encoding="utf-8"), HEADING, nth)
    return {row[0]: row for row in rows}


def test_tables_have_every_row(readme: Path, server: FakeSalesforce) -> None:
    """Both tables have the situations that are staged here, in their order."""
    if markdown_tables.is_written():
        with FakeSalesforce() as another:
            sessions = [session_row(another, each, "python") for each in SESSIONS]
        found = [login_row(server, each, "python") for each in LOGINS]
        page = readme.read_text(encoding="utf-8")
        for nth, head, rows in ((0, HEAD, found), (1, SESSION_HEAD, sessions)):
            if markdown_tables.read(page, HEADING, nth) != rows:
                markdown_tables.write(readme, HEADING, head, rows, nth)
    assert list(_told(readme, 0)) == [each.name for each in LOGINS]
    assert list(_told(readme, 1)) == [each.name for each in SESSIONS]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("row", LOGINS, ids=lambda row: row.name)
def test_login_ends_as_the_table_says(
    readme: Path, server: FakeSalesforce, row: LoginRow, way: str
) -> None:
    """Each situation, staged in each way, gives every cell of its row."""
    assert login_row(server, row, way) == _told(readme, 0)[row.name]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("row", SESSIONS, ids=lambda row: row.name)
def test_session_ends_as_the_table_says(readme: Path, row: SessionRow, way: str) -> None:
    """Each end of a session, staged in each way, is answered in its row's words."""
    with FakeSalesforce() as salesforce:
        assert session_row(salesforce, row, way) == _told(readme, 1)[row.name]


def test_every_outcome_has_a_row(readme: Path) -> None:
    """Each status that LoginHistory can tell, and each code that SOAP can answer, is in a row."""
    rows = list(_told(readme, 0).values())
    history = " ".join(row[8] for row in rows)
    codes = {row[4] for row in rows}
    for status in LoginStatus:
        assert status.text in history, status
        if status is not LoginStatus.SUCCESS:
            assert REFUSED[status].code in codes, status
