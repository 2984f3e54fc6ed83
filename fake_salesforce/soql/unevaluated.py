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
    "SOQL it has: all of v49.0 but convertCurrency() and amounts of a currency, WITH and a"
    " comparison, USING SCOPE team where there may be teams, and FORMAT() for Arabic, Swiss and"
    " Thai locales."
)

AGGREGATES = frozenset({"AVG", "COUNT", "COUNT_DISTINCT", "MAX", "MIN", "SUM"})
DATE_FUNCTIONS = frozenset(
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
        "GROUPING",
        "ROLLUP",
        "TOLABEL",
    }
)
SCOPES = frozenset(
    {
        "delegated",
        "everything",
        "mine",
        "mine_and_my_groups",
        "my_team_territory",
        "my_territory",
        "queue_owned",
        "team",
        "user_owned",
    }
)
"""The words behind USING SCOPE in v49 (reference 4.1)."""

_FUNCTIONS = AGGREGATES | DATE_FUNCTIONS | _OTHER_FUNCTIONS
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
