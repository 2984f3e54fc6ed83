"""The records of an org, written in transactions: by users of the API, and by whoever stages it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

from fake_salesforce.access import Access
from fake_salesforce.clock import Clock, to_wire
from fake_salesforce.population.drawing import Drawing
from fake_salesforce.records import RecordWriter, Writing, activity_dates, rows
from fake_salesforce.records.rules import Rules
from fake_salesforce.records.save_options import SaveOptions
from fake_salesforce.records.values import Json, Stored
from fake_salesforce.schema import Schema, SObject

from . import sequences
from .conditions import Conditions
from .org_file import OrgFile
from .populating import Census, Populating

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
        time_zone_of: Callable[[str], ZoneInfo],
        record_types_changed: Callable[[], None],
    ) -> None:
        """Make them.

        Args:
            file: where they are kept.
            schema: the objects there are.
            clock: gives the stamps.
            access_of: what a user, by id, may do.
            is_username_taken: whether any org of the server has a user of that name.
            time_zone_of: the time zone of a user, by id.
            record_types_changed: called when a record type has been written.
        """
        self._time_zone_of = time_zone_of
        self._record_types_changed = record_types_changed
        self._file = file
        self._database = file.database
        self._schema = schema
        self._clock = clock
        self._access_of = access_of
        self._is_username_taken = is_username_taken
        self._writer = RecordWriter(schema)

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

    def _writing(self, user_id: str | None, options: SaveOptions = _STAGED) -> Writing:
        author = user_id or self._file.automated_user_id
        now, access = self._clock.now(), self._access_of(author)
        conditions = Conditions(self._schema, access, author, now, self._time_zone_of)
        return Writing(
            user_id=author,
            now=now,
            access=access,
            rules=Rules(self._schema, access, options, conditions.holds, conditions.show),
            take_id=lambda connection, prefix: sequences.take_id(
                connection, prefix, self._file.instance
            ),
            take_number=sequences.take,
            is_username_taken=self._is_username_taken,
        )

    def create(
        self,
        sobject_name: str,
        fields: Mapping[str, Json],
        *,
        user_id: str | None = None,
        options: SaveOptions = _STAGED,
    ) -> str:
        """Create a record and return its 18-character id.

        Args:
            sobject_name: as ``Lead``.
            fields: values by API name, as JSON has them.
            user_id: who creates it; None is the automated process.
            options: what the writer says about the save besides.

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
            return self._writer.create(
                connection, sobject, fields, writing=self._writing(user_id, options)
            )

    def update(
        self,
        sobject_name: str,
        record_id: str,
        fields: Mapping[str, Json],
        *,
        user_id: str | None = None,
        options: SaveOptions = _STAGED,
    ) -> None:
        """Write some fields of a record; arguments and errors as :meth:`create`."""
        sobject = self.sobject(sobject_name)
        if not sobject.updateable:
            message = f"{sobject.name} records cannot be updated"
            raise ValueError(message)
        with self._database.write() as connection:
            self._writer.update(
                connection, sobject, record_id, fields, writing=self._writing(user_id, options)
            )
            if sobject.name == "RecordType":
                self._database.after_commit(self._record_types_changed)

    def delete(self, sobject_name: str, record_id: str, *, user_id: str | None = None) -> None:
        """Put a record into the recycle bin; arguments and errors as :meth:`create`."""
        sobject = self.sobject(sobject_name)
        if not sobject.deletable:
            message = f"{sobject.name} records cannot be deleted"
            raise ValueError(message)
        with self._database.write() as connection:
            self._writer.delete(connection, sobject, record_id, writing=self._writing(user_id))

    def is_deleted(self, sobject_name: str, record_id: str) -> bool:
        """Tell whether the record of an 18-character id lies in the recycle bin."""
        with self._database.read() as connection:
            record = rows.find(connection, self.sobject(sobject_name), record_id)
        return record is not None and bool(record.get("IsDeleted"))

    def set_system_field(
        self, sobject_name: str, record_id: str, field_name: str, value: Stored
    ) -> None:
        """Write a field that no user can write, as it is stored: for staging the past."""
        with self._database.write() as connection:
            rows.update(connection, self.sobject(sobject_name), record_id, {field_name: value})

    def populate(self, census: Census, *, seed: int) -> int:
        """Make records drawn from a seed, in one transaction; return how many."""
        drawing = Drawing(seed=seed, now=self._clock.now(), owner_id=self._file.automated_user_id)
        with self._database.write() as connection:
            populating = Populating(connection, self._schema, self._file.instance, drawing)
            made = populating.populate(census)
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
                activity_dates.show_open(connection, self._today())
                connection.execute("INSERT OR REPLACE INTO _setting VALUES (?, ?)", (_DAY, today))
