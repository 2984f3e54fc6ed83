"""What is SOQL but is not evaluated: it is refused by name, never guessed.

The functions of the language are listed here, since a word in front of a bracket is a function only
if it is one of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn

from fake_salesforce.errors import NotImplementedInFakeError

from .trees import Source, Tree, trees

EVALUATED = (
    "SOQL it has: SELECT of fields or COUNT(), one object in FROM, WHERE with = != <> < <= > >="
    " LIKE IN NOT IN AND OR NOT, date literals, ORDER BY, LIMIT, OFFSET."
)

_AGGREGATES = frozenset({"AVG", "COUNT", "COUNT_DISTINCT", "GROUPING", "MAX", "MIN", "SUM"})
_DATE_FUNCTIONS = frozenset(
    {
        "CALENDAR_MONTH",
        "CALENDAR_QUARTER",
        "CALENDAR_YEAR",
        "DAY_IN_MONTH",
        "DAY_IN_WEEK",
        "DAY_IN_YEAR",
        "DAY_ONLY",
        "FISCAL_MONTH",
        "FISCAL_QUARTER",
        "FISCAL_YEAR",
        "HOUR_IN_DAY",
        "WEEK_IN_MONTH",
        "WEEK_IN_YEAR",
    }
)
_OTHER_FUNCTIONS = frozenset(
    {
        "CONVERTCURRENCY",
        "CONVERTTIMEZONE",
        "CUBE",
        "DISTANCE",
        "FORMAT",
        "GEOLOCATION",
        "ROLLUP",
        "TOLABEL",
    }
)
_FUNCTIONS = _AGGREGATES | _DATE_FUNCTIONS | _OTHER_FUNCTIONS
"""The functions of v49 (reference 4.1, 4.4). FIELDS() came with v51 and is none."""


def refuse(part: str) -> NoReturn:
    """Raise NotImplementedInFakeError for a part of SOQL."""
    raise NotImplementedInFakeError(f"{part} in SOQL", instead=EVALUATED)


def check_functions(tree: Tree, source: Source) -> list[str]:
    """Return the names, in capitals, of the functions called in a tree, outer ones first.

    Raises:
        MalformedQueryError: a word that is no function stands before a bracket.
    """
    names = []
    for function in _functions(tree):
        name, bracket = function.children[:2]
        if str(name).upper() not in _FUNCTIONS:
            raise source.unexpected(bracket)
        names.append(str(name).upper())
    return names


def _functions(tree: Tree) -> Iterator[Tree]:
    if tree.data == "function":
        yield tree
    for each in trees(tree):
        yield from _functions(each)


def refuse_function(tree: Tree, source: Source) -> NoReturn:
    """Refuse the function that a tree calls, by its kind and name."""
    name, *_ = check_functions(tree, source)
    kind = "aggregate" if name in _AGGREGATES else "function"
    if name in _DATE_FUNCTIONS:
        kind = "date function"
    refuse(f"the {kind} {name}()")
