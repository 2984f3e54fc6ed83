"""The tables, as the newest migration leaves them; a test compares the two.

A member hangs on a generation, which is the number of the import run that read it. The list points
at the generation its readers see, so that a new one appears at once or not at all.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
)


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC; SQLite itself keeps no time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware instant into UTC.

        Raises:
            ValueError: the instant has no time zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"an instant in the store needs a time zone: {value}"
            raise ValueError(message)
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ANN401 - SQLAlchemy's signature
        """Give the zone back."""
        del dialect
        if value is None:
            return None
        assert isinstance(value, datetime)
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("environment", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("key_check", LargeBinary),  # a known word, sealed: tells a wrong key before any login
    CheckConstraint("environment IN ('production', 'sandbox')", name="environment"),
    UniqueConstraint("name", "environment"),
)

connections = Table(
    "connections",
    metadata,
    Column("account_id", ForeignKey("accounts.id"), primary_key=True),
    Column("state", Text, nullable=False),
    Column("since", Instant, nullable=False),
    Column("cause", Text),
    Column("detail", Text, nullable=False),
    Column("hints", Text, nullable=False),  # JSON array of sentences
    Column("username", Text, nullable=False),
    Column("login_url", Text, nullable=False),
    Column("organization_id", Text),
    Column("organization_name", Text),
    Column("instance_url", Text),
    Column("sealed_credentials", LargeBinary),
    Column("sealed_session", LargeBinary),
    Column("method", Text, nullable=False),
    Column("user_id", Text),  # of the connected user
    Column("bound_username", Text),  # as the login told it when the organization was bound
    Column("bound_email", Text),
    Column("diagnosis", Text),  # JSON object: candidates, evidence, login_status
    Column("offered", Text),  # JSON object: where a login led that the guard refused
    Column("degraded", Text, nullable=False, server_default="[]"),  # JSON array, see connection
    CheckConstraint("state IN ('not_connected', 'active', 'disconnected')", name="state"),
)

login_attempts = Table(
    "login_attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("until", Instant),  # when its process has given it up, or is dead
    Column("finished_at", Instant),
    Column("outcome", Text),  # NULL until the answer: a killed process leaves it so
    Column("fault_code", Text),
    Column("fault_text", Text),
    CheckConstraint(
        "outcome IN ('accepted', 'refused', 'undecided', 'never_sent', 'answer_lost')",
        name="outcome",
    ),
    Index(None, "fingerprint"),
)

connection_history = Table(
    "connection_history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("who", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("from_state", Text, nullable=False),
    Column("to_state", Text, nullable=False),
    Column("cause", Text),
    Column("note", Text, nullable=False),
    Column("evidence", Text, nullable=False),  # JSON object
    Index(None, "account_id"),
)

archived_bindings = Table(
    "archived_bindings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("organization_id", Text, nullable=False),
    Column("organization_name", Text, nullable=False),
    Column("username", Text, nullable=False),
    Column("archived_at", Instant, nullable=False),
    Column("archived_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Index(None, "account_id"),
)

score_fields = Table(
    "score_fields",
    metadata,
    Column("organization_id", Text, primary_key=True),  # its first 15 characters
    Column("field", Text, primary_key=True),  # API name in lower case
    Column("account_id", ForeignKey("accounts.id"), nullable=False, unique=True),
    Column("api_name", Text, nullable=False),
)

record_types = Table(
    "record_types",
    metadata,
    Column("organization_id", Text, primary_key=True),  # its first 15 characters
    Column("record_type_id", Text, primary_key=True),  # likewise
    Column("whole_id", Text, nullable=False),  # of 18 characters, as a query takes it
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("sobject", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("standing", Text, nullable=False),  # as describe told it last
    CheckConstraint("standing IN ('offered', 'withheld', 'inactive', 'gone')", name="standing"),
    Index(None, "account_id", "sobject"),
)

lists = Table(
    "lists",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("generation", Integer),  # what readers see; NULL until the first import is complete
    Column("organization_id", Text),  # whose records its members are
    Column("removal", Text, nullable=False, server_default="remove"),  # keep, mark or remove
    Column("shrink_percent", Integer, nullable=False, server_default="20"),
    Column("synced_through", Instant),  # what was stamped no later is stored; NULL: not synced
    Column("told_at", Instant),  # Salesforce's clock when the last complete sync began
    Column("synced_at", Instant),
    Column("count_differed", Boolean, nullable=False, server_default=false()),
    Column("held_back", Integer, nullable=False, server_default="0"),  # missing, not believed
    Column("broken_fields", Text, nullable=False, server_default="[]"),  # JSON array of API names
    Column("member_count", Integer),  # those that have not left; NULL: as its import counted
    Column("skipped_count", Integer),
    Column("field_rules", Text, nullable=False, server_default="{}"),  # JSON by API name
    Column("record_types", Text, nullable=False, server_default="[]"),  # ids its rows have; []: any
    UniqueConstraint("account_id", "name"),
)

import_runs = Table(
    "import_runs",
    metadata,
    Column("id", Integer, primary_key=True),  # also the generation of the rows it reads
    Column("list_id", ForeignKey("lists.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("fields", Text, nullable=False),  # JSON array of API names
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("locator", Text),
    Column("last_record_id", Text),
    Column("total", Integer, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("imported", Integer, nullable=False),
    Column("skipped", Integer, nullable=False),
    Column("record_types", Text, nullable=False, server_default="[]"),  # ids; []: any
    Column("mark", Instant),  # the newest SystemModstamp there was when it began
    Column("told_at", Instant),  # Salesforce's clock then
    CheckConstraint("state IN ('running', 'complete', 'abandoned')", name="state"),
    Index(None, "list_id"),
    sqlite_autoincrement=True,  # a generation's number is never given again
)

members = Table(
    "members",
    metadata,
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("record_id", Text, primary_key=True),
    Column("email", Text, nullable=False),
    Column("field_values", Text, nullable=False),  # JSON object by API name, without Id and Email
    Column("left_at", Instant),  # since when it is no more in the source, and stays
    Column("left_reason", Text),
    sqlite_with_rowid=False,  # rows arrive in the order of their key
)
# Few are marked: without it each sync would look through the whole list for them. With the
# generation alone SQLite would take the table's key instead.
Index(
    "ix_members_left",
    members.c.generation,
    members.c.left_reason,
    members.c.left_at,
    sqlite_where=members.c.left_at.is_not(None),
    postgresql_where=members.c.left_at.is_not(None),
)

own_values = Table(
    "own_values",
    metadata,
    Column("list_id", ForeignKey("lists.id"), primary_key=True),
    Column("record_id", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("value", Text, nullable=False),  # JSON; shown in place of the source's
    Column("edited_at", Instant),  # NULL: no user gave it, a rule kept what the source had before
    Column("edited_by", Text),
    sqlite_with_rowid=False,
)

conflicts = Table(
    "conflicts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("list_id", ForeignKey("lists.id"), nullable=False),
    Column("record_id", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("kept", Text, nullable=False),
    Column("ours", Text, nullable=False),  # JSON
    Column("theirs", Text, nullable=False),  # JSON
    Column("edited_at", Instant),
    Column("edited_by", Text),
    Column("theirs_at", Instant),  # the record's stamp; NULL: not told
    CheckConstraint("kept IN ('ours', 'theirs')", name="kept"),
    Index(None, "list_id"),
)

skipped_rows = Table(
    "skipped_rows",
    metadata,
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("record_id", Text, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("email", Text),
    sqlite_with_rowid=False,
)

sync_runs = Table(
    "sync_runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("list_id", ForeignKey("lists.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("why", Text, nullable=False),  # why everything is read; "" if only changes are
    Column("generation", Integer, nullable=False),  # the one whose rows it changes
    Column("fields", Text, nullable=False),  # JSON array: those that it reads
    Column("since", Instant),
    Column("mark", Instant),  # the newest SystemModstamp there was when it began
    Column("told_at", Instant),
    Column("after_stamp", Text),  # the last stored row's SystemModstamp, as Salesforce wrote it
    Column("after_id", Text),
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("pages", Integer, nullable=False),
    Column("rows_read", Integer, nullable=False),
    Column("record_types", Text, nullable=False, server_default="[]"),  # ids; []: any
    CheckConstraint("state IN ('running', 'complete', 'partial', 'abandoned')", name="state"),
    CheckConstraint("kind IN ('changes', 'full')", name="kind"),
    Index(None, "list_id"),
    sqlite_autoincrement=True,  # a delta's number is never given again
)

sync_deltas = Table(
    "sync_deltas",
    metadata,
    Column("run_id", Integer, primary_key=True, autoincrement=False),
    Column("record_id", Text, primary_key=True),
    Column("becomes", Text, nullable=False),  # member, skipped or left
    Column("was", Text, nullable=False),  # absent, member, skipped or left
    Column("reason", Text),
    Column("email", Text),
    Column("field_values", Text),
    Column("moved_to", Text),
    Column("stamp", Text),  # the record's SystemModstamp, as Salesforce wrote it
    sqlite_with_rowid=False,
)

run_results = Table(
    "run_results",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("run_id", Integer, primary_key=True, autoincrement=False),
    Column("calls", Integer, nullable=False),
    Column("calls_are_all", Boolean, nullable=False),  # false: a killed process made more
    Column("outcome", Text),  # JSON object of counts; NULL until the run comes to its end
    Column("stopped_at", Instant),
    Column("stopped_for", Text),
    CheckConstraint("kind IN ('import', 'sync')", name="kind"),
    sqlite_with_rowid=False,
)

schedules = Table(
    "schedules",
    metadata,
    Column("list_id", ForeignKey("lists.id"), primary_key=True),
    Column("every_seconds", Integer, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("began_at", Instant),  # the last try; a claim is committed before anything is sent
    Column("failures", Integer, nullable=False),  # tries since the last sync that was applied
)

departures = Table(
    "departures",
    metadata,
    Column("list_id", ForeignKey("lists.id"), primary_key=True),
    Column("record_id", Text, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("reason", Text, nullable=False),
    Column("moved_to", Text),  # the record that it was merged into or converted to
    sqlite_with_rowid=False,
)

tombstones = Table(
    "tombstones",
    metadata,
    Column("list_id", ForeignKey("lists.id"), primary_key=True),
    Column("record_id", Text, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("restored_at", Instant),  # a member again once everything has been read
    sqlite_with_rowid=False,
)

api_calls = Table(
    "api_calls",
    metadata,
    Column("account_id", ForeignKey("accounts.id"), primary_key=True),
    Column("hour", Instant, primary_key=True),
    Column("calls", Integer, nullable=False),
    sqlite_with_rowid=False,
)

api_limits = Table(
    "api_limits",
    metadata,
    Column("account_id", ForeignKey("accounts.id"), primary_key=True),
    Column("used", Integer),  # by everybody, as Sforce-Limit-Info told; NULL: never told
    Column("most", Integer),
    Column("ours", Integer, nullable=False),  # of the calls in `used`
    Column("read_at", Instant),
    Column("held_until", Instant),  # no call is sent before; NULL while work may go on
    Column("held_for", Text),
    CheckConstraint("held_for IN ('cap', 'reserve', 'limit')", name="held_for"),
)

passwords = Table(
    "passwords",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("known_since", Instant, nullable=False),
    Column("changed_at", Instant),  # as Salesforce tells it; NULL: not told
    Column("never_expires", Boolean, nullable=False),
    Column("read_at", Instant),
    Column("worked_at", Instant),  # the last sign of life before it expired
    Column("expired_at", Instant),  # when the expiry was noticed
    Column("warned_days", Integer),  # the last warning given for this password
    Index(None, "account_id"),
)

alert_outages = Table(
    "alert_outages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("began_at", Instant, nullable=False),
    Column("cause", Text, nullable=False),
    Column("ended_at", Instant),
    Column("end", Text),
    CheckConstraint("\"end\" IN ('recovered', 'given_up')", name="end"),
    Index(None, "account_id"),
)

alert_notices = Table(
    "alert_notices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("recipient", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("about", Text, nullable=False),  # an outage's number, or what a warning warns of
    Column("content", Text, nullable=False),  # JSON object of what is told
    Column("claimed_at", Instant, nullable=False),  # committed before it is sent
    Column("tries", Integer, nullable=False),
    Column("outcome", Text),  # NULL until it is known: a killed process leaves it so
    Column("error", Text, nullable=False),
    CheckConstraint("kind IN ('down', 'recovery', 'warning')", name="kind"),
    CheckConstraint("outcome IN ('sent', 'failed', 'in_doubt')", name="outcome"),
    Index(None, "account_id", "recipient"),
)

leases = Table(
    "leases",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("token", BigInteger, nullable=False),  # of the last take; rows are never deleted
    Column("holder", Text),  # NULL: given back
    Column("expires_at", Instant, nullable=False),
)
