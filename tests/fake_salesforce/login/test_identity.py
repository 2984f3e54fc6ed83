"""Who a token's user is: the identity URL and userinfo."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from defusedxml.ElementTree import fromstring

from fake_clients import ApiClient, session_of
from fake_salesforce import FakeSalesforce, Org, User

RESOURCES = ["identity", "userinfo"]


def _path(resource: str, org: Org, user: User) -> str:
    return f"/id/{org.id}/{user.id}" if resource == "identity" else "/services/oauth2/userinfo"


def _bare(url: str, headers: dict[str, str] | None = None, **params: str) -> requests.Response:
    return requests.get(url, headers=headers, params=params, timeout=60)


@pytest.fixture
def asked(user: User) -> User:
    """The user with everything that the answers tell."""
    user._org.update(
        "User",
        user.id,
        {
            "FirstName": "Ada",
            "LastName": "Lovelace & Sons",
            "Street": "1 Main",
            "Country": "US",
            "MobilePhone": "+1 555",
        },
    )
    return user


def test_identity_tells_user_and_urls(
    salesforce: FakeSalesforce, salesforce_org: Org, asked: User, api: ApiClient
) -> None:
    """The identity URL tells the user in the order of the sample, with the version left open."""
    url = f"{salesforce.url}/id/{salesforce_org.id}/{asked.id}"
    answer = api.get(url.removeprefix(salesforce.url))
    assert answer.status_code == 200
    told = answer.json()
    assert list(told) == [
        "id",
        "asserted_user",
        "user_id",
        "organization_id",
        "username",
        "nick_name",
        "display_name",
        "email",
        "email_verified",
        "first_name",
        "last_name",
        "timezone",
        "photos",
        "addr_street",
        "addr_city",
        "addr_state",
        "addr_country",
        "addr_zip",
        "mobile_phone",
        "mobile_phone_verified",
        "is_lightning_login_user",
        "status",
        "urls",
        "active",
        "user_type",
        "language",
        "locale",
        "utcOffset",
        "last_modified_date",
        "is_app_installed",
    ]
    expected: dict[str, Any] = {
        "id": url,
        "user_id": asked.id,
        "organization_id": salesforce_org.id,
        "username": asked.username,
        "display_name": "Ada Lovelace & Sons",
        "addr_street": "1 Main",
        "addr_city": None,
        "addr_country": "US",
        "mobile_phone": "+1 555",
        "status": {"created_date": None, "body": None},
        "active": True,
        "user_type": "STANDARD",
        "utcOffset": -28800000,
        "last_modified_date": f"{asked._org.clock.now():%Y-%m-%dT%H:%M:%SZ}",
    }
    assert {name: told[name] for name in expected} == expected
    base, org15 = salesforce.url, salesforce_org.id[:15]
    assert told["urls"]["partner"] == f"{base}/services/Soap/u/{{version}}/{org15}"
    assert told["urls"]["query"] == f"{base}/services/data/v{{version}}/query/"


@pytest.mark.parametrize(
    ("version", "expected"),
    [("49.0", "49.0"), ("31.0", "31.0"), ("latest", "67.0"), ("x", "{version}")],
)
def test_version_stands_in_the_urls(
    salesforce_org: Org, user: User, api: ApiClient, *, version: str, expected: str
) -> None:
    """The version parameter fills the URLs, and latest is the newest."""
    path = f"/id/{salesforce_org.id}/{user.id}"
    urls = api.get(path, params={"version": version}).json()["urls"]
    assert urls["rest"].endswith(f"/services/data/v{expected}/")
    assert f"/{expected}/" in urls["metadata"]


@pytest.mark.parametrize(
    ("params", "accept", "expected"),
    [
        ({}, "*/*", "application/json;charset=UTF-8"),
        ({}, "application/xml,application/json,*/*", "application/xml;charset=UTF-8"),
        ({}, "text/html, application/json;q=0.9", "application/json;charset=UTF-8"),
        ({"format": "json"}, "application/xml", "application/json;charset=UTF-8"),
        ({"format": "xml"}, "application/json", "application/xml;charset=UTF-8"),
    ],
)
def test_format_is_the_parameters_then_the_headers(
    salesforce_org: Org,
    user: User,
    api: ApiClient,
    *,
    params: dict[str, str],
    accept: str,
    expected: str,
) -> None:
    """The format parameter goes before Accept, whose first known type counts."""
    path = f"/id/{salesforce_org.id}/{user.id}"
    answer = api.get(path, params=params, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, expected)


def test_xml_says_what_json_says(salesforce_org: Org, asked: User, api: ApiClient) -> None:
    """The XML has the elements of the JSON, nested alike, null as nil."""
    path = f"/id/{salesforce_org.id}/{asked.id}"
    told = api.get(path).json()

    def flat(value: Any) -> Any:
        if isinstance(value, dict):
            return [(name, flat(each)) for name, each in value.items()]
        return (
            None
            if value is None
            else str(value).lower()
            if value is True or value is False
            else str(value)
        )

    def read(element: Any) -> Any:
        return [(each.tag, read(each) if len(each) else each.text) for each in element]

    root = fromstring(api.get(path, params={"format": "xml"}).text)
    assert root.tag == "user"
    assert read(root) == flat(told)


def test_what_the_identity_url_lacks_is_501(
    salesforce_org: Org, user: User, api: ApiClient
) -> None:
    """The urlencoded form and the callback are refused loudly."""
    path = f"/id/{salesforce_org.id}/{user.id}"
    for params in ({"format": "urlencoded"}, {"callback": "f"}):
        assert api.get(path, params=params).status_code == 501


def test_userinfo_tells_what_the_cli_reads(
    salesforce: FakeSalesforce, salesforce_org: Org, asked: User, api: ApiClient
) -> None:
    """Userinfo tells user, org and username, by GET and by POST."""
    for method in ("GET", "POST"):
        told = api.request(method, "/services/oauth2/userinfo").json()
        expected: dict[str, Any] = {
            "sub": f"{salesforce.url}/id/{salesforce_org.id}/{asked.id}",
            "user_id": asked.id,
            "organization_id": salesforce_org.id,
            "preferred_username": asked.username,
            "name": "Ada Lovelace & Sons",
            "address": {"country": "US"},
        }
        assert {name: told[name] for name in expected} == expected


@pytest.mark.parametrize("resource", RESOURCES)
def test_token_may_come_in_several_ways(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User, resource: str
) -> None:
    """Bearer and OAuth headers are read, and by the identity URL the parameter oauth_token."""
    session_id = session_of(salesforce.url, user)
    url = salesforce.url + _path(resource, salesforce_org, user)
    for scheme in ("Bearer", "OAuth"):
        assert _bare(url, {"Authorization": f"{scheme} {session_id}"}).status_code == 200
    by_parameter = _bare(url, oauth_token=session_id)
    assert by_parameter.status_code == (200 if resource == "identity" else 403)
    assert session_id not in repr(salesforce.journal.exchanges)


@pytest.mark.parametrize("resource", RESOURCES)
def test_bad_tokens_are_refused_as_plain_text(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User, resource: str
) -> None:
    """No token, a wrong one and an ended session are 403 with a word of plain text."""
    url = salesforce.url + _path(resource, salesforce_org, user)
    ended = session_of(salesforce.url, user)
    salesforce_org.end_sessions()
    for token, word in (
        ("", "Missing_OAuth_Token"),
        ("nonsense", "Bad_OAuth_Token"),
        (ended, "Bad_OAuth_Token"),
    ):
        response = _bare(url, {"Authorization": f"Bearer {token}"} if token else None)
        assert (response.status_code, response.text) == (403, word)
        assert response.headers["Content-Type"] == "text/plain;charset=UTF-8"
        assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("resource", RESOURCES)
def test_expired_password_still_tells_who_it_is(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User, resource: str
) -> None:
    """The session of an expired password is let in, and the answer does not reveal it."""
    client = ApiClient(salesforce.url, session_of(salesforce.url, user))
    path = _path(resource, salesforce_org, user)
    before = client.get(path).json()
    user.expire_password()
    client.session_id = session_of(salesforce.url, user)
    assert client.get("sobjects").status_code == 403
    assert client.get(path).json() == before
    client.close()


def test_other_subjects(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User, api: ApiClient
) -> None:
    """Another user of the org is told, one who is inactive, unknown or elsewhere is not."""
    other = salesforce_org.create_user("other@example.com")
    idle = salesforce_org.create_user("idle@example.com")
    idle.deactivate()
    told = api.get(f"/id/{salesforce_org.id[:15]}/{other.id[:15]}")
    assert told.json()["username"] == other.username
    for path, expected in (
        (f"/id/00D000000000001/{user.id}", (403, "Wrong_Org")),
        (f"/id/{salesforce_org.id}/nobody", (404, "Bad_Id")),
        (f"/id/{salesforce_org.id}/005000000000001AAA", (404, "Bad_Id")),
        (f"/id/{salesforce_org.id}/{idle.id}", (404, "Inactive")),
    ):
        answer = api.get(path)
        assert (answer.status_code, answer.text) == expected
    assert salesforce.journal.exchanges[-1].error_code == "Inactive"


def test_identity_spends_no_api_call(salesforce_org: Org, user: User, api: ApiClient) -> None:
    """Neither resource counts as an API call, nor needs API Enabled."""
    before = api.get("sobjects").headers["Sforce-Limit-Info"]
    for resource in RESOURCES:
        answer = api.get(_path(resource, salesforce_org, user))
        assert "Sforce-Limit-Info" not in answer.headers
    spent = int(before.partition("=")[2].partition("/")[0])
    assert api.get("sobjects").headers["Sforce-Limit-Info"].startswith(f"api-usage={spent + 1}/")
    salesforce_org.profile("System Administrator").forbid("ApiEnabled")
    for resource in RESOURCES:
        assert api.get(_path(resource, salesforce_org, user)).status_code == 200
