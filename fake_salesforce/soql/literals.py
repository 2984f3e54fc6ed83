"""Builds the literals: what stands behind a comparison operator, LIMIT and OFFSET."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NoReturn

from lark import Token

from fake_salesforce.errors import MalformedQueryError

from . import nodes
from .dates import COUNTED_NAMES, PLAIN_NAMES
from .instants import read_date_or_datetime
from .strings import read_string
from .trees import Branch, Source, Tree, offset_of

_MANY_DIGITS = 18

_LITERALS: Mapping[str, Callable[[str], nodes.Literal]] = {
    "INTEGER": nodes.NumberLiteral,
    "NUMBER": nodes.NumberLiteral,
    "TRUE": lambda _: nodes.BooleanLiteral(value=True),
    "FALSE": lambda _: nodes.BooleanLiteral(value=False),
    "NULL": lambda _: nodes.NullLiteral(),
    "TIME": nodes.TimeLiteral,
    "CURRENCY": nodes.BareWord,
}
"""What a token of one word is as a literal."""


def literal(branch: Branch, source: Source) -> nodes.Literal:
    """Return the literal that a token, a word or a counted word says.

    Raises:
        MalformedQueryError: it is a bind variable, or a number stands behind a word that takes
        none.
    """
    if not isinstance(branch, Token):
        return _word(branch, source)
    if branch.type == "STRING":
        return nodes.StringLiteral(read_string(source.text, offset_of(branch), is_pattern=False)[0])
    if branch.type in ("DATE", "DATETIME"):
        value, _ = read_date_or_datetime(source.text, offset_of(branch))
        if isinstance(value, datetime):
            return nodes.DatetimeLiteral(value)
        return nodes.DateLiteral(value)
    return _LITERALS[branch.type](str(branch))


def pattern(branch: Branch, source: Source) -> nodes.Literal:
    """Return the literal behind LIKE: a text is a pattern there."""
    if isinstance(branch, Token) and branch.type == "STRING":
        return nodes.PatternLiteral(read_string(source.text, offset_of(branch), is_pattern=True)[0])
    return literal(branch, source)


def number(tree: Tree) -> int | None:
    """Return the number of a LIMIT or OFFSET clause; None if the clause is not there."""
    if not tree.children:
        return None
    value = tree.children[1]
    return _integer(value) if isinstance(value, Token) else refuse_bind()


def refuse_bind() -> NoReturn:
    """Refuse a bind variable (reference 4.8, [P*])."""
    raise MalformedQueryError("Bind variables only allowed in Apex code")


def _integer(token: Token) -> int:
    """Return the number, or one as good as it: no org has so many rows or days."""
    digits = token.lstrip("0") or "0"
    return int(digits) if len(digits) <= _MANY_DIGITS else 10**_MANY_DIGITS


def _word(tree: Tree, source: Source) -> nodes.Literal:
    if tree.data == "bind":
        refuse_bind()
    name, *counted = tree.children
    word = str(name).upper()
    if counted:
        colon, count = counted
        if word not in COUNTED_NAMES or not isinstance(count, Token):
            raise source.unexpected(colon)
        return nodes.RelativeDate(word, _integer(count))
    return nodes.RelativeDate(word) if word in PLAIN_NAMES else nodes.BareWord(str(name))
