"""What Alembic runs for each upgrade: the revisions, on the connection handed in.

The transaction is the caller's, so that two processes opening a new store do not both upgrade it.
"""

from __future__ import annotations

from alembic import context

from sfconnector.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
