"""Records that come with an org or with its set-up: written as they are, past validation."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fake_salesforce.clock import to_wire
from fake_salesforce.records import rows
from fake_salesforce.records.validation import defaults
from fake_salesforce.records.values import Stored
from fake_salesforce.schema import Schema, SObject

from . import sequences


@dataclass(frozen=True, slots=True)
class SystemRecords:
    """Inserts records, each with an id, defaults and stamps."""

    connection: sqlite3.Connection
    schema: Schema
    instance: str
    author: str
    at: datetime

    @property
    def stamps(self) -> dict[str, Stored]:
        """Who wrote the records, and when."""
        stamp = to_wire(self.at)
        return {
            "CreatedDate": stamp,
            "CreatedById": self.author,
            "LastModifiedDate": stamp,
            "LastModifiedById": self.author,
            "SystemModstamp": stamp,
        }

    def sobject(self, name: str) -> SObject:
        """Return an object that every org has."""
        sobject = self.schema.known(name)
        assert sobject is not None
        return sobject

    def insert(self, name: str, values: Mapping[str, Stored]) -> str:
        """Insert one record and return its id."""
        return self.insert_many(name, [values])[0]

    def insert_many(self, name: str, records: Sequence[Mapping[str, Stored]]) -> list[str]:
        """Insert records of one object and return their ids."""
        sobject = self.sobject(name)
        ids = sequences.take_ids(self.connection, sobject.key_prefix, self.instance, len(records))
        common = defaults(sobject) | self.stamps
        columns = [each.name for each in sobject.columns]
        complete = (
            {**common, "Id": record_id, **record}
            for record, record_id in zip(records, ids, strict=True)
        )
        rows.insert_many(
            self.connection, sobject, ([each.get(name) for name in columns] for each in complete)
        )
        return ids
