"""What runs came to, and when lists are synced."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the two tables."""
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "run_results",
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("run_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("calls", sa.Integer, nullable=False),
        sa.Column("calls_are_all", sa.Boolean, nullable=False),
        sa.Column("outcome", sa.Text),
        sa.Column("stopped_at", instant),
        sa.Column("stopped_for", sa.Text),
        sa.CheckConstraint("kind IN ('import', 'sync')", name=op.f("ck_run_results_kind")),
        sa.PrimaryKeyConstraint("kind", "run_id", name="pk_run_results"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "schedules",
        sa.Column("list_id", sa.Integer, nullable=False),
        sa.Column("every_seconds", sa.Integer, nullable=False),
        sa.Column("due_at", instant, nullable=False),
        sa.Column("began_at", instant),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["lists.id"], name="fk_schedules_list_id"),
        sa.PrimaryKeyConstraint("list_id", name="pk_schedules"),
    )
