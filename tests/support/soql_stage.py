"""A small org for SOQL tests: a schema written by hand, its tables in memory, the pipeline."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from fake_salesforce import soql
from fake_salesforce.access import Access, FullAccess
from fake_salesforce.schema.field import Field, FieldType
from fake_salesforce.schema.sobject import Schema, SObject

NOW = datetime(2020, 7, 20, 22, 30, tzinfo=UTC)
"""Already 21 July in Berlin, where the user of these tests lives."""

BERLIN = ZoneInfo("Europe/Berlin")


def _field(name: str, field_type: FieldType, **properties: Any) -> Field:
    return Field(
        name=name,
        type=field_type,
        label=name,
        **{"filterable": True, "sortable": True, "nillable": True, **properties},
    )


LEAD = SObject(
    name="Lead",
    label="Lead",
    label_plural="Leads",
    key_prefix="00Q",
    fields=(
        _field("Id", FieldType.ID, nillable=False),
        _field("IsDeleted", FieldType.BOOLEAN),
        _field("LastName", FieldType.STRING, length=80),
        _field("Email", FieldType.EMAIL, length=80),
        _field("Status", FieldType.PICKLIST),
        _field("Description", FieldType.TEXTAREA, filterable=False, sortable=False),
        _field("Interests", FieldType.MULTIPICKLIST, sortable=False),
        _field("NumberOfEmployees", FieldType.INT),
        _field("AnnualRevenue", FieldType.CURRENCY),
        _field("IsConverted", FieldType.BOOLEAN),
        _field("ConvertedDate", FieldType.DATE),
        _field("CreatedDate", FieldType.DATETIME),
        _field("CallTime", FieldType.TIME),
        _field(
            "OwnerId",
            FieldType.REFERENCE,
            reference_to=("User",),
            relationship_name="Owner",
        ),
        _field("City", FieldType.STRING, compound_field_name="Address"),
        _field("Country", FieldType.STRING, compound_field_name="Address"),
        _field("Latitude", FieldType.DOUBLE, compound_field_name="Address"),
        _field("Address", FieldType.ADDRESS, sortable=False),
    ),
)

ORGANIZATION = SObject(
    name="Organization",
    label="Organization",
    label_plural="Organizations",
    key_prefix="00D",
    fields=(_field("Id", FieldType.ID), _field("Name", FieldType.STRING)),
)

GROUP = SObject(
    name="Group",
    label="Group",
    label_plural="Groups",
    key_prefix="00G",
    fields=(_field("Id", FieldType.ID), _field("Offset", FieldType.INT)),
)

SCHEMA = Schema((LEAD, ORGANIZATION, GROUP), absent=frozenset())

_EMPTY_LEAD: dict[str, Any] = {each.name: None for each in LEAD.columns} | {
    "IsDeleted": 0,
    "IsConverted": 0,
}


def lead_id(number: int) -> str:
    """Return the 18-character id of a lead of these tests; ids ascend with the number."""
    return _checksummed(f"00Q000000{number:06}")


def _checksummed(id15: str) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
    groups = (id15[:5], id15[5:10], id15[10:])
    return id15 + "".join(
        letters[sum(2**place for place, each in enumerate(group) if each.isupper())]
        for group in groups
    )


@dataclass
class Stage:
    """A database with leads in it, and what to ask it."""

    leads: Sequence[Mapping[str, Any]] = ()
    """Stored values by field; those not named are null, 0, or an id by position."""
    access: Access = field(default_factory=FullAccess)
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.connection = sqlite3.connect(":memory:")
        soql.install_functions(self.connection)
        for sobject in SCHEMA:
            columns = ", ".join(f'"{each.name}"' for each in sobject.columns)
            self.connection.execute(
                f'CREATE TABLE "{sobject.name}" (_row INTEGER PRIMARY KEY, {columns})'
            )
        for number, lead in enumerate(self.leads, 1):
            row = _EMPTY_LEAD | {"Id": lead_id(number)} | dict(lead)
            names = ", ".join(f'"{name}"' for name in row)
            marks = ", ".join("?" * len(row))
            self.connection.execute(
                f'INSERT INTO "Lead" ({names}) VALUES ({marks})',
                tuple(row.values()),
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def statement(self, text: str) -> soql.Statement:
        """Return the compiled statement of a query."""
        bound = soql.bind(soql.parse(text), schema=SCHEMA, access=self.access)
        return soql.compile(bound, now=self.now, time_zone=BERLIN)

    def rows(self, text: str, *, include_deleted: bool = False) -> list[int]:
        """Return the row numbers a query finds."""
        found = soql.rows(self.connection, self.statement(text), include_deleted=include_deleted)
        return found.tolist()

    def count(self, text: str, *, include_deleted: bool = False) -> int:
        """Return how many rows a query finds."""
        statement = self.statement(text)
        return soql.count(self.connection, statement, include_deleted=include_deleted)

    def page(self, text: str, *, pretty: bool = False) -> str:
        """Return the whole answer of a query, in one page."""
        statement = self.statement(text)
        if statement.projection is None:
            total = soql.count(self.connection, statement)
            return soql.render_page(None, (), total_size=total, pretty=pretty)
        found = soql.rows(self.connection, statement)
        records = soql.records(self.connection, statement.projection, found)
        return soql.render_page(statement.projection, records, total_size=len(found), pretty=pretty)

    def records(self, text: str) -> list[dict[str, Any]]:
        """Return the records of a query's answer."""
        records: list[dict[str, Any]] = json.loads(self.page(text))["records"]
        return records
