"""The record types that each account works with, and which of them a list's rows were read by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of record types; lists and their runs so far were read without any."""
    op.create_table(
        "record_types",
        sa.Column("organization_id", sa.Text, nullable=False),
        sa.Column("record_type_id", sa.Text, nullable=False),
        sa.Column("whole_id", sa.Text, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("sobject", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("standing", sa.Text, nullable=False),
        sa.CheckConstraint(
            "standing IN ('offered', 'withheld', 'inactive', 'gone')",
            name=op.f("ck_record_types_standing"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_record_types_account_id"),
        sa.PrimaryKeyConstraint("organization_id", "record_type_id", name="pk_record_types"),
    )
    op.create_index("ix_record_types_account_id_sobject", "record_types", ["account_id", "sobject"])
    for table in ("lists", "import_runs", "sync_runs"):
        op.add_column(
            table, sa.Column("record_types", sa.Text, nullable=False, server_default="[]")
        )
