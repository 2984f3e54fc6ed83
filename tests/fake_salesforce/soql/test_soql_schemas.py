"""SOQL over generated schemas, beside a naive evaluator that shares no code with the fake."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import given

import soql_schemas
from fake_salesforce import soql
from soql_stage import Stage


@given(soql_schemas.queries())
def test_any_schema_answers_as_the_naive_evaluator(query: soql_schemas.WorldQuery) -> None:
    """Whatever the objects and their records: parents, joins and orders are as in plain Python."""
    parsed = soql.parse(query.text)
    assert soql.parse(soql.print_query(parsed)) == parsed
    with Stage(others=query.world.stored(), schema=query.world.schema) as stage:
        records = stage.records(query.text)
    found = [
        {name: _at(record, name.split(".")) for name in expected}
        for record, expected in zip(records, query.answer(), strict=True)
    ]
    assert found == query.answer()


def _at(record: Mapping[str, Any] | None, names: list[str]) -> Any:
    """Return the value at the end of a path of nested objects."""
    found: Any = record
    for name in names:
        found = None if found is None else found[name]
    return found
