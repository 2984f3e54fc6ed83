"""Many threads at once: logins, queries, writes and control, on one server."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from control_calls import ask, done
from fake_clients import ApiClient, session_of
from fake_salesforce import FakeSalesforce
from fake_salesforce.faults import AnswerLost, Match, Reset

pytestmark = pytest.mark.slow

THREADS = 64
ROUNDS = int(os.environ.get("SFCONNECTOR_THREAD_ROUNDS", "3"))
"""Rounds of each thread; forty of them last for more than a minute."""


def _round(salesforce: FakeSalesforce, org_id: str, number: int, nth: int) -> str:
    """Log in, write, read, and control the org and one of one's own; return the lead's id."""
    url, name = salesforce.url, f"{number}-{nth}"
    made = done(url, "POST", f"/orgs/{org_id}/users", {"username": f"t{name}@example.com"})
    user = salesforce.orgs[0].user(made["username"])
    client = ApiClient(url, session_of(url, user))
    created = client.post("sobjects/Lead", json={"LastName": name, "Company": "Example"})
    assert created.status_code == 201, created.text
    lead = str(created.json()["id"])
    path = f"/orgs/{org_id}/records/Lead/{lead}"
    done(url, "PATCH", path, {"fields": {"City": name}})
    found = client.query(f"SELECT City FROM Lead WHERE Id = '{lead}'")
    assert [each["City"] for each in found.json()["records"]] == [name]
    client.close()
    match number % 5:
        case 0:
            own = done(url, "POST", "/orgs", {"name": name})
            done(url, "POST", f"/orgs/{own['id']}/snapshots", {"name": "start"})
            fields = {"fields": {"LastName": name, "Company": "Example"}}
            done(url, "POST", f"/orgs/{own['id']}/records/Lead", fields)
            done(url, "POST", f"/orgs/{own['id']}/snapshots/start/restore")
            query = {"soql": "SELECT COUNT() FROM Lead"}
            assert done(url, "POST", f"/orgs/{own['id']}/query", query) == [{"count": 0}]
            done(url, "DELETE", f"/orgs/{own['id']}")
        case 1:
            fault = {"fault": {"kind": "latency", "seconds": 1}, "match": {"username": name}}
            number = done(url, "POST", "/faults", fault)["number"]
            done(url, "DELETE", f"/faults/{number}")
        case 2:
            done(url, "POST", "/clock/advance", {"by": "0.001s"})
            done(url, "GET", f"/orgs/{org_id}/limits")
        case 3:
            done(url, "POST", f"/orgs/{org_id}/users/t{name}@example.com/freeze")
            done(url, "POST", f"/orgs/{org_id}/users/t{name}@example.com/unfreeze")
        case _:
            done(url, "GET", "/journal", last=5)
            assert ask(url, "GET", "/orgs/nobody").status == 404
    return lead


def test_clients_and_controllers_at_once() -> None:
    """64 threads: no 500, no deadlock, no lost write, and each control call does its work."""
    with FakeSalesforce() as salesforce:
        org = salesforce.create_org("Shared")
        org.limits.daily_api_requests = 10**9

        def work(number: int) -> list[str]:
            return [_round(salesforce, org.id, number, nth) for nth in range(ROUNDS)]

        with ThreadPoolExecutor(THREADS) as pool:
            leads = [lead for each in pool.map(work, range(THREADS)) for lead in each]
        assert salesforce.journal.crashes == ()
        assert salesforce.orgs == [org]
        assert salesforce.faults.staged == ()
        kept = {each["Id"]: each["City"] for each in org.query("SELECT Id, City FROM Lead")}
        assert set(kept) == set(leads)
        assert len(set(leads)) == THREADS * ROUNDS
        assert None not in kept.values()
        assert len(org.users.usernames()) == THREADS * ROUNDS
        assert all(each.status < 500 for each in salesforce.journal.exchanges)


def test_server_survives_thousands_of_resets() -> None:
    """Of four thousand requests of 16 clients each meets a fault of the wire, and the next is well.

    Control goes on meanwhile: it meets none of them.
    """
    requests_each, clients = 250, 16
    with FakeSalesforce() as salesforce:
        org = salesforce.create_org()
        session_id = session_of(salesforce.url, org.create_user("storm@example.com"))
        org.limits.daily_api_requests = 10**9
        org.faults.add(Reset(at="before"), match=Match(resource="recent", every=2))
        org.faults.add(Reset(at="inside"), match=Match(resource="recent", every=3))
        org.faults.add(AnswerLost(), match=Match(resource="recent"))
        controlled = threading.Event()

        def storm(_: int) -> int:
            client = ApiClient(salesforce.url, session_id)
            broken = 0
            for _nth in range(requests_each):
                try:
                    client.get("sobjects/Lead")
                except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError):
                    broken += 1
            client.close()
            return broken

        def control() -> int:
            calls = 0
            while not controlled.is_set():
                assert ask(salesforce.url, "GET", "/faults").status == 200
                calls += 1
            return calls

        with ThreadPoolExecutor(clients + 1) as pool:
            controlling = pool.submit(control)
            broken = sum(pool.map(storm, range(clients)))
            controlled.set()
            assert controlling.result(60) > 0
        assert broken == requests_each * clients
        assert sum(each.fired for each in org.faults.staged) >= requests_each * clients / 2
        org.faults.clear()
        last = ApiClient(salesforce.url, session_id)
        assert last.get("sobjects/Lead").status_code == 200
        last.close()
