from __future__ import annotations

from pathlib import Path

import pytest

from connector_stage import Scripted
from scripted_wire import (
    EXPIRED,
    INSTANCE,
    NO_SESSION,
    ORGANIZATION,
    OTHER_ORGANIZATION,
    START,
    data_call,
    error_answer,
    fault_answer,
    html_answer,
    login,
    login_answer,
    organization_answer,
    user_looked_up,
)
from sfconnector import SecretKey
from sfconnector.connection.causes import BY_CODE, EXPLANATIONS, Cause
from sfconnector.connection.credentials import offered
from sfconnector.connection.status import AGAIN
from sfconnector.errors import ConfigurationError, ConnectError, InputError, NotConnectedError
from sfconnector.salesforce.exchange import Answer
from sfconnector.secret import Secret
from sfconnector.store import connections

USER = "integration@example.com"


@pytest.fixture
def stage(tmp_path: Path) -> Scripted:
    """A store and a wire."""
    return Scripted(tmp_path)


def _connected(stage: Scripted) -> None:
    with stage.connector(login(login_answer()), data_call(organization_answer())) as connector:
        assert connector.connect(USER, "passwordTOKEN").state == "active"


def test_connecting_ends_with_a_data_call(stage: Scripted) -> None:
    """A connection is active when a login and a data call with its session have succeeded."""
    with stage.connector(
        login(login_answer("00D!first")), data_call(organization_answer(), "00D!first")
    ) as connector:
        status = connector.connect(USER, "passwordTOKEN")
        assert connector.status() == status
    assert (status.state, status.cause, status.since) == ("active", None, START)
    assert status.username == USER
    assert (status.organization_id, status.organization_name) == (ORGANIZATION, "Example Org")
    assert status.instance_url == INSTANCE
    assert stage.names() == ["login_started", "login_succeeded", "connected"]


@pytest.mark.parametrize("flagged", [True, False])
@pytest.mark.parametrize(
    "answer",
    [
        EXPIRED,
        error_answer(
            401,
            "INVALID_OPERATION_WITH_EXPIRED_PASSWORD",
            "Your password has expired. Please reset your password.",
        ),
    ],
)
def test_an_expired_password_is_seen_at_the_data_call(
    stage: Scripted, answer: Answer, *, flagged: bool
) -> None:
    """Both texts of the refusal mean an expired password, and no second login is sent (P41)."""
    with stage.connector(login(login_answer(expired=flagged)), data_call(answer)) as connector:
        status = connector.connect(USER, "passwordTOKEN")
    assert (status.state, status.cause) == ("disconnected", "password_expired")
    assert "INVALID_OPERATION_WITH_EXPIRED_PASSWORD" in status.detail
    assert "new password" in status.remedy


def test_the_flag_of_the_login_explains_a_refused_data_call(stage: Scripted) -> None:
    """Where the login says the password has expired, a refused session is its consequence."""
    with stage.connector(login(login_answer(expired=True)), data_call(NO_SESSION)) as connector:
        assert connector.connect(USER, "passwordTOKEN").cause == "password_expired"


def test_a_session_just_opened_that_is_refused_is_not_renewed(stage: Scripted) -> None:
    """Connect sends one login only, also when its session is not accepted."""
    with stage.connector(login(login_answer()), data_call(NO_SESSION)) as connector:
        assert connector.connect(USER, "passwordTOKEN").cause == "session_refused"


@pytest.mark.parametrize(("code", "cause"), sorted(BY_CODE.items()))
def test_each_fault_has_its_cause(stage: Scripted, code: str, cause: Cause) -> None:
    """A refused login is explained by its fault code; what time heals does not disconnect."""
    with stage.connector(login(fault_answer(code, "The text."))) as connector:
        status = connector.connect(USER, "passwordTOKEN")
    assert status.cause is cause
    transient = EXPLANATIONS[cause].transient
    assert status.state == ("not_connected" if transient else "disconnected")
    assert (status.message, status.remedy) == (
        EXPLANATIONS[cause].message,
        EXPLANATIONS[cause].remedy + (AGAIN if transient else ""),
    )
    assert status.detail == "The text."


def test_an_unknown_fault_keeps_salesforces_words(stage: Scripted) -> None:
    """A fault code that is not known gives the cause unknown and Salesforce's own text."""
    with stage.connector(login(fault_answer("SOMETHING_NEW", "Ask somebody."))) as connector:
        status = connector.connect(USER, "passwordTOKEN")
    assert (status.cause, status.detail) == ("unknown", "Ask somebody.")


@pytest.mark.parametrize("secret", ["password TOKEN", "passwordTOKEN\n", "\tpasswordTOKEN"])
def test_a_blank_in_the_secret_is_sent_and_hinted_at(stage: Scripted, secret: str) -> None:
    """The secret is sent untouched; when it is refused, the blank in it is pointed out."""
    with stage.connector(login(fault_answer())) as connector:
        status = connector.connect(USER, secret)
    assert any("holds a blank" in hint for hint in status.hints)
    assert b"TOKEN" in (stage.wire.sent[0].body or b"")
    assert secret.strip() not in repr(status)


def test_a_proxy_is_not_a_wrong_secret(stage: Scripted) -> None:
    """A page of HTML in place of the login's answer means unreachable; nothing is forgotten."""
    _connected(stage)
    with stage.connector(login(html_answer())) as connector:
        status = connector.update_login("other")
        assert (status.state, status.cause) == ("active", "unreachable")
        assert connector.status().cause == "unreachable"


def test_time_heals_a_transient_cause(stage: Scripted) -> None:
    """A transient cause is gone after the next success."""
    _connected(stage)
    with stage.connector(login(ConnectError("no route")), login(login_answer())) as connector:
        stage.wire.then(data_call(organization_answer()))
        assert connector.update_login("other").cause == "unreachable"
        assert connector.update_login("other").cause is None


def test_a_transient_cause_does_not_hide_a_permanent_one(stage: Scripted) -> None:
    """On a broken connection an unreachable host is told, and the stored cause stays."""
    with stage.connector(login(fault_answer()), login(ConnectError("no route"))) as connector:
        connector.connect(USER, "passwordTOKEN")
        assert connector.update_login("other").cause == "unreachable"
        assert connector.status().cause == "wrong_secret"


def test_update_login_uses_the_last_username(stage: Scripted) -> None:
    """After a refused connect, update_login goes on with that username and host."""
    with stage.connector(
        login(fault_answer()), login(login_answer()), data_call(organization_answer())
    ) as connector:
        connector.connect(USER, "wrong")
        assert connector.update_login("right").state == "active"
    assert [USER.encode() in (request.body or b"") for request in stage.wire.sent[:2]] == [
        True,
        True,
    ]


def test_update_login_without_a_connection_is_refused(stage: Scripted) -> None:
    """Where nobody ever connected there is nothing to mend."""
    with stage.connector() as connector, pytest.raises(NotConnectedError):
        connector.update_login("secret")


def test_another_organization_changes_nothing(stage: Scripted) -> None:
    """A login into another organization sends no data call and keeps secret and binding."""
    _connected(stage)
    with stage.connector() as connector:
        before = _row(connector)
    with stage.connector(login(login_answer(organization_id=OTHER_ORGANIZATION))) as connector:
        status = connector.connect("other@example.com", "otherTOKEN")
        after = _row(connector)
    assert (status.state, status.cause) == ("disconnected", "organization_switched")
    assert "support" in status.remedy
    assert (ORGANIZATION in status.detail, OTHER_ORGANIZATION in status.detail) == (True, True)
    assert after.sealed_credentials == before.sealed_credentials
    assert after.organization_id == ORGANIZATION


def test_a_moved_instance_is_no_other_organization(stage: Scripted) -> None:
    """The same organization at another instance, in 15 characters or 18, is no switch."""
    _connected(stage)
    moved = "https://example.my.salesforce.com"
    answer = login_answer(instance=moved, organization_id=ORGANIZATION[:15])
    step = data_call(organization_answer())
    with stage.connector(
        login(answer), type(step)("GET", step.path, step.answer, query=step.query, base_url=moved)
    ) as connector:
        status = connector.update_login("newTOKEN")
    assert (status.state, status.instance_url) == ("active", moved)


def test_a_mistyped_secret_does_not_break_what_works(stage: Scripted) -> None:
    """A refused secret that is not the stored one leaves an active connection as it was."""
    _connected(stage)
    with stage.connector(login(fault_answer()), user_looked_up()) as connector:
        before = _row(connector)
        status = connector.update_login("wrong")
        assert (status.state, status.cause) == ("active", "wrong_secret")
        assert "works on" in status.hints[0]
        assert _row(connector) == before
        assert connector.status().cause is None
        assert "wrong_secret" in connector.history()[0].note


def test_the_stored_secret_refused_breaks_the_connection(stage: Scripted) -> None:
    """Where the secret that is refused is the stored one, the connection is broken."""
    _connected(stage)
    with stage.connector(login(fault_answer()), user_looked_up()) as connector:
        before = _row(connector).sealed_credentials
        assert connector.update_login("passwordTOKEN").state == "disconnected"
        assert _row(connector).sealed_credentials == before
        assert _row(connector).sealed_session is None


def test_another_key_is_told_and_sends_nothing(stage: Scripted) -> None:
    """With a wrong key status, connect and update_login tell so, and no login is sent."""
    _connected(stage)
    with stage.connector(key=SecretKey.generate()) as connector:
        for status in (
            connector.status(),
            connector.connect(USER, "passwordTOKEN"),
            connector.update_login("passwordTOKEN"),
        ):
            assert (status.state, status.cause) == ("disconnected", "key_wrong")
        assert connector.import_list("leads").cause == "key_wrong"
    with stage.connector() as connector:
        assert connector.status().state == "active"


def test_a_lost_key_can_be_replaced(stage: Scripted) -> None:
    """On request the secret of a lost key is given up, and the connection sealed anew."""
    _connected(stage)
    new = SecretKey.generate()
    with stage.connector(
        login(login_answer()), data_call(organization_answer()), key=new
    ) as connector:
        assert connector.connect(USER, "passwordTOKEN", replace_key=True).state == "active"
        assert connector.status().state == "active"


@pytest.mark.parametrize(
    "url",
    [
        "http://login.salesforce.com",
        "login.salesforce.com",
        "https://login.salesforce.com/services",
        "ftp://login.salesforce.com",
        "https://user:hunter2@login.salesforce.com",
        "https://login.salesforce.com:99999",
        "https://login.salesforce.com:port",
        "https://login.salesforce.com:0",
        "https://[::1",
        "https://login..com",
        f"https://{'a' * 64}.example.com",
        "https://login salesforce.com",
        "https://",
        "",
    ],
)
def test_a_wrong_login_url_is_refused_before_sending(stage: Scripted, url: str) -> None:
    """A login URL that is none, or would send the secret in clear, is refused by name."""
    with (
        stage.connector() as connector,
        pytest.raises(ConfigurationError, match="login URL") as told,
    ):
        connector.connect(USER, "passwordTOKEN", login_url=url)
    assert "hunter2" not in told.value.message
    assert stage.names() == []


@pytest.mark.parametrize(
    "url",
    [
        "https://login.salesforce.com",
        "https://LOGIN.salesforce.com:443/",
        "https://my-domain--uat.sandbox.my.salesforce.com",
        "http://localhost:8080",
        "http://127.0.0.1:8080",
        "http://[::1]:8080",
    ],
)
def test_a_right_login_url_is_taken(url: str) -> None:
    """Names, addresses and ports that a request can go to are taken, a slash at the end too."""
    assert offered(USER, Secret("x"), url).login_url == url.rstrip("/")


@pytest.mark.parametrize(("username", "secret"), [("", "x"), (" ", "x"), (USER, "")])
def test_empty_credentials_are_refused_before_sending(
    stage: Scripted, username: str, secret: str
) -> None:
    """An empty username or secret is an error of the caller."""
    with stage.connector() as connector, pytest.raises(InputError, match="empty"):
        connector.connect(username, secret)


def test_every_cause_tells_what_to_do() -> None:
    """Each cause has a message and a remedy."""
    assert set(EXPLANATIONS) == set(Cause)
    for cause, explanation in EXPLANATIONS.items():
        assert explanation.message.endswith("."), cause
        assert explanation.remedy.endswith("."), cause


def _row(connector: object) -> connections.ConnectionRow:
    context = connector._context  # type: ignore[attr-defined]
    with context.store.reading() as connection:
        row = connections.read(connection, context.account_id)
    assert row is not None
    return row
