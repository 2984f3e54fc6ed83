"""SOQL over generated schemas, beside a naive evaluator that shares no code with the fake."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import given

import soql_schemas
from fake_salesforce import soql
from soql_stage import Stage


@given(soql_schemas.queries())
def test_any_schema_answers_as_the_naive_evaluator(queries: list[soql_schemas.WorldQuery]) -> None:
    """Whatever the objects and their records: parents, joins and orders are as in plain Python."""
    world = queries[0].world
    with Stage(others=world.stored(), schema=world.schema) as stage:
        for query in queries:
            parsed = soql.parse(query.text)
            assert soql.parse(soql.print_query(parsed)) == parsed
            records, expected = stage.records(query.text), query.answer()
            assert [_values(each, query) for each in records] == expected


def _values(record: Mapping[str, Any], query: soql_schemas.WorldQuery) -> dict[str, Any]:
    """Return what is selected of a record of the answer, by path."""
    paths = ["Id", *(each.text for each in query.selected)]
    return {each: _at(record, each.split(".")) for each in paths}


def _at(record: Mapping[str, Any] | None, names: list[str]) -> Any:
    """Return the value at the end of a path of nested objects."""
    found: Any = record
    for name in names:
        found = None if found is None else found[name]
    return found
