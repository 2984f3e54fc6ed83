from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fake_clients import ApiClient, session_of
from fake_salesforce import FakeSalesforce, Org, User
from fake_salesforce.faults import Match, ServerUnavailable, UnableToLockRow
from fake_salesforce.journal import Exchange
from fake_salesforce.org import Snapshot

_QUERIES = (
    "SELECT Id, Name, Company, SystemModstamp FROM Lead ORDER BY Id",
    "SELECT Id, Name, CreatedDate FROM Account ORDER BY Id",
    "SELECT Id, WhoId, Subject, Priority FROM Task ORDER BY Id",
    "SELECT COUNT(Id), Company FROM Lead GROUP BY Company",
)
_NAMES = st.sampled_from(["Lovelace", "Hopper", "Noether", ""])
_REQUESTS = st.one_of(
    st.tuples(st.just("query"), st.sampled_from(_QUERIES)),
    st.tuples(st.just("create"), st.sampled_from(["Lead", "Account", "Task"]), _NAMES),
    st.tuples(st.just("update"), st.integers(0, 4), _NAMES),
    st.tuples(st.just("delete"), st.integers(0, 4)),
    st.tuples(st.just("read"), st.integers(0, 4)),
    st.tuples(st.just("describe"), st.sampled_from(["Lead", "Account"])),
)
"""What a client asks; a number names one of the leads there were at first."""


def _send(api: ApiClient, leads: list[str], request: tuple[Any, ...]) -> tuple[int, str, str]:
    kind, *what = request
    match kind:
        case "query":
            answer = api.query(what[0])
        case "create":
            name = {"Account": "Name", "Task": "Subject"}.get(what[0], "LastName")
            body = {name: what[1]} | ({"Company": "Example"} if what[0] == "Lead" else {})
            answer = api.post(f"sobjects/{what[0]}", json=body)
        case "update":
            answer = api.patch(f"sobjects/Lead/{leads[what[0]]}", json={"LastName": what[1]})
        case "delete":
            answer = api.delete(f"sobjects/Lead/{leads[what[0]]}")
        case "read":
            answer = api.get(f"sobjects/Lead/{leads[what[0]]}")
        case _:
            answer = api.get(f"sobjects/{what[0]}/describe")
    return answer.status_code, answer.text, answer.headers["Sforce-Limit-Info"]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(before=st.lists(_REQUESTS, max_size=4), requests=st.lists(_REQUESTS, max_size=8))
def test_requests_after_a_restore_are_answered_as_before(
    fuzzed: ApiClient, fuzzed_org_of: Org, before: list[Any], requests: list[Any]
) -> None:
    """restore(snapshot(x)) and N requests over HTTP give the answers that the N requests gave."""
    org = fuzzed_org_of
    leads = [org.create("Lead", {"LastName": f"L{n}", "Company": "Example"}) for n in range(5)]
    for each in before:
        _send(fuzzed, leads, each)
    snapshot = org.snapshot()
    first = [_send(fuzzed, leads, each) for each in requests]
    org.restore(snapshot)
    assert [_send(fuzzed, leads, each) for each in requests] == first
    org.restore(snapshot)
    snapshot.discard()


@pytest.fixture(scope="module")
def fuzzed_org_of(salesforce: FakeSalesforce, fuzzed: ApiClient) -> Org:
    """The org that ``fuzzed`` calls."""
    org = salesforce.org_of_session(fuzzed.session_id)
    assert org is not None
    return org


def test_open_queries_go_on_after_a_restore(api: ApiClient, salesforce_org: Org) -> None:
    """A query locator and a session of before the snapshot are valid again, later ones are not."""
    salesforce_org.populate(leads=9)
    salesforce_org.limits.query_page_rows = 4
    first = api.query("SELECT Id FROM Lead ORDER BY Id").json()
    snapshot = salesforce_org.snapshot()
    second = api.get(first["nextRecordsUrl"]).text
    later = api.query("SELECT Name FROM Lead").json()
    salesforce_org.expire_query_locators()
    salesforce_org.restore(snapshot)
    assert api.get(first["nextRecordsUrl"]).text == second
    assert api.get(later["nextRecordsUrl"]).status_code == 400


def test_schema_and_switches_are_restored(api: ApiClient, salesforce_org: Org) -> None:
    """What an administrator added since the snapshot is gone: in SOQL, in describe, in Python."""
    salesforce_org.add_field("Lead", "Kept__c", type="Text", length=10)
    snapshot = salesforce_org.snapshot()
    described = api.get("sobjects/Lead/describe").text
    salesforce_org.add_field("Lead", "Score__c", type="Number", precision=6)
    salesforce_org.add_object("Visit__c", label="Visit", plural_label="Visits")
    salesforce_org.settings.password_expires_in_days = 30
    assert api.query("SELECT Score__c, Kept__c FROM Lead").status_code == 200
    salesforce_org.restore(snapshot)
    assert api.query("SELECT Score__c FROM Lead").json()[0]["errorCode"] == "INVALID_FIELD"
    assert api.query("SELECT Id FROM Visit__c").json()[0]["errorCode"] == "INVALID_TYPE"
    assert api.get("sobjects/Lead/describe").text == described
    assert salesforce_org.settings.password_expires_in_days == 90
    salesforce_org.add_field("Lead", "Score__c", type="Text", length=3)
    lead = {"LastName": "a", "Company": "b", "Score__c": "abc", "Kept__c": "x"}
    assert api.post("sobjects/Lead", json=lead).status_code == 201


def test_reset_is_the_org_as_founded(salesforce_org: Org) -> None:
    """A reset org has the ids, profiles and users of a new one, and nothing else."""
    founded = {
        each: salesforce_org.query(f"SELECT Id FROM {each} ORDER BY Id")
        for each in ("Organization", "User", "Profile", "PermissionSet", "LeadStatus")
    }
    lead = {"LastName": "a", "Company": "b"}
    first = salesforce_org.create("Lead", lead)
    salesforce_org.create_user("a@example.com")
    salesforce_org.add_object("Visit__c", label="Visit", plural_label="Visits")
    salesforce_org.reset()
    assert {
        each: salesforce_org.query(f"SELECT Id FROM {each} ORDER BY Id") for each in founded
    } == founded
    assert salesforce_org.query("SELECT Id FROM Lead") == []
    assert salesforce_org.schema.known("Visit__c") is None
    assert salesforce_org.create("Lead", lead) == first


def test_only_its_own_snapshot_is_restored(salesforce: FakeSalesforce, salesforce_org: Org) -> None:
    """Another org's snapshot is refused, and so is a discarded one; nothing is changed."""
    with salesforce.create_org("Other") as other:
        foreign = other.snapshot()
        with pytest.raises(ValueError, match=f"of org {other.id}"):
            salesforce_org.restore(foreign)
    own = salesforce_org.snapshot()
    own.discard()
    with pytest.raises(ValueError, match="discarded"):
        salesforce_org.restore(own)
    assert salesforce_org.name == "Example Org"


def test_a_request_is_not_torn(salesforce: FakeSalesforce, user: User, salesforce_org: Org) -> None:
    """Restoring under readers and writers fails no request: each sees one state or the other."""
    session = session_of(salesforce.url, user)
    snapshot = salesforce_org.snapshot()
    statuses: set[int] = set()

    def call() -> None:
        client = ApiClient(salesforce.url, session)
        for number in range(25):
            lead = {"LastName": str(number), "Company": "b"}
            statuses.add(client.post("sobjects/Lead", json=lead).status_code)
            statuses.add(client.query("SELECT Id, Owner.Name FROM Lead").status_code)
        client.close()

    threads = [threading.Thread(target=call) for _ in range(4)]
    for each in threads:
        each.start()
    while any(each.is_alive() for each in threads):
        salesforce_org.add_object("Visit__c", label="Visit", plural_label="Visits")
        salesforce_org.restore(snapshot)
    for each in threads:
        each.join()
    assert statuses == {200, 201}


def test_restoring_in_the_middle_of_a_request_is_refused(
    api: ApiClient, salesforce_org: Org
) -> None:
    """A thread that is inside a request cannot put the org back: it would wait for itself."""
    snapshot = salesforce_org.snapshot()
    with salesforce_org.undisturbed(), pytest.raises(RuntimeError, match="middle of a request"):
        salesforce_org.restore(snapshot)
    assert api.get("sobjects").status_code == 200


def test_exported_org_has_records_and_no_secret(
    salesforce_org: Org, api: ApiClient, user: User, tmp_path: Path
) -> None:
    """An exported org is imported elsewhere with records, schema and users, under new secrets."""
    salesforce_org.add_field("Lead", "Score__c", type="Number", precision=6, scale=0)
    lead = {"LastName": "Lovelace", "Company": "Example", "Score__c": 7}
    lead_id = api.post("sobjects/Lead", json=lead).json()["id"]
    path = tmp_path / "exported.sqlite"
    salesforce_org.export(path)
    content = path.read_bytes()
    with salesforce_org.database.read() as connection:
        hashes = [
            value
            for row in connection.execute("SELECT hash FROM _session").fetchall()
            + connection.execute("SELECT password_hash FROM _credential").fetchall()
            + connection.execute("SELECT token_hash FROM _credential").fetchall()
            for value in row
        ]
    assert len(hashes) >= 3
    seed = salesforce_org._file.seed
    for secret in (*hashes, seed, seed.hex().encode(), api.session_id.encode()):
        assert secret not in content
    with FakeSalesforce(seed=5) as other:
        imported = other.import_org(path)
        assert imported.id == salesforce_org.id
        assert imported.query("SELECT Id, Score__c FROM Lead") == [{"Id": lead_id, "Score__c": 7.0}]
        again = imported.user(user.username)
        assert (again.id, again.secret == user.secret) == (user.id, False)
        client = ApiClient(other.url, session_of(other.url, again))
        assert client.get(f"sobjects/Lead/{lead_id}").json()["LastName"] == "Lovelace"
        stale = ApiClient(other.url, api.session_id)
        assert stale.get("sobjects").status_code == 401
        client.close()
        stale.close()
    assert path.read_bytes() == content


def test_import_refuses_what_is_no_export(
    salesforce: FakeSalesforce, salesforce_org: Org, tmp_path: Path
) -> None:
    """Another file, an org that is open, and a file in the way are refused, leaving nothing."""
    text, target = tmp_path / "text", tmp_path / "target.sqlite"
    text.write_text("no database at all, however long this text may be")
    path = tmp_path / "exported.sqlite"
    salesforce_org.export(path)
    count = len(salesforce.orgs)
    for wrong, reason in (
        (text, "no org"),
        (path, "open already"),
        (salesforce_org.path, "not written by export"),
    ):
        with pytest.raises(ValueError, match=reason):
            salesforce.import_org(wrong)
    with pytest.raises(ValueError, match="no org"):
        salesforce.import_org(text, data=target)
    with pytest.raises(ValueError, match="open already"):
        salesforce.import_org(path, data=target)
    assert not target.exists()
    with pytest.raises(FileExistsError, match="exported"):
        salesforce_org.export(path)
    with pytest.raises(FileExistsError, match="imported"):
        salesforce.import_org(path, data=text)
    assert len(salesforce.orgs) == count


def test_snapshot_files_go_with_the_org(salesforce: FakeSalesforce) -> None:
    """A snapshot is a file that the org takes along when it is dropped."""
    with salesforce.create_org() as org:
        snapshot: Snapshot = org.snapshot()
        assert snapshot.path.exists()
    assert not snapshot.path.exists()


def test_journal_goes_on_and_tells_the_same(salesforce: FakeSalesforce) -> None:
    """After a restore the same requests give the same exchanges, chance and logins included.

    Only their numbers go on: they count what the server was asked, whatever org it was, and no
    answer of Salesforce shows them, so they are no part of an org.
    """
    with salesforce.create_org() as org:
        user = org.create_user("again@example.com")
        org.populate(leads=5, seed=1)
        org.limits.query_page_rows = 2
        org.faults.add(ServerUnavailable(), match=Match(resource="query", probability=0.5))
        org.faults.add(UnableToLockRow(), match=Match(object="Lead", every=2))
        start = org.snapshot()

        def told() -> list[Exchange]:
            after = salesforce.journal.position
            api = ApiClient(salesforce.url, session_of(salesforce.url, user))
            for nth in range(8):
                page = api.query("SELECT Id, Email FROM Lead")
                if page.status_code == 200:
                    api.get(page.json()["nextRecordsUrl"])
                api.post("sobjects/Lead", json={"LastName": f"L{nth}", "Company": "E"})
            api.close()
            found = salesforce.journal.find(after=after)
            assert [each.number for each in found] == [after + 1 + n for n in range(len(found))]
            return [replace(each, number=0) for each in found]

        first = told()
        org.restore(start)
        assert told() == first
        assert {each.error_code for each in first} >= {"SERVER_UNAVAILABLE", "UNABLE_TO_LOCK_ROW"}
