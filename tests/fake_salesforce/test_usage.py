from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_clients import ApiClient, element, session_of, soap_login
from fake_salesforce import FakeSalesforce, Org, User
from fake_salesforce.errors import ForbiddenError, RequestLimitExceededError

LEAD = {"LastName": "Doe", "Company": "Example"}
WINDOWS = {"DailyApiRequests": timedelta(hours=24), "HourlySyncReportRuns": timedelta(hours=1)}


@given(
    name=st.sampled_from(sorted(WINDOWS)),
    spends=st.lists(st.tuples(st.integers(0, 90), st.integers(0, 5)), max_size=12),
)
def test_windows_roll(name: str, spends: list[tuple[int, int]]) -> None:
    """What was spent counts for the whole window, and no longer than a bucket beyond it."""
    window = WINDOWS[name]
    bucket = timedelta(hours=1) if window > timedelta(hours=1) else timedelta(minutes=1)
    scale = window / timedelta(minutes=60)
    salesforce = FakeSalesforce()
    with salesforce.create_org() as org:
        spent = []
        for minutes, amount in spends:
            org.clock.advance(minutes=minutes * scale)
            org.usage.spend(name, amount)
            spent.append((org.clock.now(), amount))
            now = org.clock.now()
            least = sum(n for at, n in spent if now - at < window - bucket)
            most = sum(n for at, n in spent if now - at <= window)
            assert least <= org.usage.used(name) <= most
    salesforce.close()


def test_limit_is_set_spent_and_reset(salesforce_org: Org) -> None:
    """Each limit can be used up by its name, is refused beyond that, and comes back by reset."""
    usage = salesforce_org.usage
    for name in usage.names:
        most = usage.most(name)
        usage.set(name, most - 1)
        assert usage.spend(name) == most
        with pytest.raises((RequestLimitExceededError, ForbiddenError)):
            usage.spend(name)
        assert usage.used(name) == most
        usage.reset(name)
        assert usage.used(name) == 0
    usage.set("DailyApiRequests", 5)
    usage.reset()
    assert all(usage.used(name) == 0 for name in usage.names)


def test_held_limits_are_given_back(salesforce_org: Org) -> None:
    """What is held at present does not come back by time, and is given back; the rest is not."""
    usage = salesforce_org.usage
    usage.spend("ConcurrentSyncReportRuns", 3)
    salesforce_org.clock.advance(days=30)
    assert usage.used("ConcurrentSyncReportRuns") == 3
    usage.give_back("ConcurrentSyncReportRuns", 2)
    assert usage.used("ConcurrentSyncReportRuns") == 1
    with pytest.raises(ValueError, match="DailyApiRequests comes back by time"):
        usage.give_back("DailyApiRequests")


@pytest.mark.parametrize("verb", ["spend", "set", "used", "reset", "most"])
def test_unknown_limit_is_named(salesforce_org: Org, verb: str) -> None:
    """A misspelt limit is an error that lists those there are."""
    arguments = ("DailyApiRequest", 1) if verb in {"spend", "set"} else ("DailyApiRequest",)
    with pytest.raises(ValueError, match="there is no limit 'DailyApiRequest' to spend; there are"):
        getattr(salesforce_org.usage, verb)(*arguments)


def test_negative_usage_is_refused(salesforce_org: Org) -> None:
    """Nothing can be spent backwards."""
    for verb in (salesforce_org.usage.spend, salesforce_org.usage.set):
        with pytest.raises(ValueError, match="what is used cannot be negative: -1"):
            verb("DailyApiRequests", -1)


def test_threads_never_overspend(salesforce_org: Org) -> None:
    """Of many who spend at once just as many succeed as the limit allows."""
    salesforce_org.limits.hourly_sync_report_runs = 25

    def spend(_: int) -> bool:
        try:
            salesforce_org.usage.spend("HourlySyncReportRuns")
        except ForbiddenError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(spend, range(60))) == 25


def test_long_requests_count_and_short_ones_do_not(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User, api: ApiClient
) -> None:
    """A request that has lasted 20 seconds keeps the next out, if only one may; then it ends."""
    salesforce_org.limits.concurrent_long_requests = 1
    began, may_end = threading.Event(), threading.Event()
    salesforce_org.settings.session_timeout_minutes = 1440

    def hold() -> int:
        client = ApiClient(salesforce.url, session_of(salesforce.url, user))
        status = client.get("sobjects").status_code
        client.close()
        return status

    real = salesforce_org.access_of
    held: list[bool] = []

    def access_of(user_id: str) -> object:
        if salesforce_org.under_way._since and not held:
            held.append(True)
            began.set()
            assert may_end.wait(60)
        return real(user_id)

    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(1) as pool:
        patch.setattr(salesforce_org, "access_of", access_of)
        holding = pool.submit(hold)
        assert began.wait(60)
        assert api.get("sobjects").status_code == 200
        salesforce_org.clock.advance(seconds=20)
        refused = api.get("sobjects")
        assert (refused.status_code, refused.json()[0]["message"]) == (
            403,
            "ConcurrentRequests (Concurrent API Requests) Limit exceeded.",
        )
        may_end.set()
        assert holding.result(60) == 200
        assert api.get("sobjects").status_code == 200


def test_storage_is_counted_and_runs_out(salesforce_org: Org, api: ApiClient) -> None:
    """Records take 2 KB; the one that no longer fits is refused, and fits when another is gone."""
    salesforce_org.limits.data_storage_mb = 1
    salesforce_org.populate(leads=511)
    kept = api.post("sobjects/Lead", json=LEAD)
    assert kept.status_code == 201
    assert salesforce_org.storage.used_mb() == 1
    refused = api.post("sobjects/Lead", json=LEAD)
    assert refused.json() == [
        {"message": "storage limit exceeded", "errorCode": "STORAGE_LIMIT_EXCEEDED", "fields": []}
    ]
    assert api.patch(f"sobjects/Lead/{kept.json()['id']}", json={"City": "x"}).status_code == 204
    assert api.delete(f"sobjects/Lead/{kept.json()['id']}").status_code == 204
    assert api.post("sobjects/Lead", json=LEAD).status_code == 201
    salesforce_org.limits.data_storage_mb = 2
    salesforce_org.limits.data_storage_used_mb = 2
    assert api.post("sobjects/Contact", json={"LastName": "Doe"}).status_code == 400
    salesforce_org.limits.data_storage_used_mb = 0
    assert api.post("sobjects/Contact", json={"LastName": "Doe"}).status_code == 201


def test_maintenance_answers_nobody(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User, api: ApiClient
) -> None:
    """Down for maintenance, neither calls nor logins are answered; afterwards all is as before."""
    salesforce_org.settings.availability = "maintenance"
    assert api.get("sobjects").status_code == 503
    soap = soap_login(salesforce.url, user.username, user.secret)
    assert element(soap.text, "sf:exceptionCode") == "SERVER_UNAVAILABLE"
    assert salesforce_org.usage.used("DailyApiRequests") == 0
    salesforce_org.settings.availability = "normal"
    assert api.get("sobjects").status_code == 200


def test_read_only_mode_refuses_writes_only(salesforce_org: Org, api: ApiClient) -> None:
    """Read-only, every write is refused and nothing changes; reads and logins go on."""
    lead = salesforce_org.create("Lead", LEAD)
    salesforce_org.settings.availability = "read_only"
    for refused in (
        api.post("sobjects/Lead", json=LEAD),
        api.patch(f"sobjects/Lead/{lead}", json={"City": "x"}),
        api.delete(f"sobjects/Lead/{lead}"),
    ):
        code = "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE"
        assert refused.json()[0]["errorCode"] == code
    assert api.query("SELECT City FROM Lead").json()["records"][0]["City"] is None
    salesforce_org.settings.availability = "normal"
    assert api.delete(f"sobjects/Lead/{lead}").status_code == 204
