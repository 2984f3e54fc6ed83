"""Builds the clauses that say more than which records: WITH, FOR, ALL ROWS and UPDATE."""

from __future__ import annotations

from typing import NoReturn, cast

from lark import Token

from fake_salesforce.errors import MalformedQueryError

from . import nodes
from .positions import located
from .trees import Source, Tree, tokens, trees
from .unevaluated import refuse

_PURPOSES = frozenset({"VIEW", "REFERENCE", "UPDATE"})
_UPDATES = frozenset({"TRACKING", "VIEWSTAT"})
_OF_CATEGORIES = frozenset({"AT", "ABOVE", "BELOW", "ABOVE_OR_BELOW"})
"""[K:soql-sosl/with-data-category]."""


def data_categories(tree: Tree, source: Source) -> tuple[nodes.DataCategory, ...]:
    """Return what a clause WITH asks of data categories.

    Raises:
        MalformedQueryError: another word stands behind WITH, as SECURITY_ENFORCED of Apex.
        NotImplementedInFakeError: a comparison stands there, as for feeds.
    """
    if not tree.children:
        return ()
    named = tree.children[1]
    if not isinstance(named, Token):
        refuse("WITH and a comparison")
    if named.type == "NAME":
        if named.upper() == "SECURITY_ENFORCED":
            _not_allowed(named, str(named), source)
        # USER_MODE and its like are newer than v49; the words are believed.
        raise source.unexpected(named)
    return tuple(_category(each, source) for each in trees(tree))


def _category(tree: Tree, source: Source) -> nodes.DataCategory:
    group, *categories = trees(tree)
    (operator,) = tokens(tree, "NAME")
    if operator.upper() not in _OF_CATEGORIES:
        raise source.unexpected(operator)
    if categories[0].data == "paths":
        categories = list(trees(categories[0]))
    return nodes.DataCategory(
        source.path(group), operator.upper(), tuple(map(source.path, categories))
    )


def purposes(tree: Tree, source: Source) -> tuple[nodes.Path, ...]:
    """Return the words behind FOR.

    Raises:
        MalformedQueryError: it is none of the language, or UPDATE, which only Apex has.
    """
    found = []
    for purpose in trees(tree):
        for name in tokens(purpose, "NAME"):
            if name.upper() not in _PURPOSES:
                raise source.unexpected(name)
            if name.upper() == "UPDATE":
                _not_allowed(cast("Token", purpose.children[0]), "FOR UPDATE", source)
            found.append(source.word(name))
    return tuple(found)


def refuse_all_rows(tree: Tree, source: Source) -> None:
    """Refuse ALL ROWS, which only Apex has."""
    if tree.children:
        _not_allowed(cast("Token", tree.children[0]), "ALL ROWS", source)


def updates(tree: Tree, source: Source) -> tuple[nodes.Path, ...]:
    """Return the words behind UPDATE.

    Raises:
        MalformedQueryError: it is none of the language.
    """
    names = tokens(tree, "NAME")
    for name in names:
        if name.upper() not in _UPDATES:
            raise source.unexpected(name)
    return tuple(map(source.word, names))


def _not_allowed(token: Token, what: str, source: Source) -> NoReturn:
    """Refuse what only Apex has ([RN:S24] [P]; ALL ROWS, FOR UPDATE by analogy: believed)."""
    message = f"{what} not allowed in this context"
    raise MalformedQueryError(located(source.text, source.position(token), message))
