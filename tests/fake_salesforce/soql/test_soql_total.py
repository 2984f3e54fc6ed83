"""Whatever the text: a documented refusal or an answer, never another exception."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import soql_model
from fake_salesforce import soql
from fake_salesforce.errors import (
    MalformedQueryError,
    NotImplementedInFakeError,
    QueryTooComplicatedError,
    SalesforceError,
)
from soql_stage import Stage

WORDS = (
    *("SELECT", "FROM", "WHERE", "AND", "OR", "NOT", "IN", "LIKE", "ORDER BY", "LIMIT", "OFFSET"),
    *("GROUP BY", "HAVING", "USING SCOPE", "WITH", "FOR VIEW", "FOR UPDATE", "ALL ROWS", "TYPEOF"),
    *("COUNT()", "COUNT(Id)", "toLabel(Status)", "Id", "Lead", "LastName", "Owner.Name", "null"),
    *("(", ")", ",", ".", ":", "=", "!=", "<", "'", "'x'", "5", "-1.5", "2020-01-31", "TODAY"),
    *("LAST_N_DAYS:99999999999999999999", "2020-01-31T10:00:00Z", "$", "\n", "\0", "INCLUDES"),
    *("CreatedDate", "NumberOfEmployees", "IsConverted", "Address", "l", "\ud800", "/*", "END"),
    *("GROUP BY ROLLUP(City, Status)", "CUBE(", "GROUPING(City)", "convertCurrency(AnnualRevenue)"),
    *("DISTANCE(Address, GEOLOCATION(1.5, -2), 'km')", "GEOLOCATION(1, 2)", "Place__c", "USD5000"),
    *("FOR REFERENCE", "UPDATE TRACKING", "WITH DATA CATEGORY", "AT", "toLabel(Status)", "SUM(Id)"),
)


def ask(text: str) -> None:
    """Take a text through the whole pipeline; let only the two kinds of refusal pass."""
    refusals = (SalesforceError, NotImplementedInFakeError)
    with Stage([{"LastName": "Doe"}]) as stage, contextlib.suppress(*refusals):
        stage.page(text)


@given(st.text())
@example("SELECT")
@example("SELECT Id FROM Lead WHERE LastName = '\ud800'")
def test_any_text_is_answered_or_refused(text: str) -> None:
    """Arbitrary text raises nothing but refusals."""
    ask(text)


@given(st.lists(st.sampled_from(WORDS), max_size=14))
def test_any_words_are_answered_or_refused(words: list[str]) -> None:
    """Words of SOQL in any order raise nothing but refusals."""
    ask("SELECT Id FROM Lead " + " ".join(words))
    ask(" ".join(words))


@given(soql_model.queries, st.data())
def test_a_mutated_query_is_answered_or_refused(
    query: soql_model.ModelQuery, data: st.DataObject
) -> None:
    """A valid query with a piece cut out and another put in raises nothing but refusals."""
    start = data.draw(st.integers(0, len(query.text)))
    end = data.draw(st.integers(start, len(query.text)))
    put_in = data.draw(st.sampled_from(["", *WORDS]) | st.text(max_size=3))
    ask(query.text[:start] + put_in + query.text[end:])


def nested(depth: int, opening: str, closing: str) -> str:
    """Return a query whose condition is nested that deep."""
    condition = opening * depth + "LastName = 'Doe'" + closing * depth
    return f"SELECT Id FROM Lead WHERE {condition}"


NESTINGS = [
    ("(", ")"),
    ("(NOT ", ")"),
    ("(LastName = 'a' OR (City = 'b' AND ", "))"),
    ("(LastName != 'a' AND (NOT (City = 'b' OR ", ")))"),
]


@pytest.mark.parametrize(("opening", "closing"), NESTINGS)
def test_nesting_up_to_the_limit_is_answered(opening: str, closing: str) -> None:
    """Conditions nested 40 brackets deep run, however AND, OR and NOT alternate."""
    with Stage([{"LastName": "Doe", "City": "b"}]) as stage:
        stage.rows(nested(40 // opening.count("("), opening, closing))


@pytest.mark.parametrize(("opening", "closing"), NESTINGS)
@pytest.mark.parametrize("depth", [41, 2000])
def test_nesting_beyond_the_limit_is_too_complicated(
    opening: str, closing: str, depth: int
) -> None:
    """Deeper brackets are QUERY_TOO_COMPLICATED, not a recursion error."""
    with pytest.raises(QueryTooComplicatedError, match="too many fields or the filter conditions"):
        soql.parse(nested(depth, opening, closing))


def test_a_bushy_condition_runs() -> None:
    """A condition as wide as it is deep, near the longest text, stays within SQLite's limits."""
    condition = "LastName = 'Doe'"
    for level in range(11):
        word = "AND" if level % 2 else "OR"
        condition = f"({condition}) {word} ({condition})"
    with Stage([{"LastName": "Doe"}]) as stage:
        assert stage.rows(f"SELECT Id FROM Lead WHERE {condition}") == [1]


@pytest.mark.parametrize(
    "condition",
    [
        " OR ".join(["City='a'"] * 8000 + ["City=null"]),
        " AND ".join(["City!='a'"] * 7000),
        f"NumberOfEmployees NOT IN ({','.join(map(str, range(17_000)))})",
        "City NOT IN (" + ",".join(f"'{number:x}'" for number in range(13_000)) + ")",
        " OR ".join(["CreatedDate<TODAY"] * 4700 + ["City=null"]),
        f"City != '{'x' * 99_900}'",
        f"NOT City LIKE '{'_%' * 40_000}'",
        f"NumberOfEmployees != {'9' * 99_900}",
    ],
)
def test_long_conditions_run(condition: str) -> None:
    """Conditions that fill the longest text run."""
    text = f"SELECT Id FROM Lead WHERE {condition}"
    assert len(text) <= 100_000
    with Stage([{}]) as stage:
        assert stage.rows(text) == [1]


def test_a_text_of_more_than_100000_characters_is_malformed() -> None:
    """The longest query has 100,000 characters (reference 4.1)."""
    query = "SELECT Id FROM Lead"
    soql.parse(query + " " * (100_000 - len(query)))
    with pytest.raises(MalformedQueryError, match="100000 characters"):
        soql.parse(query + " " * (100_001 - len(query)))
