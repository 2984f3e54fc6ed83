"""What lists can be imported from. A new source is a file here, and a line in :data:`SOURCES`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sfconnector.errors import InputError
from sfconnector.lists.sources.campaign import CAMPAIGN
from sfconnector.lists.sources.contacts import CONTACTS
from sfconnector.lists.sources.custom_object import CUSTOM_OBJECT
from sfconnector.lists.sources.leads import LEADS
from sfconnector.lists.sources.members import Members
from sfconnector.lists.sources.report import REPORT
from sfconnector.lists.sources.selection import Selection
from sfconnector.lists.sources.source import Chosen, Offered, Sight, Source
from sfconnector.salesforce import describe_global
from sfconnector.salesforce.session import Session

SOURCES: tuple[Source, ...] = (
    LEADS,
    CONTACTS,
    CAMPAIGN,
    REPORT,
    CUSTOM_OBJECT,
)


def of_kind(kind: str) -> Source:
    """Return the source of this kind.

    Raises:
        InputError: there is none.
    """
    for each in SOURCES:
        if each.kind == kind:
            return each
    known = ", ".join(each.kind for each in SOURCES)
    message = f"there is no source {kind!r}; lists are imported from: {known}"
    raise InputError(message)


def written(source: Source, chosen: Chosen) -> str:
    """Return what a list keeps of its source: the kind, and behind a colon what was chosen."""
    return f"{source.kind}:{chosen.reference}" if chosen.reference else source.kind


def works(kept: str) -> frozenset[str]:
    """Return the names of the work that reads a source: what a list keeps of it, and its kind.

    By its kind alone a work is called that was stopped before the source's reference was known.
    """
    return frozenset({kept, kept.partition(":")[0]})


def members_of(kept: str) -> Members:
    """Return the members of a list by what it keeps of its source.

    Raises:
        InputError: of a newer connector, or of none.
    """
    kind, _, reference = kept.partition(":")
    return of_kind(kind).members(reference)


def fields_used(lists: Iterable[tuple[str, Sequence[str]]]) -> dict[str, set[str]]:
    """Return which fields of which objects lists read; columns of a report name no field.

    Args:
        lists: of each, what it keeps of its source, and its fields.
    """
    used: dict[str, set[str]] = {}
    for kept, fields in lists:
        selection = members_of(kept)
        if not isinstance(selection, Selection):
            continue
        objects = {each.relationship: each.sobject for each in selection.parents}
        for path in selection.selected(fields):
            relationship, _, field = path.rpartition(".")
            used.setdefault(objects.get(relationship, selection.sobject), set()).add(field)
    return used


def look(session: Session) -> tuple[Offered, ...]:
    """Return what the connected user may import, source by source.

    Raises:
        ConnectorError: as :meth:`Session.call`.
    """
    listed = describe_global.read(session.call(describe_global.request()))
    sight = Sight(session, {each.name: each for each in listed if each.queryable})
    return tuple(offered for source in SOURCES for offered in source.offers(sight))
