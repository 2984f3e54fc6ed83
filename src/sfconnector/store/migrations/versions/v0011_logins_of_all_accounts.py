"""Logins are looked up by their fingerprint whoever sent them, and say when they are over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and change the index; a login without an outcome counts as over."""
    op.add_column("login_attempts", sa.Column("until", sa.DateTime(timezone=True)))
    op.drop_index("ix_login_attempts_account_id_fingerprint", "login_attempts")
    op.create_index("ix_login_attempts_fingerprint", "login_attempts", ["fingerprint"])
