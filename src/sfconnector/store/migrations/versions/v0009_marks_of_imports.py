"""How things stood when an import began, so that the first sync reads what changed since."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both instants; runs so far kept none, and the sync after one reads everything."""
    for name in ("mark", "told_at"):
        op.add_column("import_runs", sa.Column(name, sa.DateTime(timezone=True)))
