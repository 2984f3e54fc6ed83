"""Pieces of SQL whose values are bound, never pasted, and how they are put together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .functions import FOLD

SqlValue = str | int | float


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of SQL with the values of its question marks."""

    sql: str
    values: tuple[SqlValue, ...] = ()
    depth: int = 0
    """How many brackets of the query are nested in it."""

    def within(self, template: str) -> Fragment:
        """Return this piece in a template of our own words, in each place that has ``{}``."""
        places = template.count("{}")
        return Fragment(template.replace("{}", self.sql), self.values * places, self.depth)


def quoted(name: str) -> str:
    """Return a name of the schema as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def folded(text: Fragment) -> Fragment:
    """Return SQL for a text folded: by SQLite's own upper(), unless the text goes beyond ASCII."""
    return text.within(
        "(CASE WHEN length({}) = length(CAST({} AS BLOB))"
        f" THEN upper({{}}) ELSE {FOLD}({{}}) END)"
    )


def chained(parts: Iterable[Fragment], connective: str) -> Fragment:
    """Return the pieces one behind the other, with a word of our own between them."""
    pieces = tuple(parts)
    return Fragment(
        connective.join(each.sql for each in pieces),
        tuple(value for each in pieces for value in each.values),
        max((each.depth for each in pieces), default=0),
    )
