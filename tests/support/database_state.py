"""The whole of an org's database as text, for tests that nothing was written."""

from __future__ import annotations

from fake_salesforce import Org


def database_state(org: Org) -> list[str]:
    """Return every table with every row, as SQL, in the database's order."""
    with org.database.read() as connection:
        return list(connection.iterdump())
