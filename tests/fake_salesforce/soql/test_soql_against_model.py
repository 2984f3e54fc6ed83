"""SOQL beside a naive evaluator that shares no code with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import soql_model
from fake_salesforce import soql
from soql_stage import Stage


@given(
    leads=st.lists(soql_model.records, max_size=8),
    query=soql_model.queries,
    include_deleted=st.booleans(),
)
def test_a_query_finds_what_the_naive_evaluator_finds(
    *, leads: list[soql_model.Record], query: soql_model.ModelQuery, include_deleted: bool
) -> None:
    """Any query finds the rows that plain Python finds, in the same order."""
    expected = query.answer(leads, include_deleted=include_deleted)
    with Stage([soql_model.stored(each) for each in leads]) as stage:
        assert stage.rows(query.text, include_deleted=include_deleted) == expected


@pytest.mark.parametrize("kind", sorted(soql_model.KINDS))
@given(data=st.data())
def test_a_comparison_holds_as_in_plain_python(kind: str, data: st.DataObject) -> None:
    """Each kind of comparison holds for the rows for which plain Python says so."""
    leads = data.draw(st.lists(soql_model.records, min_size=5, max_size=10))
    comparisons = data.draw(st.lists(soql_model.KINDS[kind], min_size=3, max_size=8))
    with Stage([soql_model.stored(each) for each in leads]) as stage:
        for comparison in comparisons:
            query = soql_model.ModelQuery(comparison, (), None, None)
            assert stage.rows(query.text) == query.answer(leads, include_deleted=False)


@given(st.lists(soql_model.records, max_size=8), soql_model.conditions)
def test_not_is_the_complement(
    leads: list[soql_model.Record], condition: soql_model.Condition
) -> None:
    """A condition and its NOT share no row and leave none out, null rows included."""
    with Stage([soql_model.stored(each) for each in leads]) as stage:
        everything = stage.rows("SELECT Id FROM Lead")
        holds = stage.rows(f"SELECT Id FROM Lead WHERE {condition.text}")
        fails = stage.rows(f"SELECT Id FROM Lead WHERE NOT ({condition.text})")
    assert sorted(holds + fails) == everything


@given(st.lists(soql_model.records, max_size=8), soql_model.queries)
def test_count_is_the_number_of_rows(
    leads: list[soql_model.Record], query: soql_model.ModelQuery
) -> None:
    """COUNT() counts the rows that the same query finds, LIMIT and OFFSET applied."""
    unordered = soql_model.ModelQuery(query.where, (), query.limit, query.offset)
    counting = unordered.text.replace("SELECT Id", "SELECT COUNT()", 1)
    with Stage([soql_model.stored(each) for each in leads]) as stage:
        assert stage.count(counting) == len(stage.rows(unordered.text))


@given(soql_model.queries)
def test_printing_and_parsing_again_is_the_identity(query: soql_model.ModelQuery) -> None:
    """A parsed query, printed and parsed again, is the same query."""
    parsed = soql.parse(query.text)
    assert soql.parse(soql.print_query(parsed)) == parsed


def test_brackets_that_change_nothing_leave_no_trace() -> None:
    """Brackets around one condition, or within the same connective, do not show in the nodes."""
    bare = "SELECT Id FROM Lead WHERE City = 'a' AND City = 'b' AND City = 'c'"
    bracketed = "SELECT Id FROM Lead WHERE ((City = 'a') AND (City = 'b' AND ((City = 'c'))))"
    assert soql.parse(bracketed) == soql.parse(bare)
