"""Queues as owners: a queue may own records only of the objects that QueueSobject lists for it.

What a queue is for is QueueSobject's (reference 5.3); errorCode, text and that a public group, for
which nothing is listed, is refused alike are believed. Records that a queue owns stay its own when
the list gets shorter (believed).
"""

from __future__ import annotations

import sqlite3

from fake_salesforce.errors import InvalidOperationError
from fake_salesforce.schema import SObject


def check_owner(connection: sqlite3.Connection, sobject: SObject, group_id: str) -> None:
    """Refuse a group, by its 18-character id, as the owner of a record of an object.

    Raises:
        InvalidOperationError: QueueSobject does not list the object for it.
    """
    listed = connection.execute(
        'SELECT 1 FROM "QueueSobject" WHERE "QueueId" = ? AND "SobjectType" = ?',
        (group_id, sobject.name),
    ).fetchone()
    if listed is None:
        message = "Queue not associated with this SObject type"
        raise InvalidOperationError(message, fields=())
