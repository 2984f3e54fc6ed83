"""Syncs of a list: their runs and deltas, where each list stands, and which members left it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what a sync keeps."""
    instant = sa.DateTime(timezone=True)
    for column in (
        sa.Column("removal", sa.Text, nullable=False, server_default="remove"),
        sa.Column("shrink_percent", sa.Integer, nullable=False, server_default="20"),
        sa.Column("synced_through", instant),
        sa.Column("told_at", instant),
        sa.Column("synced_at", instant),
        sa.Column("count_differed", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("broken_fields", sa.Text, nullable=False, server_default="[]"),
        sa.Column("member_count", sa.Integer),
        sa.Column("skipped_count", sa.Integer),
    ):
        op.add_column("lists", column)
    op.add_column("members", sa.Column("left_at", instant))
    op.add_column("members", sa.Column("left_reason", sa.Text))
    op.create_table(
        "sync_runs",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("list_id", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("fields", sa.Text, nullable=False),
        sa.Column("since", instant),
        sa.Column("mark", instant),
        sa.Column("told_at", instant),
        sa.Column("after_stamp", sa.Text),
        sa.Column("after_id", sa.Text),
        sa.Column("started_at", instant, nullable=False),
        sa.Column("finished_at", instant),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("rows_read", sa.Integer, nullable=False),
        sa.CheckConstraint(
            "state IN ('running', 'complete', 'partial', 'abandoned')",
            name=op.f("ck_sync_runs_state"),
        ),
        sa.CheckConstraint("kind IN ('changes', 'full')", name=op.f("ck_sync_runs_kind")),
        sa.ForeignKeyConstraint(["list_id"], ["lists.id"], name="fk_sync_runs_list_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sync_runs"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sync_runs_list_id", "sync_runs", ["list_id"])
    op.create_table(
        "sync_deltas",
        sa.Column("run_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("record_id", sa.Text, nullable=False),
        sa.Column("becomes", sa.Text, nullable=False),
        sa.Column("was", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("email", sa.Text),
        sa.Column("field_values", sa.Text),
        sa.Column("moved_to", sa.Text),
        sa.PrimaryKeyConstraint("run_id", "record_id", name="pk_sync_deltas"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "departures",
        sa.Column("list_id", sa.Integer, nullable=False),
        sa.Column("record_id", sa.Text, nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("moved_to", sa.Text),
        sa.ForeignKeyConstraint(["list_id"], ["lists.id"], name="fk_departures_list_id"),
        sa.PrimaryKeyConstraint("list_id", "record_id", name="pk_departures"),
        sqlite_with_rowid=False,
    )
