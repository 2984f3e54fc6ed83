"""Outages and alerts; API calls by the hour, limits as last told; passwords and their age."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of what is foreseen and who is told."""
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "api_calls",
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("hour", instant, nullable=False),
        sa.Column("calls", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_api_calls_account_id"),
        sa.PrimaryKeyConstraint("account_id", "hour", name="pk_api_calls"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "api_limits",
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("used", sa.Integer),
        sa.Column("most", sa.Integer),
        sa.Column("ours", sa.Integer, nullable=False),
        sa.Column("read_at", instant),
        sa.Column("held_until", instant),
        sa.Column("held_for", sa.Text),
        sa.CheckConstraint(
            "held_for IN ('cap', 'reserve', 'limit')", name=op.f("ck_api_limits_held_for")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_api_limits_account_id"),
        sa.PrimaryKeyConstraint("account_id", name="pk_api_limits"),
    )
    op.create_table(
        "passwords",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("known_since", instant, nullable=False),
        sa.Column("changed_at", instant),
        sa.Column("never_expires", sa.Boolean, nullable=False),
        sa.Column("read_at", instant),
        sa.Column("worked_at", instant),
        sa.Column("expired_at", instant),
        sa.Column("warned_days", sa.Integer),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_passwords_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_passwords"),
    )
    op.create_index("ix_passwords_account_id", "passwords", ["account_id"])
    op.create_table(
        "alert_outages",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("began_at", instant, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("ended_at", instant),
        sa.Column("end", sa.Text),
        sa.CheckConstraint(
            "\"end\" IN ('recovered', 'given_up')", name=op.f("ck_alert_outages_end")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_alert_outages_account_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_alert_outages"),
    )
    op.create_index("ix_alert_outages_account_id", "alert_outages", ["account_id"])
    op.create_table(
        "alert_notices",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("claimed_at", instant, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("outcome", sa.Text),
        sa.Column("error", sa.Text, nullable=False),
        sa.CheckConstraint(
            "kind IN ('down', 'recovery', 'warning')", name=op.f("ck_alert_notices_kind")
        ),
        sa.CheckConstraint(
            "outcome IN ('sent', 'failed', 'in_doubt')", name=op.f("ck_alert_notices_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_alert_notices_account_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_alert_notices"),
    )
    op.create_index(
        "ix_alert_notices_account_id_recipient", "alert_notices", ["account_id", "recipient"]
    )
