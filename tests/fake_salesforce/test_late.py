from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fake_clients import ApiClient, session_of
from fake_salesforce import FakeSalesforce, Org, User
from fake_salesforce.errors import RequiredFieldMissingError

LEAD = {"LastName": "Lovelace", "Company": "Example"}
START = "2020-07-20T09:00:00.000+0000"


@pytest.fixture
def salesforce() -> Iterator[FakeSalesforce]:
    """A fake of the test's own, whose clock it moves."""
    with FakeSalesforce() as fake:
        yield fake


@pytest.fixture
def salesforce_org(salesforce: FakeSalesforce) -> Org:
    """An org of that fake."""
    return salesforce.create_org()


def test_late_record_appears_with_an_older_stamp(api: ApiClient, salesforce_org: Org) -> None:
    """Until it commits no request shows the record; then all do, stamped when it was written."""
    with salesforce_org.commits_late(minutes=5) as late:
        lead = late.create("Lead", LEAD)
    assert lead.startswith("00Q")
    params = {"start": "2020-07-20T08:00:00Z", "end": "2020-07-20T09:10:00Z"}

    def seen() -> tuple[list[str], list[str], int]:
        rows = api.query("SELECT Id FROM Lead").json()["records"]
        updated = api.get("sobjects/Lead/updated", params=params).json()["ids"]
        return [each["Id"] for each in rows], updated, api.get(f"sobjects/Lead/{lead}").status_code

    salesforce_org.clock.advance(minutes=4, seconds=59)
    assert seen() == ([], [], 404)
    salesforce_org.clock.advance(seconds=1)
    assert seen() == ([lead], [lead], 200)
    record = api.get(f"sobjects/Lead/{lead}").json()
    assert {record[each] for each in ("CreatedDate", "LastModifiedDate", "SystemModstamp")} == {
        START
    }
    assert late.refusal is None


def test_a_cursor_past_the_stamp_misses_the_record(api: ApiClient, salesforce_org: Org) -> None:
    """Who reads from the highest stamp he has seen never sees what was committed late (P36)."""
    with salesforce_org.commits_late(minutes=5) as late:
        missed = late.create("Lead", LEAD)
    salesforce_org.clock.advance(minutes=1)
    salesforce_org.create("Lead", LEAD)
    newest = "SELECT SystemModstamp FROM Lead ORDER BY SystemModstamp DESC"
    cursor = api.query(newest).json()["records"][0]["SystemModstamp"]
    salesforce_org.clock.advance(minutes=10)
    found = api.query(f"SELECT Id FROM Lead WHERE SystemModstamp > {cursor}").json()
    assert found["records"] == []
    assert missed in [each["Id"] for each in salesforce_org.query("SELECT Id FROM Lead")]


def test_latest_date_covered_stops_at_what_is_not_committed(
    api: ApiClient, salesforce_org: Org
) -> None:
    """Get Updated and Get Deleted say that they cover no later than an open transaction's start."""
    salesforce_org.clock.advance(minutes=7, seconds=30)
    late = salesforce_org.commits_late(minutes=5)
    with late:
        late.create("Lead", LEAD)
    salesforce_org.clock.advance(minutes=3)
    params = {"start": "2020-07-20T08:00:00Z", "end": "2020-07-20T09:10:00Z"}
    for kind in ("updated", "deleted"):
        covered = api.get(f"sobjects/Lead/{kind}", params=params).json()["latestDateCovered"]
        assert covered == "2020-07-20T09:07:00.000+0000"
    salesforce_org.clock.advance(minutes=3)
    covered = api.get("sobjects/Lead/updated", params=params).json()["latestDateCovered"]
    assert covered == "2020-07-20T09:10:00.000+0000"


def test_a_transaction_commits_as_a_whole(api: ApiClient, salesforce_org: Org, user: User) -> None:
    """Records that refer to one another, updates and deletions commit together, by their user."""
    stays, goes = (salesforce_org.create("Lead", LEAD) for _ in range(2))
    with salesforce_org.commits_late(hours=1) as late:
        account = late.create("Account", {"Name": "Example"}, user_id=user.id)
        contact = late.create("Contact", {"LastName": "Doe", "AccountId": account})
        late.update("Lead", stays, {"Company": "Other"}, user_id=user.id)
        late.delete("Lead", goes)
    before = salesforce_org.query("SELECT Id, Company FROM Lead ORDER BY Id")
    assert before == [{"Id": each, "Company": "Example"} for each in (stays, goes)]
    assert salesforce_org.query("SELECT Id FROM Account") == []
    salesforce_org.clock.advance(hours=1)
    assert api.query("SELECT Id FROM Contact").json()["records"][0]["Id"] == contact
    [lead] = salesforce_org.query("SELECT Id, Company, LastModifiedById, SystemModstamp FROM Lead")
    assert lead == {
        "Id": stays,
        "Company": "Other",
        "LastModifiedById": user.id,
        "SystemModstamp": START,
    }
    [created] = salesforce_org.query("SELECT Id, CreatedById FROM Account")
    assert created == {"Id": account, "CreatedById": user.id}


def test_faults_are_told_at_once_and_nothing_is_sent_off(salesforce_org: Org) -> None:
    """What Salesforce refuses is refused in the block, which then commits nothing later."""

    def write() -> None:
        with salesforce_org.commits_late(minutes=1) as late:
            late.create("Lead", LEAD)
            late.create("Lead", {"LastName": "x"})

    with pytest.raises(RequiredFieldMissingError):
        write()
    salesforce_org.clock.advance(minutes=2)
    assert salesforce_org.query("SELECT Id FROM Lead") == []
    with pytest.raises(ValueError, match="lasts for some time"):
        salesforce_org.commits_late(minutes=0)


def test_a_refusal_at_the_end_is_kept(api: ApiClient, salesforce_org: Org) -> None:
    """A transaction whose record was deleted meanwhile changes nothing, and tells why."""
    lead = salesforce_org.create("Lead", LEAD)
    with salesforce_org.commits_late(minutes=1) as late:
        late.create("Account", {"Name": "Example"})
        late.update("Lead", lead, {"Company": "Other"})
    salesforce_org.delete("Lead", lead)
    salesforce_org.clock.advance(minutes=1)
    assert api.query("SELECT Id FROM Account").json()["records"] == []
    assert late.refusal == "entity is deleted"


def test_a_snapshot_keeps_what_is_not_committed(salesforce_org: Org) -> None:
    """Restoring an org brings its open transactions back, to be committed in their time."""
    with salesforce_org.commits_late(minutes=5) as late:
        lead = late.create("Lead", LEAD)
    snapshot = salesforce_org.snapshot()
    salesforce_org.reset()
    salesforce_org.clock.advance(minutes=5)
    assert salesforce_org.query("SELECT Id FROM Lead") == []
    salesforce_org.restore(snapshot)
    assert salesforce_org.query("SELECT Id FROM Lead") == [{"Id": lead}]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    deeds=st.lists(
        st.tuples(st.booleans(), st.integers(1, 15), st.integers(0, 300)), min_size=1, max_size=8
    )
)
def test_overlap_from_latest_date_covered_misses_nothing(
    salesforce: FakeSalesforce, deeds: list[tuple[bool, int, int]]
) -> None:
    """Who goes on from latestDateCovered each time has seen every record in the end (P36)."""
    with salesforce.create_org() as org:
        user = org.create_user(f"{org.id.lower()}@example.com")
        client = ApiClient(salesforce.url, session_of(salesforce.url, user))
        cursor = org.clock.now() - timedelta(minutes=2)
        start, seen, made = f"{cursor:%Y-%m-%dT%H:%M:%SZ}", set[str](), set[str]()

        def read(start: str) -> str:
            end = org.clock.now() + timedelta(minutes=1)
            params = {"start": start, "end": f"{end:%Y-%m-%dT%H:%M:%SZ}"}
            answer = client.get("sobjects/Lead/updated", params=params).json()
            seen.update(answer["ids"])
            return str(answer["latestDateCovered"])

        for is_late, minutes, seconds in deeds:
            if is_late:
                with org.commits_late(minutes=minutes) as late:
                    made.add(late.create("Lead", LEAD))
            else:
                made.add(org.create("Lead", LEAD))
            org.clock.advance(seconds=seconds)
            start = read(start)
        org.clock.advance(minutes=16)
        read(start)
        client.close()
        assert seen == made
