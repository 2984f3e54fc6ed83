"""The whole of an org's database as one value, for tests that nothing was written."""

from __future__ import annotations

import hashlib

from fake_salesforce import Org


def database_state(org: Org) -> str:
    """Return a digest of every page of the database: equal as long as nothing was written."""
    with org.database.read() as connection:
        return hashlib.sha256(connection.serialize()).hexdigest()
