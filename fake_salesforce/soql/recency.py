"""FOR VIEW and FOR REFERENCE: when a user last viewed records, or saw them referred to.

The clauses move LastViewedDate and LastReferencedDate of the records that the query retrieves
(reference 4.1, [K:soql-sosl/for-view-and-and-for-reference]), which are those of the user who asks.
RecentlyViewed, which they fill too, is an object that the fake does not have. Believed: that a page
shows the dates from before it was read, that a page moves those of its own records, that a query
without records has no such clause, and errorCode and words of the refusals.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from fake_salesforce.errors import MalformedQueryError

from . import nodes
from .fragments import Fragment, quoted
from .names import Scope
from .positions import located

TABLE = "_recently_viewed"
SQL = f"""
CREATE TABLE {TABLE} (
    user_id TEXT NOT NULL,
    record_id TEXT NOT NULL,
    viewed TEXT,
    referenced TEXT,
    PRIMARY KEY (user_id, record_id)
) WITHOUT ROWID"""
"""The table, which an org's database has; dates are as those of a field."""

_COLUMNS = {"LastViewedDate": "viewed", "LastReferencedDate": "referenced"}
_FIELDS = {"VIEW": "LastViewedDate", "REFERENCE": "LastReferencedDate"}


def bind_purposes(query: nodes.Query, scope: Scope, *, has_records: bool) -> frozenset[str]:
    """Return what the records of a query are read for: VIEW, REFERENCE, both or neither.

    Raises:
        MalformedQueryError: the query has no records of its own, or ones that nobody views.
    """
    for each in query.purposes:
        word = str(each)
        if not has_records or scope.sobject.field(_FIELDS[word]) is None:
            message = f"FOR {word} is not allowed in this query of {scope.sobject.name}"
            raise MalformedQueryError(located(scope.text, each.position, message))
    return frozenset(map(str, query.purposes))


def is_personal(column: str) -> bool:
    """Tell whether a column's values are those of the user who asks."""
    return column in _COLUMNS


def personal(column: str, alias: str, user_id: str) -> Fragment:
    """Return SQL for a user's own date, or else for the one that was staged in the record."""
    return Fragment(
        f"COALESCE((SELECT r.{_COLUMNS[column]} FROM {TABLE} AS r WHERE r.user_id = ?"  # noqa: S608 - our own words
        f' AND r.record_id = {alias}."Id"), {alias}.{quoted(column)})',
        (user_id,),
    )


def note(
    connection: sqlite3.Connection,
    purposes: frozenset[str],
    record_ids: Sequence[str],
    *,
    user_id: str,
    at: str,
) -> None:
    """Note, inside the caller's transaction, that a user viewed records or referred to them."""
    for purpose in sorted(purposes):
        column = _COLUMNS[_FIELDS[purpose]]
        connection.execute(
            f"INSERT INTO {TABLE} (user_id, record_id, {column})"  # noqa: S608 - our own words
            " SELECT ?, value, ? FROM json_each(?) WHERE true"
            f" ON CONFLICT DO UPDATE SET {column} = excluded.{column}",
            (user_id, at, json.dumps(record_ids)),
        )
