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
from fake_salesforce.schema.field import Field, FieldType, PicklistValue
from fake_salesforce.schema.sobject import Schema, SObject

NOW = datetime(2020, 7, 20, 22, 30, tzinfo=UTC)
"""Already 21 July in Berlin, where the user of these tests lives."""

BERLIN = ZoneInfo("Europe/Berlin")


def _field(name: str, field_type: FieldType, **properties: Any) -> Field:
    return Field(
        name=name,
        type=field_type,
        label=name,
        **{"filterable": True, "sortable": True, "nillable": True, "groupable": True, **properties},
    )


LEAD = SObject(
    name="Lead",
    label="Lead",
    label_plural="Leads",
    key_prefix="00Q",
    supported_scopes=(("everything", "All leads"), ("mine", "My leads"), ("team", "My team's")),
    fields=(
        _field("Id", FieldType.ID, nillable=False),
        _field("IsDeleted", FieldType.BOOLEAN),
        _field("LastName", FieldType.STRING, length=80),
        _field("Email", FieldType.EMAIL, length=80),
        _field(
            "Status",
            FieldType.PICKLIST,
            picklist_values=(
                PicklistValue("Open", "Offen"),
                PicklistValue("Closed", "Erledigt %"),
                PicklistValue("closed", "erledigt"),
            ),
        ),
        _field(
            "Description", FieldType.TEXTAREA, filterable=False, sortable=False, groupable=False
        ),
        _field(
            "Interests",
            FieldType.MULTIPICKLIST,
            sortable=False,
            groupable=False,
            picklist_values=(PicklistValue("a", "Äpfel"), PicklistValue("b", "Birnen")),
        ),
        _field("NumberOfEmployees", FieldType.INT),
        _field("AnnualRevenue", FieldType.CURRENCY),
        _field("IsConverted", FieldType.BOOLEAN),
        _field("ConvertedDate", FieldType.DATE),
        _field("CreatedDate", FieldType.DATETIME, groupable=False),
        _field("CallTime", FieldType.TIME),
        _field("Key__c", FieldType.STRING, length=20, unique=True, case_sensitive=True),
        _field(
            "OwnerId",
            FieldType.REFERENCE,
            reference_to=("User",),
            relationship_name="Owner",
        ),
        _field("City", FieldType.STRING, compound_field_name="Address"),
        _field("Country", FieldType.STRING, compound_field_name="Address"),
        _field("Latitude", FieldType.DOUBLE, compound_field_name="Address"),
        _field("Longitude", FieldType.DOUBLE, compound_field_name="Address"),
        _field("Address", FieldType.ADDRESS, sortable=False, groupable=False),
        _field("Place__Latitude__s", FieldType.DOUBLE, compound_field_name="Place__c"),
        _field("Place__Longitude__s", FieldType.DOUBLE, compound_field_name="Place__c"),
        _field("Place__c", FieldType.LOCATION, sortable=False, groupable=False),
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


def _reference(name: str, to: str, relationship: str, children: str | None = None) -> Field:
    return _field(
        name,
        FieldType.REFERENCE,
        reference_to=tuple(to.split(",")),
        relationship_name=relationship,
        child_relationship_name=children,
    )


def _sobject(name: str, key_prefix: str, *fields: Field) -> SObject:
    ids = (_field("Id", FieldType.ID, nillable=False), _field("IsDeleted", FieldType.BOOLEAN))
    return SObject(
        name=name, label=name, label_plural=name, key_prefix=key_prefix, fields=(*ids, *fields)
    )


USER = _sobject(
    "User",
    "005",
    _field("Name", FieldType.STRING, name_field=True),
    _field("Email", FieldType.EMAIL),
    _field("IsActive", FieldType.BOOLEAN),
    _reference("ManagerId", "User", "Manager", "ManagedUsers"),
)

ACCOUNT = _sobject(
    "Account",
    "001",
    _field("Name", FieldType.STRING, name_field=True),
    _field("Industry", FieldType.PICKLIST),
    _field("NumberOfEmployees", FieldType.INT),
    _field("IsPartner", FieldType.BOOLEAN),
    _field("BillingCity", FieldType.STRING, compound_field_name="BillingAddress"),
    _field("BillingLatitude", FieldType.DOUBLE, compound_field_name="BillingAddress"),
    _field("BillingLongitude", FieldType.DOUBLE, compound_field_name="BillingAddress"),
    _field("BillingAddress", FieldType.ADDRESS, sortable=False),
    _reference("OwnerId", "User", "Owner", "Accounts"),
    _reference("ParentId", "Account", "Parent", "ChildAccounts"),
)

CONTACT = _sobject(
    "Contact",
    "003",
    _field("LastName", FieldType.STRING),
    _field("Name", FieldType.STRING, name_field=True),
    _field("Email", FieldType.EMAIL),
    _reference("AccountId", "Account", "Account", "Contacts"),
    _reference("Mentor__c", "Contact", "Mentor__r", "Mentored__r"),
)

OPPORTUNITY = _sobject(
    "Opportunity",
    "006",
    _field("Name", FieldType.STRING, name_field=True),
    _field("Amount", FieldType.CURRENCY),
    _reference("AccountId", "Account", "Account", "Opportunities"),
)

TASK = _sobject(
    "Task",
    "00T",
    _field("Subject", FieldType.STRING, name_field=True),
    _reference("OwnerId", "Group,User", "Owner"),
    _reference("CreatedById", "User", "CreatedBy"),
    _reference("WhoId", "Contact,Lead", "Who", "Tasks"),
    _reference("WhatId", "Account,Opportunity,Case", "What", "Tasks"),
)

SCHEMA = Schema(
    (LEAD, ORGANIZATION, GROUP, USER, ACCOUNT, CONTACT, OPPORTUNITY, TASK), absent=frozenset()
)

USER_ID = "005000000000001AAA"
"""Who asks the queries of these tests."""


def lead_id(number: int) -> str:
    """Return the 18-character id of a lead of these tests; ids ascend with the number."""
    return record_id(LEAD, number)


def record_id(sobject: SObject, number: int) -> str:
    """Return the 18-character id of a record of these tests, by its position from 1."""
    return _checksummed(f"{sobject.key_prefix}000000{number:06}")


def _checksummed(id15: str) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
    groups = (id15[:5], id15[5:10], id15[10:])
    return id15 + "".join(
        letters[sum(2**place for place, each in enumerate(group) if each.isupper())]
        for group in groups
    )


class Hiding(FullAccess):
    """A user who may not read some objects and fields."""

    def __init__(self, *names: str) -> None:
        self.names = names

    def can_read_object(self, sobject: SObject) -> bool:
        """Hide objects by name."""
        return sobject.name not in self.names

    def can_read_field(self, sobject: SObject, field: Field) -> bool:
        """Hide fields by name."""
        return f"{sobject.name}.{field.name}" not in self.names


@dataclass
class Stage:
    """A database with leads in it, and what to ask it."""

    leads: Sequence[Mapping[str, Any]] = ()
    """Stored values by field; those not named are null, 0, or an id by position."""
    access: Access = field(default_factory=FullAccess)
    others: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    """The records of further objects, likewise."""
    now: datetime = NOW
    fiscal_year_start_month: int = 1
    schema: Schema = SCHEMA

    def __post_init__(self) -> None:
        self.connection = sqlite3.connect(":memory:")
        soql.install_functions(self.connection)
        for sobject in self.schema:
            columns = ", ".join(f'"{each.name}"' for each in sobject.columns)
            self.connection.execute(
                f'CREATE TABLE "{sobject.name}" (_row INTEGER PRIMARY KEY, {columns})'
            )
        for sobject in self.schema:
            records = self.leads if sobject is LEAD else self.others.get(sobject.name, ())
            for number, record in enumerate(records, 1):
                self._insert(sobject, number, record)

    def _insert(self, sobject: SObject, number: int, record: Mapping[str, Any]) -> None:
        empty = {
            each.name: 0 if each.type is FieldType.BOOLEAN else None for each in sobject.columns
        }
        row = empty | {"Id": record_id(sobject, number)} | dict(record)
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" * len(row))
        self.connection.execute(
            f'INSERT INTO "{sobject.name}" ({names}) VALUES ({marks})', tuple(row.values())
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def statement(self, text: str, *, include_deleted: bool = False) -> soql.Statement:
        """Return the compiled statement of a query."""
        bound = soql.bind(soql.parse(text), schema=self.schema, access=self.access, user_id=USER_ID)
        return soql.compile(
            bound,
            now=self.now,
            time_zone=BERLIN,
            include_deleted=include_deleted,
            fiscal_year_start_month=self.fiscal_year_start_month,
        )

    def rows(self, text: str, *, include_deleted: bool = False) -> list[int]:
        """Return the row numbers a query finds."""
        statement = self.statement(text, include_deleted=include_deleted)
        return soql.rows(self.connection, statement.clauses).tolist()

    def count(self, text: str, *, include_deleted: bool = False) -> int:
        """Return how many rows a query finds."""
        statement = self.statement(text, include_deleted=include_deleted)
        return soql.count(self.connection, statement)

    def page(self, text: str, *, pretty: bool = False, page_rows: int = 2000) -> str:
        """Return the whole answer of a query, in one page; only children are cut by its size."""
        statement = self.statement(text)
        if statement.projection is None:
            total = soql.count(self.connection, statement)
            return soql.render_page(None, (), total_size=total, pretty=pretty).decode()
        if statement.is_grouped:
            groups = soql.groups(self.connection, statement)
            grouped = soql.render_page(
                statement.projection, groups, total_size=len(groups), pretty=pretty
            )
            return grouped.decode()
        found = soql.rows(self.connection, statement.clauses)
        records = soql.with_children(
            self.connection,
            statement.projection,
            soql.records(self.connection, statement.projection, found),
            page_rows=page_rows,
            open_locator=lambda child, _, offset: f"01g{child}-{offset}",
        )
        page = soql.render_page(statement.projection, records, total_size=len(found), pretty=pretty)
        return page.decode()

    def records(self, text: str) -> list[dict[str, Any]]:
        """Return the records of a query's answer."""
        records: list[dict[str, Any]] = json.loads(self.page(text))["records"]
        return records
