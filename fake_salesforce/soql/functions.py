"""The SQL functions that compiled statements call: each connection of an org must have them."""

from __future__ import annotations

import functools
import json
import sqlite3
from collections.abc import Callable
from operator import gt, lt

from .date_functions import date_part
from .distances import distance
from .doubles import double_text
from .folding import fold
from .patterns import matcher

FOLD = "soql_fold"
"""``soql_fold(text)``: the text folded, null for null."""

LIKE = "soql_like"
"""``soql_like(pattern, text)``: 1 or 0, null for null."""

LIKE_EXACTLY = "soql_like_exactly"
"""The same, where case counts."""

INCLUDES = "soql_includes"
"""``soql_includes(wanted, text)``: whether a multipicklist has all values of one of some lists."""

DATE_PART = "soql_date_part"
"""``soql_date_part(function, zone, fiscal start, value)``: see ``date_functions.date_part``."""

DISTANCE = "soql_distance"
"""``soql_distance(latitude, longitude, latitude, longitude, unit)``: see ``distances.distance``."""

LABELS = "soql_labels"
"""``soql_labels(labels, text)``: what a multipicklist shows; labels are a JSON object by value."""

DOUBLE = "soql_double"
"""``soql_double(value)``: the text of a double as an answer writes it, null for null."""

LEAST = "soql_least"
GREATEST = "soql_greatest"
"""``soql_least(values, text)``: the first text of a group, by the order of a picklist's values, a
JSON array, and behind those by its folded letters."""

_PATTERNS_KEPT = 16


_Key = tuple[int, str, str]
"""Rank in the picklist, folded letters, the text itself."""


class _Extreme:
    """The least or the greatest text of a group."""

    def __init__(self, comes_before: Callable[[_Key, _Key], bool]) -> None:
        self._comes_before = comes_before
        self._found: _Key | None = None

    def step(self, order: str, text: str | None) -> None:
        if text is None:
            return
        ranks = _ranks(order)
        key = (ranks.get(text, len(ranks)), fold(text), text)
        if self._found is None or self._comes_before(key, self._found):
            self._found = key

    def finalize(self) -> str | None:
        return None if self._found is None else self._found[-1]


@functools.lru_cache(_PATTERNS_KEPT)
def _ranks(order: str) -> dict[str, int]:
    return {value: rank for rank, value in enumerate(json.loads(order))}


@functools.lru_cache(_PATTERNS_KEPT)
def _wanted(text: str) -> list[set[str]]:
    return [{fold(value) for value in together} for together in json.loads(text)]


def _includes(wanted: str, text: str | None) -> bool | None:
    if text is None:
        return None
    values = {fold(each.strip()) for each in text.split(";")}
    return any(together <= values for together in _wanted(wanted))


@functools.lru_cache(_PATTERNS_KEPT)
def _by_value(labels: str) -> dict[str, str]:
    return dict(json.loads(labels))


def _labels(labels: str, text: str | None) -> str | None:
    if text is None:
        return None
    by_value = _by_value(labels)
    return ";".join(by_value.get(each, each) for each in text.split(";"))


def _double(value: float | None) -> str | None:
    return None if value is None else double_text(value)


def install_functions(connection: sqlite3.Connection) -> None:
    """Give a connection the functions of SOQL. Call it once on each new connection."""
    # A statement asks with the same few patterns for each row; the connection keeps them compiled.
    compiled = functools.lru_cache(_PATTERNS_KEPT)(matcher)

    def fold_or_null(text: str | None) -> str | None:
        return None if text is None else fold(text)

    def like_or_null(pattern: str, text: str | None) -> bool | None:
        return None if text is None else compiled(pattern)(text)

    def like_exactly_or_null(pattern: str, text: str | None) -> bool | None:
        return None if text is None else compiled(pattern, is_exact=True)(text)

    connection.create_function(FOLD, 1, fold_or_null, deterministic=True)
    connection.create_function(LIKE, 2, like_or_null, deterministic=True)
    connection.create_function(LIKE_EXACTLY, 2, like_exactly_or_null, deterministic=True)
    connection.create_function(INCLUDES, 2, _includes, deterministic=True)
    connection.create_function(LABELS, 2, _labels, deterministic=True)
    connection.create_function(DOUBLE, 1, _double, deterministic=True)
    connection.create_function(DATE_PART, 4, date_part, deterministic=True)
    connection.create_function(DISTANCE, 5, distance, deterministic=True)
    # typeshed knows aggregates of integers alone.
    connection.create_aggregate(LEAST, 2, lambda: _Extreme(lt))  # type: ignore[arg-type,return-value]
    connection.create_aggregate(GREATEST, 2, lambda: _Extreme(gt))  # type: ignore[arg-type,return-value]
