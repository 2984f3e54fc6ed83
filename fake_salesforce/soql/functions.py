"""The SQL functions that compiled statements call: each connection of an org must have them."""

from __future__ import annotations

import functools
import sqlite3

from .folding import fold
from .patterns import matcher

FOLD = "soql_fold"
"""``soql_fold(text)``: the text folded, null for null."""

LIKE = "soql_like"
"""``soql_like(pattern, text)``: 1 or 0, null for null."""

_PATTERNS_KEPT = 16


def install_functions(connection: sqlite3.Connection) -> None:
    """Give a connection the functions of SOQL. Call it once on each new connection."""
    # A statement asks with the same few patterns for each row; the connection keeps them compiled.
    compiled = functools.lru_cache(_PATTERNS_KEPT)(matcher)

    def fold_or_null(text: str | None) -> str | None:
        return None if text is None else fold(text)

    def like_or_null(pattern: str, text: str | None) -> bool | None:
        return None if text is None else compiled(pattern)(text)

    connection.create_function(FOLD, 1, fold_or_null, deterministic=True)
    connection.create_function(LIKE, 2, like_or_null, deterministic=True)
