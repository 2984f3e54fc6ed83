"""What follows from a case's status and from its contact.

[K:object-reference/case]: Status decides IsClosed, the account is by default the contact's, and
the case shows how to reach the contact. Believed: that Closed is the one status that closes (a
Developer Edition's), and that a case that is closed again is closed anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from .values import Stored

_CLOSED = "Closed"
_OF_CONTACT = {
    "ContactPhone": "Phone",
    "ContactMobile": "MobilePhone",
    "ContactEmail": "Email",
    "ContactFax": "Fax",
}
"""What a case shows of its contact, and the contact's name for it."""


def progress(record: Mapping[str, Stored]) -> dict[str, Stored]:
    """Return whether a case is over, and since when."""
    is_closed = str(record["Status"]).lower() == _CLOSED.lower()
    since = record.get("ClosedDate") or record["LastModifiedDate"]
    return {"IsClosed": int(is_closed), "ClosedDate": since if is_closed else None}


def of_contact(
    connection: sqlite3.Connection,
    record: Mapping[str, Stored],
    before: Mapping[str, Stored] | None,
) -> dict[str, Stored]:
    """Return what a case has from its contact: how to reach it, and an account if it has none.

    Args:
        connection: within a transaction.
        record: the case as it becomes.
        before: the case as it was; None for a new one.
    """
    contact_id = record.get("ContactId")
    columns = ", ".join(f'"{each}"' for each in ("AccountId", *_OF_CONTACT.values()))
    row = connection.execute(
        f'SELECT {columns} FROM "Contact" WHERE "Id" = ?',  # noqa: S608 - our own names
        (contact_id,),
    ).fetchone()
    account_id, *reached = row or (None, *(None for _ in _OF_CONTACT))
    found: dict[str, Stored] = dict(zip(_OF_CONTACT, reached, strict=True))
    is_new_contact = before is None or before.get("ContactId") != contact_id
    if is_new_contact and record.get("AccountId") is None:
        found["AccountId"] = account_id
    return found


def show_contact(connection: sqlite3.Connection, contact_id: str) -> None:
    """Let the cases of a contact show how it is reached by now; no stamp moves (believed)."""
    shown = ", ".join(f'"{each}"' for each in _OF_CONTACT)
    columns = ", ".join(f'"{each}"' for each in _OF_CONTACT.values())
    connection.execute(
        f'UPDATE "Case" SET ({shown}) = (SELECT {columns} FROM "Contact" WHERE "Id" = ?)'  # noqa: S608 - our own names
        ' WHERE "ContactId" = ?',
        (contact_id, contact_id),
    )
