r"""LIKE patterns: those beyond ASCII are matched here, since SQLite's LIKE knows no case there.

A pattern is split at its ``%`` into pieces that must occur one behind the other; each piece is
taken at the first place it fits, which suffices, and keeps the time linear in pieces times text.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from .folding import fold

_TOKEN = re.compile(r"\\(?P<literal>.)|(?P<any>%)|(?P<one>_)|(?P<text>[^\\%_]+)", re.DOTALL)
_OF_GLOB = re.compile(r"[*?\[]")


def glob(pattern: str) -> str:
    r"""Return the pattern of SQLite's GLOB, for which case counts, that matches the same texts."""
    return "".join(map(_globbed, _TOKEN.finditer(pattern)))


def _globbed(token: re.Match[str]) -> str:
    match token.lastgroup:
        case "any":
            return "*"
        case "one":
            return "?"
        case _:
            return _OF_GLOB.sub(r"[\g<0>]", token[token.lastgroup or 0])


def matcher(pattern: str, *, is_exact: bool = False) -> Callable[[str], bool]:
    r"""Return what tells whether a text matches a pattern of ``%`` and ``_``, escaped by ``\``.

    Case counts for an exact one.
    """
    folding = str if is_exact else fold
    pieces = [""]
    for token in _TOKEN.finditer(folding(pattern)):
        if token.lastgroup == "any":
            pieces.append("")
        elif token.lastgroup == "one":
            pieces[-1] += "."
        else:
            pieces[-1] += re.escape(token[token.lastgroup or 0])
    compiled = [re.compile(each, re.DOTALL) for each in pieces]
    if len(compiled) == 1:
        return lambda text: compiled[0].fullmatch(folding(text)) is not None
    last = re.compile(f"(?:{pieces[-1]})\\Z", re.DOTALL)
    last_length = sum(1 for _ in re.finditer(r"\\.|.", pieces[-1], re.DOTALL))

    def matches(text: str) -> bool:
        folded = folding(text)
        start = compiled[0].match(folded)
        if start is None:
            return False
        at = start.end()
        for piece in compiled[1:-1]:
            found = piece.search(folded, at)
            if found is None:
                return False
            at = found.end()
        last_start = len(folded) - last_length
        return last_start >= at and last.match(folded, last_start) is not None

    return matches
