from __future__ import annotations

import logging

import pytest

from sfconnector import Connector
from sfconnector.errors import StoreUnavailableError
from web_stage import STATES, Visitor, WebStage, words


def test_nothing_the_page_says_holds_a_secret(
    stage: WebStage,
    visitor: Visitor,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """No password, token or session is in a page, a head, a URL, a log line or an output.

    The way leads past every act, refused and not, and past errors of each kind.
    """
    caplog.set_level(logging.DEBUG)
    typed = {"mistyped-hidden", f"{stage.user.password} {stage.user.security_token}"}
    stage.secrets |= typed
    username = stage.user.username
    for secret in typed:
        visitor.post("/connect", "/connect", username=username, secret=secret) if (
            stage.opened < 3
        ) else visitor.post("/update-login", "/update-login", username=username, secret=secret)
    visitor.post("/update-login", "/update-login", username="", secret=stage.user.secret)
    visitor.post("/update-login", "/update-login", username=username, secret=stage.user.secret)
    visitor.post_only("/update-login", "forged", username=username, secret=stage.user.secret)
    visitor.get(f"/connect?secret={'not-read'}")
    stage.user.expire_password()
    visitor.post("/test", "")
    stage.new_password()
    visitor.post("/update-login", "/update-login", username=username, secret=stage.user.secret)
    visitor.post("/disconnect", "/disconnect")
    visitor.post("/connect", "/connect", username=" ", secret=stage.user.secret)
    out = capfd.readouterr()
    told = "\n".join((*visitor.seen, caplog.text, out.out, out.err))
    assert "wrong secret" in told
    for secret in stage.secrets:
        assert secret not in told
    assert f"{stage.org.id[:15]}!" not in told  # session ids begin so


def test_an_error_that_nobody_foresaw_shows_and_logs_no_message(
    stage: WebStage,
    visitor: Visitor,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The page says that it is the program's mistake; the log has its kind and where, no words."""

    def fail(*given: object, **named: object) -> None:
        del named
        message = " ".join(("cannot", "cope", *map(str, given)))
        raise ValueError(message, stage.user.secret)

    token = visitor.token("/connect")
    monkeypatch.setattr(Connector, "connect", fail)
    answer = visitor.post_only(
        "/connect", token, username="a@example.com", secret=stage.user.secret
    )
    assert answer.status_code == 500
    assert "a mistake of the program, not yours" in words(answer)
    assert "ValueError, by way of" in caplog.text
    assert "login.py" in caplog.text
    for told in (answer.text, caplog.text):
        assert stage.user.secret not in told
        assert "cannot cope" not in told


def test_a_store_that_cannot_be_used_is_told(
    stage: WebStage, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page says what is wrong with the store, with 503, and offers to look again."""

    def fail(*_: object, **__: object) -> None:
        message = "the store cannot be read or written now: disk I/O error"
        raise StoreUnavailableError(message)

    monkeypatch.setattr(Connector, "status", fail)
    answer = visitor.get()
    assert answer.status_code == 503
    assert "The store cannot be read or written now: disk I/O error." in words(answer)
    del stage


@pytest.mark.parametrize("state", STATES)
def test_no_state_shows_a_secret(state: str, stage: WebStage, visitor: Visitor) -> None:
    """Whatever the state, page and forms hold none of the secrets that led there."""
    STATES[state](stage)
    for path in ("", "/connect", "/update-login", "/disconnect"):
        visitor.get(path)
    told = "\n".join(visitor.seen)
    assert [secret for secret in stage.secrets if secret in told] == []
