"""Locks that keep a record from being written: an approval's, and another writer's.

An approval lock stays until it is lifted; administrators and whoever may modify all records of the
object pass it (Salesforce help, "Record Lock"; Marketo Measure's manual has code and text, [P]). A
row lock stands for a second transaction that holds a record: writing the record, or one that
belongs to it, is refused at once, where Salesforce waits ten seconds first.

Which references lock their parent is believed, after the guide to record locking: all of a new or
deleted record and those that change, and on every update the ones that go with their parent. That a
new task locks nothing unless it is open and due is [P].
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping

from fake_salesforce.access import Access
from fake_salesforce.errors import EntityIsLockedError, UnableToLockRowError
from fake_salesforce.schema import FieldType, SObject

from .values import Stored

APPROVAL = "approval"
ROW = "row"
LOCKED = "This record is locked. If you need to edit it, contact your admin."
_SETUP = frozenset({"Group", "Profile", "RecordType", "User", "UserLicense", "UserRole"})
"""What references lead to without locking it."""


def check_approval(
    connection: sqlite3.Connection, sobject: SObject, record_id: str, access: Access
) -> None:
    """Refuse to edit or delete a record that an approval locks.

    Raises:
        EntityIsLockedError: it is locked, and the user is none who passes.
    """
    found = connection.execute(
        "SELECT 1 FROM _lock WHERE kind = ? AND record_id = ?", (APPROVAL, record_id)
    ).fetchone()
    if found is not None and not access.can_modify_all(sobject):
        raise EntityIsLockedError(LOCKED, fields=())


def check_rows(
    connection: sqlite3.Connection,
    sobject: SObject,
    before: Mapping[str, Stored] | None,
    after: Mapping[str, Stored] | None,
) -> None:
    """Refuse a write whose record or parents somebody else holds.

    Args:
        connection: in the transaction that writes.
        sobject: the object.
        before: the record as it was; None for a new one.
        after: the record as it becomes; None for one that is deleted.

    Raises:
        UnableToLockRowError: one of them is held; the text names it (reference 2).
    """
    held = {
        each for (each,) in connection.execute("SELECT record_id FROM _lock WHERE kind = ?", (ROW,))
    }
    if not held:
        return
    for each in _locked(sobject, before, after):
        if each in held:
            message = f"unable to obtain exclusive access to this record or 1 records: {each}"
            raise UnableToLockRowError(message, fields=())


def _is_open_and_due(task: Mapping[str, Stored]) -> bool:
    return not task.get("IsClosed") and task.get("ActivityDate") is not None


def _locked(
    sobject: SObject, before: Mapping[str, Stored] | None, after: Mapping[str, Stored] | None
) -> Iterator[str]:
    """Yield the ids of what a write locks: the record, then its parents."""
    for record in (before, after):
        if record is not None:
            yield str(record["Id"])
    if sobject.name == "Task" and before is None and not _is_open_and_due(after or {}):
        return
    for field in sobject.columns:
        if field.type is not FieldType.REFERENCE or _SETUP.issuperset(field.reference_to):
            continue
        old, new = (None if each is None else each.get(field.name) for each in (before, after))
        is_update = before is not None and after is not None
        if is_update and old == new and not field.cascade_delete:
            continue
        yield from (str(each) for each in (old, new) if each is not None)
