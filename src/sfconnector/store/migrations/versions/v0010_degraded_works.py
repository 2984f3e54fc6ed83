"""Which works are refused while the others go on, so that each is healed by itself."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

DEGRADE = ("permission_lost", "blocked_by_policy")


def upgrade() -> None:
    """Add the works; of a cause that was kept without its work, any work that is done heals it."""
    op.add_column(
        "connections", sa.Column("degraded", sa.Text, nullable=False, server_default="[]")
    )
    connections = sa.table(
        "connections",
        *(sa.column(name) for name in ("account_id", "state", "cause", "detail", "degraded")),
        sa.column("since", sa.DateTime(timezone=True)),
    )
    kept = op.get_bind().execute(
        sa.select(connections)
        .where(connections.c.state == "active")
        .where(connections.c.cause.in_(DEGRADE))
    )
    for row in kept.all():
        # SQLite keeps UTC and no zone.
        since = f"{row.since.isoformat()}Z" if row.since.tzinfo is None else row.since.isoformat()
        entry = {"work": "", "cause": row.cause, "since": since, "detail": row.detail}
        op.execute(
            connections.update()
            .where(connections.c.account_id == row.account_id)
            .values(degraded=json.dumps([entry]))
        )
