r"""LIKE patterns beyond ASCII: matched here, since SQLite's LIKE knows no case outside ASCII.

A pattern is split at its ``%`` into pieces that must occur one behind the other; each piece is
taken at the first place it fits, which suffices, and keeps the time linear in pieces times text.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from .folding import fold

_TOKEN = re.compile(r"\\(?P<literal>.)|(?P<any>%)|(?P<one>_)|(?P<text>[^\\%_]+)", re.DOTALL)


def matcher(pattern: str) -> Callable[[str], bool]:
    r"""Return what tells whether a text matches a pattern of ``%`` and ``_``, escaped by ``\``."""
    pieces = [""]
    for token in _TOKEN.finditer(fold(pattern)):
        if token.lastgroup == "any":
            pieces.append("")
        elif token.lastgroup == "one":
            pieces[-1] += "."
        else:
            pieces[-1] += re.escape(token[token.lastgroup or 0])
    compiled = [re.compile(each, re.DOTALL) for each in pieces]
    if len(compiled) == 1:
        return lambda text: compiled[0].fullmatch(fold(text)) is not None
    last = re.compile(f"(?:{pieces[-1]})\\Z", re.DOTALL)
    last_length = sum(1 for _ in re.finditer(r"\\.|.", pieces[-1], re.DOTALL))

    def matches(text: str) -> bool:
        folded = fold(text)
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
