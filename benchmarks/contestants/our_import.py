"""What ours share: connect, then import the leads by a route, resumable at every page or set."""

from __future__ import annotations

from lap import FIELDS, SECRET, STORE, URL, USERNAME, Stopwatch, finish, make_store

from sfconnector import Connector
from sfconnector.config import SecretKey
from sfconnector.lists.routes.taken import RouteWanted


def import_leads(route: RouteWanted) -> None:
    """Play the lap of a route, and print it."""
    make_store()
    stopwatch = Stopwatch()
    connector = Connector.open(f"sqlite:///{STORE}", key=SecretKey.generate())
    connector.connect(USERNAME, SECRET, login_url=URL)
    connector.import_list("leads", name="All Leads", fields=FIELDS, route=route)
    seconds = stopwatch.seconds()
    connector.close()
    finish(seconds, generation=1)
