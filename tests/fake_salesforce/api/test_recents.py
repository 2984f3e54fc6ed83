from __future__ import annotations

import pytest

from fake_clients import ApiClient, session_of
from fake_salesforce import FakeSalesforce, Org, User

LEAD = {"LastName": "Lovelace", "Company": "Example"}


def _ids(api: ApiClient, path: str = "recent", **params: str) -> list[str]:
    answer = api.get(path, params=params)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    return [each["Id"] for each in (found if path == "recent" else found["recentItems"])]


def test_an_object_with_its_recent_items(api: ApiClient, user: User, salesforce_org: Org) -> None:
    """GET sobjects/X has what describe global tells of X, and the records viewed last."""
    lead = salesforce_org.create("Lead", LEAD)
    assert api.get("sobjects/Lead").json()["recentItems"] == []
    user.view(lead)
    answer = api.get("sobjects/lead/").json()
    assert list(answer) == ["objectDescribe", "recentItems"]
    [described] = [
        each for each in api.get("sobjects").json()["sobjects"] if each["name"] == "Lead"
    ]
    assert answer["objectDescribe"] == described
    assert answer["recentItems"] == [
        {
            "attributes": {"type": "Lead", "url": f"/services/data/v49.0/sobjects/Lead/{lead}"},
            "Id": lead,
            "Name": "Lovelace",
        }
    ]


def test_recent_items_of_all_objects(api: ApiClient, user: User, salesforce_org: Org) -> None:
    """GET recent lists what the user viewed or wrote, the latest first, as many as asked for."""
    lead = salesforce_org.create("Lead", LEAD)
    account = api.post("sobjects/Account", json={"Name": "Example"}).json()["id"]
    task = api.post("sobjects/Task", json={"Subject": "Call"}).json()["id"]
    user.view(lead[:15])
    assert _ids(api) == [lead, task, account]
    assert api.get("recent").json()[1]["Subject"] == "Call"
    api.patch(f"sobjects/Account/{account}", json={"Phone": "1"})
    assert _ids(api, limit="2") == [account, lead]
    assert _ids(api, "sobjects/Account") == [account]
    for limit in ("0", "x", "-1"):
        answer = api.get("recent", params={"limit": limit})
        assert (answer.status_code, answer.json()[0]["errorCode"]) == (
            400,
            "NUMBER_OUTSIDE_VALID_RANGE",
        )


def test_reading_is_not_viewing(api: ApiClient, salesforce_org: Org) -> None:
    """A record that is read or queried through the API becomes no recent item."""
    lead = salesforce_org.create("Lead", LEAD)
    assert api.get(f"sobjects/Lead/{lead}").json()["LastViewedDate"] is None
    api.query("SELECT Id, Name FROM Lead")
    assert _ids(api) == []


def test_dates_are_each_users_own(
    salesforce: FakeSalesforce, api: ApiClient, salesforce_org: Org
) -> None:
    """LastViewedDate says when the asking user viewed or modified the record, in rows and SOQL."""
    lead = api.post("sobjects/Lead", json=LEAD).json()["id"]
    other = salesforce_org.create_user("other@example.com")
    theirs = ApiClient(salesforce.url, session_of(salesforce.url, other))
    now = api.get(f"sobjects/Lead/{lead}").json()["CreatedDate"]
    for client, expected in ((api, now), (theirs, None)):
        record = client.get(f"sobjects/Lead/{lead}").json()
        assert (record["LastViewedDate"], record["LastReferencedDate"]) == (expected, expected)
        found = client.query("SELECT Id FROM Lead WHERE LastViewedDate != null").json()
        assert found["totalSize"] == int(expected is not None)
    task = api.post("sobjects/Task", json={"Subject": "Call", "WhoId": lead}).json()["id"]
    account = api.post("sobjects/Account", json={"Name": "Example"}).json()["id"]
    contact = api.post("sobjects/Contact", json={"LastName": "x", "AccountId": account}).json()
    soql = "SELECT Account.LastViewedDate FROM Contact ORDER BY Account.LastViewedDate DESC"
    assert api.query(soql).json()["records"][0]["Account"]["LastViewedDate"] == now
    assert theirs.query(soql).json()["records"][0]["Account"]["LastViewedDate"] is None
    assert _ids(theirs) == []
    assert _ids(api) == [contact["id"], account, task, lead]
    theirs.close()


def test_what_the_user_does_not_see_is_left_out(
    api: ApiClient, user: User, salesforce_org: Org
) -> None:
    """Deleted records, and records and objects that are hidden by now, are no recent items."""
    kept, gone, hidden = (salesforce_org.create("Lead", LEAD) for _ in range(3))
    account = salesforce_org.create("Account", {"Name": "Example"})
    for each in (kept, gone, hidden, account):
        user.view(each)
    salesforce_org.delete("Lead", gone)
    rights = salesforce_org.profile("System Administrator")
    rights.forbid("ViewAllData", "ModifyAllData")
    rights.revoke("Account", "read")
    rights.revoke("Lead", "view_all")
    salesforce_org.update("Lead", kept, {"OwnerId": user.id})
    salesforce_org.share_by_default("Lead", "None")
    assert _ids(api) == [kept]


def test_only_200_of_an_object_are_kept(user: User, salesforce_org: Org) -> None:
    """The oldest recent item of an object goes when there are more than 200."""
    salesforce_org.populate(leads=201)
    leads = [each["Id"] for each in salesforce_org.query("SELECT Id FROM Lead ORDER BY Id")]
    account = salesforce_org.create("Account", {"Name": "Example"})
    user.view(account)
    for each in leads:
        user.view(str(each))
    recent = salesforce_org.recents.of(user.id)
    assert recent == [*reversed(leads[1:]), account]


def test_only_records_are_viewed(user: User) -> None:
    """What is no record cannot be viewed."""
    for nothing in ("00Q000000000001EAA", "x", "zzz000000000001AAA"):
        with pytest.raises(ValueError, match="no record"):
            user.view(nothing)
