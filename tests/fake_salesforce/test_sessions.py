from __future__ import annotations

import pytest
import requests

from fake_clients import (
    EXPIRED_SESSION,
    ApiClient,
    element,
    oauth_login,
    session_of,
    soap_login,
)
from fake_salesforce import FakeSalesforce, Org, User

OLD_TEXT = (
    "The users password has expired, you must call SetPassword before attempting any other API"
    " operations"
)
NEW_TEXT = "Your password has expired. Please reset your password."
DATA_CALLS = (
    ("GET", "/services/data/v49.0"),
    ("GET", "/services/data/v49.0/"),
    ("GET", "sobjects"),
    ("GET", "sobjects/Lead/describe"),
    ("GET", "query?q=SELECT+Id+FROM+Lead"),
    ("GET", "query/01g000000000001AAA-2000"),
    ("POST", "sobjects/Lead"),
    ("PATCH", "sobjects/Lead/00Q000000000001"),
    ("DELETE", "sobjects/Lead/00Q000000000001"),
    ("GET", "limits"),
    ("GET", "nowhere"),
)


def _expired(message: str) -> list[dict[str, str]]:
    return [{"message": message, "errorCode": "INVALID_OPERATION_WITH_EXPIRED_PASSWORD"}]


def test_session_ends_after_two_idle_hours(api: ApiClient, salesforce_org: Org) -> None:
    """A session serves until a second before two idle hours are over, and then no more."""
    salesforce_org.clock.advance(hours=1, minutes=59, seconds=59)
    assert api.get("sobjects").status_code == 200
    salesforce_org.clock.advance(hours=2)
    refused = api.get("sobjects")
    assert (refused.status_code, refused.json()) == (401, EXPIRED_SESSION)
    assert "Sforce-Limit-Info" not in refused.headers


def test_each_call_prolongs_the_session(api: ApiClient, salesforce_org: Org) -> None:
    """A session that is used every hour outlives its two hours by far."""
    for _ in range(6):
        salesforce_org.clock.advance(hours=1)
        assert api.get("sobjects").status_code == 200


def test_idle_minutes_follow_the_setting(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """The org's session timeout decides, and a login tells it in seconds."""
    salesforce_org.settings.session_timeout_minutes = 15
    answer = soap_login(salesforce.url, user.username, user.secret).text
    assert element(answer, "sessionSecondsValid") == "900"
    client = ApiClient(salesforce.url, element(answer, "sessionId"))
    salesforce_org.clock.advance(minutes=15)
    assert client.get("sobjects").json() == EXPIRED_SESSION
    client.close()


def test_living_session_is_given_out_again(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """The same user and client get the same session id while it lives, and a login prolongs it."""
    first = session_of(salesforce.url, user)
    salesforce_org.clock.advance(hours=1, minutes=30)
    assert session_of(salesforce.url, user) == first
    salesforce_org.clock.advance(hours=1, minutes=30)
    assert session_of(salesforce.url, user) == first
    salesforce_org.clock.advance(hours=2)
    assert session_of(salesforce.url, user) != first


def test_other_user_client_or_door_has_another_session(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """Sessions differ by user, by the client's name in CallOptions, by WSDL, and by door."""
    other = salesforce_org.create_user("other@example.com")
    named = "<urn:CallOptions><urn:client>loader</urn:client></urn:CallOptions>"
    answers = [
        soap_login(salesforce.url, user.username, user.secret),
        soap_login(salesforce.url, user.username, user.secret, letter="c"),
        soap_login(salesforce.url, user.username, user.secret, header=named),
        soap_login(salesforce.url, other.username, other.secret),
    ]
    ids = [element(each.text, "sessionId") for each in answers]
    token = oauth_login(salesforce.url, salesforce_org, user.username, user.secret).json()
    assert len({*ids, token["access_token"]}) == 5


def test_sessions_end_by_control(
    salesforce: FakeSalesforce, salesforce_org: Org, api: ApiClient
) -> None:
    """``end_sessions`` voids one user's sessions or everybody's, and a new login gets a new id."""
    other = salesforce_org.create_user("other@example.com")
    of_other = ApiClient(salesforce.url, session_of(salesforce.url, other))
    salesforce_org.end_sessions(other)
    assert of_other.get("sobjects").json() == EXPIRED_SESSION
    assert api.get("sobjects").status_code == 200
    salesforce_org.end_sessions()
    assert api.get("sobjects").json() == EXPIRED_SESSION
    again = session_of(salesforce.url, other)
    assert again != of_other.session_id
    of_other.close()


def test_deactivated_user_loses_the_session(api: ApiClient, user: User) -> None:
    """Switching a user off ends what the user has open."""
    user.deactivate()
    assert api.get("sobjects").json() == EXPIRED_SESSION


@pytest.mark.parametrize("scheme", ["Bearer", "OAuth", "bearer"])
def test_bearer_and_oauth_carry_the_session(api: ApiClient, scheme: str) -> None:
    """Both schemes of the Authorization header are taken."""
    headers = {"Authorization": f"{scheme} {api.session_id}"}
    assert api.get("sobjects", headers=headers).status_code == 200


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic YTpi", "00D!x"])
def test_no_usable_header_is_invalid_auth_header(
    salesforce: FakeSalesforce, header: str | None
) -> None:
    """Without a header that carries a session the answer is INVALID_AUTH_HEADER."""
    headers = {} if header is None else {"Authorization": header}
    response = requests.get(
        f"{salesforce.url}/services/data/v49.0/sobjects", headers=headers, timeout=60
    )
    assert response.status_code == 401
    assert response.json() == [
        {"message": "INVALID_HEADER_TYPE", "errorCode": "INVALID_AUTH_HEADER"}
    ]


def test_unknown_session_is_expired_or_invalid(api: ApiClient) -> None:
    """An id of another org, of none, in other case or cut short is no session."""
    wrong = [
        "x",
        "00D000000000001!" + "a" * 96,
        api.session_id[:-1],
        api.session_id + "x",
        api.session_id.swapcase(),
        api.session_id.partition("!")[0],
    ]
    for each in wrong:
        response = api.get("sobjects", headers={"Authorization": f"Bearer {each}"})
        assert (response.status_code, response.json()) == (401, EXPIRED_SESSION)


@pytest.mark.parametrize(
    ("answer", "status", "message"), [("2020", 403, OLD_TEXT), ("2021", 401, NEW_TEXT)]
)
def test_expired_password_refuses_every_data_call(
    salesforce: FakeSalesforce,
    salesforce_org: Org,
    user: User,
    *,
    answer: str,
    status: int,
    message: str,
) -> None:
    """The versioned root, reads, writes and unknown paths are refused in the chosen words."""
    salesforce_org.settings.expired_password_answer = answer
    salesforce_org.clock.advance(days=90)
    client = ApiClient(salesforce.url, session_of(salesforce.url, user))
    for method, path in DATA_CALLS:
        response = client.request(method, path)
        assert (response.status_code, response.json()) == (status, _expired(message)), path
        assert "Sforce-Limit-Info" not in response.headers
    client.close()


def test_versions_need_no_password(salesforce: FakeSalesforce, user: User) -> None:
    """The list of versions is no data call."""
    user.expire_password()
    response = requests.get(f"{salesforce.url}/services/data", timeout=60)
    assert response.status_code == 200


def test_new_password_ends_the_refusal(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """After a new password the data calls of the session go on, and the old secret is void."""
    user.expire_password()
    old = user.secret
    client = ApiClient(salesforce.url, session_of(salesforce.url, user))
    assert client.get("sobjects").status_code == 403
    user.set_password()
    assert client.get("sobjects").status_code == 200
    assert soap_login(salesforce.url, user.username, old).status_code == 500
    assert soap_login(salesforce.url, user.username, user.secret).status_code == 200
    salesforce_org.clock.advance(days=89)
    assert (
        element(soap_login(salesforce.url, user.username, user.secret).text, "passwordExpired")
        == "false"
    )
    client.close()


def _open_and_expire(api: ApiClient, org: Org) -> None:
    """Let the password run out under a session that is kept alive."""
    org.settings.password_expires_in_days = 30
    org.settings.session_timeout_minutes = 1440
    for _ in range(40):
        org.clock.advance(hours=18)
        last = api.get("sobjects")
    assert (
        org.credentials.expires_at(org.users.id_of("caller@example.com") or "") == org.clock.now()
    )
    assert last.status_code in {200, 403}


def test_session_from_before_the_expiry_is_refused_by_default(
    api: ApiClient, salesforce_org: Org
) -> None:
    """A session opened before the password ran out is refused from that instant on."""
    _open_and_expire(api, salesforce_org)
    assert api.get("sobjects").json() == _expired(OLD_TEXT)


def test_session_from_before_the_expiry_goes_on_when_switched(
    salesforce: FakeSalesforce, api: ApiClient, salesforce_org: Org, user: User
) -> None:
    """With the switch off the old session serves, and a login after the expiry is refused still."""
    salesforce_org.settings.expired_password_stops_open_sessions = False
    _open_and_expire(api, salesforce_org)
    assert api.get("sobjects").status_code == 200
    later = ApiClient(salesforce.url, session_of(salesforce.url, user))
    assert later.session_id != api.session_id
    assert later.get("sobjects").json() == _expired(OLD_TEXT)
    later.close()


def test_passwords_that_never_expire(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """With a policy of 0 days no password runs out, and expiring one by hand is refused."""
    salesforce_org.settings.password_expires_in_days = 0
    salesforce_org.clock.advance(days=4000)
    client = ApiClient(salesforce.url, session_of(salesforce.url, user))
    assert client.get("sobjects").status_code == 200
    client.close()
    with pytest.raises(ValueError, match=r"never expire here: set org\.settings"):
        user.expire_password()
