"""The fields that a list may have: those of its records and their parents that the user sees."""

from __future__ import annotations

from dataclasses import replace

from sfconnector.lists.fields import EMAIL
from sfconnector.lists.sources.selection import Selection
from sfconnector.salesforce import describe
from sfconnector.salesforce.describe import Field
from sfconnector.salesforce.session import Session


def read(session: Session, selection: Selection) -> tuple[Field, ...]:
    """Return them, named as a list names them: a call for the object and one for each parent.

    Raises:
        AccessDeniedError: the user may not read the object or a parent's.
        ConnectorError: as :meth:`Session.call`.
    """
    found = list(describe.of(session, selection.sobject))
    for parent in selection.parents:
        found += (
            replace(each, name=f"{parent.relationship}.{each.name}")
            for each in describe.of(session, parent.sobject)
        )
    if selection.email == EMAIL:
        return tuple(found)
    return tuple(
        replace(each, name=EMAIL) if each.name == selection.email else each for each in found
    )
