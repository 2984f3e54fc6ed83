"""The schema's history, one Alembic revision per file in ``versions/``; upgraded on open.

A store that already has the newest schema is recognised by one SELECT, without loading Alembic. A
store with a revision this connector does not know is refused: going back is not promised.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from sfconnector.errors import StoreFromTheFutureError

HEAD = "0014"
"""The newest revision; a test compares it with the files."""


def upgrade(connection: Connection) -> None:
    """Bring the schema to the newest revision, inside the caller's write transaction.

    Raises:
        StoreFromTheFutureError: the store has a revision that this connector does not know.
    """
    found = revision(connection)
    if found == HEAD:
        return
    # Loading Alembic takes longer than most commands run; only an upgrade needs it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    location = str(Path(__file__).parent).replace("%", "%%")
    config.set_main_option("script_location", location)
    config.attributes["connection"] = connection
    known = {each.revision for each in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        message = (
            f"the store has schema {found}, which this version of sfconnector does not know; "
            "use the newer version that upgraded it"
        )
        raise StoreFromTheFutureError(message)
    command.upgrade(config, "head")


def revision(connection: Connection) -> str | None:
    """Return the store's revision, None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found
