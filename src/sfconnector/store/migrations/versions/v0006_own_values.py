"""Values that a list has of its own, the rules that keep them, and the conflicts they decided."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what merging keeps, and the index of members that left."""
    instant = sa.DateTime(timezone=True)
    op.add_column("lists", sa.Column("field_rules", sa.Text, nullable=False, server_default="{}"))
    op.add_column("sync_deltas", sa.Column("stamp", sa.Text))
    op.create_index(
        "ix_members_left",
        "members",
        ["generation"],
        sqlite_where=sa.text("left_at IS NOT NULL"),
        postgresql_where=sa.text("left_at IS NOT NULL"),
    )
    op.create_table(
        "own_values",
        sa.Column("list_id", sa.Integer, nullable=False),
        sa.Column("record_id", sa.Text, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("edited_at", instant),
        sa.Column("edited_by", sa.Text),
        sa.ForeignKeyConstraint(["list_id"], ["lists.id"], name="fk_own_values_list_id"),
        sa.PrimaryKeyConstraint("list_id", "record_id", "field", name="pk_own_values"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "conflicts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("list_id", sa.Integer, nullable=False),
        sa.Column("record_id", sa.Text, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("kept", sa.Text, nullable=False),
        sa.Column("ours", sa.Text, nullable=False),
        sa.Column("theirs", sa.Text, nullable=False),
        sa.Column("edited_at", instant),
        sa.Column("edited_by", sa.Text),
        sa.Column("theirs_at", instant),
        sa.CheckConstraint("kept IN ('ours', 'theirs')", name=op.f("ck_conflicts_kept")),
        sa.ForeignKeyConstraint(["list_id"], ["lists.id"], name="fk_conflicts_list_id"),
        sa.PrimaryKeyConstraint("id", name="pk_conflicts"),
    )
    op.create_index("ix_conflicts_list_id", "conflicts", ["list_id"])
