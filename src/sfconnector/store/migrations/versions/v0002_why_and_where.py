"""Why a connection broke and since when; where an account is bound to; production and sandbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add history, archived bindings and score fields, and what connections and lists lack."""
    instant = sa.DateTime(timezone=True)
    with op.batch_alter_table("accounts") as accounts:
        accounts.add_column(
            sa.Column("environment", sa.Text, nullable=False, server_default="production")
        )
    with op.batch_alter_table("accounts") as accounts:
        accounts.alter_column("environment", server_default=None)
        accounts.drop_constraint("uq_accounts_name", type_="unique")
        accounts.create_unique_constraint("uq_accounts_name_environment", ["name", "environment"])
        accounts.create_check_constraint(
            op.f("ck_accounts_environment"), "environment IN ('production', 'sandbox')"
        )
    for name in ("user_id", "bound_username", "bound_email", "diagnosis", "offered"):
        op.add_column("connections", sa.Column(name, sa.Text))
    with op.batch_alter_table("connections") as connections:
        connections.add_column(sa.Column("method", sa.Text, nullable=False, server_default="soap"))
    with op.batch_alter_table("connections") as connections:
        connections.alter_column("method", server_default=None)
    op.execute("UPDATE connections SET bound_username = username WHERE organization_id IS NOT NULL")
    op.add_column("login_attempts", sa.Column("fault_text", sa.Text))
    op.add_column("lists", sa.Column("organization_id", sa.Text))
    op.execute(
        "UPDATE lists SET organization_id = (SELECT organization_id FROM connections "
        "WHERE connections.account_id = lists.account_id)"
    )
    op.create_table(
        "connection_history",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("from_state", sa.Text, nullable=False),
        sa.Column("to_state", sa.Text, nullable=False),
        sa.Column("cause", sa.Text),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_connection_history_account_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_connection_history"),
    )
    op.create_index("ix_connection_history_account_id", "connection_history", ["account_id"])
    op.create_table(
        "archived_bindings",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("organization_id", sa.Text, nullable=False),
        sa.Column("organization_name", sa.Text, nullable=False),
        sa.Column("username", sa.Text, nullable=False),
        sa.Column("archived_at", instant, nullable=False),
        sa.Column("archived_by", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_archived_bindings_account_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_archived_bindings"),
    )
    op.create_index("ix_archived_bindings_account_id", "archived_bindings", ["account_id"])
    op.create_table(
        "score_fields",
        sa.Column("organization_id", sa.Text, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("api_name", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_score_fields_account_id"),
        sa.PrimaryKeyConstraint("organization_id", "field", name="pk_score_fields"),
        sa.UniqueConstraint("account_id", name="uq_score_fields_account_id"),
    )
