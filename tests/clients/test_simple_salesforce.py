"""Unmodified simple-salesforce against the fake: what a reader of the README does."""

from __future__ import annotations

import pytest
from simple_salesforce import Salesforce, SalesforceLogin, SFType
from simple_salesforce.bulk2 import SFBulk2Handler
from simple_salesforce.exceptions import SalesforceAuthenticationFailed, SalesforceRefusedRequest

from fake_salesforce import FakeSalesforce, Org, User


@pytest.fixture
def user(salesforce_org: Org) -> User:
    """A user who may log in."""
    return salesforce_org.create_user("simple@example.com")


def _leads(client: Salesforce) -> SFType:
    """Return what ``client.Lead`` is; its own annotation also allows for bulk objects."""
    leads = client.Lead
    assert isinstance(leads, SFType)
    return leads


def _log_in(user: User) -> Salesforce:
    return Salesforce(
        username=user.username,
        password=user.password,
        security_token=user.security_token,
        version="49.0",
    )


def test_query_all_gives_what_the_org_holds(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """10,000 leads arrive over five pages, record for record as the org holds them."""
    salesforce_org.populate(leads=10_000, seed=1)
    soql = (
        "SELECT Id, Name, Email, AnnualRevenue, CreatedDate, HasOptedOutOfEmail, Address FROM Lead"
    )
    with salesforce.patch():
        answer = _log_in(user).query_all(soql)
    records = [dict(each) for each in answer["records"]]
    for each in records:
        del each["attributes"]
        each["Address"] = each["Address"] and dict(each["Address"])
    assert answer["totalSize"] == 10_000
    assert records == salesforce_org.query(soql)


def test_record_goes_through_its_life(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """A lead is created, read, updated and deleted through simple-salesforce's own verbs."""
    with salesforce.patch():
        client = _log_in(user)
        created = _leads(client).create({"LastName": "Doe", "Company": "Example"})
        assert _leads(client).update(created["id"], {"Email": "doe@example.com"}) == 204
        read = _leads(client).get(created["id"])
        assert (read["Name"], read["Email"], read["CreatedById"]) == (
            "Doe",
            "doe@example.com",
            user.id,
        )
        assert _leads(client).delete(created["id"]) == 204
    assert salesforce_org.query("SELECT Id FROM Lead") == []


def test_describe_tells_the_fields(salesforce: FakeSalesforce, user: User) -> None:
    """Describe and describe global answer as clients read them."""
    with salesforce.patch():
        client = _log_in(user)
        described = client.describe()
        assert described is not None
        assert "Lead" in {each["name"] for each in described["sobjects"]}
        fields = {each["name"]: each for each in _leads(client).describe()["fields"]}
    assert fields["Email"]["type"] == "email"
    assert not fields["Company"]["nillable"]


def test_session_over_plain_http_without_patch(salesforce: FakeSalesforce, user: User) -> None:
    """A login with ``scratch_url`` needs neither the patch nor TLS."""
    session_id, instance = SalesforceLogin(
        username=user.username,
        password=user.password,
        security_token=user.security_token,
        sf_version="49.0",
        scratch_url=salesforce.url,
    )
    assert session_id.startswith("00D")
    assert f"http://{instance}" == salesforce.url


def test_wrong_password_is_an_authentication_failure(
    salesforce: FakeSalesforce, user: User
) -> None:
    """simple-salesforce reads code and message out of the fault."""
    with salesforce.patch(), pytest.raises(SalesforceAuthenticationFailed) as refusal:
        Salesforce(
            username=user.username,
            password="wrong",
            security_token=user.security_token,
            version="49.0",
        )
    assert refusal.value.code == "INVALID_LOGIN"


def test_expired_password_logs_in_and_then_every_call_is_refused(
    salesforce: FakeSalesforce, user: User
) -> None:
    """simple-salesforce ignores passwordExpired and meets the refusal on its first query."""
    user.expire_password()
    with salesforce.patch():
        client = _log_in(user)
        with pytest.raises(SalesforceRefusedRequest) as refusal:
            client.query("SELECT Id FROM Lead")
    assert "INVALID_OPERATION_WITH_EXPIRED_PASSWORD" in str(refusal.value)


@pytest.mark.slow
def test_bulk2_brings_records_in_and_out(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """Its Bulk API 2.0 client inserts, updates, deletes and reads back in sets."""
    with salesforce.patch():
        bulk2 = _log_in(user).bulk2
        assert isinstance(bulk2, SFBulk2Handler)
        leads = bulk2.Lead
        rows = [{"LastName": f"Doe {n}", "Company": "Example"} for n in range(30)]
        (inserted,) = leads.insert(records=rows)
        assert inserted["numberRecordsProcessed"] == 30
        pages = list(leads.query("SELECT Id, LastName FROM Lead ORDER BY Id", max_records=20))
        assert [str(page).count("\n") for page in pages] == [21, 11]
        first = str(salesforce_org.query("SELECT Id FROM Lead LIMIT 1")[0]["Id"])
        (updated,) = leads.update(records=[{"Id": first, "City": "Rome"}])
        assert updated["numberRecordsFailed"] == 0
        assert salesforce_org.query("SELECT City FROM Lead LIMIT 1") == [{"City": "Rome"}]
        (refused,) = leads.insert(records=[{"LastName": "Doe"}])
        assert "REQUIRED_FIELD_MISSING" in leads.get_failed_records(str(refused["job_id"]))
        leads.delete(records=[{"Id": first}])
    assert len(salesforce_org.query("SELECT Id FROM Lead")) == 29
