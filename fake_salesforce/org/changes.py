"""Counts the changes of each table of records, so that what was made of them can be told as stale.

Triggers count, whoever writes and from whichever process: one more for each row. A rolled-back
change takes its count back, so a count only stands for what is committed.
"""

from __future__ import annotations

import re
import sqlite3

from fake_salesforce.schema import Schema

TABLE = "CREATE TABLE _change (name TEXT PRIMARY KEY, serial INTEGER NOT NULL) WITHOUT ROWID"

Serials = tuple[tuple[str, int], ...]
"""How often the tables that a query reads were changed, by their names."""

_QUOTED = re.compile(r'"([^"]+)"')


def counting(table: str) -> tuple[str, ...]:
    """Return the statements that begin to count the changes of a table."""
    count = f"UPDATE _change SET serial = serial + 1 WHERE name = '{table}'"  # noqa: S608 - the schema's name
    return (
        f"INSERT INTO _change VALUES ('{table}', 0)",  # noqa: S608 - the same
        *(
            f'CREATE TRIGGER "_{table}_after_{verb}" AFTER {verb} ON "{table}" BEGIN {count}; END'
            for verb in ("INSERT", "UPDATE", "DELETE")
        ),
    )


def serials(connection: sqlite3.Connection, sql: str, schema: Schema) -> Serials | None:
    """Return the counts of the tables that a compiled SELECT reads; None if one is not counted.

    A column that is called as a table is taken for it, which does no harm.
    """
    counted = dict(connection.execute("SELECT name, serial FROM _change"))
    named = set(_QUOTED.findall(sql))
    if any(each.name in named and each.name not in counted for each in schema):
        return None
    return tuple((name, counted[name]) for name in sorted(named & counted.keys()))
