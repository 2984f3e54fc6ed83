from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fake_clients import ApiClient, session_of
from fake_salesforce import FakeSalesforce, Org, User

LEAD = {"LastName": "Lovelace", "Company": "Example"}


@pytest.fixture
def salesforce() -> Iterator[FakeSalesforce]:
    """A fake of the test's own, whose clock it moves."""
    with FakeSalesforce() as fake:
        yield fake


@pytest.fixture
def salesforce_org(salesforce: FakeSalesforce) -> Org:
    """An org of that fake, whose sessions and passwords outlive weeks."""
    org = salesforce.create_org()
    org.settings.password_expires_in_days = 0
    return org


def _ago(org: Org, **ago: float) -> str:
    return f"{org.clock.now() - timedelta(**ago):%Y-%m-%dT%H:%M:%S}+00:00"


def _ask(
    salesforce: FakeSalesforce, user: User, kind: str, *span: str, name: str = "Lead"
) -> requests.Response:
    """Ask with a new session: an old one has timed out after days."""
    client = ApiClient(salesforce.url, session_of(salesforce.url, user))
    try:
        return client.get(
            f"sobjects/{name}/{kind}/", params=dict(zip(("start", "end"), span, strict=True))
        )
    finally:
        client.close()


def _refused(answer: requests.Response) -> tuple[int, str, str]:
    [error] = answer.json()
    return answer.status_code, error["errorCode"], error["message"]


def test_updated_lists_what_was_written(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """Get Updated lists created and changed records by their stamps, and no deleted ones."""
    first, changed, gone = (salesforce_org.create("Lead", LEAD) for _ in range(3))
    salesforce_org.clock.advance(hours=2)
    late = salesforce_org.create("Lead", LEAD)
    salesforce_org.clock.advance(minutes=1)
    salesforce_org.update("Lead", changed, {"Company": "Other"})
    salesforce_org.delete("Lead", gone)
    salesforce_org.clock.advance(minutes=5)
    start, end = _ago(salesforce_org, hours=1), _ago(salesforce_org)
    assert _ask(salesforce, user, "updated", start, end).json() == {
        "ids": [late, changed],
        "latestDateCovered": "2020-07-20T11:06:00.000+0000",
    }
    assert _ask(salesforce, user, "updated", _ago(salesforce_org, hours=3), start).json() == {
        "ids": [first],
        "latestDateCovered": "2020-07-20T10:06:00.000+0000",
    }


def test_deleted_lists_when_records_went(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """Get Deleted lists ids with the time of deletion, and up to when it is complete."""
    lead = salesforce_org.create("Lead", LEAD)
    salesforce_org.create("Lead", LEAD)
    salesforce_org.clock.advance(minutes=10, seconds=7)
    salesforce_org.delete("Lead", lead)
    salesforce_org.clock.advance(minutes=3)
    start, end = _ago(salesforce_org, hours=1), _ago(salesforce_org, minutes=-60)
    answer = _ask(salesforce, user, "deleted", start, end)
    assert list(answer.json().items()) == [
        ("deletedRecords", [{"deletedDate": "2020-07-20T09:10:07.000+0000", "id": lead}]),
        ("earliestDateAvailable", "2017-07-21T09:00:00.000+0000"),
        ("latestDateCovered", "2020-07-20T09:13:00.000+0000"),
    ]


def test_seconds_are_ignored(salesforce: FakeSalesforce, salesforce_org: Org, user: User) -> None:
    """12:30:59 stands for 12:30:00: a span within one minute is empty, and refused."""
    salesforce_org.clock.advance(seconds=30)
    lead = salesforce_org.create("Lead", LEAD)
    salesforce_org.clock.advance(minutes=5)

    def ids(start: str, end: str) -> Any:
        return _ask(salesforce, user, "updated", f"2020-07-20T{start}", f"2020-07-20T{end}").json()

    assert ids("09:00:59Z", "09:01:00Z")["ids"] == [lead]
    assert ids("09:00:59.999+00:00", "09:01:59Z")["ids"] == [lead]
    assert ids("11:00:59+02:00", "09:01:59Z")["ids"] == [lead]
    assert ids("08:59:00Z", "09:00:59Z")["ids"] == []
    assert ids("09:01:00Z", "09:02:00Z")["ids"] == []
    assert ids("09:00:00Z", "09:00:59Z")[0]["errorCode"] == "INVALID_REPLICATION_DATE"


REFUSALS: dict[str, tuple[str, dict[str, float], dict[str, float], str]] = {
    "equal": ("updated", {"days": 1}, {"days": 1}, "startDate must precede endDate"),
    "reversed": ("updated", {"days": 1}, {"days": 2}, "startDate must precede endDate"),
    "deleted-within-a-minute": (
        "deleted",
        {"minutes": 1},
        {},
        "startDate must precede endDate by more than one minute",
    ),
    "updated-too-old": (
        "updated",
        {"days": 30.01},
        {},
        "startDate cannot be more than 30 days ago",
    ),
    "deleted-too-old": (
        "deleted",
        {"days": 30.01},
        {},
        "startDate cannot be more than 30 days ago",
    ),
    "before-the-org": (
        "updated",
        {"days": 2000},
        {},
        "startDate before org replication enabled date",
    ),
}


@pytest.mark.parametrize("case", list(REFUSALS))
def test_spans_that_are_refused(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User, case: str
) -> None:
    """Each span that Salesforce refuses is 400 INVALID_REPLICATION_DATE with its reason."""
    kind, start, end, message = REFUSALS[case]
    answer = _ask(
        salesforce, user, kind, _ago(salesforce_org, **start), _ago(salesforce_org, **end)
    )
    assert _refused(answer) == (400, "INVALID_REPLICATION_DATE", message)


def test_spans_at_the_edge_are_answered(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """30 days ago, and two minutes of deletions, are still answered."""
    now = _ago(salesforce_org)
    for kind in ("updated", "deleted"):
        start = _ago(salesforce_org, days=30)
        assert _ask(salesforce, user, kind, start, now).status_code == 200
    assert (
        _ask(salesforce, user, "deleted", _ago(salesforce_org, minutes=2), now).status_code == 200
    )


def test_deletions_are_told_for_15_days(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """A deletion of 16 days ago is not told; the stricter reading refuses to begin before 15."""
    old, young = (salesforce_org.create("Lead", LEAD) for _ in range(2))
    salesforce_org.delete("Lead", old)
    salesforce_org.clock.advance(days=10)
    salesforce_org.delete("Lead", young)
    salesforce_org.clock.advance(days=6)
    start, now = _ago(salesforce_org, days=20), _ago(salesforce_org)
    told = _ask(salesforce, user, "deleted", start, now).json()["deletedRecords"]
    assert [each["id"] for each in told] == [young]
    salesforce_org.settings.deletions_refused_after_days = 15
    message = "startDate cannot be more than 15 days ago"
    answer = _ask(salesforce, user, "deleted", start, now)
    assert _refused(answer) == (400, "INVALID_REPLICATION_DATE", message)


def test_purged_deletions_move_the_earliest_date(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """Once a deleted record is gone for good, a span from before its deletion is refused."""
    lead = salesforce_org.create("Lead", LEAD)
    salesforce_org.clock.advance(hours=1, seconds=1)
    salesforce_org.delete("Lead", lead)
    salesforce_org.clock.advance(hours=1)
    salesforce_org.empty_recycle_bin(lead)
    salesforce_org.clock.advance(hours=25)
    now = _ago(salesforce_org)
    refused = _ask(salesforce, user, "deleted", _ago(salesforce_org, hours=26), now)
    assert _refused(refused)[1] == "INVALID_REPLICATION_DATE"
    earliest = "2020-07-20T10:01:00.000+0000"
    assert earliest in _refused(refused)[2]
    answer = _ask(salesforce, user, "deleted", "2020-07-20T10:01:00Z", now).json()
    assert (answer["deletedRecords"], answer["earliestDateAvailable"]) == ([], earliest)
    start = _ago(salesforce_org, hours=27)
    contacts = _ask(salesforce, user, "deleted", start, now, name="Contact")
    assert contacts.status_code == 200


def test_nobody_is_told_of_what_he_may_not_see(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """Records of others are left out with private defaults, deleted ones too."""
    salesforce_org.share_by_default("Lead", "None")
    other = salesforce_org.create_user("rep@example.com", profile="Standard User")
    own = salesforce_org.create("Lead", LEAD | {"OwnerId": other.id})
    own_gone = salesforce_org.create("Lead", LEAD | {"OwnerId": other.id})
    hidden, hidden_gone = (salesforce_org.create("Lead", LEAD) for _ in range(2))
    salesforce_org.clock.advance(minutes=1)
    for each in (own_gone, hidden_gone):
        salesforce_org.delete("Lead", each)
    salesforce_org.clock.advance(minutes=1)
    span = _ago(salesforce_org, hours=1), _ago(salesforce_org)

    def seen(by: User) -> tuple[set[str], set[str]]:
        updated = _ask(salesforce, by, "updated", *span).json()["ids"]
        deleted = _ask(salesforce, by, "deleted", *span).json()["deletedRecords"]
        return set(updated), {each["id"] for each in deleted}

    assert seen(other) == ({own}, {own_gone})
    assert seen(user) == ({own, hidden}, {own_gone, hidden_gone})
    salesforce_org.profile("Standard User").revoke("Lead", "read")
    assert _ask(salesforce, other, "updated", *span).status_code == 404


def test_what_cannot_be_told_is_refused_by_name(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """Objects that are not replicateable are refused; deletions without a bin are 501."""
    span = _ago(salesforce_org, hours=1), _ago(salesforce_org)
    for kind in ("updated", "deleted"):
        answer = _ask(salesforce, user, kind, *span, name="LeadShare")
        assert _refused(answer)[:2] == (400, "INVALID_TYPE_FOR_OPERATION")
        assert _ask(salesforce, user, kind, *span, name="Nothing").status_code == 404
    assert _ask(salesforce, user, "deleted", *span, name="GroupMember").status_code == 501
    assert _ask(salesforce, user, "updated", *span, name="GroupMember").status_code == 200
    assert _ask(salesforce, user, "deleted", *span, name="User").json()["deletedRecords"] == []


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({}, "MISSING_ARGUMENT"),
        ({"start": "2020-07-20T08:00:00Z"}, "MISSING_ARGUMENT"),
        ({"start": "yesterday", "end": "2020-07-20T08:00:00Z"}, "INVALID_REPLICATION_DATE"),
        ({"start": "2020-07-20T07:00:00 00:00", "end": "x"}, "INVALID_REPLICATION_DATE"),
    ],
)
def test_parameters_are_checked(api: ApiClient, params: dict[str, str], code: str) -> None:
    """A missing parameter and a text that is no time are 400 with the parameter's name."""
    answer = api.get("sobjects/Lead/updated", params=params)
    assert _refused(answer)[:2] == (400, code)
    assert "start" in _refused(answer)[2] or "end" in _refused(answer)[2]


def test_too_many_ids_are_refused(api: ApiClient, salesforce_org: Org) -> None:
    """More ids than an answer holds are EXCEEDED_ID_LIMIT."""
    assert salesforce_org.limits.replicated_ids == 600_000
    for _ in range(3):
        salesforce_org.create("Lead", LEAD)
    salesforce_org.clock.advance(minutes=1)
    params = {"start": _ago(salesforce_org, hours=1), "end": _ago(salesforce_org)}
    salesforce_org.limits.replicated_ids = 3
    assert len(api.get("sobjects/Lead/updated", params=params).json()["ids"]) == 3
    salesforce_org.limits.replicated_ids = 2
    answer = api.get("sobjects/Lead/updated", params=params)
    assert _refused(answer)[:2] == (400, "EXCEEDED_ID_LIMIT")


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    deeds=st.lists(
        st.tuples(
            st.sampled_from(["create", "update", "delete"]),
            st.integers(0, 9),
            st.integers(1, 200),
        ),
        max_size=12,
    ),
    cuts=st.lists(st.integers(1, 40), max_size=3),
)
def test_adjoining_spans_tell_each_record_once(
    salesforce: FakeSalesforce, deeds: list[tuple[str, int, int]], cuts: list[int]
) -> None:
    """Spans end to end tell what one span over all of them tells: none twice, none left out."""
    with salesforce.create_org() as org:
        org.settings.password_expires_in_days = 0
        user = org.create_user(f"{org.id.lower()}@example.com")
        began = org.clock.now().replace(second=0)
        alive, gone = [org.create("Lead", LEAD)], set()
        for deed, which, seconds in deeds:
            org.clock.advance(seconds=seconds)
            if deed == "create" or not alive:
                alive.append(org.create("Lead", LEAD))
            elif deed == "update":
                org.update("Lead", alive[which % len(alive)], {"Company": "Other"})
            else:
                deleted = alive.pop(which % len(alive))
                org.delete("Lead", deleted)
                gone.add(deleted)
        org.clock.advance(minutes=2)
        ends = sorted({began + timedelta(minutes=2 * each) for each in cuts})
        last = max([org.clock.now(), *ends]) + timedelta(minutes=4)
        borders = [began, *ends, last]

        def told(kind: str, start: datetime, end: datetime) -> list[str]:
            answer = _ask(salesforce, user, kind, start.isoformat(), end.isoformat()).json()
            found = answer["ids"] if kind == "updated" else answer["deletedRecords"]
            return [each if isinstance(each, str) else each["id"] for each in found]

        for kind, expected in (("updated", set(alive)), ("deleted", gone)):
            parts = [each for start, end in pairwise(borders) for each in told(kind, start, end)]
            assert sorted(parts) == sorted(expected)
            assert sorted(told(kind, borders[0], borders[-1])) == sorted(expected)
