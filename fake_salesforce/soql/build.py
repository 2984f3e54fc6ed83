"""Builds the nodes from lark's tree, and refuses by name what is SOQL but is not evaluated yet.

Lark has accepted the whole text before this begins, so a part that is refused here (501) never
hides a syntax error (4xx) further on. What the grammar leaves to words (``COUNT``, ``SCOPE``, the
names of functions) is checked here.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import NoReturn, cast

from lark import Token, Tree

from fake_salesforce.errors import MalformedQueryError, NotImplementedInFakeError

from . import nodes
from .dates import COUNTED_NAMES, PLAIN_NAMES
from .instants import read_date_or_datetime
from .positions import Position, located
from .strings import read_string
from .syntax import unexpected_token

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
_FUNCTIONS = frozenset(
    [
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
    ]
)
_OTHER_FUNCTIONS = frozenset(
    [
        "CONVERTCURRENCY",
        "CONVERTTIMEZONE",
        "CUBE",
        "DISTANCE",
        "FORMAT",
        "GEOLOCATION",
        "ROLLUP",
        "TOLABEL",
    ]
)
_FUNCTIONS = _AGGREGATES | _DATE_FUNCTIONS | _OTHER_FUNCTIONS
"""The functions of v49 (reference 4.1, 4.4). FIELDS() came with v51 and is none."""

_MANY_DIGITS = 18
_WORDY_PURPOSES = frozenset({"VIEW", "REFERENCE", "UPDATE"})

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

_Tree = Tree[Token]
_Branch = Token | _Tree


def build(tree: _Tree, text: str) -> nodes.Query:
    """Return the query that a tree of the grammar stands for.

    Raises:
        MalformedQueryError: a word stands where the language has another.
        NotImplementedInFakeError: the query uses a part that is not evaluated.
    """
    return _Builder(text).query(_only(tree))


def _refuse(part: str) -> NoReturn:
    raise NotImplementedInFakeError(f"{part} in SOQL", instead=EVALUATED)


def _trees(tree: _Tree) -> Iterator[_Tree]:
    return (each for each in tree.children if isinstance(each, Tree))


def _tokens(tree: _Tree, *kinds: str) -> list[Token]:
    return [each for each in tree.children if isinstance(each, Token) and each.type in kinds]


def _only(tree: _Tree) -> _Tree:
    (child,) = _trees(tree)
    return child


def _functions(tree: _Tree) -> Iterator[_Tree]:
    """Yield the functions called in a tree, outer ones first."""
    if tree.data == "function":
        yield tree
    for each in _trees(tree):
        yield from _functions(each)


def _number(token: Token) -> int:
    digits = token.lstrip("0") or "0"
    return int(digits) if len(digits) <= _MANY_DIGITS else 10**_MANY_DIGITS


class _Builder:
    """The nodes of one text. Recursion is as deep as the brackets, which the lexer limits."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.line_starts = [0, *(at.end() for at in re.finditer("\n", text))]

    def position(self, token: Token) -> Position:
        offset = cast("int", token.start_pos)
        row = bisect.bisect_right(self.line_starts, offset)
        return Position(row, offset - self.line_starts[row - 1])

    def unexpected(self, token: Token) -> MalformedQueryError:
        return unexpected_token(self.text, cast("int", token.start_pos), str(token))

    def query(self, tree: _Tree) -> nodes.Query:
        children = list(_trees(tree))
        selection, sources, scope, where, with_, group, order, limit, offset = children[:9]
        purposes, all_rows, update = children[9:]
        selected = self.selection(selection)
        sobject, alias = self.source(sources)
        self.scope(scope)
        condition = self.condition(_only(where)) if where.children else None
        self.with_(with_)
        if group.children:
            for function in _functions(group):
                self.function_name(function)
            _refuse("GROUP BY")
        order_by = tuple(self.ordering(each) for each in _trees(order))
        limit_number, offset_number = self.number(limit), self.number(offset)
        self.purposes(purposes)
        if all_rows.children:
            self.not_allowed(cast("Token", all_rows.children[0]), "ALL ROWS")
        if update.children:
            _refuse("UPDATE TRACKING or VIEWSTAT")
        return nodes.Query(
            selection=selected,
            sobject=sobject,
            alias=alias,
            where=condition,
            order_by=order_by,
            limit=limit_number,
            offset=offset_number,
            text=self.text,
        )

    def selection(self, tree: _Tree) -> tuple[nodes.Path, ...] | None:
        if tree.data == "count_all":
            name, _, closing = tree.children
            if str(name).upper() != "COUNT":
                raise self.unexpected(cast("Token", closing))
            return None
        return tuple(self.selected(each) for each in _trees(tree))

    def selected(self, tree: _Tree) -> nodes.Path:
        if tree.data == "field":
            return self.path(_only(tree))
        if tree.data == "aliased_field":
            raise MalformedQueryError("only aggregate expressions use field aliasing")
        if tree.data == "selected_function":
            self.refuse_function(_only(tree))
        _refuse("a subquery in SELECT" if tree.data == "subquery" else "TYPEOF")

    def source(self, tree: _Tree) -> tuple[nodes.Path, str | None]:
        first, *others = _trees(tree)
        if others:
            _refuse("more than one object in FROM")
        aliases = _tokens(first, "NAME")
        return self.path(_only(first)), str(aliases[0]) if aliases else None

    def scope(self, tree: _Tree) -> None:
        if not tree.children:
            return
        _, word, _ = tree.children
        if str(word).upper() != "SCOPE":
            raise self.unexpected(cast("Token", word))
        _refuse("USING SCOPE")

    def with_(self, tree: _Tree) -> None:
        if not tree.children:
            return
        named = tree.children[1]
        if isinstance(named, Token) and named.upper() == "SECURITY_ENFORCED":
            self.not_allowed(named, str(named))
        _refuse("WITH")

    def not_allowed(self, token: Token, what: str) -> NoReturn:
        """Refuse what only Apex has ([RN:S24] [P]; ALL ROWS, FOR UPDATE by analogy: believed)."""
        message = f"{what} not allowed in this context"
        raise MalformedQueryError(located(self.text, self.position(token), message))

    def purposes(self, tree: _Tree) -> None:
        for purpose in _trees(tree):
            for name in _tokens(purpose, "NAME"):
                if name.upper() not in _WORDY_PURPOSES:
                    raise self.unexpected(name)
                if name.upper() == "UPDATE":
                    self.not_allowed(cast("Token", purpose.children[0]), "FOR UPDATE")
            _refuse("FOR VIEW or FOR REFERENCE")

    def number(self, tree: _Tree) -> int | None:
        if not tree.children:
            return None
        value = tree.children[1]
        if isinstance(value, Tree):
            self.bind()
        return _number(value)

    def bind(self) -> NoReturn:
        raise MalformedQueryError("Bind variables only allowed in Apex code")

    def ordering(self, tree: _Tree) -> nodes.Ordering:
        path = self.operand(_only(tree))
        nulls = _tokens(tree, "FIRST", "LAST")
        return nodes.Ordering(
            path,
            descending=bool(_tokens(tree, "DESC")),
            nulls_first=nulls[0].type == "FIRST" if nulls else None,
        )

    def condition(self, tree: _Tree) -> nodes.Condition:
        if tree.data == "negation":
            return nodes.Not(self.condition(_only(tree)))
        if tree.data in ("conjunction", "disjunction"):
            kind = nodes.And if tree.data == "conjunction" else nodes.Or
            parts = (self.condition(each) for each in _trees(tree))
            flat = (each.operands if isinstance(each, kind) else (each,) for each in parts)
            return kind(tuple(itertools.chain.from_iterable(flat)))
        return self.comparison(tree)

    def comparison(self, tree: _Tree) -> nodes.Comparison:
        operand, *rest = tree.children
        path = self.operand(cast("_Tree", operand))
        if tree.data == "multipicklist":
            _refuse("INCLUDES and EXCLUDES")
        if tree.data == "member":
            negated = bool(_tokens(tree, "NOT"))
            operator = nodes.Operator.NOT_IN if negated else nodes.Operator.IN
            return nodes.Comparison(path, operator, self.members(rest[2 if negated else 1 :]))
        written, value = rest
        if tree.data == "like":
            return nodes.Comparison(path, nodes.Operator.LIKE, (self.like_literal(value),))
        operator = nodes.Operator("!=" if written == "<>" else str(written))
        return nodes.Comparison(path, operator, (self.literal(value),))

    def members(self, rest: list[_Branch]) -> tuple[nodes.Literal, ...]:
        first = rest[0]
        if isinstance(first, Token):
            _refuse("a semi-join or anti-join (IN with a subquery)")
        if first.data == "bind":
            self.bind()
        values = first.children[1:-1:2]
        return tuple(self.literal(each) for each in values)

    def operand(self, tree: _Tree) -> nodes.Path:
        if tree.data == "function":
            self.refuse_function(tree)
        return self.path(tree)

    def path(self, tree: _Tree) -> nodes.Path:
        names = _tokens(tree, "NAME")
        return nodes.Path(tuple(map(str, names)), self.position(names[0]))

    def function_name(self, tree: _Tree) -> str:
        """Return a function's name in capitals; a word that is no function takes no bracket."""
        name, bracket = tree.children[:2]
        if str(name).upper() not in _FUNCTIONS:
            raise self.unexpected(cast("Token", bracket))
        return str(name).upper()

    def refuse_function(self, tree: _Tree) -> NoReturn:
        name, *_ = [self.function_name(each) for each in _functions(tree)]
        kind = "aggregate" if name in _AGGREGATES else "function"
        if name in _DATE_FUNCTIONS:
            kind = "date function"
        _refuse(f"the {kind} {name}()")

    def like_literal(self, branch: _Branch) -> nodes.Literal:
        if isinstance(branch, Token) and branch.type == "STRING":
            value, _ = read_string(self.text, cast("int", branch.start_pos), is_pattern=True)
            return nodes.PatternLiteral(value)
        return self.literal(branch)

    def literal(self, branch: _Branch) -> nodes.Literal:
        if isinstance(branch, Tree):
            return self.word(branch)
        offset = cast("int", branch.start_pos)
        if branch.type == "STRING":
            return nodes.StringLiteral(read_string(self.text, offset, is_pattern=False)[0])
        if branch.type in ("DATE", "DATETIME"):
            value, _ = read_date_or_datetime(self.text, offset)
            if isinstance(value, datetime):
                return nodes.DatetimeLiteral(value)
            return nodes.DateLiteral(value)
        return _LITERALS[branch.type](str(branch))

    def word(self, tree: _Tree) -> nodes.Literal:
        if tree.data == "bind":
            self.bind()
        name, *counted = (cast("Token", each) for each in tree.children)
        if counted:
            if name.upper() not in COUNTED_NAMES:
                raise self.unexpected(counted[0])
            return nodes.RelativeDate(name.upper(), _number(counted[1]))
        if name.upper() in PLAIN_NAMES:
            return nodes.RelativeDate(name.upper())
        return nodes.BareWord(str(name))
