"""String literals: their escapes, read and written (reference 4.2).

A pattern keeps its escaped wildcards: in a pattern the backslash stays in front of a literal ``%``,
``_`` or backslash, every other escape is resolved, as in a string.
"""

from __future__ import annotations

import re

from .syntax import mismatched_character, no_viable_alternative

_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_ESCAPES = _ESCAPED | {letter.upper(): _ESCAPED[letter] for letter in "nrtbf"}
_WRITTEN = {"\n": r"\n", "\r": r"\r", "\t": r"\t", "\b": r"\b", "\f": r"\f", "'": r"\'"}
_PLAIN = re.compile(r"[^'\\]+")
_HEX_DIGITS = 4
_HEX = re.compile(r"[0-9A-Fa-f]{4}")
_SURROGATE_PAIR = re.compile("([\ud800-\udbff])([\udc00-\udfff])")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def read_string(text: str, offset: int, *, is_pattern: bool) -> tuple[str, int]:
    """Read the string literal whose quote stands at ``offset``; return its value and its end.

    Raises:
        MalformedQueryError: the literal does not end, or a backslash begins no escape.
    """
    pieces: list[str] = []
    at = offset + 1
    while True:
        plain = _PLAIN.match(text, at)
        if plain is not None:
            pieces.append(plain.group())
            at = plain.end()
        if at >= len(text):
            raise mismatched_character(text, len(text), "'''")
        if text[at] == "'":
            return _without_surrogates("".join(pieces)), at + 1
        piece, at = _read_escape(text, at + 1, is_pattern=is_pattern)
        pieces.append(piece)


def _read_escape(text: str, at: int, *, is_pattern: bool) -> tuple[str, int]:
    letter = text[at : at + 1]
    if letter in ("u", "U"):
        digits = _HEX.match(text, at + 1)
        if digits is None:
            bad = next(
                each
                for each in range(at + 1, at + 2 + _HEX_DIGITS)
                if each >= len(text) or text[each] not in "0123456789abcdefABCDEF"
            )
            raise no_viable_alternative(text, bad)
        return chr(int(digits.group(), 16)), digits.end()
    if is_pattern and letter and letter in "%_\\":
        return "\\" + letter, at + 1
    if letter not in _ESCAPES:
        raise no_viable_alternative(text, at)
    return _ESCAPES[letter], at + 1


def _without_surrogates(value: str) -> str:
    """Join surrogate pairs written as two escapes; a lone one can equal no stored text."""
    joined = _SURROGATE_PAIR.sub(
        lambda pair: pair.group().encode("utf-16", "surrogatepass").decode("utf-16"), value
    )
    return _LONE_SURROGATE.sub("\ufffd", joined)


def write_string(value: str) -> str:
    """Return the literal that reads as this value."""
    return "'" + "".join(_WRITTEN.get(each, each) for each in value.replace("\\", r"\\")) + "'"


def write_pattern(pattern: str) -> str:
    """Return the literal that reads as this pattern, whose escapes are already there."""
    return "'" + "".join(_WRITTEN.get(each, each) for each in pattern) + "'"
