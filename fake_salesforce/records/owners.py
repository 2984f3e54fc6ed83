"""Who can own a record: an active user, or a queue of the object.

Accounts, opportunities and custom objects may be owned by inactive users too, since Spring '15
([I:SalesforceFoundation/NPSP#1484] quotes the release notes). Code and text for the others are [P];
code and text for a queue of other objects are believed.
"""

from __future__ import annotations

import sqlite3

from fake_salesforce.errors import InactiveOwnerOrUserError, InvalidOperationError
from fake_salesforce.schema import SObject

_OWNED_BY_ANYBODY = frozenset({"Account", "Opportunity"})


def check_owner(connection: sqlite3.Connection, sobject: SObject, owner_id: str) -> None:
    """Refuse an owner whom a record of the object cannot have.

    Raises:
        InactiveOwnerOrUserError: it is a user who is not active.
        InvalidOperationError: it is a group that is no queue of the object.
    """
    if owner_id.startswith("00G"):
        row = connection.execute(
            'SELECT 1 FROM "Group" AS g JOIN "QueueSobject" AS q ON q."QueueId" = g."Id"'
            ' WHERE g."Id" = ? AND g."Type" = \'Queue\' AND q."SobjectType" = ?',
            (owner_id, sobject.name),
        ).fetchone()
        if row is None:
            message = "Queue not associated with this SObject type"
            raise InvalidOperationError(message, fields=())
    elif not (sobject.is_custom or sobject.name in _OWNED_BY_ANYBODY):
        row = connection.execute(
            'SELECT "IsActive" FROM "User" WHERE "Id" = ?', (owner_id,)
        ).fetchone()
        if row is not None and not row[0]:
            message = (
                f"operation performed with inactive user [{owner_id[:15]}] as owner of"
                f" {sobject.label.lower()}"
            )
            raise InactiveOwnerOrUserError(message, fields=())
