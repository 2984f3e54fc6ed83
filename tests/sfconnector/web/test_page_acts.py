from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from fake_salesforce import FakeSalesforce
from fake_salesforce.faults import QueryTimeout
from sfconnector.config import KeyFile
from sfconnector.connection.roles import ActingUser, Role
from sfconnector.web.outcomes import MOST_KEPT, Outcome, Outcomes
from web_stage import STATES, Visitor, WebStage, words


def test_connect_by_the_form(stage: WebStage, visitor: Visitor) -> None:
    """The form's one login connects; the page that follows says so once."""
    page = visitor.post(
        "/connect", "/connect", username=stage.user.username, secret=stage.user.secret
    )
    assert "Connected. Salesforce took the login and answered a data call." in words(page)
    assert "Connection Active" in words(page)
    assert stage.logins() == 1 + _before(stage)
    assert "Salesforce took the login" not in words(visitor.get())
    assert stage.logins() == 1 + _before(stage)


def _before(stage: WebStage) -> int:
    """Count the logins of other tests on the same server."""
    return sum(
        each.resource == "soap" and each.username != stage.user.username
        for each in stage.salesforce.journal.exchanges
    )


def test_a_refused_connect_says_why_and_update_login_heals(
    stage: WebStage, visitor: Visitor
) -> None:
    """A blank in the secret is refused with its hint; Update Login with the right one heals."""
    wrong = f"{stage.user.password} {stage.user.security_token}"
    page = visitor.post("/connect", "/connect", username=stage.user.username, secret=wrong)
    assert "Connect: wrong secret." in words(page)
    assert "holds a blank or a line break" in words(page)
    assert 'role="alert"' in page.text
    assert stage.user.username in visitor.get("/update-login").text
    page = visitor.post(
        "/update-login",
        "/update-login",
        username=stage.user.username,
        secret=stage.user.secret,
    )
    assert "Connection Active" in words(page)
    assert 'role="status"' in page.text


def test_a_mistyped_secret_does_not_break_what_works(stage: WebStage, visitor: Visitor) -> None:
    """The refused attempt is told whole beside a connection that stays active."""
    stage.connect()
    page = visitor.post(
        "/update-login", "/update-login", username=stage.user.username, secret="mistyped"
    )
    said = words(page)
    assert "Update Login: wrong secret." in said
    assert "The connection works on with the login it had" in said
    assert "Salesforce's login history Invalid Password" in said
    assert "Connection Active" in said


def test_the_secret_is_passed_on_to_the_last_character(stage: WebStage, visitor: Visitor) -> None:
    """Blanks around the secret are the user's: they are sent, refused and pointed out."""
    page = visitor.post(
        "/connect", "/connect", username=stage.user.username, secret=f" {stage.user.secret} "
    )
    assert "holds a blank or a line break" in words(page)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"username": "", "secret": "x"}, "The username is empty"),
        ({"username": "a@example.com", "secret": ""}, "The secret is empty"),
        ({"username": "a@example.com"}, "The secret is empty"),
        ({"username": "a@example.com", "secret": "\ufffd"}, "The secret is not UTF-8 text"),
    ],
)
def test_what_no_login_can_carry_comes_back_to_the_form(
    fields: dict[str, str], sentence: str, stage: WebStage, visitor: Visitor
) -> None:
    """Nothing is sent; the form says what is missing and holds the username again."""
    before = stage.logins()
    page = visitor.post("/connect", "/connect", **fields)
    assert f"Nothing was sent. {sentence}" in words(page)
    assert f'value="{fields["username"]}"' in page.text
    assert 'name="secret" type="password" value' not in page.text
    assert stage.logins() == before
    assert sentence not in words(visitor.get("/connect"))


def test_test_connection_mends_what_was_mended_in_salesforce(
    stage: WebStage, visitor: Visitor
) -> None:
    """A user that was frozen and is not any more comes back by one explicit login."""
    stage.connect()
    stage.user.freeze()
    stage.org.end_sessions(stage.user)
    page = visitor.post("/test", "")
    assert "Disconnected" in words(page)
    assert "sends one login with the stored secret" in words(page)
    stage.user.unfreeze()
    before = stage.logins()
    page = visitor.post("/test", "")
    assert "The connection works." in words(page)
    assert "Connection Active" in words(page)
    assert stage.logins() == before + 1


def test_an_answer_that_says_nothing_is_told_as_such(stage: WebStage, visitor: Visitor) -> None:
    """A test that Salesforce answers oddly neither works nor breaks what is active."""
    stage.connect()
    stage.salesforce.add_fault(QueryTimeout(), count=1)
    page = visitor.post("/test", "")
    said = words(page)
    assert "Test connection: undecided." in said
    assert "QUERY_TIMEOUT" in said
    assert "Connection Active" in said
    assert 'role="alert"' in page.text
    assert "The connection works." in words(visitor.post("/test", ""))


def test_disconnect_asks_first_and_keeps_the_lists(stage: WebStage, visitor: Visitor) -> None:
    """The question says what stays; after it the list is there and the secret is gone."""
    STATES["active"](stage)
    question = words(visitor.get("/disconnect"))
    assert "1 marketing list and their members stay." in question
    page = visitor.post("/disconnect", "/disconnect")
    assert "Disconnected. The secret and the session are forgotten." in words(page)
    assert "Connection Not connected" in words(page)
    assert "All Leads" in page.text
    refused = visitor.post("/test", "/connect")
    assert "Test connection was not done. No secret is stored" in words(refused)


def test_the_key_that_is_missing_is_told_and_no_login_sent(
    stage: WebStage, visitor: Visitor
) -> None:
    """An act without the key ends with the sentence of it; Salesforce is not asked."""
    stage.connect()
    token = visitor.token("")
    before = stage.logins()
    stage.key = KeyFile(stage.folder / "keys" / "lost")
    sent = visitor.post_only("/test", token)
    assert sent.status_code == 303
    assert "was not done" in words(visitor.get())
    assert stage.logins() == before


@pytest.mark.parametrize("path", ["/connect", "/update-login", "/test", "/disconnect"])
def test_a_role_that_may_not_is_refused_with_its_sentence(
    path: str, stage: WebStage, visitor: Visitor
) -> None:
    """An act that the role may not do ends with 403 and says who may; nothing is sent."""
    token = visitor.token("/connect")
    stage.acting = ActingUser("lee", Role.SALES)
    before = stage.logins()
    answer = visitor.post_only(path, token, username="a@example.com", secret="hidden")
    assert answer.status_code == 403
    assert "lee has the role Sales, and" in words(answer)
    assert "Admin or Marketing" in words(answer)
    assert stage.logins() == before


@pytest.mark.parametrize("path", ["/connect", "/disconnect", "/update-login"])
def test_a_role_that_may_not_does_not_get_the_form(
    path: str, stage: WebStage, visitor: Visitor
) -> None:
    """The forms are refused to it as well, before anybody types a secret in vain."""
    stage.acting = ActingUser("lee", Role.SALES)
    assert visitor.get(path).status_code == 403


@pytest.mark.parametrize(("state", "path"), [("active", "/connect"), ("ended", "/update-login")])
def test_a_form_that_does_not_fit_the_state_leads_to_the_page(
    state: str, path: str, stage: WebStage, visitor: Visitor
) -> None:
    """Connect is for who is not connected, Update Login for who is or was just now."""
    STATES[state](stage)
    assert visitor.get(path).status_code == 303


@pytest.mark.parametrize(
    ("method", "shown"),
    [("client-credentials", "Consumer secret"), ("jwt", "sfconnector update-login")],
)
def test_update_login_asks_for_what_the_method_takes(
    method: str, shown: str, stage: WebStage, visitor: Visitor
) -> None:
    """A consumer secret has no username beside it; a private key is the command line's."""
    secret = "no-such-secret" if method != "jwt" else private_key()
    with stage.connector() as connector:
        status = connector.connect(
            "" if method != "jwt" else stage.user.username,
            secret,
            login_url=stage.salesforce.url,
            method=method,
            client_id="no-such-app",
        )
    assert status.state == "disconnected"
    form = visitor.get("/update-login").text
    assert shown in form
    assert 'name="username"' not in form
    assert ('name="secret"' in form) == (method != "jwt")


def private_key() -> str:
    """Return an RSA key in PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def test_only_so_many_outcomes_are_kept() -> None:
    """A visitor's outcome is told once, and the oldest are forgotten."""
    outcomes = Outcomes()
    for number in range(MOST_KEPT + 1):
        outcomes.keep(str(number), Outcome(act="test"))
    assert outcomes.take("0") is None
    assert outcomes.take("1") is not None
    assert outcomes.take("1") is None


def test_a_server_is_not_asked_to_show_a_page(server: FakeSalesforce, visitor: Visitor) -> None:
    """Looking at the page calls nobody."""
    before = len(server.journal.exchanges)
    visitor.get()
    visitor.get("/connect")
    assert len(server.journal.exchanges) == before
