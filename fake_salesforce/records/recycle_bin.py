"""The recycle bin: what is deleted with a record, and what comes back with it.

``deletions`` keeps with which record each one went and until when it stays, ``severed_lookups``
the lookups that a deletion blanked.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping

from fake_salesforce import ids
from fake_salesforce.errors import (
    CannotInsertUpdateActivateEntityError,
    DeleteFailedError,
    MalformedIdError,
    UndeleteFailedError,
)
from fake_salesforce.schema import Field, FieldType, Schema, SObject

from . import campaigns, deletions, locks, permitted, rows
from .consequences import Change, after_delete, after_write
from .severed_lookups import mend, sever
from .uniqueness import check_unique
from .values import Stored
from .writing import Writing, columns

_NOT_THERE = "Entity is not in the recycle bin"
"""Recorded ([P] x3), for records deleted with another one and for emptied ones too."""
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
        blanked.

        Args:
            connection: within a transaction.
            sobject: the record's object.
            record: its row.
            writing: who deletes it, and when.
            further: what is written to it besides.
            root_id: the record with which it goes; None is itself.

        Raises:
            DeleteFailedError: a record cannot do without this one ([P], DELETE_FAILED).
            UnableToLockRowError: somebody else holds one of them, or what it belongs to.
        """
        own_id = str(record["Id"])
        locks.check_rows(connection, sobject, record, None)
        for child, field in self._cascading(sobject):
            for each in rows.referring(connection, child, field, own_id):
                if not campaigns.outlives(child.name, field.name, each):
                    self.put(connection, child, each, writing=writing, root_id=root_id or own_id)
        if sobject.field("IsDeleted") is None:
            rows.delete(connection, sobject, own_id)
            after_delete(sobject.name, self._change(connection, record, {}, writing))
            return
        sever(connection, self._schema, sobject, record, writing=writing)
        values = {**writing.stamps, "IsDeleted": 1, **(further or {})}
        rows.update(connection, sobject, own_id, columns(sobject, values))
        root_id = root_id or own_id
        deletions.note(connection, sobject.name, own_id, root_id=root_id, now=writing.now)
        after_write(sobject.name, self._change(connection, record, values, writing))

    def _cascading(self, sobject: SObject) -> Iterator[tuple[SObject, Field]]:
        """Yield the references by which records are deleted with one of this object."""
        for child in self._schema:
            for field in child.columns:
                if field.cascade_delete and sobject.name in field.reference_to:
                    yield child, field

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
            UnableToLockRowError: somebody else holds one of them, or what it belongs to.
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
        for each_id, name in deletions.gone_with(connection, own_id):
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
            deletions.go_with(connection, record_id, parent_id)
            return
        if sobject.name == "CampaignMember" and campaigns.is_member_already(connection, record):
            # Of two whose persons were merged meanwhile, one comes back.
            deletions.stay(connection, record_id)
            return
        check_unique(connection, sobject, record, writing.access, own_id=record_id)
        locks.check_rows(connection, sobject, None, record)
        values: dict[str, Stored] = {**writing.stamps, "IsDeleted": 0, "MasterRecordId": None}
        rows.update(connection, sobject, record_id, columns(sobject, values))
        deletions.forget(connection, record_id)
        mend(connection, self._schema, record_id, writing=writing)
        after_write(sobject.name, self._change(connection, record, values, writing))

    def _deleted_parent(
        self, connection: sqlite3.Connection, sobject: SObject, record: Mapping[str, Stored]
    ) -> str | None:
        """Return a record that is not there and without which this one is not.

        It is one of those that this one goes with, or one that a required lookup leads to.
        """
        for field in sobject.columns:
            parent_id = record.get(field.name)
            is_needed = field.cascade_delete or not field.nillable
            if field.type is not FieldType.REFERENCE or parent_id is None or not is_needed:
                continue
            parent = self._schema.sobject_of_id(str(parent_id))
            if parent is None or parent.field("IsDeleted") is None:
                continue
            row = rows.find(connection, parent, str(parent_id))
            if (row is None or row["IsDeleted"]) and not campaigns.outlives(
                sobject.name, field.name, record
            ):
                return str(parent_id)
        return None

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
        deletions.empty(connection, own_id, now=writing.now)

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
        if not deletions.is_by_itself(connection, record_id):
            return None
        return rows.find(connection, sobject, record_id)
