"""What a user names, by name or id, found among the records of an object."""

from __future__ import annotations

from dataclasses import dataclass

from sfconnector.errors import InputError
from sfconnector.salesforce.query import RECORD_ID, quoted
from sfconnector.salesforce.rows import read_all, text
from sfconnector.salesforce.session import Session


@dataclass(frozen=True, slots=True)
class Named:
    """A record that has a name."""

    id: str
    name: str


def one_of(session: Session, sobject: str, named: str | None, *, prefix: str) -> Named:
    """Return the record that is named, by its id or else by its name.

    Args:
        session: asks.
        sobject: the object, which has the field Name.
        named: what the user wrote; None: nothing.
        prefix: of the object's ids, so that a name that looks like an id is taken for a name.

    Raises:
        InputError: nothing is named, the user sees no such record, or there are several.
        ConnectorError: as :meth:`Session.call`.
    """
    called = sobject.lower()
    if named is None or not named.strip():
        message = f"which {called}? Give its name or id; lists sources shows what there is"
        raise InputError(message)
    is_id = RECORD_ID.fullmatch(named) and named.startswith(prefix)
    field = "Id" if is_id else "Name"
    soql = f"SELECT Id, Name FROM {sobject} WHERE {field} = {quoted(named)} ORDER BY Id LIMIT 5"  # noqa: S608 - a quoted text
    found = [Named(text(row, "Id"), text(row, "Name")) for row in read_all(session, soql)]
    if not found:
        by = "of the id" if is_id else "named"
        message = (
            f"the connected user sees no {called} {by} {named!r}; lists sources shows what there is"
        )
        raise InputError(message)
    if len(found) > 1:
        ids = ", ".join(each.id for each in found)
        message = f"several {called}s are named {named!r}; give the id of one: {ids}"
        raise InputError(message)
    return found[0]
