"""Waiting for exchanges and following them, and a job moved on by hand."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from control_calls import ask, done, run, told
from fake_clients import ApiClient
from fake_salesforce import FakeSalesforce, User
from fake_salesforce.control import VERBS

JOB = {"object": "Lead", "operation": "insert"}


def test_wait_tells_what_comes(salesforce: FakeSalesforce, api: ApiClient) -> None:
    """`journal wait` answers as soon as an exchange meets its conditions, before or after it."""
    after = salesforce.journal.position
    asked = {"resource": "limits", "after": after, "seconds": 30}
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(done, salesforce.url, "POST", "/journal/wait", asked)
        api.get("sobjects/Lead")
        api.get("limits")
        exchange = waiting.result(60)
    assert (exchange["resource"], exchange["status"]) == ("limits", 200)
    words = ["--resource", "limits", "--after", f"{after}", "--seconds", "0"]
    assert told(salesforce.url, "journal", "wait", *words) == exchange


def test_wait_ends(salesforce: FakeSalesforce) -> None:
    """What does not come in time is 404, and exit code 1."""
    after = salesforce.journal.position
    answer = ask(salesforce.url, "POST", "/journal/wait", {"seconds": 0.1, "after": after})
    assert (answer.status, answer.body["title"]) == (404, "There is no such exchange")
    ran = run(salesforce.url, "journal", "wait", "--after", f"{after}", "--seconds", "0")
    assert ran.exit_code == 1


def test_wait_ends_while_others_are_served() -> None:
    """Exchanges that are not meant do not make a wait longer."""
    with FakeSalesforce() as salesforce, ThreadPoolExecutor(2) as pool:
        waiting = pool.submit(
            ask, salesforce.url, "POST", "/journal/wait", {"resource": "limits", "seconds": 0.5}
        )
        serving = pool.submit(_ask_until, waiting.done, salesforce.url)
        assert waiting.result(60).status == 404
        serving.result(60)


def _ask_until(is_over: Callable[[], bool], url: str) -> None:
    for _ in range(2_000):
        if is_over():
            return
        requests.get(f"{url}/services/data", timeout=60)
    raise AssertionError


def _follow(url: str) -> tuple[requests.Response, Any]:
    answer = requests.get(f"{url}/_fake/journal/follow", stream=True, timeout=60)
    assert answer.headers["Content-Type"] == "application/x-ndjson"
    lines = answer.iter_lines(chunk_size=1)
    assert next(lines) == b""
    return answer, lines


def test_follow_streams_each_exchange() -> None:
    """A follower hears each exchange as it ends, without secrets; the server's end ends it."""
    with FakeSalesforce() as salesforce:
        answer, lines = _follow(salesforce.url)
        requests.get(f"{salesforce.url}/services/data", timeout=60)
        requests.get(f"{salesforce.url}/services/data/v49.0/nowhere", timeout=60)
        heard = [next(each for each in lines if each).decode() for _ in range(2)]
        assert [json.loads(each)["resource"] for each in heard] == ["versions", "unknown"]
        assert heard == salesforce.json_lines().splitlines()
        leaving = threading.Timer(0.1, salesforce.close)
        leaving.start()
        assert [each for each in lines if each] == []
        leaving.join()
        answer.close()


def test_tail_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    """`journal tail --follow` prints what was and what comes, until the server ends."""
    with FakeSalesforce() as salesforce:
        requests.get(f"{salesforce.url}/services/data", timeout=60)
        followed = threading.Event()
        journal = type(salesforce.journal)
        listen = journal.on_exchange

        def noted(self: Any, callback: Any) -> Any:
            unsubscribe = listen(self, callback)
            followed.set()
            return unsubscribe

        monkeypatch.setattr(journal, "on_exchange", noted)
        for verb in ("tail", "follow"):
            followed.clear()
            words = ["journal", verb, *(["--follow"] if verb == "tail" else [])]
            with ThreadPoolExecutor(1) as pool:
                running = pool.submit(run, salesforce.url, *words)
                assert followed.wait(30)
                requests.get(f"{salesforce.url}/services/data", timeout=60)
                salesforce._server.stop()  # type: ignore[union-attr] # it serves
                ran = running.result(60)
            salesforce._server.listen()  # type: ignore[union-attr] # the same
            assert ran.exit_code == 0
            assert ran.output.count("/services/data") >= 1


def test_too_many_followers_are_refused() -> None:
    """Each follower keeps a thread of the server: a fifth is 429, and clients are served on."""
    with FakeSalesforce() as salesforce:
        followers = [_follow(salesforce.url)[0] for _ in range(4)]
        answer = ask(salesforce.url, "GET", "/journal/follow")
        assert (answer.status, answer.body["title"]) == (429, "Too many wait already")
        assert ask(salesforce.url, "POST", "/journal/wait", {"seconds": 0}).status == 429
        assert requests.get(f"{salesforce.url}/services/data", timeout=60).status_code == 200
        for each in followers:
            each.close()
        for _ in range(100):
            left = ask(salesforce.url, "POST", "/journal/wait", {"seconds": 0.1}).status
            if left != 429:
                break
            threading.Event().wait(0.1)  # the server notices at its next empty line
        assert left == 200


def test_job_is_moved_on(salesforce: FakeSalesforce, user: User, api: ApiClient) -> None:
    """`session step-job` moves a job of Bulk API one state on, and tells the state."""
    user._org.settings.bulk_jobs = "by step"
    job = api.post("jobs/ingest", json=JOB).json()["id"]
    api.request(
        "PUT",
        f"jobs/ingest/{job}/batches",
        data="LastName,Company\nDoe,Example\n",
        headers={"Content-Type": "text/csv"},
    )
    api.patch(f"jobs/ingest/{job}", json={"state": "UploadComplete"})
    org = ["--org", user._org.id]
    states = [told(salesforce.url, "session", "step-job", job, *org)["state"] for _ in range(2)]
    assert states == ["InProgress", "JobComplete"]
    assert len(user._org.query("SELECT Id FROM Lead")) == 1
    other = run(salesforce.url, "session", "step-job", "750000000000001AAA", *org)
    assert (other.exit_code, "There is no job" in other.output) == (1, True)
    assert {each.name for each in VERBS if each.noun == "session"} >= {"step-job"}
