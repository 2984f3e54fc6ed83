"""What every new org has alike, built once for a server and copied for each of its orgs.

That is the tables, and the records that do not depend on which org it is: the licence, the
profiles with their permission sets, the standard price book, the values of Lead.Status. A copy
gets the ids of its own instance and its own stamps, which leaves nothing of the template in it.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from fake_salesforce import ids
from fake_salesforce.clock import to_wire
from fake_salesforce.schema import FieldType, Schema

from . import tables
from .founding import found_common
from .system_records import SystemRecords
from .views import VIEWS

_INSTANCE = "000"
"""The template's instance: no org has it."""
_FOUNDED = datetime(2000, 1, 1, tzinfo=UTC)


class Template:
    """A database that new orgs are copies of."""

    def __init__(self, schema: Schema) -> None:
        """Build it: the costly part of founding an org.

        Args:
            schema: the objects that a new org has.
        """
        self.schema = schema
        """The objects that a new org has."""
        connection = sqlite3.connect(":memory:", isolation_level=None)
        try:
            author = ids.record_id("005", _INSTANCE, 1)
            connection.execute("BEGIN")
            tables.create(connection, schema)
            found_common(SystemRecords(connection, schema, _INSTANCE, author, _FOUNDED))
            connection.execute("COMMIT")
            self._filled = tuple(
                each
                for each in schema
                if each.name not in VIEWS
                and connection.execute(f'SELECT 1 FROM "{each.name}" LIMIT 1').fetchone()  # noqa: S608 - the schema's names
            )
            self._image = connection.serialize()
        finally:
            connection.close()

    def copy_to(self, path: Path) -> None:
        """Write the template to a file that does not exist yet, or is empty."""
        path.write_bytes(self._image)

    def make_own(self, connection: sqlite3.Connection, *, instance: str, founded: datetime) -> None:
        """Give the records of a copy the ids of an instance, and the stamps of its founding.

        Args:
            connection: to the copy, within a transaction.
            instance: the three characters that stand for the org's instance in every id.
            founded: when the org was founded.
        """

        @cache
        def of_instance(record_id: str | None) -> str | None:
            return record_id and ids.of_instance(record_id, instance)

        connection.create_function("of_instance", 1, of_instance)
        stamp = to_wire(founded)
        for sobject in self._filled:
            assignments = [
                f'"{each.name}" = of_instance("{each.name}")'
                for each in sobject.columns
                if each.type in {FieldType.ID, FieldType.REFERENCE}
            ]
            stamped = [each.name for each in sobject.columns if each.type is FieldType.DATETIME]
            assignments += [f'"{each}" = CASE WHEN "{each}" NOTNULL THEN ? END' for each in stamped]
            connection.execute(
                f'UPDATE "{sobject.name}" SET {", ".join(assignments)}',  # noqa: S608 - the schema's names
                [stamp] * len(stamped),
            )
        connection.execute(
            'UPDATE "PermissionSet" SET "Name" = \'X\' || "ProfileId", "Label" = "ProfileId"'
            ' WHERE "IsOwnedByProfile" = 1'
        )
        connection.create_function("of_instance", 1, None)
