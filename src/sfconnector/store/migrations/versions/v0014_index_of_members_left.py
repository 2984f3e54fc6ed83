"""An index of members that left that SQLite takes: the former one lost to the table's key."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make it anew with the columns that are asked for."""
    op.drop_index("ix_members_left", "members")
    op.create_index(
        "ix_members_left",
        "members",
        ["generation", "left_reason", "left_at"],
        sqlite_where=sa.text("left_at IS NOT NULL"),
        postgresql_where=sa.text("left_at IS NOT NULL"),
    )
