"""The whole of an org's database as one value, for tests that nothing was written."""

from __future__ import annotations

import hashlib

from fake_salesforce import Org


def database_state(org: Org) -> str:
    """Return a digest of every page of the database: equal as long as nothing was written.

    What the clock has made due is done first, since whatever comes next would do it.
    """
    org.catch_up()
    with org.database.read() as connection:
        return hashlib.sha256(connection.serialize()).hexdigest()
