"""The words that compiled SQL may be made of: ours, the schema's names, and marks for values."""

from __future__ import annotations

import re

from soql_stage import SCHEMA

_WORDS = {
    *("SELECT", "FROM", "WHERE", "AND", "OR", "NOT", "IN", "IS", "NULL", "IFNULL", "LIKE"),
    *("ESCAPE", "COLLATE", "NOCASE", "CASE", "WHEN", "THEN", "ELSE", "END", "CAST", "AS"),
    *("BLOB", "REAL", "length", "upper", "ORDER", "BY", "ASC", "DESC", "NULLS", "FIRST", "LAST"),
    *("LIMIT", "OFFSET", "LEFT", "JOIN", "ON", "COALESCE", "GROUP", "HAVING", "COUNT", "DISTINCT"),
    *(
        "MIN",
        "MAX",
        "SUM",
        "AVG",
        "json_each",
        "value",
        "soql_fold",
        "soql_like",
        "soql_includes",
        "GLOB",
    ),
    *("soql_date_part", "soql_least", "soql_greatest", "soql_distance", "ABS"),
    *("CROSS", "VALUES", "column1", "column2", "column3"),
}
_NAMES = {'"_row"'} | {
    f'"{name}"'
    for sobject in SCHEMA
    for name in (sobject.name, *(each.name for each in sobject.fields))
}
_TOKEN = re.compile(r"""ESCAPE\ '\\' | "[^"]*" | \w+ | [<>!]=? | \S""", re.VERBOSE)
_SIGNS = set("?(),=<>01.+") | {"<=", ">=", "ESCAPE '\\'"}


def strange_tokens(sql: str) -> set[str]:
    """Return the tokens of an SQL text that are neither our words nor names of the schema."""
    known = _WORDS | _NAMES | _SIGNS
    return {
        each
        for each in _TOKEN.findall(sql)
        if each not in known and not re.fullmatch(r"t\d+", each)
    }
