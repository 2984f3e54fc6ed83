"""The records of an org, written in transactions: by users of the API, and by whoever stages it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fake_salesforce.access import Access
from fake_salesforce.clock import Clock
from fake_salesforce.population.drawing import Drawing
from fake_salesforce.records import RecordWriter, Writing, rows
from fake_salesforce.records.values import Json, Stored
from fake_salesforce.schema import Schema, SObject

from . import sequences
from .org_file import OrgFile
from .populating import Census, Populating
from .storage import Storage
from .tally import Tally


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
        tally: Tally,
        storage: Storage,
    ) -> None:
        """Make them.

        Args:
            file: where they are kept.
            schema: the objects there are.
            clock: gives the stamps.
            access_of: what a user, by id, may do.
            is_username_taken: whether any org of the server has a user of that name.
            tally: is told of each record a user has written.
            storage: may have no room for what a user creates.
        """
        self._tally = tally
        self._storage = storage
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

    def _writing(self, user_id: str | None) -> Writing:
        author = user_id or self._file.automated_user_id
        return Writing(
            user_id=author,
            now=self._clock.now(),
            access=self._access_of(author),
            take_id=lambda connection, prefix: sequences.take_id(
                connection, prefix, self._file.instance
            ),
            take_number=sequences.take,
            is_username_taken=self._is_username_taken,
        )

    def create(
        self, sobject_name: str, fields: Mapping[str, Json], *, user_id: str | None = None
    ) -> str:
        """Create a record and return its 18-character id.

        Args:
            sobject_name: as ``Lead``.
            fields: values by API name, as JSON has them.
            user_id: who creates it; None is the automated process.

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
            if user_id is not None:
                self._storage.check(sobject)
            created = self._writer.create(
                connection, sobject, fields, writing=self._writing(user_id)
            )
        self._tally.note(written=1)
        return created

    def update(
        self,
        sobject_name: str,
        record_id: str,
        fields: Mapping[str, Json],
        *,
        user_id: str | None = None,
    ) -> None:
        """Write some fields of a record; arguments and errors as :meth:`create`."""
        sobject = self.sobject(sobject_name)
        if not sobject.updateable:
            message = f"{sobject.name} records cannot be updated"
            raise ValueError(message)
        with self._database.write() as connection:
            self._writer.update(
                connection, sobject, record_id, fields, writing=self._writing(user_id)
            )
        self._tally.note(written=1)

    def delete(self, sobject_name: str, record_id: str, *, user_id: str | None = None) -> None:
        """Put a record into the recycle bin; arguments and errors as :meth:`create`."""
        sobject = self.sobject(sobject_name)
        if not sobject.deletable:
            message = f"{sobject.name} records cannot be deleted"
            raise ValueError(message)
        with self._database.write() as connection:
            self._writer.delete(connection, sobject, record_id, writing=self._writing(user_id))
        self._tally.note(written=1)

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
            return populating.populate(census)
