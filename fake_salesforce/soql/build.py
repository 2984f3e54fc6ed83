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
from .positions import located
from .trees import Branch, Source, Tree, only, tokens, trees
from .unevaluated import check_functions, refuse, refuse_function

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
        sobject, alias = self.sobject(sources)
        self.scope(scope)
        condition = self.condition(only(where)) if where.children else None
        self.with_(with_)
        if group.children:
            check_functions(group, self.source)
            refuse("GROUP BY")
        order_by = tuple(self.ordering(each) for each in trees(order))
        limit_number, offset_number = number(limit), number(offset)
        self.purposes(purposes)
        if all_rows.children:
            self.not_allowed(cast("Token", all_rows.children[0]), "ALL ROWS")
        if update.children:
            refuse("UPDATE TRACKING or VIEWSTAT")
        return nodes.Query(
            selection=selected,
            sobject=sobject,
            alias=alias,
            where=condition,
            order_by=order_by,
            limit=limit_number,
            offset=offset_number,
            text=self.source.text,
        )

    def selection(self, tree: Tree) -> tuple[nodes.Path, ...] | None:
        if tree.data == "count_all":
            name, _, closing = tree.children
            if str(name).upper() != "COUNT":
                raise self.source.unexpected(closing)
            return None
        return tuple(self.selected(each) for each in trees(tree))

    def selected(self, tree: Tree) -> nodes.Path:
        if tree.data == "field":
            return self.path(only(tree))
        if tree.data == "aliased_field":
            raise MalformedQueryError("only aggregate expressions use field aliasing")
        if tree.data == "selected_function":
            refuse_function(only(tree), self.source)
        return refuse("a subquery in SELECT" if tree.data == "subquery" else "TYPEOF")

    def sobject(self, tree: Tree) -> tuple[nodes.Path, str | None]:
        first, *others = trees(tree)
        if others:
            refuse("more than one object in FROM")
        aliases = tokens(first, "NAME")
        return self.path(only(first)), str(aliases[0]) if aliases else None

    def scope(self, tree: Tree) -> None:
        if not tree.children:
            return
        _, word, _ = tree.children
        if str(word).upper() != "SCOPE":
            raise self.source.unexpected(word)
        refuse("USING SCOPE")

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
        path = self.operand(only(tree))
        nulls = tokens(tree, "FIRST", "LAST")
        return nodes.Ordering(
            path,
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

    def comparison(self, tree: Tree) -> nodes.Comparison:
        operand, *rest = tree.children
        path = self.operand(cast("Tree", operand))
        if tree.data == "multipicklist":
            refuse("INCLUDES and EXCLUDES")
        if tree.data == "member":
            negated = bool(tokens(tree, "NOT"))
            operator = nodes.Operator.NOT_IN if negated else nodes.Operator.IN
            return nodes.Comparison(path, operator, self.members(rest[2 if negated else 1 :]))
        written, value = rest
        if tree.data == "like":
            return nodes.Comparison(path, nodes.Operator.LIKE, (pattern(value, self.source),))
        operator = nodes.Operator("!=" if written == "<>" else str(written))
        return nodes.Comparison(path, operator, (literal(value, self.source),))

    def members(self, rest: list[Branch]) -> tuple[nodes.Literal, ...]:
        first = rest[0]
        if isinstance(first, Token):
            refuse("a semi-join or anti-join (IN with a subquery)")
        if first.data == "bind":
            refuse_bind()
        values = first.children[1:-1:2]
        return tuple(literal(each, self.source) for each in values)

    def operand(self, tree: Tree) -> nodes.Path:
        if tree.data == "function":
            refuse_function(tree, self.source)
        return self.path(tree)

    def path(self, tree: Tree) -> nodes.Path:
        names = tokens(tree, "NAME")
        return nodes.Path(tuple(map(str, names)), self.source.position(names[0]))
