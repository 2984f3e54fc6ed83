"""A condition on one record, in the words of WHERE: what rules of an org are written in.

It is parsed, bound and compiled as the WHERE of a query of its object; asked of a record, it is the
query that finds that record if the condition is true of it.
"""

from __future__ import annotations

import dataclasses
import functools

from fake_salesforce.errors import MalformedQueryError

from . import nodes
from .parser import parse

_KEPT = 1024


@functools.lru_cache(_KEPT)
def parse_condition(sobject_name: str, text: str) -> nodes.Query:
    """Return the query that counts an object's records of which a condition is true.

    Raises:
        MalformedQueryError: the text is more or less than a condition.
        SalesforceError: the text is no SOQL.
        NotImplementedInFakeError: it is SOQL that is not evaluated.
    """
    query = parse(f"SELECT COUNT() FROM {sobject_name} WHERE {text}")  # noqa: S608 - SOQL, parsed
    plain = nodes.Query(selection=None, sobject=query.sobject, where=query.where)
    if query != plain or query.where is None:
        message = f"a condition is what stands behind WHERE, and nothing more: {text}"
        raise MalformedQueryError(message)
    return query


def of_record(query: nodes.Query, record_id: str) -> nodes.Query:
    """Return a condition's query, narrowed down to one record."""
    where = query.where
    assert where is not None
    others = where.operands if isinstance(where, nodes.And) else (where,)
    is_record = nodes.Comparison(
        nodes.Path(("Id",)), nodes.Operator.EQUAL, (nodes.StringLiteral(record_id),)
    )
    return dataclasses.replace(query, where=nodes.And((is_record, *others)))
