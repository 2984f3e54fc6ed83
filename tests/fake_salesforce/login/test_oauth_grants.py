"""The grants beside the password, connected apps, and the end of what they gave."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from simple_salesforce import Salesforce
from simple_salesforce.exceptions import SalesforceAuthenticationFailed

from assertions import GRANT, Signer, claims_of
from fake_clients import ApiClient, element, oauth_login, soap_login
from fake_salesforce import FakeSalesforce, Org, User
from fake_salesforce.org import ConnectedApp

SELF = "All users may self-authorize"
ADMIN = "Admin approved users are pre-authorized"
BLOCKED = ("OAUTH_APP_BLOCKED", "this app is blocked by admin")
EXPIRED_TOKEN = ("invalid_grant", "expired access/refresh token")
NOT_APPROVED = ("invalid_grant", "user hasn't approved this consumer")
NOT_ADMITTED = ("invalid_app_access", "user is not admin approved to access this app")
BAD_SECRET = ("invalid_client", "invalid client credentials")
UNSUPPORTED = ("unsupported_grant_type", "grant type not supported")
INVALID_ASSERTION = ("invalid_grant", "invalid assertion")


@pytest.fixture(scope="module")
def signer() -> Signer:
    """The client's key and certificate."""
    return Signer()


@pytest.fixture
def app(salesforce_org: Org, signer: Signer) -> ConnectedApp:
    """A connected app with a certificate."""
    return salesforce_org.add_connected_app("Sync", certificate=signer.certificate)


def _token(url: str, grant: str, **form: Any) -> requests.Response:
    data = {"grant_type": grant} | {name: each for name, each in form.items() if each is not None}
    return requests.post(f"{url}/services/oauth2/token", data=data, timeout=60)


def _refresh(url: str, app: ConnectedApp, token: str, **changes: Any) -> requests.Response:
    form = {
        "client_id": app.client_id,
        "client_secret": app.client_secret,
        "refresh_token": token,
    }
    return _token(url, "refresh_token", **form | changes)


def _assert(url: str, assertion: str) -> requests.Response:
    return _token(url, GRANT, assertion=assertion)


def _refusal(response: requests.Response) -> tuple[str, str]:
    assert response.status_code == 400
    assert response.headers["Cache-Control"] == "no-store"
    body = response.json()
    assert list(body) == ["error", "error_description"]
    return body["error"], body["error_description"]


def _reads(url: str, token: str) -> int:
    client = ApiClient(url, token)
    try:
        return client.get("sobjects").status_code
    finally:
        client.close()


def _last_login(org: Org) -> dict[str, Any]:
    rows = org.query("SELECT Status, LoginType, Application FROM LoginHistory ORDER BY Id")
    return rows[-1]


# -- refresh_token ---------------------------------------------------------------------------------


def test_refresh_token_gives_access_again_and_again(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User, app: ConnectedApp
) -> None:
    """A refresh token gives an access token at each use, and no new refresh token."""
    token = app.issue_refresh_token(user)
    for _ in range(2):
        response = _refresh(salesforce.url, app, token)
        assert response.status_code == 200
        answer = response.json()
        assert "refresh_token" not in answer
        assert answer["instance_url"] == salesforce.url
        assert answer["id"] == f"{salesforce.url}/id/{salesforce_org.id}/{user.id}"
        assert _reads(salesforce.url, answer["access_token"]) == 200
    assert _last_login(salesforce_org) == {
        "Status": "Success",
        "LoginType": "Remote Access 2.0",
        "Application": "Sync",
    }
    assert token not in repr(salesforce.journal.exchanges)
    with salesforce_org.database.read() as connection:
        assert token not in "".join(connection.iterdump())


def test_refresh_survives_what_ends_the_password(
    salesforce: FakeSalesforce, user: User, app: ConnectedApp
) -> None:
    """A new password, which stops password + token clients, leaves a refresh token alone."""
    token = app.issue_refresh_token(user)
    user.set_password()
    assert _refresh(salesforce.url, app, token).status_code == 200


def test_dead_refresh_tokens_are_all_told_alike(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User, app: ConnectedApp
) -> None:
    """Unknown, revoked and another app's refresh tokens are expired access/refresh tokens."""
    other = salesforce_org.add_connected_app("Other")
    revoked = app.issue_refresh_token(user)
    app.revoke_refresh_tokens(user)
    for token in ("nonsense", revoked, other.issue_refresh_token(user)):
        assert _refusal(_refresh(salesforce.url, app, token)) == EXPIRED_TOKEN


def test_refreshed_sandbox_knows_no_refresh_token(salesforce: FakeSalesforce) -> None:
    """After a sandbox refresh the refresh tokens of before are dead."""
    with salesforce.create_org("Box", is_sandbox=True) as org:
        app = org.add_connected_app("Sync")
        token = app.issue_refresh_token(org.create_user("box@example.com"))
        assert _refresh(salesforce.url, app, token).status_code == 200
        org.refresh_sandbox()
        assert _refusal(_refresh(salesforce.url, app, token)) == EXPIRED_TOKEN


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        (lambda user, _: user.deactivate(), ("invalid_grant", "inactive user")),
        (lambda user, _: user.freeze(), ("invalid_grant", "inactive user")),
        (lambda _, app: app.block(), BLOCKED),
        (lambda user, app: app.disapprove(user), EXPIRED_TOKEN),
    ],
)
def test_refresh_ends_when_its_ground_is_gone(
    salesforce: FakeSalesforce, user: User, app: ConnectedApp, stage: Any, expected: Any
) -> None:
    """An inactive or frozen user, a blocked app and a withdrawn approval end the refreshing."""
    token = app.issue_refresh_token(user)
    assert _refresh(salesforce.url, app, token).status_code == 200
    stage(user, app)
    assert _refusal(_refresh(salesforce.url, app, token)) == expected


def test_client_secret_is_the_apps_to_demand(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User, app: ConnectedApp
) -> None:
    """An app that needs a secret refuses without it; one that needs none refuses a wrong one."""
    public = salesforce_org.add_connected_app("Public", secret=False)
    for each, secret, is_right in (
        (app, None, False),
        (app, "wrong", False),
        (app, app.client_secret, True),
        (public, None, True),
        (public, "wrong", False),
        (public, public.client_secret, True),
    ):
        token = each.issue_refresh_token(user)
        response = _refresh(salesforce.url, each, token, client_secret=secret)
        if is_right:
            assert response.status_code == 200
        else:
            assert _refusal(response) == BAD_SECRET


def test_client_may_authenticate_by_http_basic(
    salesforce: FakeSalesforce, user: User, app: ConnectedApp
) -> None:
    """Client id and secret may come in an Authorization header."""
    pair = base64.b64encode(f"{app.client_id}:{app.client_secret}".encode()).decode()
    response = requests.post(
        f"{salesforce.url}/services/oauth2/token",
        data={"grant_type": "refresh_token", "refresh_token": app.issue_refresh_token(user)},
        headers={"Authorization": f"Basic {pair}"},
        timeout=60,
    )
    assert response.status_code == 200


@pytest.mark.parametrize("grant", ["refresh_token", GRANT])
def test_missing_parameter_is_named(
    salesforce: FakeSalesforce, app: ConnectedApp, grant: str
) -> None:
    """A grant without its token or assertion says which parameter is missing."""
    name = "refresh_token" if grant == "refresh_token" else "assertion"
    response = _token(
        salesforce.url, grant, client_id=app.client_id, client_secret=app.client_secret
    )
    assert _refusal(response) == ("invalid_request", f"missing required parameter: {name}")


# -- JWT bearer ------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [int, str, float])
def test_assertion_logs_its_subject_in(
    salesforce: FakeSalesforce,
    salesforce_org: Org,
    user: User,
    signer: Signer,
    app: ConnectedApp,
    *,
    form: type,
) -> None:
    """A signed assertion gives a token without secret or password; exp may be number or text."""
    claims = claims_of(salesforce_org, user, app.client_id)
    claims["exp"] = form(claims["exp"])
    response = _assert(salesforce.url, signer.sign(claims))
    assert response.status_code == 200, response.text
    assert "refresh_token" not in response.json()
    assert _reads(salesforce.url, response.json()["access_token"]) == 200
    assert salesforce.journal.exchanges[-2].username == user.username


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"iss": "nobody"}, ("invalid_client_id", "client identifier invalid")),
        ({"iss": None}, ("invalid_client_id", "client identifier invalid")),
        ({"sub": "nobody@example.com"}, NOT_APPROVED),
        ({"sub": None}, NOT_APPROVED),
        ({"aud": "https://test.salesforce.com"}, ("invalid_grant", "Audience validation failed")),
        ({"aud": None}, ("invalid_grant", "Audience validation failed")),
        ({"exp": 0}, ("invalid_grant", "expired authorization code")),
        ({"exp": "1595235600"}, ("invalid_grant", "expired authorization code")),
        ({"exp": "soon"}, INVALID_ASSERTION),
        ({"exp": "nan"}, ("invalid_grant", "expired authorization code")),
        ({"exp": None}, INVALID_ASSERTION),
    ],
)
def test_faulty_claims_have_their_errors(
    salesforce: FakeSalesforce,
    salesforce_org: Org,
    user: User,
    signer: Signer,
    app: ConnectedApp,
    *,
    changes: dict[str, Any],
    expected: tuple[str, str],
) -> None:
    """Each wrong or missing claim is refused in its own words."""
    claims = claims_of(salesforce_org, user, app.client_id, **changes)
    assert _refusal(_assert(salesforce.url, signer.sign(claims))) == expected


def test_signature_must_be_the_certificates(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User, signer: Signer, app: ConnectedApp
) -> None:
    """Another key, no signature, another algorithm, no certificate: each is no assertion."""
    plain = salesforce_org.add_connected_app("Plain")
    claims = claims_of(salesforce_org, user, app.client_id)
    header, payload, _ = signer.sign(claims).split(".")
    for assertion in (
        Signer().sign(claims),
        f"{header}.{payload}.",
        signer.sign(claims, algorithm="RS512"),
        signer.sign(claims_of(salesforce_org, user, plain.client_id)),
        "nonsense",
        "a.b.c",
    ):
        assert _refusal(_assert(salesforce.url, assertion)) == INVALID_ASSERTION


def test_audience_is_the_login_host_of_the_orgs_kind_or_its_own(
    salesforce: FakeSalesforce, signer: Signer
) -> None:
    """A sandbox takes test.salesforce.com, its My Domain and the address that was asked."""
    with salesforce.create_org("Box", is_sandbox=True) as org:
        user = org.create_user("box@example.com.sbx")
        app = org.add_connected_app("Sync", certificate=signer.certificate)
        own = f"https://{org.my_domain}--sbx.cs40.my.salesforce.com"
        for audience, is_right in (
            ("https://test.salesforce.com", True),
            ("https://test.salesforce.com/", True),
            (own, True),
            (salesforce.url, True),
            (["https://a.example.com", own], True),
            ("https://login.salesforce.com", False),
            ("https://other.my.salesforce.com", False),
            (1, False),
        ):
            claims = claims_of(org, user, app.client_id, aud=audience)
            response = _assert(salesforce.url, signer.sign(claims))
            assert response.ok is is_right, audience


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@given(
    assertion=st.one_of(
        st.text(max_size=60),
        st.lists(st.binary(max_size=30).map(_base64), min_size=3, max_size=3).map(".".join),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=2)
                | st.dictionaries(st.sampled_from(["iss", "sub", "aud", "exp"]), inner)
            ),
            max_leaves=4,
        ),
    )
)
def test_any_assertion_is_refused_and_never_crashes(
    salesforce: FakeSalesforce, signer: Signer, assertion: Any
) -> None:
    """Whatever is sent as an assertion, signed or not, is a 400 in OAuth's form, and no crash."""
    text = assertion
    if not isinstance(assertion, str):
        text = signer.sign(assertion)
    response = _token(salesforce.url, GRANT, assertion=text)
    assert response.status_code == 400
    assert "error" in response.json()
    assert salesforce.journal.crashes == ()


# -- client_credentials ----------------------------------------------------------------------------


def test_client_credentials_did_not_exist_in_summer_20(
    salesforce: FakeSalesforce, user: User, app: ConnectedApp
) -> None:
    """Unless it is switched on, the grant is not supported."""
    app.run_as(user)
    response = _token(
        salesforce.url,
        "client_credentials",
        client_id=app.client_id,
        client_secret=app.client_secret,
    )
    assert _refusal(response) == UNSUPPORTED


def test_client_credentials_log_the_run_as_user_in(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User, app: ConnectedApp
) -> None:
    """Switched on, the grant gives the run-as user's token at the org's own host only."""
    salesforce_org.settings.client_credentials_flow = True
    form = {"client_id": app.client_id, "client_secret": app.client_secret}
    nobody = _token(salesforce.url, "client_credentials", **form)
    assert _refusal(nobody) == ("invalid_grant", "no client credentials user enabled")
    app.run_as(user)
    for host in ("login.salesforce.com", "test.salesforce.com", "other.my.salesforce.com"):
        there = _token(salesforce.url_of(host), "client_credentials", **form)
        assert _refusal(there) == ("invalid_grant", "request not supported on this domain")
    own = salesforce.url_of(f"{salesforce_org.my_domain}.my.salesforce.com")
    for url in (own, salesforce.url):
        answer = _token(url, "client_credentials", **form)
        assert answer.json()["id"].endswith(user.id)
        assert _reads(url, answer.json()["access_token"]) == 200
    wrong = _token(salesforce.url, "client_credentials", **form | {"client_secret": "wrong"})
    assert _refusal(wrong) == BAD_SECRET


# -- connected apps --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("permitted", "of_jwt", "of_password"),
    [(SELF, NOT_APPROVED, None), (ADMIN, NOT_ADMITTED, NOT_ADMITTED)],
)
def test_user_who_is_not_approved_is_refused(
    salesforce: FakeSalesforce,
    salesforce_org: Org,
    user: User,
    signer: Signer,
    *,
    permitted: str,
    of_jwt: tuple[str, str],
    of_password: tuple[str, str] | None,
) -> None:
    """An app's word needs the user's or an administrator's approval; a password the latter's."""
    app = salesforce_org.add_connected_app(
        "Strict", certificate=signer.certificate, permitted_users=permitted, approved=False
    )
    assertion = signer.sign(claims_of(salesforce_org, user, app.client_id))
    credentials = {"client_id": app.client_id, "client_secret": app.client_secret}

    def by_password() -> requests.Response:
        return oauth_login(
            salesforce.url, salesforce_org, user.username, user.secret, **credentials
        )

    assert _refusal(_assert(salesforce.url, assertion)) == of_jwt
    assert _last_login(salesforce_org)["Status"] == "Failed: Not approved for access"
    if of_password is None:
        assert by_password().status_code == 200
    else:
        assert _refusal(by_password()) == of_password
    app.approve(user)
    assert _assert(salesforce.url, assertion).status_code == 200
    assert by_password().status_code == 200
    app.disapprove(user)
    assert _refusal(_assert(salesforce.url, assertion)) == of_jwt


def test_blocked_app_gives_nothing(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User, signer: Signer
) -> None:
    """A blocked app is refused by every grant, even with a wrong secret, until it is unblocked."""
    app = salesforce_org.add_connected_app("Bad", certificate=signer.certificate, blocked=True)
    salesforce_org.settings.client_credentials_flow = True
    app.run_as(user)
    token = app.issue_refresh_token(user)
    credentials = {"client_id": app.client_id, "client_secret": app.client_secret}
    calls: list[Callable[[], requests.Response]] = [
        lambda: _refresh(salesforce.url, app, token),
        lambda: _assert(
            salesforce.url, signer.sign(claims_of(salesforce_org, user, app.client_id))
        ),
        lambda: _token(salesforce.url, "client_credentials", **credentials),
        lambda: oauth_login(
            salesforce.url, salesforce_org, user.username, user.secret, **credentials
        ),
    ]
    assert [_refusal(call()) for call in calls] == [BLOCKED] * len(calls)
    assert _refusal(_refresh(salesforce.url, app, token, client_secret="x")) == BLOCKED
    app.unblock()
    assert [call().status_code for call in calls] == [200] * len(calls)


def test_app_may_waive_login_ip_ranges(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User, signer: Signer
) -> None:
    """Outside the profile's ranges only an app that relaxes them lets a user in."""
    salesforce_org.restrict_login_ips("System Administrator", "203.0.113.0/24")
    for relax, expected in ((False, 400), (True, 200)):
        app = salesforce_org.add_connected_app(
            f"App {relax}", certificate=signer.certificate, relax_ip=relax
        )
        assertion = signer.sign(claims_of(salesforce_org, user, app.client_id))
        response = _assert(salesforce.url, assertion)
        assert response.status_code == expected
    assert salesforce_org.query("SELECT Status FROM LoginHistory ORDER BY Id")[0] == {
        "Status": "Restricted IP"
    }


def test_apps_are_data_of_the_org(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User, app: ConnectedApp
) -> None:
    """Apps have keys of their own, are found by name, and refuse nonsense by name."""
    assert salesforce_org.connected_app("Sync").client_id == app.client_id
    assert salesforce_org.connected_app("Default Connected App").client_id == (
        salesforce_org.client_id
    )
    assert len({app.client_id, salesforce_org.client_id}) == 2
    assert app.client_secret not in repr(app)
    with pytest.raises(ValueError, match="a connected app 'Sync' already"):
        salesforce_org.add_connected_app("Sync")
    with pytest.raises(ValueError, match="no connected app 'Nobody'; there are"):
        salesforce_org.connected_app("Nobody")
    with pytest.raises(ValueError, match=r"is no PEM of an X\.509 certificate"):
        salesforce_org.add_connected_app("Torn", certificate="nonsense")
    with pytest.raises(ValueError, match="some"):
        salesforce_org.add_connected_app("Odd", permitted_users="some")
    with salesforce.create_org() as other, pytest.raises(ValueError, match="none of this org"):
        other.add_connected_app("Far").approve(user)


# -- revoke ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_revoke_ends_an_access_token(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User, method: str
) -> None:
    """A revoked access token is dead at once; the answer is empty."""
    token = oauth_login(salesforce.url, salesforce_org, user.username, user.secret).json()
    sent = {"token": token["access_token"]}
    response = requests.request(
        method,
        f"{salesforce.url}/services/oauth2/revoke",
        data=sent if method == "POST" else None,
        params=sent if method == "GET" else None,
        timeout=60,
    )
    assert (response.status_code, response.text) == (200, "")
    assert _reads(salesforce.url, token["access_token"]) == 401
    assert token["access_token"] not in repr(salesforce.journal.exchanges)
    again = oauth_login(salesforce.url, salesforce_org, user.username, user.secret).json()
    assert again["access_token"] != token["access_token"]


def test_revoked_refresh_token_takes_its_access_tokens_along(
    salesforce: FakeSalesforce, user: User, app: ConnectedApp
) -> None:
    """Revoking a refresh token ends what it gave, and not what another one gave."""
    first, second = app.issue_refresh_token(user), app.issue_refresh_token(user)
    of_first = _refresh(salesforce.url, app, first).json()["access_token"]
    of_second = _refresh(salesforce.url, app, second).json()["access_token"]
    response = requests.post(
        f"{salesforce.url}/services/oauth2/revoke", data={"token": first}, timeout=60
    )
    assert response.status_code == 200
    assert [_reads(salesforce.url, each) for each in (of_first, of_second)] == [401, 200]
    assert _refusal(_refresh(salesforce.url, app, first)) == EXPIRED_TOKEN
    assert _refresh(salesforce.url, app, second).status_code == 200


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (
            {},
            "error=unsupported_token_type&error_description=this%20token%20type%20is%20not%20supported",
        ),
        ({"token": "nonsense"}, "error=invalid_token&error_description=invalid%20token"),
        ({"token": "00D!x"}, "error=invalid_token&error_description=invalid%20token"),
    ],
)
def test_what_cannot_be_revoked_is_told_as_a_query_string(
    salesforce: FakeSalesforce, form: dict[str, str], expected: str
) -> None:
    """A failure to revoke is 400 with a query string, as jsforce reads it."""
    response = requests.post(f"{salesforce.url}/services/oauth2/revoke", data=form, timeout=60)
    assert (response.status_code, response.text) == (400, expected)


def test_revoking_a_soap_session_works_too(salesforce: FakeSalesforce, user: User) -> None:
    """A session id of a SOAP login is an access token as any other."""
    session_id = element(soap_login(salesforce.url, user.username, user.secret).text, "sessionId")
    requests.post(
        f"{salesforce.url}/services/oauth2/revoke", data={"token": session_id}, timeout=60
    )
    assert _reads(salesforce.url, session_id) == 401


# -- unmodified clients ----------------------------------------------------------------------------


def test_simple_salesforce_signs_assertions(
    salesforce: FakeSalesforce, user: User, signer: Signer, app: ConnectedApp
) -> None:
    """simple-salesforce logs in with a private key, whose exp it sends as text."""
    with salesforce.patch():
        client = Salesforce(
            username=user.username,
            consumer_key=app.client_id,
            privatekey=signer.private_key,
            version="49.0",
        )
        assert client.query("SELECT COUNT() FROM Lead")["totalSize"] == 0


def test_simple_salesforce_logs_in_with_client_credentials(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User, app: ConnectedApp
) -> None:
    """simple-salesforce sends the client credentials as HTTP Basic to the org's own host."""
    salesforce_org.settings.client_credentials_flow = True
    app.run_as(user)
    with salesforce.patch():
        client = Salesforce(
            consumer_key=app.client_id,
            consumer_secret=app.client_secret,
            domain=f"{salesforce_org.my_domain}.my",
            version="49.0",
        )
        assert client.query("SELECT COUNT() FROM Lead")["totalSize"] == 0


def test_simple_salesforce_is_told_the_error_of_an_app(
    salesforce: FakeSalesforce, user: User, app: ConnectedApp
) -> None:
    """The error and its description reach the user of simple-salesforce."""
    app.block()
    with (
        salesforce.patch(),
        pytest.raises(SalesforceAuthenticationFailed, match="this app is blocked by admin"),
    ):
        Salesforce(
            username=user.username,
            password=user.secret,
            consumer_key=app.client_id,
            consumer_secret=app.client_secret,
            version="49.0",
        )


def test_apps_and_refresh_tokens_are_in_the_orgs_file(tmp_path: Path, signer: Signer) -> None:
    """An org that is reopened has its apps, approvals and refresh tokens again."""
    data = tmp_path / "org.sqlite"
    with FakeSalesforce(seed=1) as first:
        org = first.create_org(data=data)
        user = org.create_user("caller@example.com")
        app = org.add_connected_app("Sync", certificate=signer.certificate, approved=False)
        token = app.issue_refresh_token(user)
        keys = (app.client_id, app.client_secret)
    with FakeSalesforce(seed=2) as second:
        org = second.create_org(data=data)
        again = org.connected_app("Sync")
        assert (again.client_id, again.client_secret) == keys
        assert _refresh(second.url, again, token).status_code == 200
        assertion = signer.sign(claims_of(org, org.user("caller@example.com"), again.client_id))
        assert _assert(second.url, assertion).status_code == 200
