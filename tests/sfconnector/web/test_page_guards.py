from __future__ import annotations

import re
from base64 import b64encode
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from sfconnector import Connector, Secret
from sfconnector.errors import StoreUnavailableError
from sfconnector.web import create_app
from sfconnector.web.headers import HEADERS
from sfconnector.web.site import PATH
from web_stage import HOST, ORIGIN, Visitor, WebStage, words

POSTS = ("/connect", "/update-login", "/test", "/disconnect", "/doctor")


def post(app: Flask, path: str, **options: Any) -> tuple[int, str]:
    """Send a form without any visitor's cookie or token, and return code and page."""
    answer = app.test_client().post(
        PATH + path,
        base_url=f"http://{HOST}",
        **options,
    )
    return answer.status_code, words(answer)


def test_every_route_that_acts_is_in_these_tests(stage: WebStage) -> None:
    """What takes a POST is held to the guards below."""
    routes = {
        rule.rule.removeprefix(PATH)
        for rule in stage.app().url_map.iter_rules()
        if rule.methods and "POST" in rule.methods
    }
    assert routes == set(POSTS)


@pytest.mark.parametrize("path", POSTS)
def test_a_form_without_its_token_is_refused(path: str, stage: WebStage, visitor: Visitor) -> None:
    """Without, with a wrong, and with somebody else's token nothing is done, and nothing opened."""
    app = stage.app()
    theirs = Visitor(app).token("/connect")
    opened = stage.opened
    for form in ({}, {"token": ""}, {"token": "guessed"}, {"token": theirs}):
        code, said = post(app, path, headers=ORIGIN, data=form)
        assert code == 403
        assert "This form is not valid any more" in said
    own = Visitor(app)
    own.token("/connect")
    opened_by_own = stage.opened
    assert own.post_only(path, theirs).status_code == 403
    assert (stage.opened, opened_by_own) == (opened_by_own, opened + 1)
    del visitor


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "http://127.0.0.1"},
        {"Origin": f"ftp://{HOST}"},
        {"Origin": "http://["},
    ],
)
def test_a_form_from_elsewhere_is_refused(
    path: str, headers: dict[str, str], stage: WebStage
) -> None:
    """Even with cookie and token, another origin, another port or none is refused."""
    app = stage.app()
    visitor = Visitor(app)
    token = visitor.token("/connect")
    opened = stage.opened
    answer = visitor.client.post(
        PATH + path, base_url=f"http://{HOST}", headers=headers, data={"token": token}
    )
    assert answer.status_code == 403
    assert "This came from another page" in words(answer)
    assert stage.opened == opened


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", "localhost.evil", "["]
)
def test_a_foreign_name_of_this_computer_is_refused(host: str, stage: WebStage) -> None:
    """A name that somebody has pointed here is answered 400, the stylesheet too; nothing opens."""
    client = stage.app().test_client()
    for path in (PATH, f"{PATH}/connect", "/static/page.css", "/"):
        answer = client.get(path, headers={"Host": host})
        assert answer.status_code == 400
        assert "acme" not in answer.text
    assert stage.opened == 0


OWN = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:[0-9]*)?", re.IGNORECASE)


@given(
    st.one_of(
        st.text("abcehlost.-:[]@/%0127", max_size=30),
        st.from_regex(OWN, fullmatch=True).map(lambda host: f"{host}.evil"),
        st.from_regex(OWN, fullmatch=True).map(lambda host: f"evil@{host}"),
    )
)
def test_no_other_name_is_let_in(host: str) -> None:
    """Whatever stands in Host, the connector is opened for the names of loopback alone."""
    opened = []

    def open_connector() -> Connector:
        opened.append(host)
        raise StoreUnavailableError("nothing is opened here")

    answer = create_app(open_connector).test_client().get(PATH, headers={"Host": host})
    assert not opened or OWN.fullmatch(host)
    assert answer.status_code == (503 if opened else 400)
    assert answer.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
    open_to_all = create_app(open_connector, password=Secret("correct horse"), names=None)
    assert open_to_all.test_client().get(PATH, headers={"Host": host}).status_code in {400, 401}


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:1", "[::1]:8765", "LOCALHOST:80"])
def test_this_computers_own_names_are_let_in(host: str, stage: WebStage) -> None:
    """The names of loopback pass with any port: the server's is what was connected to."""
    assert stage.app().test_client().get(PATH, headers={"Host": host}).status_code == 200


def test_the_cookie_is_the_pages_alone(stage: WebStage) -> None:
    """It is SameSite=Strict, HttpOnly, ends with the browser, and each page has its own name."""
    cookies = [
        stage.app().test_client().get(PATH, base_url=f"http://{HOST}").headers["Set-Cookie"]
        for _ in range(2)
    ]
    for cookie in cookies:
        assert "SameSite=Strict" in cookie
        assert "HttpOnly" in cookie
        assert "Expires" not in cookie
    names = {cookie.partition("=")[0] for cookie in cookies}
    assert len(names) == 2


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", PATH, 200),
        ("GET", f"{PATH}/connect", 200),
        ("GET", "/static/page.css", 200),
        ("GET", "/static/icon.svg", 200),
        ("GET", "/", 303),
        ("GET", "/nothing", 404),
        ("POST", f"{PATH}/test", 403),
        ("PUT", PATH, 403),
    ],
)
def test_every_answer_has_the_strict_headers(
    method: str, path: str, code: int, stage: WebStage
) -> None:
    """No scripts, no frames, nothing kept, nothing guessed: on pages, refusals and files alike."""
    answer = stage.app().test_client().open(path, method=method, base_url=f"http://{HOST}")
    answer.close()
    assert answer.status_code == code
    for name, value in HEADERS.items():
        assert answer.headers.getlist(name) == [value]
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy


def test_no_page_has_a_script_or_a_style_of_its_own(stage: WebStage, visitor: Visitor) -> None:
    """Neither tags nor attributes would pass the policy, so none is written."""
    stage.connect()
    for path in ("", "/update-login", "/disconnect"):
        text = visitor.get(path).text
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", text)


def test_a_form_that_is_too_long_is_refused(visitor: Visitor) -> None:
    """What nobody types is not read into memory."""
    answer = visitor.post_only("/connect", visitor.token("/connect"), secret="x" * 100_000)
    assert answer.status_code == 413


def _basic(password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(f"anybody:{password}".encode()).decode()}


@pytest.mark.parametrize(
    "headers",
    [{}, _basic("wrong"), _basic(""), {"Authorization": "Bearer correct horse"}],
)
def test_the_password_is_asked_for_by_basic(headers: dict[str, str], stage: WebStage) -> None:
    """Without the right password nothing is shown, done or opened, the stylesheet included."""
    client = stage.app("correct horse", names=None).test_client()
    for path in (PATH, "/static/page.css"):
        answer = client.get(path, headers={"Host": "connector.example", **headers})
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Basic realm=sfconnector"
        assert "correct horse" not in answer.text
    assert stage.opened == 0


def test_the_password_opens_the_page_under_any_name(stage: WebStage) -> None:
    """With it the page is shown, and its forms still need origin and token."""
    client = stage.app("correct horse", names=None).test_client()
    headers = {"Host": "connector.example", **_basic("correct horse")}
    assert client.get(PATH, headers=headers).status_code == 200
    assert client.post(f"{PATH}/test", headers=headers).status_code == 403
