"""What a task computes: whether it is over, whether it is urgent, and which account it concerns."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from fake_salesforce.errors import NotImplementedInFakeError

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


def account_of(connection: sqlite3.Connection, record: Mapping[str, Stored]) -> str | None:
    """Return the account that a task concerns: its What, that one's account, or its contact's.

    The order is believed.
    """
    what, who = str(record.get("WhatId") or ""), str(record.get("WhoId") or "")
    if what.startswith("001"):
        return what
    for sobject, record_id in (("Opportunity", what), ("Contact", who)):
        row = connection.execute(
            f'SELECT "AccountId" FROM "{sobject}" WHERE "Id" = ?',  # noqa: S608 - one of two
            (record_id,),
        ).fetchone()
        if row is not None and row[0] is not None:
            account_id: str = row[0]
            return account_id
    return None


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
