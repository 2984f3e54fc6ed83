"""Conditions of rules, evaluated by the query pipeline in the transaction that writes a record.

A rule sees every field and every record, whoever writes; relative dates are those of the writer's
time zone and locale.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from fake_salesforce import soql
from fake_salesforce.access import Access, FullAccess
from fake_salesforce.errors import NotImplementedInFakeError, SalesforceError
from fake_salesforce.records.fiscal_year import fiscal_year
from fake_salesforce.schema import Schema, SObject


def check_condition(schema: Schema, sobject: SObject, text: str) -> None:
    """Refuse a condition that cannot be asked of an object's records.

    Raises:
        ValueError: it is none; the message is that of a query with it.
    """
    try:
        query = soql.parse_condition(sobject.name, text)
        soql.bind(query, schema=schema, access=FullAccess(), user_id="")
    except (SalesforceError, NotImplementedInFakeError) as error:
        message = f"{text!r} is no condition on {sobject.name} records: {error}"
        raise ValueError(message) from error


@dataclass(frozen=True, slots=True)
class Conditions:
    """Asks conditions of records, and shows records, for one writer."""

    schema: Schema
    access: Access
    user_id: str
    now: datetime
    time_zone_of: Callable[[str], ZoneInfo]
    """The time zone of a user: asked only where there is a rule."""
    locale_of: Callable[[str], str]
    """The locale of a user, likewise."""

    def holds(
        self, connection: sqlite3.Connection, sobject: SObject, record_id: str, text: str
    ) -> bool:
        """Tell whether a condition is true of a record, by its 18-character id."""
        query = soql.of_record(soql.parse_condition(sobject.name, text), record_id)
        bound = soql.bind(query, schema=self.schema, access=FullAccess(), user_id=self.user_id)
        year = fiscal_year(connection)
        statement = soql.compile(
            bound,
            now=self.now,
            time_zone=self.time_zone_of(self.user_id),
            locale=self.locale_of(self.user_id),
            fiscal_year_start_month=year.start_month,
            is_fiscal_year_named_by_start=year.is_named_by_start,
        )
        return soql.count(connection, statement) > 0

    def show(
        self, connection: sqlite3.Connection, sobject: SObject, record_id: str
    ) -> Mapping[str, object]:
        """Return a record as JSON has it, with the fields that the writer may read."""
        readable = [
            each.name for each in sobject.fields if self.access.can_read_field(sobject, each)
        ]
        query = soql.parse(
            f"SELECT {', '.join(readable or ['Id'])} FROM {sobject.name} WHERE Id = '{record_id}'"  # noqa: S608 - the schema's names, an id
        )
        bound = soql.bind(query, schema=self.schema, access=FullAccess(), user_id=self.user_id)
        statement = soql.compile(bound, now=self.now, time_zone=self.time_zone_of(self.user_id))
        assert statement.projection is not None
        found = soql.rows(connection, statement.clauses)
        records = soql.records(connection, statement.projection, found)
        (text,) = soql.render(statement.projection, records)
        shown: Mapping[str, object] = json.loads(text)
        return shown
