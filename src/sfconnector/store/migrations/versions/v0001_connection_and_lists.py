"""Accounts, their connection and login attempts; marketing lists, their runs, members and skips."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the first tables."""
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("key_check", sa.LargeBinary),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("name", name="uq_accounts_name"),
    )
    op.create_table(
        "connections",
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("since", instant, nullable=False),
        sa.Column("cause", sa.Text),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("hints", sa.Text, nullable=False),
        sa.Column("username", sa.Text, nullable=False),
        sa.Column("login_url", sa.Text, nullable=False),
        sa.Column("organization_id", sa.Text),
        sa.Column("organization_name", sa.Text),
        sa.Column("instance_url", sa.Text),
        sa.Column("sealed_credentials", sa.LargeBinary),
        sa.Column("sealed_session", sa.LargeBinary),
        sa.CheckConstraint(
            "state IN ('not_connected', 'active', 'disconnected')",
            name=op.f("ck_connections_state"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_connections_account_id"),
        sa.PrimaryKeyConstraint("account_id", name="pk_connections"),
    )
    op.create_table(
        "login_attempts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("started_at", instant, nullable=False),
        sa.Column("finished_at", instant),
        sa.Column("outcome", sa.Text),
        sa.Column("fault_code", sa.Text),
        sa.CheckConstraint(
            "outcome IN ('accepted', 'refused', 'undecided', 'never_sent', 'answer_lost')",
            name=op.f("ck_login_attempts_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_login_attempts_account_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_login_attempts"),
    )
    op.create_index(
        "ix_login_attempts_account_id_fingerprint", "login_attempts", ["account_id", "fingerprint"]
    )
    op.create_table(
        "lists",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("generation", sa.Integer),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_lists_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_lists"),
        sa.UniqueConstraint("account_id", "name", name="uq_lists_account_id_name"),
    )
    op.create_table(
        "import_runs",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("list_id", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("fields", sa.Text, nullable=False),
        sa.Column("started_at", instant, nullable=False),
        sa.Column("finished_at", instant),
        sa.Column("locator", sa.Text),
        sa.Column("last_record_id", sa.Text),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("imported", sa.Integer, nullable=False),
        sa.Column("skipped", sa.Integer, nullable=False),
        sa.CheckConstraint(
            "state IN ('running', 'complete', 'abandoned')", name=op.f("ck_import_runs_state")
        ),
        sa.ForeignKeyConstraint(["list_id"], ["lists.id"], name="fk_import_runs_list_id"),
        sa.PrimaryKeyConstraint("id", name="pk_import_runs"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_import_runs_list_id", "import_runs", ["list_id"])
    op.create_table(
        "members",
        sa.Column("generation", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("record_id", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("field_values", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("generation", "record_id", name="pk_members"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "skipped_rows",
        sa.Column("generation", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("record_id", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("email", sa.Text),
        sa.PrimaryKeyConstraint("generation", "record_id", name="pk_skipped_rows"),
        sqlite_with_rowid=False,
    )
