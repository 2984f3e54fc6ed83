from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from web_stage import WebStage

if TYPE_CHECKING:
    from headless import Browser

USERNAME = "Username"
SECRET = "Password followed by security token"


def _log_in(browser: Browser, button: str, username: str, secret: str) -> None:
    browser.press(button)
    browser.fill(USERNAME, username)
    browser.fill(SECRET, secret)
    browser.press("Login")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_whole_way(
    scripts: bool,  # noqa: FBT001 - a case of a test
    browser: Browser,
    stage: WebStage,
    serve: Callable[[], str],
) -> None:
    """Wrong secret, right secret, expiry, Update Login, Disconnect: each with what it says.

    It is the same whether the browser runs scripts or not.
    """
    from headless import PROBE  # noqa: PLC0415 - selenium may be missing

    browser.allow_scripts(allowed=scripts)
    browser.open(PROBE)
    assert browser.title == ("on" if scripts else "off")

    browser.open(serve())
    assert "Not connected" in browser.text
    _log_in(
        browser,
        "Connect",
        stage.user.username,
        f"{stage.user.password} {stage.user.security_token}",
    )
    assert browser.title.startswith("Refused: Disconnected")
    assert "Connect: wrong secret." in browser.text
    assert "The secret holds a blank or a line break." in browser.text
    assert "INVALID_LOGIN" in browser.text

    browser.press("Update Login")
    assert browser.field(USERNAME).get_attribute("value") == stage.user.username
    assert browser.field(SECRET).get_attribute("value") == ""
    assert browser.field(SECRET).get_attribute("type") == "password"
    browser.fill(SECRET, stage.user.secret)
    browser.press("Login")
    assert browser.title.startswith("Done: Active")
    assert "Next step: Data Management" in browser.text
    assert (
        "Your Salesforce.com account does not have the latest Act-On package or is using a "
        "deprecated package." in " ".join(browser.text.split())
    )

    stage.user.expire_password()
    browser.press("Test connection")
    assert "Test connection: password expired." in browser.text
    stage.new_password()
    _log_in(browser, "Update Login", stage.user.username, stage.user.secret)
    assert "Connected. Salesforce took the login" in browser.text

    browser.press("Disconnect")
    assert "Disconnect from Salesforce?" in browser.text
    browser.press("Disconnect")
    assert "The secret and the session are forgotten." in browser.text
    assert "Not connected" in browser.text
    for secret in stage.secrets:
        assert secret not in browser.source
        assert secret not in browser.url


def test_a_reload_sends_nothing_twice(
    browser: Browser, stage: WebStage, serve: Callable[[], str]
) -> None:
    """After a login the browser is on a page that was got, not posted: F5 and Back send nothing."""
    browser.open(serve())
    _log_in(browser, "Connect", stage.user.username, "mistyped")
    logins = stage.logins()
    browser.run("location.reload()")
    browser.run("history.back()")
    browser.open(browser.url)
    assert stage.logins() == logins
    assert "mistyped" not in browser.source


def test_what_came_of_an_act_has_the_focus(
    browser: Browser, stage: WebStage, serve: Callable[[], str]
) -> None:
    """Who listens to the page hears first what came of it: an alert, or a status."""
    browser.open(serve())
    _log_in(browser, "Connect", stage.user.username, "mistyped")
    assert browser.focused().get_attribute("role") == "alert"
    _log_in(browser, "Update Login", stage.user.username, stage.user.secret)
    assert browser.focused().get_attribute("role") == "status"


def test_an_empty_field_is_not_sent(
    browser: Browser, stage: WebStage, serve: Callable[[], str]
) -> None:
    """The browser itself asks for what is missing; nothing leaves it."""
    url = serve()
    browser.open(f"{url}/connect")
    opened = stage.opened
    browser.press("Login", leaves=False)
    assert browser.url == f"{url}/connect"
    assert stage.opened == opened


@pytest.fixture
def elsewhere() -> Iterator[Callable[[str], str]]:
    """Serve a page of somebody else's on this computer, and return its URL."""
    pages: list[bytes] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(pages[-1])

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()

    def publish(page: str) -> str:
        pages.append(page.encode())
        return f"http://127.0.0.1:{server.server_port}/"

    yield publish
    server.shutdown()
    server.server_close()
    thread.join()


def test_another_page_cannot_act(
    browser: Browser,
    stage: WebStage,
    serve: Callable[[], str],
    elsewhere: Callable[[str], str],
) -> None:
    """A form on another port of this computer is refused, although the cookie comes along."""
    stage.connect()
    url = serve()
    browser.open(f"{url}/disconnect")
    token = browser.run("return document.querySelector('[name=token]').value")
    browser.open(
        elsewhere(
            f"<form method=post action={url}/disconnect><input name=token value={token}></form>"
            "<main><button onclick='document.forms[0].submit()'>Press me</button></main>"
        )
    )
    browser.press("Press me")
    assert browser.url == f"{url}/disconnect"
    assert "This came from another page" in browser.text
    browser.open(url)
    assert "Active" in browser.text


def test_another_page_cannot_frame_it(
    browser: Browser, serve: Callable[[], str], elsewhere: Callable[[str], str]
) -> None:
    """A frame of the page on another page stays empty, so nobody is made to press its buttons."""
    browser.open(elsewhere(f"<iframe src={serve()}></iframe>"))
    assert "frame-ancestors" in browser.complaint_of("frame")


def test_the_browser_has_nothing_to_complain_of(
    browser: Browser, stage: WebStage, serve: Callable[[], str]
) -> None:
    """Stylesheet and icon are found and pass the policy: the console stays empty."""
    stage.connect()
    url = serve()
    for path in ("", "/update-login", "/disconnect"):
        browser.open(f"{url}{path}")
    assert browser.complaints() == []
    assert browser.run("return document.styleSheets.length") == 1
