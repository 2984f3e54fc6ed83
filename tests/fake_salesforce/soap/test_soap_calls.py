from __future__ import annotations

import base64
import hashlib

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from fake_clients import ApiClient, element, session_of, soap_login
from fake_salesforce import FakeSalesforce, Org, User
from fake_salesforce.soap.calls import CALLS
from fake_salesforce.soap.posted import OpenCall
from soap_calls import soap_call

WITH_SESSION = [each.name for each in CALLS if not isinstance(each, OpenCall)]
RESTRICTED = (
    "The users password has expired, you must call SetPassword before attempting any other API"
    " operations"
)


def _fault(text: str) -> tuple[str, str]:
    """Return faultcode and the fault's own element."""
    (detail,) = _inside(text, "detail")
    return element(text, "faultcode"), detail[0].rpartition("}")[2]


def _inside(text: str, name: str) -> list[tuple[str, str | None]]:
    """Return tag and text of each child of the first element of a local name."""
    found = next(each for each in fromstring(text).iter() if each.tag.rpartition("}")[2] == name)
    return [(each.tag, each.text) for each in found]


@pytest.mark.parametrize("letter", ["u", "c"])
@pytest.mark.parametrize("name", WITH_SESSION)
def test_call_without_a_session_is_refused_as_recorded(
    salesforce: FakeSalesforce, salesforce_org: Org, name: str, letter: str
) -> None:
    """A call without, or with a dead, session is INVALID_SESSION_ID with the recorded text."""
    dead = f"{salesforce_org.id[:15]}!dead"
    for session_id in (None, "", "nonsense", dead):
        response = soap_call(salesforce.url, name, session_id, letter=letter)
        digest = hashlib.sha256((session_id or "").encode()).digest()
        assert response.status_code == 500
        assert _fault(response.text) == ("sf:INVALID_SESSION_ID", "UnexpectedErrorFault")
        assert element(response.text, "faultstring") == (
            "INVALID_SESSION_ID: Invalid Session ID found in SessionHeader: Illegal Session."
            f" Session not found, missing session hash: {base64.b64encode(digest).decode()}\n"
            "This error usually occurs after a session expires or a user logs out. "
        )


@pytest.mark.parametrize("letter", ["u", "c"])
def test_user_info_is_that_of_the_login(
    salesforce: FakeSalesforce, user: User, letter: str
) -> None:
    """GetUserInfo tells what the login told as userInfo, element by element."""
    login = soap_login(salesforce.url, user.username, user.secret, letter=letter).text
    told = soap_call(salesforce.url, "getUserInfo", element(login, "sessionId"), letter=letter)
    assert told.status_code == 200
    assert _inside(told.text, "result") == _inside(login, "userInfo")


def test_session_of_either_door_opens_both(
    salesforce: FakeSalesforce, user: User, api: ApiClient
) -> None:
    """A session opened for REST serves SOAP, and the call counts as an API call."""
    before = api.get("sobjects").headers["Sforce-Limit-Info"]
    assert soap_call(salesforce.url, "getUserInfo", api.session_id).status_code == 200
    after = api.get("sobjects").headers["Sforce-Limit-Info"]
    spent = [int(each.partition("=")[2].partition("/")[0]) for each in (before, after)]
    assert spent[1] - spent[0] == 2
    assert salesforce.journal.exchanges[-2].username == user.username


def test_organization_id_of_the_path_must_be_the_sessions(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """A call may be posted to serverUrl; another organization's id there is an illegal session."""
    session_id = session_of(salesforce.url, user)
    for organization_id, status in ((salesforce_org.id, 200), ("00D000000000001", 500)):
        response = soap_call(
            salesforce.url, "getUserInfo", session_id, version=f"49.0/{organization_id}"
        )
        assert response.status_code == status


def test_timestamp_is_the_clocks(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """GetServerTimestamp tells the org's time."""
    salesforce_org.clock.advance(minutes=1)
    response = soap_call(salesforce.url, "getServerTimestamp", session_of(salesforce.url, user))
    now = salesforce_org.clock.now().isoformat(timespec="milliseconds")
    assert element(response.text, "timestamp") == now.replace("+00:00", "Z")


def test_logout_ends_the_session_for_all_who_share_it(
    salesforce: FakeSalesforce, user: User
) -> None:
    """Logout is empty; the session, which a second login shares, is dead, another lives on."""
    session_id = session_of(salesforce.url, user)
    assert session_of(salesforce.url, user) == session_id
    enterprise = soap_login(salesforce.url, user.username, user.secret, letter="c").text
    other = element(enterprise, "sessionId")
    response = soap_call(salesforce.url, "logout", session_id)
    assert response.status_code == 200
    assert "<logoutResponse/>" in response.text
    for ended, status in ((session_id, 401), (other, 200)):
        client = ApiClient(salesforce.url, ended)
        assert client.get("sobjects").status_code == status
        client.close()
    assert soap_call(salesforce.url, "logout", session_id).status_code == 500
    assert session_of(salesforce.url, user) != session_id


def test_user_without_the_api_is_told_so(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """A user who has lost API Enabled gets API_CURRENTLY_DISABLED on a call."""
    session_id = session_of(salesforce.url, user)
    salesforce_org.profile("System Administrator").forbid("ApiEnabled")
    response = soap_call(salesforce.url, "getUserInfo", session_id)
    assert element(response.text, "exceptionCode") == "API_CURRENTLY_DISABLED"
    assert element(response.text, "exceptionMessage") == "API is disabled for this User"


def test_daily_limit_holds_for_soap(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """Beyond the day's calls a SOAP call is REQUEST_LIMIT_EXCEEDED."""
    session_id = session_of(salesforce.url, user)
    salesforce_org.limits.daily_api_requests = 1
    assert soap_call(salesforce.url, "getUserInfo", session_id).status_code == 200
    refused = soap_call(salesforce.url, "getUserInfo", session_id)
    assert element(refused.text, "exceptionCode") == "REQUEST_LIMIT_EXCEEDED"


@pytest.mark.parametrize("name", WITH_SESSION)
def test_expired_password_restricts_the_session(
    salesforce: FakeSalesforce, user: User, name: str
) -> None:
    """With an expired password only a few calls are heard; the others say what must come first."""
    user.expire_password()
    session_id = session_of(salesforce.url, user)
    arguments = {
        "setPassword": {"userId": user.id, "password": "brandnew1"},
        "changeOwnPassword": {"oldPassword": user.password, "newPassword": "brandnew1"},
        "logout": {},
    }
    response = soap_call(salesforce.url, name, session_id, **arguments.get(name, {}))
    if name in arguments:
        assert response.status_code == 200, response.text
        return
    assert element(response.text, "exceptionCode") == "INVALID_OPERATION_WITH_EXPIRED_PASSWORD"
    assert element(response.text, "exceptionMessage") == RESTRICTED


@given(
    body=st.recursive(
        st.text(max_size=20),
        lambda inner: st.dictionaries(
            st.sampled_from(["userId", "password", "oldPassword", "x"]), inner, max_size=3
        ),
        max_leaves=5,
    ),
    name=st.sampled_from([*WITH_SESSION, "login"]),
    letter=st.sampled_from("uc"),
)
def test_any_arguments_are_answered_by_xml(
    salesforce: FakeSalesforce, body: object, name: str, letter: str
) -> None:
    """Whatever the arguments of a call are, the answer is a well-formed envelope, no crash."""
    with salesforce.create_org() as org:
        caller = org.create_user(f"caller@{org.id.lower()}.example.com")
        session_id = org.open_session(caller.id, client="property")
        arguments = body if isinstance(body, dict) else {"userId": body}
        flat = {key: each if isinstance(each, str) else "" for key, each in arguments.items()}
        response = soap_call(salesforce.url, name, session_id, letter=letter, **flat)
    assert response.status_code in {200, 500}
    fromstring(response.text)
    assert salesforce.journal.crashes == ()
