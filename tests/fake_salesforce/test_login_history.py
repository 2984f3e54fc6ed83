"""LoginHistory, UserLogin and the shares: records that Salesforce writes itself."""

from __future__ import annotations

import pytest

from fake_clients import oauth_login, soap_login
from fake_salesforce import FakeSalesforce, Org, User, ids
from fake_salesforce.clock import to_wire
from fake_salesforce.errors import InvalidFieldError


def test_each_login_is_noted_with_its_reason(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """LoginHistory tells the true reason (reference 6.6), by SOAP and by OAuth alike."""
    soap_login(salesforce.url, user.username, user.secret)
    soap_login(salesforce.url, user.username, user.password)
    oauth_login(salesforce.url, salesforce_org, user.username, "wrong")
    user.deactivate()
    oauth_login(salesforce.url, salesforce_org, user.username, user.secret)
    rows = salesforce_org.query(
        "SELECT UserId, Status, LoginType, ApiType, SourceIp, LoginTime FROM LoginHistory"
        " ORDER BY Id"
    )
    assert [(each["Status"], each["LoginType"], each["ApiType"]) for each in rows] == [
        ("Success", "Other Apex API", "SOAP Partner"),
        ("Failed: API security token required", "Other Apex API", "SOAP Partner"),
        ("Invalid Password", "Remote Access 2.0", None),
        ("User is Inactive", "Remote Access 2.0", None),
    ]
    for each in rows:
        assert each["UserId"] == user.id
        assert each["SourceIp"] == "127.0.0.1"
        assert each["LoginTime"] == to_wire(salesforce_org.clock.now())


def test_unknown_user_leaves_no_row(salesforce: FakeSalesforce, salesforce_org: Org) -> None:
    """A login of nobody is nowhere noted (reference 6.6, unverified)."""
    soap_login(salesforce.url, "nobody@example.com", "secret")
    assert salesforce_org.query("SELECT Id FROM LoginHistory") == []


def test_status_of_a_login_cannot_be_filtered(salesforce_org: Org) -> None:
    """LoginHistory.Status is no field to filter by (reference 5.2)."""
    with pytest.raises(InvalidFieldError, match="field 'Status' can not be filtered"):
        salesforce_org.query("SELECT Id FROM LoginHistory WHERE Status = 'Success'")


def test_lock_out_shows_in_user_login(salesforce_org: Org, user: User) -> None:
    """UserLogin has a row a user, and tells whether the user is locked out."""
    soql = "SELECT Id, UserId, IsFrozen, IsPasswordLocked FROM UserLogin"
    [row] = salesforce_org.query(soql)
    assert (row["UserId"], row["IsFrozen"], row["IsPasswordLocked"]) == (user.id, False, False)
    for _ in range(10):
        salesforce_org.log_in(user.id, "wrong")
    assert salesforce_org.query(soql) == [row | {"IsPasswordLocked": True}]
    user.unlock()
    assert salesforce_org.query(soql) == [row]


@pytest.mark.parametrize("parent", ["Account", "Campaign", "Contact", "Lead", "Opportunity"])
def test_every_record_is_shared_with_its_owner(salesforce_org: Org, parent: str) -> None:
    """Each record has one share, of its owner, under a well-formed id that ascends with it."""
    salesforce_org.populate(
        leads=70, contacts=70, accounts=70, campaigns=70, opportunities=70, members_per_campaign=0
    )
    records = salesforce_org.query(f"SELECT Id, OwnerId FROM {parent} ORDER BY Id")
    shares = salesforce_org.query(
        f"SELECT Id, {parent}Id, UserOrGroupId, {parent}AccessLevel, RowCause FROM {parent}Share"
        " ORDER BY Id"
    )
    assert [(each[f"{parent}Id"], each["UserOrGroupId"]) for each in shares] == [
        (each["Id"], each["OwnerId"]) for each in records
    ]
    sobject = salesforce_org.schema.known(f"{parent}Share")
    assert sobject is not None
    for share in shares:
        assert ids.is_id(str(share["Id"]))
        assert salesforce_org.schema.sobject_of_id(str(share["Id"])) is sobject
        assert (share[f"{parent}AccessLevel"], share["RowCause"]) == ("All", "Owner")
    salesforce_org.delete(parent, str(records[0]["Id"]))
    assert len(salesforce_org.query(f"SELECT Id FROM {parent}Share")) == 69


def test_new_org_has_its_first_records(salesforce_org: Org) -> None:
    """A user's profile is a record, its permission set another; Lead.Status has its values."""
    [profile] = salesforce_org.query(
        f"SELECT Name, PermissionsViewSetup FROM Profile WHERE Id = '{salesforce_org.profile_id}'"
    )
    assert profile == {"Name": "System Administrator", "PermissionsViewSetup": True}
    owned = salesforce_org.query(
        "SELECT IsOwnedByProfile FROM PermissionSet"
        f" WHERE ProfileId = '{salesforce_org.profile_id}'"
    )
    assert owned == [{"IsOwnedByProfile": True}]
    assert salesforce_org.query(
        "SELECT ApiName, IsDefault, IsConverted FROM LeadStatus ORDER BY SortOrder"
    )[::2] == [
        {"ApiName": "Open - Not Contacted", "IsDefault": True, "IsConverted": False},
        {"ApiName": "Closed - Converted", "IsDefault": False, "IsConverted": True},
    ]
    assert salesforce_org.query("SELECT Name FROM UserLicense") == [{"Name": "Salesforce"}]
    assert salesforce_org.query("SELECT Id FROM RecordType") == []
