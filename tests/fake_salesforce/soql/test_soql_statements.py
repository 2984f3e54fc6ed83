"""Compiled statements: what reaches the SQL text, the rows they find, the indexes that serve."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given

import soql_model
from fake_salesforce import soql
from soql_sql_words import strange_tokens
from soql_stage import Stage, lead_id


@given(soql_model.queries)
def test_no_literal_reaches_the_sql(query: soql_model.ModelQuery) -> None:
    """The SQL text is made of our words, the schema's names and one mark for each bound value."""
    with Stage() as stage:
        clauses = stage.statement(query.text).clauses
    sql, values = clauses.select(clauses.row)
    assert sql.count("?") == len(values)
    assert strange_tokens(sql) == set()


def test_records_come_in_the_order_asked_and_without_the_deleted() -> None:
    """Records of given rows keep the order of the numbers; gone and deleted ones are missing."""
    leads: list[dict[str, Any]] = [
        {"LastName": "a"},
        {"LastName": "b", "IsDeleted": 1},
        {"LastName": "c"},
    ]
    with Stage(leads) as stage:
        projection = stage.statement("SELECT LastName FROM Lead").projection
        assert projection is not None
        found = soql.records(stage.connection, projection, [3, 99, 2, 1])
        projection = stage.statement("SELECT LastName FROM Lead", include_deleted=True).projection
        assert projection is not None
        everything = soql.records(stage.connection, projection, [3, 2])
    assert found == [(3, lead_id(3), "c"), (1, lead_id(1), "a")]
    assert everything == [(3, lead_id(3), "c"), (2, lead_id(2), "b")]


def test_an_object_without_a_recycle_bin_hides_nothing() -> None:
    """Where there is no IsDeleted, every row is visible."""
    with Stage() as stage:
        stage.connection.execute("""INSERT INTO "Organization" VALUES (1, '00D', 'Example')""")
        assert stage.rows("SELECT Id FROM Organization") == [1]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT l.LastName FROM Lead l WHERE l.City = 'Rome' ORDER BY l.Id",
        "select LEAD.lastname from lead where lead.CITY = 'rome' order by id asc nulls first",
    ],
)
def test_alias_object_name_and_case(text: str) -> None:
    """Fields may stand behind the alias or the object's name; names and keywords have no case."""
    with Stage([{"City": "Rome", "LastName": "Doe"}, {"City": "Paris"}]) as stage:
        assert [each["LastName"] for each in stage.records(text)] == ["Doe"]


def test_words_that_are_not_reserved_are_names() -> None:
    """An object may be called Group, and a field Offset."""
    with Stage() as stage:
        stage.connection.execute("""INSERT INTO "Group" VALUES (1, '00G', 5), (2, '00H', 7)""")
        text = "SELECT Offset FROM Group WHERE Offset > 5 ORDER BY Offset LIMIT 1 OFFSET 0"
        assert [each["Offset"] for each in stage.records(text)] == [7]


def test_keyset_paging_by_id() -> None:
    """Behind an id come the greater ids, in the order of their exact characters."""
    with Stage([{}, {}, {}, {}, {}]) as stage:
        text = f"SELECT Id FROM Lead WHERE Id > '{lead_id(2)}' ORDER BY Id LIMIT 2"
        assert [each["Id"] for each in stage.records(text)] == [lead_id(3), lead_id(4)]


def test_escapes_are_read() -> None:
    """Every escape of the guide gives its character, and surrogate pairs join."""
    with Stage([{"LastName": "a\n\r\t\b\f\"'\\é😀"}]) as stage:
        text = r"""SELECT Id FROM Lead WHERE LastName = 'A\n\R\t\B\f\"\'\\\u00C9\ud83d\uDE00'"""
        assert stage.rows(text) == [1]


@pytest.mark.parametrize(
    ("stored", "pattern", "matches"),
    [
        ("Müller", "MÜ%", True),
        ("Müller", "%ü%R", True),
        ("Müller", "_Ü____", True),
        ("Müller", "_Ü___", False),
        ("ü", "ü%ü", False),
        ("üü", "ü%ü", True),
        ("üxü", "ü_ü", True),
        ("xüyüz", "%ü%ü%z", True),
        ("ü.", "ü_", True),
        ("ü%", r"ü\%", True),
        ("üx", r"ü\%", False),
        ("ü_", r"ü\_", True),
        ("ü\\", r"ü\\", True),
        ("a%", r"A\%", True),
        ("ab", r"A\%", False),
        ("a\\b", r"A\\B", True),
        ("a\\%", r"a\\\%", True),
        ("a\\b", r"a\\%", True),
        ("a\nb", "a%b", True),
        ("ü\nb", "ü%b", True),
        ("Doe", "oe", False),
        ("ü", "", False),
    ],
)
def test_patterns(stored: str, pattern: str, *, matches: bool) -> None:
    """LIKE ignores case beyond ASCII too; escaped wildcards stand for themselves."""
    with Stage([{"LastName": stored}]) as stage:
        found = stage.rows(f"SELECT Id FROM Lead WHERE LastName LIKE '{pattern}'")
    assert bool(found) is matches


@pytest.mark.parametrize(
    ("stored", "pattern", "matches"),
    [
        ("abc", "a%", True),
        ("abc", "A%", False),
        ("*?[x]", "*_[%", True),
        ("*?[x]", "*?[x]", True),
        ("axx", "*", False),
        ("ü%", r"ü\%", True),
        ("ü%", r"Ü\%", False),
        ("ax", "a" + "%" * 10_001, True),
        ("ax", "A" + "%" * 10_001, False),
    ],
)
def test_patterns_where_case_counts(stored: str, pattern: str, *, matches: bool) -> None:
    """LIKE on a case sensitive unique field tells cases apart, however long the pattern is."""
    with Stage([{"Key__c": stored}]) as stage:
        found = stage.rows(f"SELECT Id FROM Lead WHERE Key__c LIKE '{pattern}'")
    assert bool(found) is matches


def test_a_unique_key_is_paged_by() -> None:
    """Order and ``>`` agree where case counts: pages by the last key show each record once."""
    found: list[str] = []
    with Stage([{"Key__c": each} for each in ("B", "a", "A", "b", "ä")]) as stage:
        after = ""
        while records := stage.records(
            f"SELECT Key__c FROM Lead WHERE Key__c > '{after}' ORDER BY Key__c LIMIT 2"
        ):
            found += [each["Key__c"] for each in records]
            after = found[-1]
    assert found == ["A", "a", "B", "b", "ä"]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("LastName = 'doe  '", [1]),
        ("LastName IN ('x', 'doe ')", [1]),
        ("LastName = ''", [2]),
        ("LastName = '  '", [2]),
        ("LastName != ''", [1]),
        ("LastName IN ('', 'x')", [2]),
        ("LastName > ''", [1]),
    ],
)
def test_texts_compare_as_they_would_be_stored(condition: str, expected: list[int]) -> None:
    """A literal loses its trailing blanks, and an empty one is null, as it would be when stored."""
    with Stage([{"LastName": "Doe"}, {}]) as stage:
        assert stage.rows(f"SELECT Id FROM Lead WHERE {condition}") == expected


@pytest.mark.parametrize(
    ("stored", "literal", "equal"),
    [
        ("É", "é", True),
        ("\u017f", "s", False),
        ("s", "\u017f", False),
        ("\u0131", "I", False),
        ("\u00b5", "\u03bc", True),
        ("ß", "SS", False),
        ("a\0b", "A\0B", True),
        ("a\0b", "a\0c", False),
    ],
)
def test_case_beyond_ascii(stored: str, literal: str, *, equal: bool) -> None:
    """A letter equals its other case where that is one letter; ASCII stays apart from the rest."""
    with Stage([{"LastName": stored}]) as stage:
        for condition in (f"LastName = '{literal}'", f"LastName IN ('{literal}', 'other')"):
            assert bool(stage.rows(f"SELECT Id FROM Lead WHERE {condition}")) is equal


def test_time_literals_compare() -> None:
    """A time of day compares with a time field."""
    with Stage([{"CallTime": "12:30:00.000Z"}, {"CallTime": "08:00:00.000Z"}]) as stage:
        assert stage.rows("SELECT Id FROM Lead WHERE CallTime < 12:00:00Z") == [2]


@pytest.mark.parametrize(
    ("condition", "index"),
    [
        ("Email = 'x@example.com'", "by_email"),
        ("Email IN ('x@example.com', 'y@example.com')", "by_email"),
        ("City = 'a' AND Email = 'x@example.com'", "by_email"),
        (f"Id > '{lead_id(3)}' ORDER BY Id", "by_id"),
        (f"Id IN ('{lead_id(3)}')", "by_id"),
        ("CreatedDate >= 2020-07-01T00:00:00Z ORDER BY CreatedDate, Id", "by_created"),
        ("CreatedDate = LAST_N_DAYS:3", "by_created"),
    ],
)
def test_indexes_serve(condition: str, index: str) -> None:
    """Equality, lists and ranges search the indexes that an org has."""
    with Stage() as stage:
        stage.connection.executescript(
            """
            CREATE INDEX by_email ON "Lead" ("Email" COLLATE NOCASE);
            CREATE INDEX by_id ON "Lead" ("Id");
            CREATE INDEX by_created ON "Lead" ("CreatedDate");
            """
        )
        statement = stage.statement(f"SELECT Id FROM Lead WHERE {condition}")
        sql, values = statement.clauses.select(statement.clauses.row)
        plan = stage.connection.execute(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()
    assert re.search(rf"SEARCH .*{index}", plan[0][3])
