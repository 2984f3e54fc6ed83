"""The words of SOQL: a lexer for lark that reads one token at a time, as the parser asks for it.

Most of SOQL's keywords are not reserved: ``Group`` is an sObject, ``Offset`` may be a field. So a
word is a keyword where the parser can take that keyword, and a name elsewhere; the reserved words
(reserved as alias names in the SOQL guide) are keywords everywhere, which is what makes ``SELECT
Id, FROM Lead`` fail at ``FROM``. A character that starts no token is refused here, in the order in
which the parser meets it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lark import Token
from lark.common import LexerConf
from lark.lexer import Lexer, LexerState

from fake_salesforce.errors import QueryTooComplicatedError

from .instants import read_date_or_datetime
from .strings import read_string
from .syntax import no_viable_alternative

MAX_NESTED_BRACKETS = 40
"""Deepest nesting of brackets. Ours, no source has a number: SQLite's parser stops at about 90."""

TOO_COMPLICATED = (
    "Query is either selecting too many fields or the filter conditions are too complicated."
)

_RESERVED = frozenset(
    {
        *("AND", "ASC", "DESC", "EXCLUDES", "FALSE", "FIRST", "FROM", "HAVING", "IN", "INCLUDES"),
        *("LAST", "LIKE", "LIMIT", "NOT", "NULL", "NULLS", "OR", "SELECT", "TRUE", "USING"),
        *("WHERE", "WITH"),
    }
)
"""GROUP is reserved in the guide too, but ``FROM Group`` is a query: so it is a keyword only where
the parser can take it."""

_SOFT = frozenset(
    {
        *("ALL", "BY", "CATEGORY", "DATA", "ELSE", "END", "FOR", "GROUP", "OFFSET", "ORDER"),
        *("ROWS", "THEN", "TYPEOF", "UPDATE", "WHEN"),
    }
)

_TOKEN = re.compile(
    r"""
      (?P<SKIP>      \s+ | /\*.*?\*/ | //[^\n]* )
    | (?P<CURRENCY>  [A-Za-z]{3}[0-9]+\.[0-9]+ )
    | (?P<WORD>      [A-Za-z][A-Za-z0-9_]* )
    | (?P<DAY>       [0-9]{4}(?=-) )
    | (?P<TIME>      [0-2][0-9]:[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?Z )
    | (?P<NUMBER>    [+-]?[0-9]+\.[0-9]+ | [+-][0-9]+ )
    | (?P<INTEGER>   [0-9]+ )
    | (?P<STRING>    ' )
    | (?P<COMPARISON> <= | >= | != | <> | = | < | > )
    | (?P<LPAR>      \( )
    | (?P<RPAR>      \) )
    | (?P<COMMA>     , )
    | (?P<DOT>       \. )
    | (?P<COLON>     : )
    """,
    re.VERBOSE | re.DOTALL,
)


class SoqlLexer(Lexer):
    """Yields the tokens of a query; a token's value is its text, so strings keep their quotes."""

    __future_interface__ = 1

    def __init__(self, lexer_conf: LexerConf) -> None:
        """Take the configuration that lark hands to any lexer; the words are our own."""

    def lex(
        self,
        lexer_state: LexerState,
        parser_state: Any,  # noqa: ANN401 - lark's own signature
    ) -> Iterator[Token]:
        """Yield one token after the other.

        Raises:
            MalformedQueryError: no token begins at a character, or a token cannot go on.
            QueryTooComplicatedError: brackets are nested too deeply.
        """
        text = str(lexer_state.text.text)
        states = parser_state.parse_conf.parse_table.states
        offset, depth, previous = 0, 0, ""
        while offset < len(text):
            match = _TOKEN.match(text, offset)
            if match is None:
                raise no_viable_alternative(text, offset)
            kind, end = str(match.lastgroup), match.end()
            if kind == "SKIP":
                offset = end
                continue
            if kind == "WORD":
                kind = _word(match.group(), states[parser_state.position])
            elif kind == "DAY":
                day, end = read_date_or_datetime(text, offset)
                kind = "DATETIME" if hasattr(day, "hour") else "DATE"
            elif kind == "STRING":
                _, end = read_string(text, offset, is_pattern=previous == "LIKE")
            elif kind in ("LPAR", "RPAR"):
                depth += 1 if kind == "LPAR" else -1
                if depth > MAX_NESTED_BRACKETS:
                    raise QueryTooComplicatedError(TOO_COMPLICATED)
            yield Token(kind, text[offset:end], offset)
            offset, previous = end, kind


def _word(word: str, acceptable: dict[str, object]) -> str:
    keyword = word.upper()
    if keyword in _RESERVED or (keyword in _SOFT and keyword in acceptable):
        return keyword
    return "NAME"
