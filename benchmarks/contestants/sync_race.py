"""What those of the sync race share: the store that outlives a lap, its key, the list's name."""

from __future__ import annotations

import os
import sqlite3

from lap import DATA

from sfconnector import Connector
from sfconnector.config import SecretKey
from sfconnector.secret import Secret

STORE = DATA.with_name(f"store-of-{DATA.name}")
LIST = "All Leads"


def opened() -> Connector:
    """Open the connector on the store that is kept beside the org's file."""
    key = SecretKey.parse(Secret(os.environ["BENCH_KEY"]), origin="BENCH_KEY")
    return Connector.open(f"sqlite:///{STORE}", key=key)


def changed_leads(count: int, turn: int) -> list[str]:
    """Return the ids of so many leads with an address, spread over the org, others each turn."""
    with sqlite3.connect(f"file:{DATA}?mode=ro", uri=True) as connection:
        found = [
            each[0] for each in connection.execute("SELECT Id FROM Lead WHERE Email IS NOT NULL")
        ]
    step = len(found) // count
    return found[turn % step :: step][:count]
