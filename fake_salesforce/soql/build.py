"""Builds the nodes from lark's tree, and refuses what the grammar takes and the language does not.

Lark has accepted the whole text before this begins, so a part that is SOQL but not evaluated (501)
never hides a syntax error (4xx) further on. What the grammar leaves to words (``COUNT``, ``SCOPE``)
is checked here.
"""

from __future__ import annotations

import itertools
from typing import cast

from lark import Token

from fake_salesforce.errors import MalformedQueryError

from . import endings, nodes
from .geolocations import distance
from .literals import literal, number, pattern, refuse_bind
from .positions import located_syntax, position_at
from .trees import Branch, Source, Tree, offset_of, only, tokens, trees
from .unevaluated import AGGREGATES, DATE_FUNCTIONS, SCOPES, check_functions

_ELSEWHERE = frozenset({"CUBE", "GEOLOCATION", "ROLLUP"})
"""Words that are functions in one place alone: behind GROUP BY, and in DISTANCE()."""


def build(tree: Tree, text: str) -> nodes.Query:
    """Return the query that a tree of the grammar stands for.

    Raises:
        MalformedQueryError: a word stands where the language has another.
        NotImplementedInFakeError: the query uses a part that is not evaluated.
    """
    return _Builder(text).query(only(tree))


class _Builder:
    """The nodes of one text. Recursion is as deep as the brackets, which the lexer limits."""

    def __init__(self, text: str) -> None:
        self.source = Source(text)

    def query(self, tree: Tree) -> nodes.Query:
        children = list(trees(tree))
        selection, sources, scope, where, with_, group, order, limit, offset = children[:9]
        purposes, all_rows, update = children[9:]
        selected = self.selection(selection)
        first, *parents = trees(sources)
        condition = self.where(where)
        categories = endings.data_categories(with_, self.source)
        group_by, subtotals, having = self.group(group)
        order_by = tuple(self.ordering(each) for each in trees(order))
        limit_number, offset_number = number(limit), number(offset)
        read_for = endings.purposes(purposes, self.source)
        endings.refuse_all_rows(all_rows, self.source)
        updates = endings.updates(update, self.source)
        return nodes.Query(
            selection=selected,
            sobject=self.source.path(only(first)),
            alias=self.alias(first),
            parent_aliases=tuple(self.parent_alias(each) for each in parents),
            scope=self.scope(scope),
            where=condition,
            data_categories=categories,
            group_by=group_by,
            subtotals=subtotals,
            having=having,
            order_by=order_by,
            limit=limit_number,
            offset=offset_number,
            purposes=read_for,
            updates=updates,
            text=self.source.text,
        )

    def selection(
        self, tree: Tree
    ) -> tuple[nodes.Selected | nodes.Typeof | nodes.Subquery, ...] | None:
        if tree.data == "count_all":
            name, _, closing = tree.children
            if str(name).upper() != "COUNT":
                raise self.source.unexpected(closing)
            return None
        return tuple(self.selected(each) for each in trees(tree))

    def selected(self, tree: Tree) -> nodes.Selected | nodes.Typeof | nodes.Subquery:
        if tree.data == "typeof":
            return self.typeof(tree)
        if tree.data == "subquery":
            return nodes.Subquery(self.query(only(tree)))
        return nodes.Selected(self.operand(only(tree)), self.alias(tree))

    def typeof(self, tree: Tree) -> nodes.Typeof:
        relationship, *branches = trees(tree)
        whens = tuple(self.when(each) for each in branches if each.data == "when")
        otherwise = next((self.paths(each) for each in branches if each.data == "paths"), ())
        return nodes.Typeof(self.source.path(relationship), whens, otherwise)

    def when(self, tree: Tree) -> nodes.When:
        name = tokens(tree, "NAME")[0]
        sobject = nodes.Path((str(name),), self.source.position(name))
        return nodes.When(sobject, self.paths(only(tree)))

    def paths(self, tree: Tree) -> tuple[nodes.Path, ...]:
        return tuple(self.source.path(each) for each in trees(tree))

    def alias(self, tree: Tree) -> str | None:
        aliases = tokens(tree, "NAME")
        return str(aliases[0]) if aliases else None

    def parent_alias(self, tree: Tree) -> tuple[nodes.Path, str | None]:
        return self.source.path(only(tree)), self.alias(tree)

    def scope(self, tree: Tree) -> nodes.Path | None:
        if not tree.children:
            return None
        _, word, name = tree.children
        if str(word).upper() != "SCOPE":
            raise self.source.unexpected(word)
        token = cast("Token", name)
        if token.lower() not in SCOPES:
            raise self.source.unexpected(token)
        return nodes.Path((str(token),), self.source.position(token))

    def where(self, tree: Tree) -> nodes.Condition | None:
        return self.condition(only(tree)) if tree.children else None

    def group(
        self, tree: Tree
    ) -> tuple[tuple[nodes.Operand, ...], nodes.Subtotals | None, nodes.Condition | None]:
        if not tree.children:
            return (), None, None
        *operands, having = trees(tree)
        subtotals = next(filter(None, map(_subtotals, operands)), None)
        if subtotals is None:
            return tuple(map(self.operand, operands)), None, self.where(having)
        if len(operands) > 1:
            # All that is grouped stands in the brackets ([K:soql-sosl/group-by-rollup]); that the
            # comma is unexpected is believed.
            raise self.source.unexpected(tree.children[3])
        check_functions(operands[0], self.source)
        grouped = tuple(map(self.argument, operands[0].children[2:-1:2]))
        return grouped, subtotals, self.where(having)

    def ordering(self, tree: Tree) -> nodes.Ordering:
        nulls = tokens(tree, "FIRST", "LAST")
        return nodes.Ordering(
            self.operand(only(tree)),
            descending=bool(tokens(tree, "DESC")),
            nulls_first=nulls[0].type == "FIRST" if nulls else None,
        )

    def condition(self, tree: Tree) -> nodes.Condition:
        if tree.data == "negation":
            return nodes.Not(self.condition(only(tree)))
        if tree.data in ("conjunction", "disjunction"):
            kind = nodes.And if tree.data == "conjunction" else nodes.Or
            parts = (self.condition(each) for each in trees(tree))
            flat = (each.operands if isinstance(each, kind) else (each,) for each in parts)
            return kind(tuple(itertools.chain.from_iterable(flat)))
        return self.comparison(tree)

    def comparison(self, tree: Tree) -> nodes.Comparison | nodes.SemiJoin:
        written, *rest = tree.children
        operand = self.operand(cast("Tree", written))
        if tree.data == "multipicklist":
            word, members = rest
            operator = nodes.Operator(str(cast("Token", word).type))
            return nodes.Comparison(operand, operator, self.members(cast("Tree", members)))
        if tree.data == "member":
            return self.member(operand, tree)
        sign, value = rest
        if tree.data == "like":
            return nodes.Comparison(operand, nodes.Operator.LIKE, (pattern(value, self.source),))
        operator = nodes.Operator("!=" if sign == "<>" else str(sign))
        return nodes.Comparison(operand, operator, (literal(value, self.source),))

    def member(self, operand: nodes.Operand, tree: Tree) -> nodes.Comparison | nodes.SemiJoin:
        negated = bool(tokens(tree, "NOT"))
        _, members = trees(tree)
        if members.data == "query":
            return nodes.SemiJoin(operand, self.query(members), negated)
        operator = nodes.Operator.NOT_IN if negated else nodes.Operator.IN
        return nodes.Comparison(operand, operator, self.members(members))

    def members(self, tree: Tree) -> tuple[nodes.Literal, ...]:
        if tree.data == "bind":
            refuse_bind()
        return tuple(literal(each, self.source) for each in tree.children[1:-1:2])

    def operand(self, tree: Tree) -> nodes.Operand:
        return self.call(tree) if tree.data == "function" else self.source.path(tree)

    def argument(self, branch: Branch) -> nodes.Operand:
        """Return an argument that is a field or a function of one."""
        if isinstance(branch, Token):
            raise self.source.unexpected(branch)
        if branch.data == "bind":
            refuse_bind()
        return self.operand(branch)

    def call(self, tree: Tree) -> nodes.Call | nodes.Distance:
        """Return the call of a function."""
        name, *inner = check_functions(tree, self.source)
        if name == "DISTANCE":
            return distance(tree, self.source)
        written, bracket, argument, *others = tree.children
        if name in _ELSEWHERE:
            raise self.source.unexpected(bracket)
        if len(others) > 1:
            raise self.source.unexpected(others[0])
        if inner and not isinstance(argument, Token) and not _may_nest(name, inner):
            raise self.too_deep(argument)
        position = self.source.position(cast("Token", written))
        return nodes.Call(name, self.argument(argument), position)

    def too_deep(self, inner: Tree) -> MalformedQueryError:
        """Return the refusal of a function that cannot stand inside another ([RN:S24])."""
        bracket = cast("Token", inner.children[1])
        message = "expecting a right parentheses, found '('"
        position = position_at(self.source.text, offset_of(bracket))
        return MalformedQueryError(located_syntax(self.source.text, position, message))


def _subtotals(tree: Tree) -> nodes.Subtotals | None:
    """Return what a member of GROUP BY is, if it is no operand."""
    if tree.data != "function":
        return None
    name = tokens(tree, "NAME")[0].upper()
    return nodes.Subtotals(name) if name in set(nodes.Subtotals) else None


def _may_nest(name: str, inner: list[str]) -> bool:
    """Tell whether a function may hold others.

    A date function may hold the conversion to a time zone, FORMAT() an aggregate or a currency,
    and GROUPING() whatever one may group by.
    """
    first, *further = inner
    if name in DATE_FUNCTIONS:
        return inner == ["CONVERTTIMEZONE"]
    if name == "GROUPING":
        is_of_dates = first in DATE_FUNCTIONS and further in ([], ["CONVERTTIMEZONE"])
        return is_of_dates or inner == ["TOLABEL"]
    return name == "FORMAT" and not further and first in AGGREGATES | {"CONVERTCURRENCY"}
