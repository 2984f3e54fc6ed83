"""Any query that the language can say: printed and parsed it is itself, asked it is no crash."""

from __future__ import annotations

import contextlib

from hypothesis import given

import soql_nodes
from fake_salesforce import soql
from fake_salesforce.errors import NotImplementedInFakeError, SalesforceError
from fake_salesforce.soql import nodes
from soql_stage import Stage


@given(soql_nodes.queries)
def test_printing_and_parsing_is_the_identity(query: nodes.Query) -> None:
    """What is printed of any nodes parses to the same nodes."""
    assert soql.parse(soql.print_query(query)) == query


@given(soql_nodes.queries)
def test_any_query_is_answered_or_refused(query: nodes.Query) -> None:
    """Whatever the nodes mean, asking them raises nothing but refusals."""
    refusals = (SalesforceError, NotImplementedInFakeError)
    with Stage([{"LastName": "Doe"}]) as stage, contextlib.suppress(*refusals):
        stage.page(soql.print_query(query))
