"""The records of an org, written in transactions: by users of the API, and by whoever stages it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from fake_salesforce import ids
from fake_salesforce.access import Access
from fake_salesforce.clock import Clock, to_wire
from fake_salesforce.errors import (
    CannotInsertUpdateActivateEntityError,
    InvalidCrossReferenceKeyError,
    InvalidFieldError,
    MalformedIdError,
    SalesforceError,
)
from fake_salesforce.population.drawing import Drawing
from fake_salesforce.records import RecordWriter, Writing, activity_dates, archive, deletions, rows
from fake_salesforce.records.convert import Conversion
from fake_salesforce.records.entity_types import check_createable, check_updateable, own_id
from fake_salesforce.records.external_ids import key_field, matching
from fake_salesforce.records.lead_convert import Converted, LeadConvert
from fake_salesforce.records.merge import Merged, Merging
from fake_salesforce.records.rules import Rules
from fake_salesforce.records.save_options import SaveOptions
from fake_salesforce.records.upsert import Upserted, existing, key_value
from fake_salesforce.records.values import Json, Stored, stored
from fake_salesforce.schema import Field, Schema, SObject

from . import sequences
from .conditions import Conditions
from .org_file import OrgFile
from .populating import Census, Populating
from .recents import Recents
from .staffing import Staffing
from .storage import Storage
from .tally import Tally

_STAGED = SaveOptions()
_DAY = "day of open activities"
"""The setting that says for which day they were worked out."""


class Records:
    """Creates, updates and deletes the records of one org."""

    def __init__(
        self,
        file: OrgFile,
        *,
        schema: Schema,
        clock: Clock,
        access_of: Callable[[str], Access],
        is_username_taken: Callable[[str], bool],
        recents: Recents,
        tally: Tally,
        storage: Storage,
        time_zone_of: Callable[[str], ZoneInfo],
        locale_of: Callable[[str], str],
        record_types_changed: Callable[[], None],
    ) -> None:
        """Make them.

        Args:
            file: where they are kept.
            schema: the objects there are.
            clock: gives the stamps.
            access_of: what a user, by id, may do.
            is_username_taken: whether any org of the server has a user of that name.
            recents: is told what users write.
            tally: is told of each record a user has written.
            storage: may have no room for what a user creates.
            time_zone_of: the time zone of a user, by id.
            locale_of: the locale of a user, by id.
            record_types_changed: called when a record type has been written.
        """
        self._tally = tally
        self._storage = storage
        self._time_zone_of = time_zone_of
        self._locale_of = locale_of
        self._record_types_changed = record_types_changed
        self._file = file
        self._database = file.database
        self._schema = schema
        self._clock = clock
        self._access_of = access_of
        self._is_username_taken = is_username_taken
        self._recents = recents
        self._writer = RecordWriter(schema)
        self._merging = Merging(schema, self._writer)
        self._conversion = Conversion(schema, self._writer)

    def sobject(self, name: str) -> SObject:
        """Return the object of that name.

        Raises:
            ValueError: there is none.
            NotImplementedInFakeError: a real org has it and the fake does not.
        """
        sobject = self._schema.sobject(name)
        if sobject is None:
            has = ", ".join(sorted(each.name for each in self._schema))
            message = f"there is no object {name!r}; this org has {has}"
            raise ValueError(message)
        return sobject

    def _writing(
        self,
        user_id: str | None,
        options: SaveOptions = _STAGED,
        *,
        at: datetime | None = None,
        reserved_id: str | None = None,
    ) -> Writing:
        author = user_id or self._file.automated_user_id
        reserved = [] if reserved_id is None else [reserved_id]
        now, access = at or self._clock.now(), self._access_of(author)
        conditions = Conditions(
            self._schema, access, author, now, self._time_zone_of, self._locale_of
        )

        def take_id(connection: sqlite3.Connection, prefix: str) -> str:
            if reserved and reserved[0].startswith(prefix):
                return reserved.pop()
            return sequences.take_id(connection, prefix, self._file.instance)

        return Writing(
            user_id=author,
            now=now,
            access=access,
            access_of=self._access_of,
            rules=Rules(self._schema, access, options, conditions.holds, conditions.show),
            take_id=take_id,
            take_number=sequences.take,
            is_username_taken=self._is_username_taken,
        )

    def reserve_id(self, sobject_name: str) -> str:
        """Take the id of a record that is to be created later.

        Raises:
            ValueError: there is no such object.
        """
        key_prefix = self.sobject(sobject_name).key_prefix
        with self._database.write() as connection:
            return sequences.take_id(connection, key_prefix, self._file.instance)

    def create(
        self,
        sobject_name: str,
        fields: Mapping[str, Json],
        *,
        user_id: str | None = None,
        options: SaveOptions = _STAGED,
        at: datetime | None = None,
        reserved_id: str | None = None,
    ) -> str:
        """Create a record and return its 18-character id.

        Args:
            sobject_name: as ``Lead``.
            fields: values by API name, as JSON has them.
            user_id: who creates it; None is the automated process.
            options: what the writer says about the save besides.
            at: when it is written, which its stamps tell; None is now.
            reserved_id: an id that was taken for it; None takes the next one.

        Raises:
            SalesforceError: Salesforce would refuse the record.
            WrongTypeError: a value is of another type than its field.
            ValueError: there is no such object.
        """
        sobject = self.sobject(sobject_name)
        if not sobject.createable:
            message = f"{sobject.name} records cannot be created"
            raise ValueError(message)
        with self._database.write() as connection:
            writing = self._writing(user_id, options, at=at, reserved_id=reserved_id)
            if user_id is not None:
                self._storage.check(sobject)
            record_id = self._writer.create(connection, sobject, fields, writing=writing)
            self._note_use(sobject, record_id, writing)
        self._tally.note(written=1)
        return record_id

    def update(
        self,
        sobject_name: str,
        record_id: str,
        fields: Mapping[str, Json],
        *,
        user_id: str | None = None,
        options: SaveOptions = _STAGED,
        at: datetime | None = None,
    ) -> None:
        """Write some fields of a record; arguments and errors as :meth:`create`."""
        sobject = self.sobject(sobject_name)
        if not sobject.updateable:
            message = f"{sobject.name} records cannot be updated"
            raise ValueError(message)
        with self._database.write() as connection:
            writing = self._writing(user_id, options, at=at)
            self._writer.update(connection, sobject, record_id, fields, writing=writing)
            self._note_use(sobject, ids.normalize(record_id), writing)
            if sobject.name == "RecordType":
                self._database.after_commit(self._record_types_changed)
        self._tally.note(written=1)

    def _note_use(self, sobject: SObject, record_id: str, writing: Writing) -> None:
        """Note what a user writes; the automated process views nothing."""
        if sobject.mru_enabled and writing.user_id != self._file.automated_user_id:
            self._recents.note(writing.user_id, record_id, now=writing.now)

    def delete(
        self,
        sobject_name: str,
        record_id: str,
        *,
        user_id: str | None = None,
        at: datetime | None = None,
    ) -> None:
        """Put a record into the recycle bin; arguments and errors as :meth:`create`."""
        sobject = self.sobject(sobject_name)
        if not sobject.deletable:
            message = f"{sobject.name} records cannot be deleted"
            raise ValueError(message)
        with self._database.write() as connection:
            writing = self._writing(user_id, at=at)
            self._writer.delete(connection, sobject, record_id, writing=writing)
        self._tally.note(written=1)

    def find(self, sobject_name: str, record_id: str) -> dict[str, Stored] | None:
        """Return the row of an 18-character id by column name, deleted or not, or None."""
        with self._database.read() as connection:
            return rows.find(connection, self.sobject(sobject_name), record_id)

    def delete_by_id(self, record_id: str, *, user_id: str | None = None) -> None:
        """Put a record of any object into the recycle bin.

        Raises:
            MalformedIdError: the text is no id (text believed).
            CannotInsertUpdateActivateEntityError: its object cannot be deleted from (believed).
            SalesforceError: as :meth:`delete`.
        """
        if not ids.is_id(record_id):
            message = f"malformed id {record_id}"
            raise MalformedIdError(message, fields=())
        sobject = self._schema.sobject_of_id(ids.normalize(record_id))
        if sobject is None:
            message = "invalid cross reference id"
            raise InvalidCrossReferenceKeyError(message, fields=())
        if not sobject.deletable:
            message = f"entity type cannot be deleted: {sobject.label}"
            raise CannotInsertUpdateActivateEntityError(message, fields=())
        self.delete(sobject.name, record_id, user_id=user_id)

    def upsert(
        self,
        sobject_name: str,
        key_name: str,
        value: str,
        fields: Mapping[str, Json],
        *,
        user_id: str | None = None,
        options: SaveOptions = _STAGED,
    ) -> Upserted:
        """Create a record, or update the one that has a value already.

        Args:
            sobject_name: as ``Lead``.
            key_name: an external id, a field with idLookup, or ``Id``.
            value: of that field, as text.
            fields: what is written besides, by API name, as JSON has it.
            user_id: who does it; None is the automated process.
            options: what the writer says about the save besides.

        Raises:
            SalesforceError: Salesforce would refuse it.
            DuplicateExternalIdError: several records have the value; none is written.
            WrongTypeError: a value is of another type than its field.
            ValueError: there is no such object, or the field cannot name a record, or the value
                is none of it.
        """
        sobject, key = self._key(sobject_name, key_name, user_id)
        given = value if key.name == "Id" else key_value(key, value)
        return self._upsert(sobject, key, given, fields, user_id=user_id, options=options)

    def upsert_row(
        self,
        sobject_name: str,
        key_name: str,
        record_id: str | None,
        fields: Mapping[str, Json],
        *,
        user_id: str | None = None,
        options: SaveOptions = _STAGED,
    ) -> Upserted:
        """Create or update a record by the value that its own fields have of ``key_name``.

        By Id, one without an id is created ([K:api/upsert]).

        Args:
            sobject_name: as ``Lead``.
            key_name: an external id, a field with idLookup, or ``Id``.
            record_id: the row's Id, if it has one.
            fields: the others, by API name in any case.
            user_id: who does it; None is the automated process.
            options: what the writer says about the save besides.

        Raises:
            SalesforceError: Salesforce would refuse it; no value is MISSING_ARGUMENT.
            WrongTypeError: a value is of another type than its field.
        """
        sobject = self.sobject(sobject_name)
        check_createable(sobject)
        check_updateable(sobject)
        key = key_field(sobject, key_name, self._access_of(user_id or self._file.automated_user_id))
        if key is None:
            message = f"No such column '{key_name}' on sobject of type {sobject.name}"
            raise InvalidFieldError(message)
        if key.name == "Id":
            if record_id is None:
                created = self.create(sobject.name, fields, user_id=user_id, options=options)
                return Upserted(created, was_created=True)
            return self._upsert(
                sobject, key, own_id(sobject, record_id), fields, user_id=user_id, options=options
            )
        wanted = key.name.lower()
        value = next((each for name, each in fields.items() if name.lower() == wanted), None)
        others = {name: each for name, each in fields.items() if name.lower() != wanted}
        if record_id is not None:
            others["Id"] = record_id
        return self._upsert(sobject, key, value, others, user_id=user_id, options=options)

    def _upsert(
        self,
        sobject: SObject,
        key: Field,
        value: Json,
        fields: Mapping[str, Json],
        *,
        user_id: str | None,
        options: SaveOptions,
    ) -> Upserted:
        access = self._access_of(user_id or self._file.automated_user_id)
        # One transaction, so that nobody creates the record between the look and the write.
        with self._database.write() as connection:
            if key.name == "Id":
                record_id: str | None = str(value)
            else:
                record_id = existing(connection, sobject, key, value, access)
            if record_id is None:
                given = {**fields, key.name: value}
                created = self.create(sobject.name, given, user_id=user_id, options=options)
                return Upserted(created, was_created=True)
            self.update(sobject.name, record_id, fields, user_id=user_id, options=options)
        return Upserted(ids.normalize(record_id), was_created=False)

    def matching(
        self, sobject_name: str, key_name: str, value: str, *, user_id: str | None = None
    ) -> tuple[str, ...]:
        """Return the ids of the records that a value names; arguments as :meth:`upsert`.

        A value that the field cannot have is no record's.
        """
        sobject, key = self._key(sobject_name, key_name, user_id)
        try:
            wanted = stored(key, key_value(key, value))
        except SalesforceError:
            return ()
        access = self._access_of(user_id or self._file.automated_user_id)
        with self._database.read() as connection:
            return matching(connection, sobject, key, wanted, access)

    def _key(self, sobject_name: str, key_name: str, user_id: str | None) -> tuple[SObject, Field]:
        sobject = self.sobject(sobject_name)
        access = self._access_of(user_id or self._file.automated_user_id)
        key = key_field(sobject, key_name, access)
        if key is None:
            message = f"{sobject.name}.{key_name} is no external id and no field with idLookup"
            raise ValueError(message)
        return sobject, key

    def undelete(self, record_id: str, *, user_id: str | None = None) -> None:
        """Bring a record back from the recycle bin, with those that went with it.

        Raises:
            SalesforceError: it does not lie there, or cannot come back.
        """
        with self._database.write() as connection:
            self._writer.recycle_bin.restore(connection, record_id, writing=self._writing(user_id))

    def empty_recycle_bin(self, record_id: str, *, user_id: str | None = None) -> None:
        """Delete a record in the recycle bin for good, with those that went with it.

        Raises:
            SalesforceError: it does not lie there, or the user may not.
        """
        with self._database.write() as connection:
            self._writer.recycle_bin.empty(connection, record_id, writing=self._writing(user_id))

    def merge(
        self,
        sobject_name: str,
        master_id: str,
        loser_ids: Sequence[str],
        *,
        fields: Mapping[str, Json],
        user_id: str | None = None,
    ) -> Merged:
        """Merge one or two leads, contacts or accounts into a master.

        Args:
            sobject_name: their object.
            master_id: the record that stays.
            loser_ids: those that go.
            fields: what is written to the master besides.
            user_id: who does it; None is the automated process.

        Raises:
            SalesforceError: Salesforce would refuse it; nothing is changed then.
            WrongTypeError: a value is of another type than its field.
            ValueError: there is no such object.
        """
        sobject = self.sobject(sobject_name)
        with self._database.write() as connection:
            return self._merging.merge(
                connection,
                sobject,
                master_id,
                loser_ids,
                incoming=fields,
                writing=self._writing(user_id),
            )

    def convert_lead(self, asked: LeadConvert, *, user_id: str | None = None) -> Converted:
        """Convert a lead into an account, a contact and perhaps an opportunity.

        Raises:
            SalesforceError: Salesforce would refuse it; nothing is changed then.
        """
        with self._database.write() as connection:
            return self._conversion.convert(connection, asked, writing=self._writing(user_id))

    def expire_recycle_bin(self) -> None:
        """Let what has been deleted for long enough be gone."""
        now = self._clock.now()
        with self._database.read() as connection:
            is_due = deletions.has_expired(connection, now)
        if is_due:
            with self._database.write() as connection:
                deletions.expire(connection, self._schema, now)

    def is_deleted(self, sobject_name: str, record_id: str) -> bool:
        """Tell whether the record of an 18-character id lies in the recycle bin."""
        record = self.find(sobject_name, record_id)
        return record is not None and bool(record.get("IsDeleted"))

    def set_system_field(
        self, sobject_name: str, record_id: str, field_name: str, value: Stored
    ) -> None:
        """Write a field that no user can write, as it is stored: for staging the past."""
        with self._database.write() as connection:
            rows.update(connection, self.sobject(sobject_name), record_id, {field_name: value})

    def populate(self, census: Census, drawing: Drawing, *, domain: str) -> int:
        """Make drawn records, in one transaction; return how many.

        Args:
            census: how many of each kind.
            drawing: what they share; its owner is the automated process.
            domain: what the usernames of populated users end in, behind the ``@``.

        Raises:
            ValueError: records need others that are not there, or a custom object is not.
            SalesforceError: Salesforce would refuse a user, a group or the like.
        """
        with self._database.write() as connection:
            staffing = Staffing(
                connection,
                self._schema,
                drawing,
                lambda name, fields, at: self.create(name, fields, at=at),
                domain,
            )
            populating = Populating(
                connection,
                self._schema,
                self._file.instance,
                drawing,
                staffing,
                census.custom_fields,
            )
            made = populating.populate(census)
            archive.run(connection, self._clock.now())  # the nights since have passed
            activity_dates.show(connection, self._today())
            return made

    def _today(self) -> str:
        return to_wire(self._clock.now())[:10]

    def keep_day(self) -> None:
        """Work out what hangs on the day, if it is another than the last time.

        Call it before records are read, not while they are.
        """
        today = json.dumps(self._today())
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT value FROM _setting WHERE name = ?", (_DAY,)
            ).fetchone()
        if row is None or row[0] != today:
            with self._database.write() as connection:
                archive.run(connection, self._clock.now())
                activity_dates.show_open(connection, self._today())
                connection.execute("INSERT OR REPLACE INTO _setting VALUES (?, ?)", (_DAY, today))
