from __future__ import annotations

import base64
import hmac
import re

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from fake_clients import ApiClient, oauth_login
from fake_salesforce import FakeSalesforce, Org, User

AUTHENTICATION_FAILURE = {"error": "invalid_grant", "error_description": "authentication failure"}


def test_password_grant_answers_as_recorded(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """The grant gives token, instance, identity URL and a signature, and is not cached."""
    response = oauth_login(salesforce.url, salesforce_org, user.username, user.secret)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json;charset=UTF-8"
    assert response.headers["Cache-Control"] == "no-cache, no-store"
    assert response.headers["Pragma"] == "no-cache"
    assert "Sforce-Limit-Info" not in response.headers
    answer = response.json()
    assert list(answer) == [
        "access_token",
        "instance_url",
        "id",
        "token_type",
        "issued_at",
        "signature",
    ]
    assert re.fullmatch(rf"{salesforce_org.id[:15]}![A-Za-z0-9._]{{96}}", answer["access_token"])
    assert answer["instance_url"] == salesforce.url
    assert answer["id"] == f"{salesforce.url}/id/{salesforce_org.id}/{user.id}"
    assert answer["token_type"] == "Bearer"
    assert answer["issued_at"] == str(int(salesforce_org.clock.now().timestamp()) * 1000)
    signed = (answer["id"] + answer["issued_at"]).encode()
    digest = hmac.digest(salesforce_org.client_secret.encode(), signed, "sha256")
    assert answer["signature"] == base64.b64encode(digest).decode()


def test_token_opens_the_data_api(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """The access token is a session id of the REST API."""
    token = oauth_login(salesforce.url, salesforce_org, user.username, user.secret).json()
    client = ApiClient(token["instance_url"], token["access_token"])
    assert client.query("SELECT COUNT() FROM Lead").json()["totalSize"] == 0
    client.close()


def test_every_reason_but_inactivity_gives_one_text(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """Wrong password, wrong or missing token, a blank, an unknown user: authentication failure."""
    attempts = [
        (user.username, "wrong" + user.security_token),
        (user.username, user.password + "A" * 24),
        (user.username, f"{user.password} {user.security_token}"),
        (user.username, user.password),
        ("nobody@example.com", user.secret),
    ]
    for username, secret in attempts:
        response = oauth_login(salesforce.url, salesforce_org, username, secret)
        assert response.status_code == 400
        assert response.headers["Cache-Control"] == "no-store"
        assert response.json() == AUTHENTICATION_FAILURE
        assert salesforce.journal.exchanges[-1].error_code == "invalid_grant"


def test_inactive_user_is_told_so(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """An inactive user gets a text of its own."""
    user.deactivate()
    response = oauth_login(salesforce.url, salesforce_org, user.username, user.secret)
    assert (response.status_code, response.json()) == (
        400,
        {"error": "invalid_grant", "error_description": "inactive user"},
    )


def test_lock_out_counts_failures_of_both_doors(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """Ten failures lock a user out of OAuth too, until fifteen minutes have passed."""
    for _ in range(10):
        oauth_login(salesforce.url, salesforce_org, user.username, "wrong")
    locked = oauth_login(salesforce.url, salesforce_org, user.username, user.secret)
    assert (locked.status_code, locked.json()) == (400, AUTHENTICATION_FAILURE)
    salesforce_org.clock.advance(minutes=15)
    opened = oauth_login(salesforce.url, salesforce_org, user.username, user.secret)
    assert opened.status_code == 200


def test_expired_password_still_gets_a_token(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """An expired password is no failure of the grant; nothing in the answer reveals it."""
    fresh = oauth_login(salesforce.url, salesforce_org, user.username, user.secret).json()
    user.expire_password()
    expired = oauth_login(salesforce.url, salesforce_org, user.username, user.secret)
    assert expired.status_code == 200
    assert list(expired.json()) == list(fresh)


@pytest.mark.parametrize(
    ("changes", "error", "description"),
    [
        ({"client_id": "nobody"}, "invalid_client_id", "client identifier invalid"),
        ({"client_id": None}, "invalid_client_id", "client identifier invalid"),
        (
            {"client_id": "x", "client_secret": "x", "username": "x", "password": "x"},
            "invalid_client_id",
            "client identifier invalid",
        ),
        ({"client_secret": "wrong"}, "invalid_client", "invalid client credentials"),
        ({"client_secret": None}, "invalid_client", "invalid client credentials"),
        ({"grant_type": "magic"}, "unsupported_grant_type", "grant type not supported"),
        ({"grant_type": None}, "unsupported_grant_type", "grant type not supported"),
        ({"username": None}, "invalid_request", "missing required parameter: username"),
        ({"password": None}, "invalid_request", "missing required parameter: password"),
    ],
)
def test_bad_parameters_have_their_errors(
    salesforce: FakeSalesforce,
    salesforce_org: Org,
    user: User,
    *,
    changes: dict[str, str | None],
    error: str,
    description: str,
) -> None:
    """A wrong client id goes before all else; each other fault has its own error."""
    response = oauth_login(salesforce.url, salesforce_org, user.username, user.secret, **changes)
    assert response.status_code == 400
    assert response.json() == {"error": error, "error_description": description}


def test_json_body_is_no_grant(salesforce: FakeSalesforce, salesforce_org: Org) -> None:
    """Parameters sent as JSON are not seen, so the grant is not supported."""
    response = requests.post(
        f"{salesforce.url}/services/oauth2/token",
        json={"grant_type": "password", "client_id": salesforce_org.client_id},
        timeout=60,
    )
    assert response.status_code == 400
    assert response.json()["error"] == "unsupported_grant_type"


@pytest.mark.parametrize(
    "grant",
    [
        "authorization_code",
        "urn:ietf:params:oauth:grant-type:saml2-bearer",
        "urn:ietf:params:oauth:grant-type:device",
        "device",
    ],
)
def test_other_grants_answer_501(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User, grant: str
) -> None:
    """A grant that is not built yet is refused loudly, and the answer says what is built."""
    response = oauth_login(
        salesforce.url, salesforce_org, user.username, user.secret, grant_type=grant
    )
    assert response.status_code == 501
    assert grant in response.json()[0]["message"]
    assert "It has password, refresh_token, " in response.json()[0]["message"]


def test_secrets_stay_out_of_the_journal(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """No password, token, client secret or access token is in the journal's exchange."""
    token = oauth_login(salesforce.url, salesforce_org, user.username, user.secret).json()
    exchange = salesforce.journal.exchanges[-1]
    assert (exchange.resource, exchange.username) == ("oauth_token", user.username)
    for secret in (
        user.password,
        user.security_token,
        salesforce_org.client_secret,
        token["access_token"],
    ):
        assert secret not in repr(exchange)


@given(
    body=st.one_of(st.binary(max_size=200), st.just(b"grant_type=password&client_id=%ff&a=%zz")),
    content_type=st.sampled_from(
        [
            "application/x-www-form-urlencoded",
            "application/x-www-form-urlencoded; charset=\x80",
            "multipart/form-data; boundary=a",
            "multipart/form-data",
            "application/json",
            "",
        ]
    ),
)
def test_any_bytes_are_refused_and_never_crash(
    salesforce: FakeSalesforce, body: bytes, content_type: str
) -> None:
    """Whatever is posted, the answer is a 4xx with an OAuth error, and the fake does not fail."""
    response = requests.post(
        f"{salesforce.url}/services/oauth2/token",
        data=body,
        headers={"Content-Type": content_type.encode("latin-1")},
        timeout=60,
    )
    assert response.status_code == 400
    assert salesforce.journal.crashes == ()
