"""Members that a user deleted from a list, so that no import or sync brings them back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; so far nobody could be deleted."""
    op.create_table(
        "tombstones",
        sa.Column("list_id", sa.Integer, nullable=False),
        sa.Column("record_id", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("restored_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["list_id"], ["lists.id"], name="fk_tombstones_list_id"),
        sa.PrimaryKeyConstraint("list_id", "record_id", name="pk_tombstones"),
        sqlite_with_rowid=False,
    )
