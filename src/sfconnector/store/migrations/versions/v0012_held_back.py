"""How many records of a list are missing without a trace and stay, by its last full sync."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the number; lists so far are taken to hold nobody back until a sync finds it again."""
    op.add_column("lists", sa.Column("held_back", sa.Integer, nullable=False, server_default="0"))
