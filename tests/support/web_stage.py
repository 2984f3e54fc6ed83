"""The page of one account over a fake, and the states it can be in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from connector_stage import FollowingClock
from fake_salesforce import FakeSalesforce
from fake_salesforce.faults import Match, ServerUnavailable
from sfconnector import Connector, Secret, SecretKey
from sfconnector.config import KeyFile, KeySource
from sfconnector.connection.roles import ActingUser, Role
from sfconnector.web import create_app
from sfconnector.web.guards import LOOPBACK_NAMES
from sfconnector.web.site import PATH

HOST = "127.0.0.1:8765"
ORIGIN = {"Origin": f"http://{HOST}"}


class WebStage:
    """An org, a store, and the page over both."""

    def __init__(self, folder: Path, salesforce: FakeSalesforce) -> None:
        self.folder = folder
        self.salesforce = salesforce
        self.org = salesforce.create_org()
        self.user = self.org.create_user(f"integration.{self.org.id.lower()}@example.com")
        self.key: KeySource = SecretKey.generate()
        self.acting = ActingUser("kim", Role.MARKETING)
        self.opened = 0
        self.secrets = {self.user.password, self.user.security_token, self.user.secret}
        """All that no page may show."""

    def connector(self) -> Connector:
        """Open a connector, as the page does for each request."""
        self.opened += 1
        return Connector.open(
            self.folder / "store.sqlite",
            key=self.key,
            clock=FollowingClock(self.salesforce.clock),
            acting=self.acting,
            account="acme",
            seed=1,
        )

    def app(self, password: str = "", names: frozenset[str] | None = LOOPBACK_NAMES) -> Flask:
        """Return the page as an application."""
        return create_app(
            self.connector,
            login_url=self.salesforce.url,
            password=Secret(password),
            names=names,
        )

    def connect(self) -> None:
        """Connect, without the page."""
        with self.connector() as connector:
            status = connector.connect(
                self.user.username, self.user.secret, login_url=self.salesforce.url
            )
        assert status.state == "active", status

    def test(self) -> None:
        """Test the connection, without the page."""
        with self.connector() as connector:
            connector.test()

    def new_password(self) -> None:
        """Have an administrator set a new password, which brings a new token."""
        self.user.set_password()
        self.secrets |= {self.user.password, self.user.security_token, self.user.secret}

    def logins(self) -> int:
        """Return how many logins the org's users have sent, refused ones too."""
        return sum(each.resource == "soap" for each in self.salesforce.journal.exchanges)


class Visitor:
    """Somebody with a browser that knows forms, cookies and nothing else."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.seen: list[str] = []
        """Everything that came back, heads too."""

    def get(self, path: str = "") -> TestResponse:
        """Open a page below the connector's."""
        return self._kept(self.client.get(PATH + path, base_url=f"http://{HOST}"))

    def post(self, path: str, form: str, **fields: str) -> TestResponse:
        """Send the form of a page, and follow where it sends on."""
        sent = self.post_only(path, self.token(form), **fields)
        assert sent.status_code == 303, sent.text
        return self.get(sent.headers["Location"].removeprefix(PATH))

    def post_only(self, path: str, token: str, **fields: str) -> TestResponse:
        """Send a form and go nowhere."""
        return self._kept(
            self.client.post(
                PATH + path,
                base_url=f"http://{HOST}",
                headers=ORIGIN,
                data={"token": token, **fields},
            )
        )

    def token(self, path: str) -> str:
        """Return the token that stands in the form of a page."""
        found = re.search(r'name="token" value="([^"]+)"', self.get(path).text)
        assert found, f"there is no form on {path}"
        return found[1]

    def _kept(self, response: TestResponse) -> TestResponse:
        self.seen.append(f"{response.headers}{response.text}")
        return response


def words(response: TestResponse) -> str:
    """Return what a page says, without tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def _expired(stage: WebStage) -> None:
    stage.connect()
    stage.salesforce.clock.advance(days=91)
    stage.test()


def _refused_first(stage: WebStage) -> None:
    with stage.connector() as connector:
        connector.connect(
            stage.user.username,
            f"{stage.user.password} {stage.user.security_token}",
            login_url=stage.salesforce.url,
        )


def _refused_later(stage: WebStage) -> None:
    stage.connect()
    stage.new_password()
    stage.org.end_sessions(stage.user)
    stage.test()


def _switched(stage: WebStage) -> None:
    stage.connect()
    other = stage.salesforce.create_org().create_user(f"other.{stage.org.id.lower()}@example.com")
    stage.secrets |= {other.password, other.security_token, other.secret}
    with stage.connector() as connector:
        connector.update_login(other.secret, other.username)


def _domain_changed(stage: WebStage) -> None:
    stage.connect()
    stage.user.change_email("integration@example.net")
    with stage.connector() as connector:
        connector.update_login(stage.user.secret)


def _paused(stage: WebStage) -> None:
    stage.connect()
    stage.org.faults.add(ServerUnavailable(), match=Match(resource="query"), count=20)
    stage.test()


def _degraded(stage: WebStage) -> None:
    profile = stage.org.create_user(
        f"limited.{stage.org.id.lower()}@example.com", profile="Standard User"
    )
    stage.secrets |= {profile.password, profile.security_token, profile.secret}
    stage.user = profile
    stage.connect()
    with stage.connector() as connector:
        connector.import_list("leads")
        stage.org.profile("Standard User").revoke("Lead", "read")
        connector.import_list("leads")


def _with_a_list(stage: WebStage) -> None:
    stage.org.populate(leads=12, seed=1)
    stage.connect()
    with stage.connector() as connector:
        connector.import_list("leads")


def _ended(stage: WebStage) -> None:
    _with_a_list(stage)
    with stage.connector() as connector:
        connector.disconnect()


def _key_missing(stage: WebStage) -> None:
    stage.connect()
    stage.key = KeyFile(stage.folder / "keys" / "lost")


STATES: Mapping[str, Callable[[WebStage], None]] = {
    "never connected": lambda _: None,
    "active": _with_a_list,
    "password expired": _expired,
    "first login refused": _refused_first,
    "secret changed": _refused_later,
    "organization switched": _switched,
    "domain changed": _domain_changed,
    "paused": _paused,
    "degraded": _degraded,
    "ended": _ended,
    "key missing": _key_missing,
}
"""A state of the connection to what leads there."""
