"""What a task or an event is about, and what follows from it.

Sources: [K:object-reference/task], [K:object-reference/event]. That a lead stands alone is [P]: its
activities have no What.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from fake_salesforce.errors import FieldIntegrityError, NotImplementedInFakeError

from .values import Stored

CLOSED = "Completed"
"""The one status of Task.Status that means closed (Developer Edition default)."""


def progress(record: Mapping[str, Stored]) -> dict[str, Stored]:
    """Return what follows from a task's status, priority and relations."""
    is_closed = record["Status"] == CLOSED
    completed = record.get("CompletedDateTime") or record["LastModifiedDate"]
    return {
        "IsClosed": int(is_closed),
        "IsHighPriority": int(record["Priority"] == "High"),
        "CompletedDateTime": completed if is_closed else None,
        "WhoCount": int(record.get("WhoId") is not None),
        "WhatCount": int(record.get("WhatId") is not None),
    }


def check_relations(record: Mapping[str, Stored]) -> None:
    """Refuse an activity that is about a lead and about something else at once.

    Raises:
        FieldIntegrityError: it has a lead and a What. Code and text are [P]; that the fields are
            both of them is believed.
    """
    if str(record.get("WhoId") or "").startswith("00Q") and record.get("WhatId") is not None:
        message = "cannot specify whatID with lead whoID"
        raise FieldIntegrityError(message, fields=("WhatId", "WhoId"))


def account_of(connection: sqlite3.Connection, record: Mapping[str, Stored]) -> str | None:
    """Return the account that an activity concerns.

    It is that of an account or opportunity it is about, whether there is one or not; about anything
    else, it is its contact's.
    """
    what, who = str(record.get("WhatId") or ""), str(record.get("WhoId") or "")
    if what.startswith("001"):
        return what
    sobject, record_id = ("Opportunity", what) if what.startswith("006") else ("Contact", who)
    row = connection.execute(
        f'SELECT "AccountId" FROM "{sobject}" WHERE "Id" = ?',  # noqa: S608 - one of two
        (record_id,),
    ).fetchone()
    return None if row is None else row[0]


def refuse_recurrence(given: Mapping[str, Stored]) -> None:
    """Refuse a series of tasks.

    Raises:
        NotImplementedInFakeError: the task would recur.
    """
    named = sorted(
        name
        for name, value in given.items()
        if value and (name == "IsRecurrence" or name.startswith("Recurrence"))
    )
    if named:
        part = f"a recurring Task ({', '.join(named)})"
        raise NotImplementedInFakeError(part, instead="Create single tasks.")
