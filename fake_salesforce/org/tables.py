"""The tables of an org's database: one for each sObject, and our own, which begin with ``_``."""

from __future__ import annotations

import sqlite3

from fake_salesforce.schema import NUMBER_TYPES, Field, FieldType, Schema, SObject

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
    row_numbers BLOB NOT NULL
);
CREATE TABLE _api_usage (hour TEXT PRIMARY KEY, calls INTEGER NOT NULL) WITHOUT ROWID;
"""
"""``_query_locator`` keeps its rowid: blobs are read a slice at a time, which needs one."""

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


def _statements(sobject: SObject) -> list[str]:
    columns = ["_row INTEGER PRIMARY KEY"]
    for field in sobject.columns:
        constraint = " NOT NULL UNIQUE" if field.type is FieldType.ID else ""
        columns.append(f'"{field.name}" {_column_type(field)}{constraint}')
    statements = [f'CREATE TABLE "{sobject.name}" ({", ".join(columns)})']
    for field in sobject.columns:
        if field.name in _INDEXED:
            collation = "" if _is_exact(field) else " COLLATE NOCASE"
            statements.append(
                f'CREATE INDEX "_{sobject.name}_{field.name}"'
                f' ON "{sobject.name}" ("{field.name}"{collation})'
            )
    return statements


def create(connection: sqlite3.Connection, schema: Schema) -> None:
    """Create the tables of a new org, inside the caller's transaction."""
    for statement in _OWN.split(";"):
        if statement.strip():
            connection.execute(statement)
    for sobject in schema:
        for statement in _statements(sobject):
            connection.execute(statement)
