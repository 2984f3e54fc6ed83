"""The recycle bin: what is deleted with a record, and what comes back with it.

``_deletion`` notes for each deleted record with which one it went and until when it stays;
``_severed`` notes the lookups that a deletion blanked. A record stays for 15 days
([K:api/emptyrecyclebin]); one that was emptied is seen by queryAll for about 24 hours more (same
page). Then its row is gone and ``_deletion`` keeps the tombstone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

from fake_salesforce import ids
from fake_salesforce.clock import to_wire
from fake_salesforce.errors import (
    CannotInsertUpdateActivateEntityError,
    DeleteFailedError,
    MalformedIdError,
    UndeleteFailedError,
)
from fake_salesforce.schema import Field, FieldType, Schema, SObject

from . import campaigns, permitted, rows
from .consequences import Change, after_write
from .shares import SHARED
from .uniqueness import check_unique
from .unwritten import UNWRITTEN
from .values import Stored
from .writing import Writing, columns

KEPT = timedelta(days=15)
SEEN_AFTER_EMPTYING = timedelta(hours=24)

_NOT_THERE = "Entity is not in the recycle bin"
"""Recorded ([P] x3), for records deleted with another one and for emptied ones too."""
_SHARES = frozenset(f"{each}Share" for each in SHARED)

MakeChange = Callable[
    [sqlite3.Connection, Mapping[str, Stored] | None, Mapping[str, Stored], Writing], Change
]


class RecycleBin:
    """The recycle bin of one org."""

    def __init__(self, schema: Schema, change: MakeChange) -> None:
        self._schema = schema
        self._change = change

    def put(
        self,
        connection: sqlite3.Connection,
        sobject: SObject,
        record: Mapping[str, Stored],
        *,
        writing: Writing,
        further: Mapping[str, Stored] | None = None,
        root_id: str | None = None,
    ) -> None:
        """Put a record into the bin, with those that are deleted with it.

        A record of an object without a bin (no IsDeleted) is gone. Lookups to the record are
        blanked; that this moves their SystemModstamp alone is believed.

        Args:
            connection: within a transaction.
            sobject: the record's object.
            record: its row.
            writing: who deletes it, and when.
            further: what is written to it besides.
            root_id: the record with which it goes; None is itself.

        Raises:
            DeleteFailedError: a record cannot do without this one ([P], DELETE_FAILED).
        """
        own_id = str(record["Id"])
        for child, field in self._cascading(sobject):
            for each in rows.referring(connection, child, field, own_id):
                if not campaigns.outlives(child.name, field.name, each):
                    self.put(connection, child, each, writing=writing, root_id=root_id or own_id)
        if sobject.field("IsDeleted") is None:
            rows.delete(connection, sobject, own_id)
            return
        self._sever(connection, sobject, record, writing)
        values = {**writing.stamps, "IsDeleted": 1, **(further or {})}
        rows.update(connection, sobject, own_id, columns(sobject, values))
        connection.execute(
            "INSERT OR REPLACE INTO _deletion VALUES (?, ?, ?, ?, ?, 0, 0)",
            (
                own_id,
                sobject.name,
                root_id or own_id,
                to_wire(writing.now),
                to_wire(writing.now + KEPT),
            ),
        )
        after_write(sobject.name, self._change(connection, record, values, writing))

    def _cascading(self, sobject: SObject) -> Iterator[tuple[SObject, Field]]:
        """Yield the references by which records are deleted with one of this object."""
        for child in self._schema:
            if child.name not in UNWRITTEN:
                for field in child.columns:
                    if field.cascade_delete and sobject.name in field.reference_to:
                        yield child, field

    def _lookups(self, sobject: SObject) -> Iterator[tuple[SObject, Field]]:
        """Yield the references that somebody writes and that outlive what they refer to."""
        for child in self._schema:
            if child.name in _SHARES or child.name in UNWRITTEN:
                continue
            for field in child.columns:
                is_written = field.createable or field.updateable
                is_lookup = is_written and not field.cascade_delete
                if sobject.name in field.reference_to and (
                    is_lookup or campaigns.can_outlive(child.name, field.name)
                ):
                    yield child, field

    def _sever(
        self,
        connection: sqlite3.Connection,
        sobject: SObject,
        record: Mapping[str, Stored],
        writing: Writing,
    ) -> None:
        for child, field in self._lookups(sobject):
            found = rows.referring(connection, child, field, str(record["Id"]))
            if found and not (field.nillable or field.cascade_delete):
                names = ", ".join(str(each.get("Name") or each["Id"]) for each in found)
                message = (
                    f"Your attempt to delete {record.get('Name') or record['Id']} could not be"
                    " completed because it is associated with the following"
                    f" {child.label_plural.lower()}.: {names}\n"
                )
                raise DeleteFailedError(message, fields=())
            for each in found:
                blank = {field.name: None, "SystemModstamp": to_wire(writing.now)}
                rows.update(connection, child, str(each["Id"]), columns(child, blank))
                connection.execute(
                    "INSERT INTO _severed VALUES (?, ?, ?, ?)",
                    (record["Id"], child.name, each["Id"], field.name),
                )

    def restore(self, connection: sqlite3.Connection, record_id: str, *, writing: Writing) -> None:
        """Bring a record back, with those that went with it, not those that went before.

        Lookups come back that nothing has replaced meanwhile ([K:apexcode, "Referential Integrity
        When Deleting and Restoring Records"]); a record that lost a merge comes back without
        its children and its MasterRecordId ([K:api/undelete], [K:object-reference/lead]). That
        who may delete it may restore it is believed.

        Raises:
            MalformedIdError: the text is no id (text believed).
            UndeleteFailedError: it does not lie in the bin by itself.
            CannotInsertUpdateActivateEntityError: records of the object never come back ([P]).
            InsufficientAccessOrReadonlyError: the user may not delete it.
            DuplicateValueError: a unique value of it is another record's now (believed).
        """
        sobject, own_id = self._named(record_id)
        if sobject is not None and not sobject.undeletable:
            message = "Entity type is not undeletable"
            raise CannotInsertUpdateActivateEntityError(message, fields=())
        record = None if sobject is None else self._lying(connection, sobject, own_id)
        if sobject is None or record is None:
            raise UndeleteFailedError(_NOT_THERE, fields=())
        permitted.check_delete(connection, sobject, own_id, writing.access)
        if self._deleted_parent(connection, sobject, record) is not None:
            message = "Record cannot be undeleted: a record it belongs to is deleted"
            raise UndeleteFailedError(message, fields=())
        # The last to go were those to which the others belong.
        for each_id, name in connection.execute(
            "SELECT record_id, sobject FROM _deletion WHERE root_id = ? AND gone = 0"
            " ORDER BY rowid DESC",
            (own_id,),
        ).fetchall():
            each = self._schema.known(name)
            if each is not None:
                self._bring_back(connection, each, each_id, writing)

    def _bring_back(
        self, connection: sqlite3.Connection, sobject: SObject, record_id: str, writing: Writing
    ) -> None:
        record = rows.find(connection, sobject, record_id)
        assert record is not None
        parent_id = self._deleted_parent(connection, sobject, record)
        if parent_id is not None:
            # It comes back with that one instead, since it went with both.
            connection.execute(
                "UPDATE _deletion SET root_id = coalesce("
                "(SELECT root_id FROM _deletion WHERE record_id = ?), record_id)"
                " WHERE record_id = ?",
                (parent_id, record_id),
            )
            return
        check_unique(connection, sobject, record, writing.access, own_id=record_id)
        values: dict[str, Stored] = {**writing.stamps, "IsDeleted": 0, "MasterRecordId": None}
        rows.update(connection, sobject, record_id, columns(sobject, values))
        connection.execute("DELETE FROM _deletion WHERE record_id = ?", (record_id,))
        self._mend(connection, record_id, writing)
        after_write(sobject.name, self._change(connection, record, values, writing))

    def _deleted_parent(
        self, connection: sqlite3.Connection, sobject: SObject, record: Mapping[str, Stored]
    ) -> str | None:
        """Return a record that is not there and without which this one is not."""
        for field in sobject.columns:
            parent_id = record.get(field.name)
            if not field.cascade_delete or parent_id is None:
                continue
            parent = self._schema.sobject_of_id(str(parent_id))
            row = None if parent is None else rows.find(connection, parent, str(parent_id))
            if (row is None or row.get("IsDeleted")) and not campaigns.outlives(
                sobject.name, field.name, record
            ):
                return str(parent_id)
        return None

    def _mend(self, connection: sqlite3.Connection, record_id: str, writing: Writing) -> None:
        """Give lookups their value back, where they are still blank."""
        for name, child_id, field_name in connection.execute(
            "SELECT sobject, record_id, field FROM _severed WHERE deleted_id = ?", (record_id,)
        ).fetchall():
            child = self._schema.known(name)
            row = None if child is None else rows.find(connection, child, child_id)
            if child is not None and row is not None and row[field_name] is None:
                values = {field_name: record_id, "SystemModstamp": to_wire(writing.now)}
                rows.update(connection, child, child_id, columns(child, values))
        connection.execute("DELETE FROM _severed WHERE deleted_id = ?", (record_id,))

    def empty(self, connection: sqlite3.Connection, record_id: str, *, writing: Writing) -> None:
        """Delete a record in the bin for good, with those that went with it.

        It can be queried with queryAll for 24 hours more, and not be restored
        ([K:api/emptyrecyclebin]). That who may delete it may do so is believed.

        Raises:
            MalformedIdError: the text is no id (text believed).
            DeleteFailedError: it does not lie in the bin by itself (text [P], code believed).
            InsufficientAccessOrReadonlyError: the user may not delete it.
        """
        sobject, own_id = self._named(record_id)
        if sobject is None or self._lying(connection, sobject, own_id) is None:
            message = "no recycle bin entry found"
            raise DeleteFailedError(message, fields=())
        permitted.check_delete(connection, sobject, own_id, writing.access)
        connection.execute(
            "UPDATE _deletion SET emptied = 1, due = min(due, ?) WHERE root_id = ?",
            (to_wire(writing.now + SEEN_AFTER_EMPTYING), own_id),
        )

    def _named(self, record_id: str) -> tuple[SObject | None, str]:
        if not ids.is_id(record_id):
            message = f"malformed id {record_id}"
            raise MalformedIdError(message, fields=())
        own_id = ids.normalize(record_id)
        return self._schema.sobject_of_id(own_id), own_id

    @staticmethod
    def _lying(
        connection: sqlite3.Connection, sobject: SObject, record_id: str
    ) -> dict[str, Stored] | None:
        """Return a record that can be restored or emptied by itself."""
        row = connection.execute(
            "SELECT 1 FROM _deletion WHERE record_id = ? AND root_id = record_id"
            " AND emptied = 0 AND gone = 0",
            (record_id,),
        ).fetchone()
        return None if row is None else rows.find(connection, sobject, record_id)


def has_expired(connection: sqlite3.Connection, now: datetime) -> bool:
    """Tell whether a deleted record has stayed for as long as it may."""
    return (
        connection.execute(
            "SELECT 1 FROM _deletion WHERE gone = 0 AND due <= ? LIMIT 1", (to_wire(now),)
        ).fetchone()
        is not None
    )


def expire(connection: sqlite3.Connection, schema: Schema, now: datetime) -> None:
    """Let the rows go of which ``has_expired`` told."""
    for record_id, name in connection.execute(
        "SELECT record_id, sobject FROM _deletion WHERE gone = 0 AND due <= ?", (to_wire(now),)
    ).fetchall():
        sobject = schema.known(name)
        if sobject is not None:
            rows.delete(connection, sobject, record_id)
        connection.execute("UPDATE _deletion SET gone = 1 WHERE record_id = ?", (record_id,))
        connection.execute("DELETE FROM _severed WHERE deleted_id = ?", (record_id,))


def is_cleared_by_deletion(field: Field) -> bool:
    """Tell whether records are looked up by this field when what it refers to is deleted."""
    return (
        field.type is FieldType.REFERENCE
        and not field.cascade_delete
        and (field.is_custom or field.name == "ReportsToId")
    )
