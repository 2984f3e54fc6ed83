"""The tables of an org's database: one for each sObject, and our own, which begin with ``_``.

A few sObjects are views instead (``views.py``).
"""

from __future__ import annotations

import sqlite3

from fake_salesforce.schema import NUMBER_TYPES, Field, FieldType, Schema, SObject

from . import changes
from .record_access import RECORD_ACCESS
from .views import VIEWS

_OWN = """
CREATE TABLE _setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE _sequence (name TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE _credential (
    user_id TEXT PRIMARY KEY,
    salt BLOB NOT NULL,
    password_hash BLOB NOT NULL,
    token_hash BLOB NOT NULL,
    password_number INTEGER NOT NULL,
    token_number INTEGER NOT NULL,
    locked_until TEXT
) WITHOUT ROWID;
CREATE TABLE _session (
    hash BLOB PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE,
    user_id TEXT NOT NULL,
    client TEXT NOT NULL,
    opened TEXT NOT NULL,
    last_used TEXT NOT NULL,
    ended INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX _session_of_client ON _session (user_id, client, ended);
CREATE TABLE _query_locator (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    soql TEXT NOT NULL,
    include_deleted INTEGER NOT NULL,
    page_rows INTEGER NOT NULL,
    opened TEXT NOT NULL,
    expired INTEGER NOT NULL DEFAULT 0,
    row_numbers BLOB NOT NULL,
    child INTEGER
);
CREATE TABLE _record_type_assignment (
    permission_set_id TEXT NOT NULL,
    sobject TEXT NOT NULL,
    record_type_id TEXT NOT NULL,
    is_default INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (permission_set_id, sobject, record_type_id)
) WITHOUT ROWID;
CREATE TABLE _api_usage (hour TEXT PRIMARY KEY, calls INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE _definition (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    body TEXT NOT NULL
);
"""
"""``_query_locator`` keeps its rowid: blobs are read a slice at a time, which needs one.
``_definition`` holds what an administrator added to the schema, in that order."""

_INDEXED = frozenset({"Email", "Name", "OwnerId", "SystemModstamp", "Username"})
"""Columns that connectors look records up by. Id is unique besides."""


def _column_type(field: Field) -> str:
    if field.type in {FieldType.BOOLEAN, FieldType.INT}:
        return "INTEGER"
    return "REAL" if field.type in NUMBER_TYPES else "TEXT"


def _is_exact(field: Field) -> bool:
    """Tell whether texts of this field compare by their exact characters."""
    return field.type in {
        FieldType.ID,
        FieldType.REFERENCE,
        FieldType.DATE,
        FieldType.DATETIME,
        FieldType.TIME,
    }


def _is_indexed(field: Field) -> bool:
    """Tell whether records are looked up by this field: children by parent are, too."""
    return (
        field.name in _INDEXED
        or field.child_relationship_name is not None
        or field.external_id
        or field.unique
    )


def _column(field: Field) -> str:
    constraint = " NOT NULL UNIQUE" if field.type is FieldType.ID else ""
    return f'"{field.name}" {_column_type(field)}{constraint}'


def _index(sobject: SObject, field: Field) -> str:
    collation = "" if _is_exact(field) else " COLLATE NOCASE"
    return (
        f'CREATE INDEX "_{sobject.name}_{field.name}"'
        f' ON "{sobject.name}" ("{field.name}"{collation})'
    )


def _statements(sobject: SObject) -> list[str]:
    if sobject.name in VIEWS:
        return list(VIEWS[sobject.name])
    columns = ", ".join(["_row INTEGER PRIMARY KEY", *map(_column, sobject.columns)])
    return [
        f'CREATE TABLE "{sobject.name}" ({columns})',
        *(_index(sobject, each) for each in sobject.columns if _is_indexed(each)),
        *(() if sobject.name == RECORD_ACCESS else changes.counting(sobject.name)),
    ]


def create(connection: sqlite3.Connection, schema: Schema) -> None:
    """Create the tables of a new org, inside the caller's transaction."""
    for statement in (*_OWN.split(";"), changes.TABLE):
        if statement.strip():
            connection.execute(statement)
    for sobject in schema:
        create_sobject(connection, sobject)


def create_sobject(connection: sqlite3.Connection, sobject: SObject) -> None:
    """Create the table of one object."""
    for statement in _statements(sobject):
        connection.execute(statement)


def add_column(connection: sqlite3.Connection, sobject: SObject, field: Field) -> None:
    """Give an object's table the column of a new field, empty, with its index if it has one."""
    if field.is_compound:
        return
    default = " DEFAULT 0" if field.type is FieldType.BOOLEAN else ""
    connection.execute(f'ALTER TABLE "{sobject.name}" ADD COLUMN {_column(field)}{default}')
    if _is_indexed(field):
        connection.execute(_index(sobject, field))
