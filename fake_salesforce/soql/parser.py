"""Parses the text of a query: lark's LALR(1) over ``grammar.lark``, then ``build.py``."""

from __future__ import annotations

import functools
from importlib import resources

from lark import Lark, UnexpectedToken

from fake_salesforce.errors import MalformedQueryError

from . import nodes
from .build import build
from .lexer import SoqlLexer
from .syntax import END_OF_TEXT, unexpected_token

MAX_LENGTH = 100_000
"""Longest text of a query, in characters (reference 4.1)."""

_EMPTY = "SOQL statements cannot be empty or null"
_EMPTY_COMMENT = "/**/"
"""A query that begins with an empty comment is as none ([I:Salesforce-Inspector-Advanced#284])."""

_OTHER_CONNECTIVE = {"AND": "OR", "OR": "AND"}


@functools.cache
def _grammar() -> Lark:
    """Return the parser: a pure function of a file of this package, so one is kept for all."""
    grammar = resources.files(__package__).joinpath("grammar.lark").read_text("utf-8")
    return Lark(grammar, parser="lalr", lexer=SoqlLexer, maybe_placeholders=False)


def parse(text: str) -> nodes.Query:
    """Return the query that a text says.

    Raises:
        MalformedQueryError: the text is not SOQL (reference 4.8).
        QueryTooComplicatedError: its brackets are nested too deeply.
        NotImplementedInFakeError: it is SOQL, but uses a part that is not evaluated.
    """
    if len(text) > MAX_LENGTH:
        # The length is of reference 4.1; no source has the words (believed).
        raise MalformedQueryError(f"SOQL statements cannot be longer than {MAX_LENGTH} characters.")
    if text.lstrip().startswith(_EMPTY_COMMENT):
        raise MalformedQueryError(_EMPTY)
    try:
        tree = _grammar().parse(text)
    except UnexpectedToken as error:
        raise _refusal(text, error) from None
    return build(tree, text)


def _refusal(text: str, error: UnexpectedToken) -> MalformedQueryError:
    token = error.token
    if token.type == "$END":
        # Lark's end token lies where the last token lies, or at 0 if there was none.
        if error.expected == {"SELECT"} and token.start_pos == 0:
            return MalformedQueryError(_EMPTY)
        return unexpected_token(text, len(text), END_OF_TEXT)
    is_mixed = _OTHER_CONNECTIVE.get(token.type) in error.expected
    return unexpected_token(text, token.start_pos or 0, str(token), quoted=not is_mixed)
