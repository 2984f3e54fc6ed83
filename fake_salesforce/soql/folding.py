"""Text without regard to case: the folding by which texts of SOQL compare and sort (reference 4.1).

Each character becomes its upper case, where that is one character. A character outside ASCII never
folds into ASCII (the long s stays apart from ``s``), so a text equals an ASCII literal exactly when
SQLite's own NOCASE says so, and the indexes with that collation serve. Folded texts sort by their
UTF-8.
"""

from __future__ import annotations


def fold(text: str) -> str:
    """Return the text in which case makes no difference any more."""
    if text.isascii():
        return text.upper()
    return "".join(map(_fold_character, text))


def _fold_character(character: str) -> str:
    upper = character.upper()
    if len(upper) != 1 or (upper.isascii() and not character.isascii()):
        return character
    return upper


def is_plain(text: str) -> bool:
    """Tell whether SQLite's NOCASE and LIKE compare this text as SOQL does: ASCII without NUL."""
    return text.isascii() and "\0" not in text
