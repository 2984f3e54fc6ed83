from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import requests
from hypothesis import given
from hypothesis import strategies as st

from fake_clients import ApiClient, session_of
from fake_salesforce import FakeSalesforce
from fake_salesforce.faults import (
    AnswerLost,
    Fault,
    Match,
    ProxyPage,
    QueryTimeout,
    Reset,
    TruncatedBody,
    TruncatedGzip,
)
from wire_eye import look

shares = st.floats(0, 0.99)
wire_faults: st.SearchStrategy[Fault] = st.one_of(
    st.builds(Reset, at=st.sampled_from(["before", "inside", "after"]), share=shares),
    st.builds(TruncatedBody, share=shares),
    st.builds(TruncatedGzip, share=shares),
    st.just(AnswerLost()),
    st.just(ProxyPage()),
)


@given(st.lists(wire_faults, min_size=1, max_size=6), st.integers(0, 30))
def test_server_survives_any_faults(
    salesforce: FakeSalesforce, fuzzed: ApiClient, faults: list[Fault], length: int
) -> None:
    """However connections end, the next is answered whole; ``tox -e soak`` goes on for hours."""
    target = "/services/data/v49.0/query?q=SELECT+Id+FROM+Lead"
    headers = {"Authorization": f"Bearer {fuzzed.session_id}", "X-Filling": "x" * length}
    org = salesforce.org_of_session(fuzzed.session_id)
    assert org is not None
    for fault in faults:
        number = org.faults.add(fault, count=1)
        seen = look(fuzzed.url, "GET", target, headers=headers)
        org.faults.remove(number)
        ends = getattr(fault, "at", None)
        assert (seen.end == "reset") == (ends is not None)
        assert bool(seen.head) != (ends == "before" or isinstance(fault, AnswerLost))
    assert fuzzed.query("SELECT Id FROM Lead").status_code == 200


def test_server_survives_hundreds_of_resets_at_once() -> None:
    """Of four hundred writes of eight clients most meet a reset, and none is lost or doubled."""
    with FakeSalesforce(seed=3) as salesforce:
        org = salesforce.create_org()
        for at in ("before", "inside", "after"):
            org.faults.add(Reset(at=at), match=Match(resource="row_create", every=2))
        users = [org.create_user(f"reset{n}@example.com") for n in range(8)]
        sessions = [session_of(salesforce.url, each) for each in users]
        barrier = threading.Barrier(len(users))

        def work(session_id: str) -> tuple[int, int]:
            client = ApiClient(salesforce.url, session_id)
            made = broken = 0
            barrier.wait(60)
            for n in range(50):
                try:
                    created = client.post(
                        "sobjects/Lead", json={"LastName": f"{n}", "Company": "Example"}
                    )
                    assert created.status_code == 201, created.text
                    made += 1
                except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError):
                    broken += 1
            client.close()
            return made, broken

        with ThreadPoolExecutor(len(users)) as pool:
            done = list(pool.map(work, sessions))
        fired = {each.fault: each.fired for each in org.faults.staged}
        made, broken = sum(each[0] for each in done), sum(each[1] for each in done)
        come = salesforce.journal.find(resource="row_create")
        handled = [each for each in come if each.status == 201]
        # A request sent down a connection that is being reset never comes: it is broken, too.
        assert len(come) <= made + broken == 8 * 50
        assert len(come) - len(handled) == fired[Reset(at="before")]
        assert made <= len(handled) == len(org.query("SELECT Id FROM Lead"))
        assert sum(fired.values()) >= 300
        org.faults.clear()
        last = ApiClient(salesforce.url, sessions[0])
        assert last.get("sobjects").status_code == 200
        last.close()


def test_threads_of_one_seed_have_the_same_outcomes() -> None:
    """With clients at once, each meets the same multiset of (request, outcome) in two runs."""
    runs = []
    for _ in range(2):
        with FakeSalesforce(seed=11) as salesforce:
            org = salesforce.create_org()
            names = [f"thread{n}@example.com" for n in range(6)]
            for name in names:
                org.create_user(name)
                org.faults.add(
                    QueryTimeout(), match=Match(username=name, resource="query", probability=0.4)
                )
                org.faults.add(
                    Reset(), match=Match(username=name, resource="row_create", probability=0.3)
                )

            def work(name: str, salesforce: FakeSalesforce = salesforce) -> None:
                user = salesforce.orgs[0].user(name)
                client = ApiClient(salesforce.url, session_of(salesforce.url, user))
                for n in range(15):
                    client.query(f"SELECT Id FROM Lead WHERE LastName = '{name} {n}'")
                    try:
                        client.post("sobjects/Lead", json={"LastName": name, "Company": f"{n}"})
                    except requests.ConnectionError:
                        client.get("sobjects/Lead/describe")
                client.close()

            with ThreadPoolExecutor(len(names)) as pool:
                list(pool.map(work, names))
            runs.append(
                {
                    name: Counter(
                        (each.resource, each.request, each.status, each.error_code, each.faults)
                        for each in salesforce.journal.find(username=name)
                    )
                    for name in names
                }
            )
    assert runs[0] == runs[1]
    faults = {each[4] for outcomes in runs[0].values() for each in outcomes}
    assert faults == {(), ("query_timeout",), ("reset",)}
