from __future__ import annotations

import pytest

from fake_clients import ApiClient, session_of
from fake_salesforce import FakeSalesforce, Org


def test_limits_tell_what_is_left(salesforce_org: Org, api: ApiClient) -> None:
    """Every limit has Max and Remaining, in alphabetical order; the call itself is counted."""
    salesforce_org.limits.daily_api_requests = 10
    for name in salesforce_org.usage.names:
        if name not in {"DailyApiRequests", "ConcurrentRequests"}:
            salesforce_org.usage.set(name, 3)
    told = api.get("limits").json()
    assert list(told) == sorted(told)
    assert all(list(each) == ["Max", "Remaining"] for each in told.values())
    assert told["DailyApiRequests"] == {"Max": 10, "Remaining": 9}
    spent = {name for name, each in told.items() if each["Max"] - each["Remaining"] == 3}
    assert spent == set(salesforce_org.usage.names) - {"DailyApiRequests", "ConcurrentRequests"}


def test_remaining_is_never_negative(salesforce_org: Org, api: ApiClient) -> None:
    """More used than there is tells 0."""
    salesforce_org.usage.set("HourlySyncReportRuns", 501)
    salesforce_org.limits.data_storage_used_mb = 20_000
    told = api.get("limits").json()
    assert told["HourlySyncReportRuns"]["Remaining"] == told["DataStorageMB"]["Remaining"] == 0


def test_storage_follows_the_records(salesforce_org: Org, api: ApiClient) -> None:
    """DataStorageMB falls by a megabyte for 512 leads."""
    before = api.get("limits").json()["DataStorageMB"]
    salesforce_org.populate(leads=600)
    after = api.get("limits").json()["DataStorageMB"]
    assert (before["Remaining"], after["Remaining"]) == (10_240, 10_239)


@pytest.mark.parametrize("path", ["limits", "limits/", "limits/recordCount"])
def test_rights_are_asked_for(salesforce: FakeSalesforce, salesforce_org: Org, path: str) -> None:
    """A user without View Setup is refused; one with it is answered."""
    user = salesforce_org.create_user("plain@example.com", profile="Minimum Access - Salesforce")
    rights = salesforce_org.permission_set("Rights")
    rights.allow("ApiEnabled")
    user.assign(rights)
    client = ApiClient(salesforce.url, session_of(salesforce.url, user))
    refused = client.get(path)
    assert (refused.status_code, refused.json()[0]["errorCode"]) == (403, "INSUFFICIENT_ACCESS")
    rights.allow("ViewSetup")
    assert client.get(path).status_code == 200
    client.close()


def test_counts_are_those_of_the_records(salesforce_org: Org, api: ApiClient) -> None:
    """Records in the recycle bin are not counted; names are told in order, whatever their case."""
    salesforce_org.populate(leads=5, contacts=2)
    gone = salesforce_org.query("SELECT Id FROM Lead LIMIT 1")[0]["Id"]
    salesforce_org.delete("Lead", str(gone))
    counted = api.get("limits/recordCount", params={"sObjects": "lead, Contact,Campaign"}).json()
    assert counted == {"sObjects": [{"count": 2, "name": "Contact"}, {"count": 4, "name": "Lead"}]}


def test_without_names_every_object_is_counted(salesforce_org: Org, api: ApiClient) -> None:
    """All objects with records are told, custom ones too."""
    salesforce_org.add_object("Visit__c")
    salesforce_org.create("Visit__c", {"Name": "a"})
    counted = api.get("limits/recordCount").json()["sObjects"]
    names = [each["name"] for each in counted]
    assert names == sorted(names)
    assert {"name": "Visit__c", "count": 1} in counted
    for each in counted:
        (row,) = salesforce_org.query(f"SELECT COUNT() FROM {each['name']}")
        assert row["count"] == each["count"]
