"""The fields that a list of a source can have, and which of them a marketing list should."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sfconnector.lists.fields import EMAIL, LARGE_TYPES
from sfconnector.lists.sources.members import Members
from sfconnector.lists.sources.source import Source
from sfconnector.salesforce.describe import Field
from sfconnector.salesforce.session import Session

RECOMMENDED = frozenset(
    {
        *("firstname", "lastname", "company", "companyoraccount"),
        *("ownerid", "leadorcontactownerid"),
        # As a report's columns are labelled.
        *("first name", "last name", "company / account", "lead owner", "contact owner"),
    }
)
"""Names beside the e-mail and the score: who a person is, where, and whose (connector domain 2.3),
in lower case, of the record itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceField:
    """A field that may be chosen for a list."""

    name: str
    """As a list names it, in paths to a parent's too."""
    type: str
    standing: str
    """``required``, ``always`` imported whatever is chosen, ``recommended``, or ""."""
    by_default: bool
    """Whether a new list has it unless the user chooses fields."""


def of(
    session: Session, source: Source, named: str | None, *, score_field: str | None
) -> tuple[SourceField, ...]:
    """Return the fields that a list of a source can have: what it should have first, then by name.

    Args:
        session: asks.
        source: the kind.
        named: which one of what it offers.
        score_field: the account's; None if it has claimed none.

    Raises:
        InputError: the source offers nothing of this name.
        ConnectorError: as :meth:`Session.call`.
    """
    members = source.members(source.choose(session, named).reference)
    found = list(_told(members, members.visible(session), source, score_field=score_field))
    order = ("required", "always", "recommended", "")
    return tuple(sorted(found, key=lambda each: (order.index(each.standing), each.name)))


def _told(
    members: Members, visible: Sequence[Field], source: Source, *, score_field: str | None
) -> Iterator[SourceField]:
    default = source.default_fields or tuple(each.name for each in visible)
    wanted = RECOMMENDED | ({score_field.casefold()} if score_field else frozenset())
    for each in visible:
        if each.name == "Id" or each.type in LARGE_TYPES:
            continue
        standing = "recommended" if each.name.casefold() in wanted else ""
        if each.name in members.kept:
            standing = "always"
        if each.name == EMAIL:
            standing = "required"
        yield SourceField(
            name=each.name,
            type=each.type,
            standing=standing,
            by_default=each.name in (*default, *members.kept),
        )
