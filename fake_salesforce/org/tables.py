"""The tables of an org's database: one for each sObject, and our own, which begin with ``_``.

A few sObjects are views instead (``views.py``).
"""

from __future__ import annotations

import sqlite3

from fake_salesforce import soql
from fake_salesforce.objects.tooling import TOOLING
from fake_salesforce.records.severed_lookups import is_cleared_by_deletion
from fake_salesforce.schema import NUMBER_TYPES, Field, FieldType, Schema, SObject

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
CREATE TABLE _former_password (
    user_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    salt BLOB NOT NULL,
    password_hash BLOB NOT NULL,
    PRIMARY KEY (user_id, number)
) WITHOUT ROWID;
CREATE TABLE _login_rate (
    user_id TEXT PRIMARY KEY,
    until TEXT NOT NULL,
    count INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE _profile_rule (
    profile_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (profile_id, kind)
) WITHOUT ROWID;
CREATE TABLE _trusted_network (range TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE _session (
    hash BLOB PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE,
    user_id TEXT NOT NULL,
    client TEXT NOT NULL,
    opened TEXT NOT NULL,
    last_used TEXT NOT NULL,
    ended INTEGER NOT NULL DEFAULT 0,
    source_ip TEXT
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
CREATE TABLE _usage (
    name TEXT NOT NULL,
    bucket TEXT NOT NULL,
    used INTEGER NOT NULL,
    PRIMARY KEY (name, bucket)
) WITHOUT ROWID;
CREATE TABLE _fault (number INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE _frozen_user (user_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE _lock (
    record_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (kind, record_id)
) WITHOUT ROWID;
CREATE TABLE _job (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    user_id TEXT NOT NULL,
    version TEXT NOT NULL,
    spec TEXT NOT NULL,
    state TEXT NOT NULL,
    created TEXT NOT NULL,
    changed TEXT NOT NULL,
    closed TEXT,
    processed INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    error TEXT
);
CREATE TABLE _job_piece (
    job_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    number INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    lengths BLOB,
    body BLOB NOT NULL,
    PRIMARY KEY (job_id, kind, number)
);
CREATE TABLE _report (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE _report_view (
    number INTEGER PRIMARY KEY,
    user_id TEXT NOT NULL,
    report_id TEXT NOT NULL
);
CREATE TABLE _report_instance (
    id TEXT PRIMARY KEY,
    report_id TEXT NOT NULL,
    owner_id TEXT NOT NULL,
    requested TEXT NOT NULL,
    has_details INTEGER NOT NULL,
    body TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE _described (
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    digest BLOB NOT NULL,
    changed TEXT NOT NULL,
    PRIMARY KEY (user_id, name)
) WITHOUT ROWID;
CREATE TABLE _recent_item (
    user_id TEXT NOT NULL,
    record_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (user_id, record_id)
) WITHOUT ROWID;
CREATE TABLE _purged (sobject TEXT PRIMARY KEY, deleted TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE _late_transaction (
    number INTEGER PRIMARY KEY,
    began TEXT NOT NULL,
    due TEXT NOT NULL,
    writes TEXT NOT NULL,
    refusal TEXT
);
CREATE TABLE _deletion (
    record_id TEXT PRIMARY KEY,
    sobject TEXT NOT NULL,
    root_id TEXT NOT NULL,
    deleted TEXT NOT NULL,
    due TEXT NOT NULL,
    emptied INTEGER NOT NULL,
    gone INTEGER NOT NULL
);
CREATE INDEX _deletion_of_root ON _deletion (root_id);
CREATE INDEX _deletion_due ON _deletion (gone, due);
CREATE TABLE _severed (
    deleted_id TEXT NOT NULL,
    sobject TEXT NOT NULL,
    record_id TEXT NOT NULL,
    field TEXT NOT NULL
);
CREATE INDEX _severed_of_deleted ON _severed (deleted_id);
CREATE TABLE _connected_app (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    needs_secret INTEGER NOT NULL,
    public_key TEXT,
    permitted_users TEXT NOT NULL,
    approves_everybody INTEGER NOT NULL,
    is_blocked INTEGER NOT NULL,
    relaxes_ip INTEGER NOT NULL,
    run_as TEXT
);
INSERT INTO _connected_app VALUES
    (1, 'Default Connected App', 1, NULL, 'All users may self-authorize', 1, 0, 0, NULL);
CREATE TABLE _app_menu_item (
    app INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    application_id TEXT NOT NULL,
    developer_name TEXT NOT NULL,
    namespace TEXT,
    author TEXT NOT NULL,
    created TEXT NOT NULL
);
CREATE TABLE _app_approval (
    app INTEGER NOT NULL,
    user_id TEXT NOT NULL,
    PRIMARY KEY (app, user_id)
) WITHOUT ROWID;
CREATE TABLE _refresh_token (
    hash BLOB PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE,
    app INTEGER NOT NULL,
    user_id TEXT NOT NULL,
    issued TEXT NOT NULL,
    revoked INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE _definition (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    body TEXT NOT NULL
);
"""
"""``_query_locator`` keeps its rowid: blobs are read a slice at a time, which needs one.
``_job_piece`` holds the files of bulk jobs, uploaded or answered, in pieces; ``lengths`` the bytes
of each line of a query's results, so that they can be read from any record on. ``_definition``
holds what an administrator added to the schema, in that order, ``_lock`` the records that an
approval or another writer locks. ``_purged`` tells, for each object,
when the last record that left the recycle bin for good had been deleted; triggers note it.
``_deletion`` and ``_severed`` are the recycle bin's (``records/deletions.py``,
``severed_lookups.py``)."""

_INDEXED = frozenset({"AccountId", "Email", "Name", "OwnerId", "SystemModstamp", "Username"})
"""Columns that connectors look records up by. Id is unique besides."""


def _column_type(field: Field) -> str:
    if field.type in {FieldType.BOOLEAN, FieldType.INT}:
        return "INTEGER"
    return "REAL" if field.type in NUMBER_TYPES else "TEXT"


def _is_indexed(field: Field) -> bool:
    """Tell whether records are looked up by this field: children by parent are, too."""
    return (
        field.name in _INDEXED
        or field.child_relationship_name is not None
        or field.external_id
        or field.unique
        or is_cleared_by_deletion(field)
    )


def _column(field: Field) -> str:
    constraint = " NOT NULL UNIQUE" if field.type is FieldType.ID else ""
    return f'"{field.name}" {_column_type(field)}{constraint}'


def _index(sobject: SObject, field: Field) -> str:
    collation = " COLLATE NOCASE" if field.ignores_case else ""
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
        *_purge_trigger(sobject),
    ]


def _purge_trigger(sobject: SObject) -> list[str]:
    """Return what notes that a record has left the recycle bin for good."""
    stamps = ("SystemModstamp", "LastModifiedDate")
    stamp = next((each for each in stamps if sobject.field(each) is not None), None)
    if stamp is None or sobject.field("IsDeleted") is None:
        return []
    body = (
        f"INSERT INTO _purged VALUES ('{sobject.name}', OLD.\"{stamp}\")"  # noqa: S608 - the schema's names
        " ON CONFLICT (sobject) DO UPDATE SET deleted = max(deleted, excluded.deleted)"
    )
    name = f'"_{sobject.name}_purged"'
    # What merely stayed its 15 days is told no more, but makes no earlier span wrong.
    aged = 'SELECT 1 FROM _deletion WHERE record_id = OLD."Id" AND emptied = 0'
    when = f'AFTER DELETE ON "{sobject.name}" WHEN OLD."IsDeleted" AND NOT EXISTS ({aged})'
    return [f"CREATE TRIGGER {name} {when} BEGIN {body}; END"]


def create(connection: sqlite3.Connection, schema: Schema) -> None:
    """Create the tables of a new org, inside the caller's transaction."""
    for statement in (*_OWN.split(";"), soql.RECENTLY_VIEWED):
        if statement.strip():
            connection.execute(statement)
    for sobject in (*schema, *TOOLING):
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


def rename_column(
    connection: sqlite3.Connection, sobject: SObject, before: Field, after: Field
) -> None:
    """Give a column another name, and its index if it has one."""
    if before.is_compound:
        return
    connection.execute(f'DROP INDEX IF EXISTS "_{sobject.name}_{before.name}"')
    connection.execute(
        f'ALTER TABLE "{sobject.name}" RENAME COLUMN "{before.name}" TO "{after.name}"'
    )
    if _is_indexed(after):
        connection.execute(_index(sobject, after))
