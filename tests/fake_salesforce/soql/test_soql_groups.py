"""Groups and subtotals beside a naive evaluator that shares no code with the fake."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import soql_groups
import soql_model
from fake_salesforce import soql
from fake_salesforce.errors import SalesforceError
from soql_sql_words import strange_tokens
from soql_stage import Stage


@given(leads=st.lists(soql_model.records, max_size=8), query=soql_groups.queries())
def test_groups_are_those_of_the_naive_evaluator(
    leads: list[soql_model.Record], query: soql_groups.GroupedQuery
) -> None:
    """Any grouped query answers what plain Python answers, subtotals included, in its order."""
    with Stage([soql_model.stored(each) for each in leads]) as stage:
        answer = json.loads(stage.page(query.text))
    records = [{k: v for k, v in each.items() if k != "attributes"} for each in answer["records"]]
    assert records == query.answer(leads)
    assert answer["totalSize"] == len(records)


@given(soql_groups.queries())
def test_printing_and_parsing_again_is_the_identity(query: soql_groups.GroupedQuery) -> None:
    """A grouped query, printed and parsed again, is the same query."""
    parsed = soql.parse(query.text)
    assert soql.parse(soql.print_query(parsed)) == parsed


@given(soql_groups.queries())
def test_no_literal_reaches_the_sql(query: soql_groups.GroupedQuery) -> None:
    """The SQL of groups and subtotals has our words, names and a mark for each value."""
    with Stage() as stage:
        statement = stage.statement(query.text)
    assert statement.projection is not None
    sql, values = statement.clauses.select(statement.projection.what)
    assert sql.count("?") == len(values)
    assert strange_tokens(sql) == set()


@given(st.lists(soql_model.records, max_size=8), soql_groups.operands)
def test_a_date_function_filters_as_it_groups(
    leads: list[soql_model.Record], operand: soql_groups.Operand
) -> None:
    """The rows of a group are those that WHERE finds by the group's value."""
    text = f"SELECT {operand.text} v, COUNT(Id) c FROM Lead GROUP BY {operand.text}"
    with Stage([soql_model.stored(each) for each in leads]) as stage:
        for group in stage.records(text):
            literal = group["v"]
            if isinstance(literal, str):
                is_day = "DAY_ONLY" in operand.text or operand.field == "ConvertedDate"
                literal = literal if is_day else soql_model.written(literal)
            literal = "null" if literal is None else str(literal)
            where = f"SELECT COUNT() FROM Lead WHERE {operand.text} = {literal}"
            assert stage.count(where) == group["c"]


@given(
    st.lists(soql_model.records, max_size=8),
    soql_groups.date_functions,
    st.sampled_from(sorted(soql_groups.COMPARE)),
    st.integers(0, 2030) | soql_model.days,
)
def test_date_functions_compare(
    leads: list[soql_model.Record], operand: soql_groups.Operand, sign: str, value: int | date
) -> None:
    """WHERE compares what a date function gives, in UTC or in the user's zone; null is neither."""
    assume(isinstance(value, date) is operand.text.startswith("DAY_ONLY"))
    expected = [
        number
        for number, lead in enumerate(leads, 1)
        if not lead["IsDeleted"]
        and operand.value(lead) is not None
        and soql_groups.COMPARE[sign](operand.value(lead), value)
    ]
    with Stage([soql_model.stored(each) for each in leads]) as stage:
        assert stage.rows(f"SELECT Id FROM Lead WHERE {operand.text} {sign} {value}") == expected


def test_a_subtotal_is_told_from_a_null_by_grouping() -> None:
    """A value that is null and a subtotal look alike but for GROUPING()."""
    with Stage([{"City": None}, {"City": "Ulm"}]) as stage:
        records = stage.records(
            "SELECT City, GROUPING(City) g, COUNT(Id) c FROM Lead GROUP BY ROLLUP(City)"
        )
    found = [(each["City"], each["g"], each["c"]) for each in records]
    assert found == [(None, 0, 1), ("Ulm", 0, 1), (None, 1, 2)]


def test_no_rows_have_no_grand_total() -> None:
    """Subtotals of nothing are no group at all."""
    with Stage() as stage:
        assert stage.records("SELECT City, COUNT(Id) FROM Lead GROUP BY CUBE(City)") == []


def test_labels_are_grouped_and_summed() -> None:
    """toLabel() shows the label of a grouped value, null in its subtotal, and may be grouped by."""
    with Stage([{"Status": "Open"}, {"Status": "Closed"}, {"Status": "Open"}]) as stage:
        shown = stage.records(
            "SELECT toLabel(Status), COUNT(Id) c FROM Lead GROUP BY ROLLUP(Status)"
        )
        grouped = stage.records(
            "SELECT toLabel(Status) s, GROUPING(toLabel(Status)) g, COUNT(Id) c FROM Lead"
            " GROUP BY ROLLUP(toLabel(Status))"
        )
    assert [each["Status"] for each in shown] == ["Offen", "Erledigt %", None]
    assert [(each["s"], each["g"], each["c"]) for each in grouped] == [
        ("Erledigt %", 0, 1),
        ("Offen", 0, 2),
        (None, 1, 3),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "SELECT City, GROUPING(City) FROM Lead GROUP BY City",
            "Column:14\nGROUPING() can only be used with GROUP BY ROLLUP or CUBE",
        ),
        (
            "SELECT Id FROM Lead WHERE GROUPING(City) = 1",
            "Column:27\nGROUPING() can only be used with GROUP BY ROLLUP or CUBE",
        ),
        (
            "SELECT GROUPING(Status) FROM Lead GROUP BY CUBE(City)",
            "Column:17\nGROUPING() needs a field of ROLLUP or CUBE: Status",
        ),
        (
            "SELECT COUNT(Id) FROM Lead GROUP BY ROLLUP(City, Status, Email, LastName)",
            "Column:65\nROLLUP takes at most 3 fields",
        ),
        (
            "SELECT COUNT(Id) FROM Lead GROUP BY CUBE(City, Status, Email, LastName)",
            "Column:63\nCUBE takes at most 3 fields",
        ),
        ("SELECT COUNT(Id) FROM Lead GROUP BY ROLLUP(City), Email", "unexpected token: ','"),
        ("SELECT COUNT(Id) FROM Lead GROUP BY Email, CUBE(City)", "unexpected token: ','"),
        ("SELECT COUNT(Id) FROM Lead GROUP BY ROLLUP(CUBE(City))", "unexpected token: '('"),
        ("SELECT COUNT(Id) FROM Lead GROUP BY ROLLUP('a')", "unexpected token: ''a''"),
        ("SELECT COUNT(Id) FROM Lead GROUP BY ROLLUP(:a)", "Bind variables only allowed in Apex"),
        ("SELECT ROLLUP(City) FROM Lead", "unexpected token: '('"),
        (
            "SELECT COUNT() FROM Lead GROUP BY City",
            "COUNT() cannot be used with GROUP BY, use COUNT(Id)",
        ),
        (
            "SELECT COUNT(Id), (SELECT Id FROM Tasks) FROM Lead",
            "Column:35\nField must be grouped or aggregated: Tasks",
        ),
        (
            "SELECT COUNT(Id) FROM Lead GROUP BY toLabel(Interests)",
            "can not be grouped in a query call",
        ),
        (
            "SELECT COUNT(Id) FROM Lead GROUP BY DISTANCE(Place__c, Address, 'km')",
            "Column:37\nDISTANCE() cannot be used with GROUP BY",
        ),
        (
            "SELECT DISTANCE(Place__c, Address, 'km'), COUNT(Id) FROM Lead GROUP BY City",
            "Field must be grouped or aggregated: Place__c",
        ),
    ],
)
def test_refusals(text: str, words: str) -> None:
    """What may not be grouped is refused, at its place where it has one."""
    with Stage() as stage, pytest.raises(SalesforceError) as caught:
        stage.page(text)
    assert words in caught.value.message
