"""Passwords through the API: SOAP's three calls and REST's resource, which follow one rule."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests

from fake_clients import ApiClient, element, session_of, soap_login
from fake_salesforce import FakeSalesforce, Org, User
from soap_calls import soap_call

NEW = "brandnew42"
NO_RIGHT = [
    {
        "message": "You do not have permission to view this record.",
        "errorCode": "INSUFFICIENT_ACCESS",
    }
]
Setter = Callable[[str, str, str, str], requests.Response]


def _by_soap(letter: str) -> Setter:
    return lambda url, session_id, user_id, password: soap_call(
        url, "setPassword", session_id, letter=letter, userId=user_id, password=password
    )


def _by_rest(url: str, session_id: str, user_id: str, password: str) -> requests.Response:
    client = ApiClient(url, session_id)
    try:
        return client.post(f"sobjects/User/{user_id}/password", json={"NewPassword": password})
    finally:
        client.close()


SETTERS = {"partner": _by_soap("u"), "enterprise": _by_soap("c"), "rest": _by_rest}


@pytest.fixture
def member(salesforce_org: Org) -> User:
    """A user without the right to set the passwords of others."""
    return salesforce_org.create_user("member@example.com", profile="Standard User")


@pytest.mark.parametrize("by", SETTERS)
def test_administrator_sets_anybodys_password(
    salesforce: FakeSalesforce, user: User, member: User, by: str
) -> None:
    """The new password logs in with a new token, the old one with its token no more."""
    response = SETTERS[by](salesforce.url, session_of(salesforce.url, user), member.id, NEW)
    assert response.status_code == (204 if by == "rest" else 200)
    if by != "rest":
        assert "<setPasswordResponse><result/></setPasswordResponse>" in response.text
    assert soap_login(salesforce.url, member.username, member.secret).status_code == 500
    stale = soap_login(salesforce.url, member.username, NEW + member.security_token)
    assert stale.status_code == 500
    alone = soap_login(salesforce.url, member.username, NEW)
    assert element(alone.text, "exceptionCode") == "LOGIN_MUST_USE_SECURITY_TOKEN"


@pytest.mark.parametrize("by", SETTERS)
def test_member_sets_his_own_only(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User, member: User, by: str
) -> None:
    """Without a right one's own password may be set, as long as the org allows it."""
    session_id = session_of(salesforce.url, member)
    refused = SETTERS[by](salesforce.url, session_id, user.id, NEW)
    assert soap_login(salesforce.url, user.username, user.secret).status_code == 200
    salesforce_org.settings.set_password_serves_oneself = False
    switched_off = SETTERS[by](salesforce.url, session_id, member.id, NEW)
    for each in (refused, switched_off):
        if by == "rest":
            assert (each.status_code, each.json()) == (403, NO_RIGHT)
        else:
            assert element(each.text, "exceptionCode") == "INSUFFICIENT_ACCESS"
    salesforce_org.settings.set_password_serves_oneself = True
    assert SETTERS[by](salesforce.url, session_id, member.id, NEW).ok


@pytest.mark.parametrize("right", ["ResetPasswords", "ManageUsers"])
def test_either_right_is_enough(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User, member: User, *, right: str
) -> None:
    """Reset User Passwords is enough, and so is Manage Users."""
    rights = salesforce_org.permission_set("Support")
    rights.allow(right)
    member.assign(rights)
    session_id = session_of(salesforce.url, member)
    assert _by_rest(salesforce.url, session_id, user.id, NEW).status_code == 204


@pytest.mark.parametrize("by", SETTERS)
def test_set_password_frees_the_session_of_an_expired_password(
    salesforce: FakeSalesforce, member: User, by: str
) -> None:
    """The restricted session sets a new password and is given data from then on."""
    member.expire_password()
    session_id = session_of(salesforce.url, member)
    client = ApiClient(salesforce.url, session_id)
    assert client.get("sobjects").status_code == 403
    assert client.get(f"sobjects/User/{member.id}/password").json() == {"isExpired": True}
    assert SETTERS[by](salesforce.url, session_id, member.id, NEW).ok
    assert client.get(f"sobjects/User/{member.id}/password").json() == {"isExpired": False}
    assert client.get("sobjects").status_code == 200
    client.close()


@pytest.mark.parametrize(
    ("user_id", "status", "code", "fault"),
    [
        ("nobody", 400, "MALFORMED_ID", "InvalidIdFault"),
        ("005000000000001AAA", 400, "INVALID_CROSS_REFERENCE_KEY", "UnexpectedErrorFault"),
    ],
)
def test_unknown_user_is_refused(
    salesforce: FakeSalesforce, user: User, *, user_id: str, status: int, code: str, fault: str
) -> None:
    """An id that is none, or nobody's, is refused by both doors."""
    session_id = session_of(salesforce.url, user)
    rest = _by_rest(salesforce.url, session_id, user_id, NEW)
    assert (rest.status_code, rest.json()[0]["errorCode"]) == (status, code)
    soap = SETTERS["partner"](salesforce.url, session_id, user_id, NEW)
    assert element(soap.text, "exceptionCode") == code
    assert f"sf:{fault}" in soap.text


@pytest.mark.parametrize("body", [{}, {"NewPassword": ""}, {"NewPassword": None}])
def test_no_password_is_no_new_password(
    salesforce: FakeSalesforce, user: User, body: dict[str, str | None]
) -> None:
    """An empty password is INVALID_NEW_PASSWORD, and the old one stays."""
    client = ApiClient(salesforce.url, session_of(salesforce.url, user))
    response = client.post(f"sobjects/User/{user.id}/password", json=body)
    assert (response.status_code, response.json()[0]["errorCode"]) == (
        400,
        "INVALID_NEW_PASSWORD",
    )
    unknown = client.post(f"sobjects/User/{user.id}/password", json={"Password": NEW})
    assert unknown.json()[0]["errorCode"] == "JSON_PARSER_ERROR"
    client.close()
    soap = SETTERS["partner"](salesforce.url, session_of(salesforce.url, user), user.id, "")
    assert "sf:InvalidNewPasswordFault" in soap.text
    assert soap_login(salesforce.url, user.username, user.secret).status_code == 200


@pytest.mark.parametrize("letter", ["u", "c"])
def test_own_password_is_changed_with_the_old_one(
    salesforce: FakeSalesforce, member: User, letter: str
) -> None:
    """ChangeOwnPassword wants the right old password, without the token."""
    session_id = session_of(salesforce.url, member)
    for old in ("wrong", member.secret, ""):
        refused = soap_call(
            salesforce.url,
            "changeOwnPassword",
            session_id,
            letter=letter,
            oldPassword=old,
            newPassword=NEW,
        )
        assert element(refused.text, "exceptionCode") == "INVALID_OLD_PASSWORD"
    changed = soap_call(
        salesforce.url,
        "changeOwnPassword",
        session_id,
        letter=letter,
        oldPassword=member.password,
        newPassword=NEW,
    )
    assert "<changeOwnPasswordResponse><result/></changeOwnPasswordResponse>" in changed.text
    alone = soap_login(salesforce.url, member.username, NEW)
    assert element(alone.text, "exceptionCode") == "LOGIN_MUST_USE_SECURITY_TOKEN"


def test_reset_tells_the_generated_password_and_the_journal_does_not(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User, member: User
) -> None:
    """Both doors reset a password, tell the new one, and keep it out of the journal."""
    session_id = session_of(salesforce.url, user)
    client = ApiClient(salesforce.url, session_id)
    for door in ("soap", "rest"):
        if door == "soap":
            answer = soap_call(salesforce.url, "resetPassword", session_id, userId=member.id)
            password = element(answer.text, "password")
        else:
            answer = client.delete(f"sobjects/User/{member.id}/password")
            assert list(answer.json()) == ["NewPassword"]
            password = answer.json()["NewPassword"]
        assert answer.status_code == 200
        assert password not in repr(salesforce.journal.exchanges[-1])
        assert password == salesforce_org.user(member.username).password
        renewed = salesforce_org.user(member.username)
        assert soap_login(salesforce.url, renewed.username, renewed.secret).status_code == 200
    client.close()


@pytest.mark.parametrize("by", SETTERS)
def test_set_password_stays_out_of_the_journal(
    salesforce: FakeSalesforce, user: User, member: User, by: str
) -> None:
    """The password that was set is nowhere in the journal, the call is."""
    SETTERS[by](salesforce.url, session_of(salesforce.url, user), member.id, NEW)
    exchange = salesforce.journal.exchanges[-1]
    assert exchange.resource == ("password_set" if by == "rest" else "soap")
    assert exchange.username == user.username
    assert NEW not in repr(exchange)


def test_reset_and_expiry_of_others_need_the_right(
    salesforce: FakeSalesforce, user: User, member: User
) -> None:
    """Without a right one's own expiry may be read, and nothing of others."""
    client = ApiClient(salesforce.url, session_of(salesforce.url, member))
    assert client.get(f"sobjects/User/{member.id}/password").json() == {"isExpired": False}
    for response in (
        client.get(f"sobjects/User/{user.id}/password"),
        client.delete(f"sobjects/User/{user.id}/password"),
        client.delete(f"sobjects/User/{member.id}/password"),
    ):
        assert (response.status_code, response.json()) == (403, NO_RIGHT)
    client.close()
