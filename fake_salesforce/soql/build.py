"""Builds the nodes from lark's tree, and refuses what the grammar takes and the language does not.

Lark has accepted the whole text before this begins, so a part that is SOQL but not evaluated (501)
never hides a syntax error (4xx) further on. What the grammar leaves to words (``COUNT``, ``SCOPE``)
is checked here.
"""

from __future__ import annotations

import itertools
from typing import NoReturn, cast

from lark import Token

from fake_salesforce.errors import MalformedQueryError

from . import nodes
from .literals import literal, number, pattern, refuse_bind
from .positions import located, located_syntax, position_at
from .trees import Source, Tree, offset_of, only, tokens, trees
from .unevaluated import AGGREGATES, DATE_FUNCTIONS, SCOPES, check_functions, refuse

EVALUATED_FUNCTIONS = AGGREGATES | DATE_FUNCTIONS | {"CONVERTTIMEZONE", "FORMAT", "TOLABEL"}

_WORDY_PURPOSES = frozenset({"VIEW", "REFERENCE", "UPDATE"})


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
        self.with_(with_)
        group_by, having = self.group(group)
        order_by = tuple(self.ordering(each) for each in trees(order))
        limit_number, offset_number = number(limit), number(offset)
        self.purposes(purposes)
        if all_rows.children:
            self.not_allowed(cast("Token", all_rows.children[0]), "ALL ROWS")
        if update.children:
            refuse("UPDATE TRACKING or VIEWSTAT")
        return nodes.Query(
            selection=selected,
            sobject=self.path(only(first)),
            alias=self.alias(first),
            parent_aliases=tuple(self.parent_alias(each) for each in parents),
            scope=self.scope(scope),
            where=condition,
            group_by=group_by,
            having=having,
            order_by=order_by,
            limit=limit_number,
            offset=offset_number,
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
        return nodes.Typeof(self.path(relationship), whens, otherwise)

    def when(self, tree: Tree) -> nodes.When:
        name = tokens(tree, "NAME")[0]
        sobject = nodes.Path((str(name),), self.source.position(name))
        return nodes.When(sobject, self.paths(only(tree)))

    def paths(self, tree: Tree) -> tuple[nodes.Path, ...]:
        return tuple(self.path(each) for each in trees(tree))

    def alias(self, tree: Tree) -> str | None:
        aliases = tokens(tree, "NAME")
        return str(aliases[0]) if aliases else None

    def parent_alias(self, tree: Tree) -> tuple[nodes.Path, str]:
        alias = self.alias(tree)
        if alias is None:
            refuse("a second object in FROM without an alias")
        return self.path(only(tree)), alias

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

    def group(self, tree: Tree) -> tuple[tuple[nodes.Operand, ...], nodes.Condition | None]:
        if not tree.children:
            return (), None
        *operands, having = trees(tree)
        return tuple(map(self.operand, operands)), self.where(having)

    def with_(self, tree: Tree) -> None:
        if not tree.children:
            return
        named = tree.children[1]
        if isinstance(named, Token) and named.upper() == "SECURITY_ENFORCED":
            self.not_allowed(named, str(named))
        refuse("WITH")

    def not_allowed(self, token: Token, what: str) -> NoReturn:
        """Refuse what only Apex has ([RN:S24] [P]; ALL ROWS, FOR UPDATE by analogy: believed)."""
        message = f"{what} not allowed in this context"
        raise MalformedQueryError(located(self.source.text, self.source.position(token), message))

    def purposes(self, tree: Tree) -> None:
        for purpose in trees(tree):
            for name in tokens(purpose, "NAME"):
                if name.upper() not in _WORDY_PURPOSES:
                    raise self.source.unexpected(name)
                if name.upper() == "UPDATE":
                    self.not_allowed(cast("Token", purpose.children[0]), "FOR UPDATE")
            refuse("FOR VIEW or FOR REFERENCE")

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
        return self.call(tree) if tree.data == "function" else self.path(tree)

    def call(self, tree: Tree) -> nodes.Call:
        """Return the call of a function; one that is not evaluated is refused by name."""
        name, *inner = check_functions(tree, self.source)
        for each in (name, *inner):
            if each not in EVALUATED_FUNCTIONS:
                refuse(f"the function {each}()")
        written, _, argument, *others = tree.children
        if len(others) > 1:
            raise self.source.unexpected(others[0])
        if isinstance(argument, Token):
            raise self.source.unexpected(argument)
        if inner and not _may_nest(name, inner):
            raise self.too_deep(argument)
        position = self.source.position(cast("Token", written))
        return nodes.Call(name, self.operand(argument), position)

    def too_deep(self, inner: Tree) -> MalformedQueryError:
        """Return the refusal of a function that cannot stand inside another ([RN:S24])."""
        bracket = cast("Token", inner.children[1])
        message = "expecting a right parentheses, found '('"
        position = position_at(self.source.text, offset_of(bracket))
        return MalformedQueryError(located_syntax(self.source.text, position, message))

    def path(self, tree: Tree) -> nodes.Path:
        names = tokens(tree, "NAME")
        return nodes.Path(tuple(map(str, names)), self.source.position(names[0]))


def _may_nest(name: str, inner: list[str]) -> bool:
    """Tell whether a function may hold others: a date function, or the format of an aggregate."""
    if name in DATE_FUNCTIONS:
        return inner == ["CONVERTTIMEZONE"]
    return name == "FORMAT" and len(inner) == 1 and inner[0] in AGGREGATES
