"""Which e-mail makes a lead a member: the one rule, applied to the text as Salesforce has it.

Nothing is trimmed, lower-cased or repaired: the member's e-mail is the field's text, and a text
with a blank around it is invalid. No text, or blanks only, is no e-mail. Valid is: one to 64
characters of ASCII letters, digits and ``!#$%&'*+/=?^_`{|}~-`` in parts joined by single dots, one
``@``, and a host name of at least two labels (letters, digits and inner hyphens, 63 characters a
label at most) whose last label begins with a letter; 254 characters in all. Quoted local parts,
comments, addresses of numbers and non-ASCII letters are not taken.
"""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

SkipReason: TypeAlias = Literal["no_email", "invalid_email", "repeated_record", "deleted_here"]
REPEATED: SkipReason = "repeated_record"
"""Salesforce gave the record twice in one import; it is a member all the same."""
DELETED_HERE: SkipReason = "deleted_here"
"""A user deleted the member from the list."""

VALID = re.compile(
    r"(?=.{3,254}\Z)(?=[^@]{1,64}@)"
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+"
    r"[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
)


def why_skipped(email: str | None) -> SkipReason | None:
    """Return why a row with this e-mail is no member, None if it is one."""
    if email is not None and VALID.fullmatch(email):
        return None
    if email is None or not email.strip():
        return "no_email"
    return "invalid_email"
