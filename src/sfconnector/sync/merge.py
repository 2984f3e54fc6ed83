"""Which value of a field survives where the source's meets the list's own. Pure (P10, P11, P14).

A value of the list's own is one that a user gave, or one that a rule kept when the source changed.
A rule decides only when the source's value has changed since the two last met; as long as it has
not, the list's own stays. So what was decided once is not decided otherwise by reading it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias, get_args

Rule: TypeAlias = Literal["overwrite", "fill_if_blank", "newest", "ours", "theirs"]
"""``overwrite``: the source owns the field, and nobody edits it here. ``fill_if_blank``: the source
fills what is blank here and changes nothing else. The others keep edits of both sides, and decide
where both changed the same field: for the later one, for the list's own, for the source's."""
BlankPolicy: TypeAlias = Literal["keep", "clear", "clear_if_newer"]
"""What a value that became blank in the source does to ours: nothing; what any other value does;
that, but only if it is newer than the user's edit."""

RULES: tuple[Rule, ...] = get_args(Rule)
BLANK_POLICIES: tuple[BlankPolicy, ...] = get_args(BlankPolicy)


@dataclass(frozen=True, slots=True)
class FieldRule:
    """How one field of a list is merged."""

    rule: Rule = "overwrite"
    blank: BlankPolicy = "clear"

    @property
    def takes_all(self) -> bool:
        """Whether the list never has a value of its own."""
        return self.rule == "overwrite" and self.blank == "clear"


@dataclass(frozen=True, slots=True)
class Own:
    """What the list shows of a field, and since when a user wants it so."""

    value: object
    edited_at: datetime | None = None
    """None: no user gave it; it is the source's former value."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Whose value the list shows from now on."""

    kept: bool
    """Whether it is the list's own."""
    by: str
    """What decided: a rule, ``blank keep`` or ``blank clear_if_newer``, or ``equal``."""
    conflict: bool = False
    """Whether a user's edit and the source's differed, so that one of them was lost."""


def decide(
    rule: FieldRule, own: Own, *, former: object, theirs: object, theirs_at: datetime | None
) -> Decision:
    """Decide for one field of one member.

    Args:
        rule: the field's.
        own: what the list shows.
        former: what the source had when the two last met.
        theirs: what it has now.
        theirs_at: when it was changed, at the latest: Salesforce stamps records and not fields.
            None: not told, and taken as now.
    """
    if _same(own.value, theirs):
        return Decision(kept=False, by="equal")
    if rule.rule != "overwrite" and _same(former, theirs):
        return Decision(kept=True, by=rule.rule)
    edited = own.edited_at is not None
    if is_blank(theirs) and _refuses_blank(rule.blank, own.edited_at, theirs_at):
        return Decision(kept=True, by=f"blank {rule.blank}", conflict=edited)
    return Decision(kept=_keeps(rule.rule, own, theirs_at), by=rule.rule, conflict=edited)


def _refuses_blank(
    policy: BlankPolicy, edited_at: datetime | None, theirs_at: datetime | None
) -> bool:
    if policy != "clear_if_newer" or edited_at is None or theirs_at is None:
        return policy == "keep"
    return theirs_at <= edited_at


def _keeps(rule: Rule, own: Own, theirs_at: datetime | None) -> bool:
    if rule == "fill_if_blank":
        return not is_blank(own.value)
    if own.edited_at is None:
        return False
    if rule == "newest":
        return theirs_at is not None and theirs_at < own.edited_at
    return rule == "ours"


def is_blank(value: object) -> bool:
    """Tell whether a value is no value: null, or a text of nothing but blanks."""
    return value is None or (isinstance(value, str) and not value.strip())


def _same(one: object, other: object) -> bool:
    if is_blank(one) or is_blank(other):
        return is_blank(one) and is_blank(other)
    return one == other and isinstance(one, bool) == isinstance(other, bool)
