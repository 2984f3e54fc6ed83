"""Lark's trees as the builders read them: children by kind, and places in the text."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from typing import cast

from lark import Token
from lark import Tree as LarkTree

from fake_salesforce.errors import MalformedQueryError

from .nodes import Path
from .positions import Position
from .syntax import unexpected_token

Tree = LarkTree[Token]
Branch = Token | Tree


def trees(tree: Tree) -> Iterator[Tree]:
    """Yield the children that are trees."""
    return (each for each in tree.children if isinstance(each, LarkTree))


def tokens(tree: Tree, *kinds: str) -> list[Token]:
    """Return the children that are tokens of these kinds."""
    return [each for each in tree.children if isinstance(each, Token) and each.type in kinds]


def only(tree: Tree) -> Tree:
    """Return the one child that is a tree."""
    (child,) = trees(tree)
    return child


def offset_of(token: Token) -> int:
    """Return where a token begins in the text; the lexer says so for each."""
    return cast("int", token.start_pos)


class Source:
    """The text that a tree was read from."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._row_starts = [0, *(line_feed.end() for line_feed in re.finditer("\n", text))]

    def position(self, token: Token) -> Position:
        """Return the place of a token."""
        offset = offset_of(token)
        row = bisect.bisect_right(self._row_starts, offset)
        return Position(row, offset - self._row_starts[row - 1])

    def path(self, tree: Tree) -> Path:
        """Return the path that a tree writes."""
        names, dots = tokens(tree, "NAME"), tokens(tree, "DOT")
        last_dot = self.position(dots[-1]) if dots else None
        return Path(tuple(map(str, names)), self.position(names[0]), last_dot)

    def word(self, token: Token) -> Path:
        """Return a word that is no name of the schema, in capitals, with its place."""
        return Path((token.upper(),), self.position(token))

    def unexpected(self, token: Branch) -> MalformedQueryError:
        """Return the refusal of a token that the grammar takes and the language does not."""
        assert isinstance(token, Token)
        return unexpected_token(self.text, offset_of(token), str(token))
