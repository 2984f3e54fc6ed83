"""A whole run by every method, through every trouble, and no secret in anything it wrote."""

from __future__ import annotations

import json
import logging
import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from alert_receivers import Mailbox, Receiver
from connection_stage import METHODS, TROUBLES, ConnectionStage, KeyPair, key_pair
from fake_salesforce import FakeSalesforce
from sfconnector.cli import main as sfconnector
from sfconnector.errors import ConnectorError
from sfconnector.salesforce.exchange import Answer, Request
from sfconnector.salesforce.session import Transport
from sfconnector.secret import Secret
from sfconnector.web import create_app
from sfconnector.web.guards import LOOPBACK_NAMES
from store_places import setting
from web_stage import Visitor

SHORTEST = 6
"""A generated token has 24 characters, a code of an authenticator six."""


WEBHOOK_SECRET = "hidden-webhook-secret"
WEBHOOK_PATH = "hunter2-path"
"""Of the receiver's URL; who knows it can post there."""
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("lists", "import", "leads"),
    ("lists", "sync", "All Leads"),
    ("lists", "verify", "All Leads"),
    ("lists",),
    ("limits",),
    ("alerts",),
    ("alerts", "test"),
    ("doctor",),
    ("key", "rotate"),
    ("disconnect", "--no-such-option"),
)
"""What a user may have printed, each in words and as JSON."""


WRITTEN = (
    *("store", "logs", "events", "reprs", "tracebacks", "commands", "pages", "permission set"),
    *("journal", "HAR"),
)
"""What a run writes; what the harness reports is searched in ``test_scenarios_end_to_end.py``."""


class Noting(Transport):
    """The real wire, noting every session id that goes over it."""

    seen: set[str]

    def exchange(
        self, request: Request, *, base_url: str, session_id: Secret | None = None
    ) -> Answer:
        """Send for real."""
        if session_id is not None:
            self.seen.add(session_id.reveal())
        return super().exchange(request, base_url=base_url, session_id=session_id)


class Run:
    """What a run wrote, and the secrets that must not be in it."""

    def __init__(self) -> None:
        self.written: dict[str, str] = {}
        self.secrets: set[str] = set()

    def wrote(self, what: str, text: str) -> None:
        """Keep what was written."""
        self.written[what] = self.written.get(what, "") + text

    @contextmanager
    def crash_told(self) -> Iterator[None]:
        """Keep a traceback with every frame's variables, as a crash reporter writes it."""
        try:
            yield
        except ConnectorError as error:
            told = traceback.TracebackException.from_exception(error, capture_locals=True)
            # This file's own frames hold the secrets they check for.
            lines = "".join(line for line in told.format() if __file__ not in line)
            self.wrote("tracebacks", lines)

    def hits(self) -> list[str]:
        """Return where a secret is found, as it is or as a URL, JSON or XML writes it."""
        found = []
        for secret in self.secrets:
            assert len(secret) >= SHORTEST
            forms = {secret, quote(secret, safe=""), json.dumps(secret)[1:-1]}
            forms.add(secret.replace("&", "&amp;").replace("<", "&lt;"))
            found += [
                f"{secret[:4]}... in {what}"
                for what, text in self.written.items()
                if any(form in text for form in forms)
            ]
        return found


@pytest.fixture(scope="module")
def keys() -> KeyPair:
    """A key pair for assertions."""
    return key_pair()


def _secrets_of(stage: ConnectionStage) -> set[str]:
    return {
        stage.user.password,
        stage.user.security_token,
        stage.user.secret,
        stage.app.client_secret,
        *stage.keys.private_key.split("\n")[1:-2],
    }


def _use(stage: ConnectionStage, run: Run) -> None:
    """Connect, break, look and mend, with everything that can be printed kept."""
    with stage.connector() as connector:
        run.wrote("reprs", repr(connector) + repr(stage.connect(connector)))
        for trouble in TROUBLES.values():
            if stage.method not in trouble.methods:
                continue
            run.secrets |= _secrets_of(stage)
            trouble.breaks(stage)
            if trouble.ends_sessions:
                stage.org.end_sessions(stage.user)
            with run.crash_told():
                connector._session.call(Request("GET", "/services/data/v49.0/limits"))
            run.wrote("reprs", repr(connector.import_list("leads")) + repr(connector.status()))
            run.wrote("reprs", repr(connector.test()))
            connector.look_ahead()
            run.secrets |= _secrets_of(stage)
            trouble.mends(stage)
            run.secrets |= _secrets_of(stage)
            username = None if stage.method == "client-credentials" else stage.user.username
            run.wrote("reprs", repr(connector.update_login(stage.secret(), username)))
        run.wrote("reprs", repr(connector.history()) + repr(connector.organization()))
        run.wrote("reprs", repr(connector._context) + repr(vars(connector._session)))
    run.wrote("events", repr(stage.events))


def _alerting(mailbox: Mailbox, receiver: Receiver) -> dict[str, str]:
    return {
        "SFCONNECTOR_ALERT_EMAILS": "one@example.com",
        "SFCONNECTOR_ALERT_SMTP_URL": mailbox.url,
        "SFCONNECTOR_ALERT_WEBHOOK_URL": receiver.url,
        "SFCONNECTOR_ALERT_WEBHOOK_SECRET": WEBHOOK_SECRET,
    }


def _look_at_the_page(stage: ConnectionStage, run: Run) -> None:
    """Go past every page of the account; mistype a secret on it, and mend it."""
    app = create_app(
        stage.connector,
        login_url=stage.salesforce.url,
        names=LOOPBACK_NAMES,
    )
    visitor = Visitor(app)
    for path in ("", "/connect", "/update-login", "/disconnect"):
        visitor.get(path)
    visitor.post("/test", "")
    visitor.post("/doctor", "")
    visitor.get("/doctor/permission-set")
    username = stage.user.username
    for secret in ("mistyped-secret", stage.secret()):
        visitor.post("/update-login", "/update-login", username=username, secret=secret)
    run.wrote("pages", "".join(visitor.seen))


def _command(stage: ConnectionStage, run: Run, *words: str, secret: str | None = None) -> None:
    environment = {
        "SFCONNECTOR_STORE": setting(stage.path),
        "SFCONNECTOR_KEY": stage.key.keys[0].reveal(),
        "SFCONNECTOR_SECRET": secret,
        "SFCONNECTOR_CLIENT_SECRET": stage.app.client_secret,
        "SFCONNECTOR_CLOCK": stage.salesforce.url,
    }
    result = CliRunner(env=environment).invoke(sfconnector, words)
    run.wrote("commands", result.output + repr(result.exception))


def test_no_secret_is_in_anything_a_run_writes(
    tmp_path: Path, keys: KeyPair, caplog: pytest.LogCaptureFixture
) -> None:
    """Store, logs, reprs, tracebacks, commands, pages, alerts, journal, HAR: no secret (P45)."""
    caplog.set_level(logging.DEBUG)
    run = Run()
    Noting.seen = set()
    mailbox, receiver = Mailbox(), Receiver()
    with (
        FakeSalesforce() as salesforce,
        mailbox.running(),
        receiver.running(),
        mock.patch("sfconnector.connector.Transport", Noting),
        mock.patch.dict(os.environ, _alerting(mailbox, receiver)),
    ):
        for method in METHODS:
            stage = ConnectionStage(tmp_path, salesforce, keys, method=method)
            stage.org.populate(leads=2, seed=1)
            _use(stage, run)
            secret = stage.secret()
            if method == "soap":
                _command(stage, run, "connect", stage.user.username, secret="mistyped-secret")
                _command(stage, run, "update-login", secret=secret)
            for words in (("status",), ("status", "--history"), ("organization", "show")):
                _command(stage, run, *words)
                _command(stage, run, *words, "--json")
            _command(stage, run, "test")
            _command(stage, run, "lists", "import", "leads", "--json")
            if method == "soap":  # by which method the session came makes no difference to these
                for command in COMMANDS:
                    _command(stage, run, *command)
                    _command(stage, run, *command, "--json")
                file = tmp_path / "rights.xml"
                _command(stage, run, "doctor", "--all", "--permission-set", str(file))
                run.wrote("permission set", file.read_text(encoding="utf-8"))
                _look_at_the_page(stage, run)
            with stage.connector() as connector:
                run.secrets.add(connector._stored_credentials().secret.reveal())  # type: ignore[union-attr]
            for suffix in ("", "-wal"):
                path = Path(f"{stage.path}{suffix}")
                if path.exists():
                    run.wrote("store", path.read_bytes().decode("latin-1"))
            run.secrets.add(stage.key.keys[0].reveal())
        run.wrote("HAR", salesforce.har())
        run.wrote("journal", salesforce.json_lines())
    run.wrote("logs", caplog.text)
    run.wrote("alerts", "".join(str(each) for each in mailbox.messages))
    run.wrote("alerts", repr(receiver.bodies) + repr(receiver.headers))
    run.secrets |= Noting.seen | {"mistyped-secret", WEBHOOK_SECRET, WEBHOOK_PATH}
    assert len(Noting.seen) > 10
    assert mailbox.messages
    assert receiver.bodies
    assert all(run.written[each] for each in WRITTEN)
    assert run.hits() == []
