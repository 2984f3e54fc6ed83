"""What stands in the place of the answer to a login, for each method to log in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import pytest

from connection_stage import METHODS, ConnectionStage, KeyPair
from fake_salesforce import FakeSalesforce
from scripted_wire import html_answer
from sfconnector import Connector
from sfconnector.salesforce.exchange import Answer, Request
from sfconnector.salesforce.session import Transport
from sfconnector.secret import Secret
from sfconnector.store.tables import login_attempts

USERINFO = "/services/oauth2/userinfo"
LOGINS = ("/services/Soap/u/49.0", "/services/oauth2/token")


class PagedWire(Transport):
    """The real wire, and on demand a page in the place of what a login is answered."""

    page: int | None = None
    """The status of the page; None lets the answers through."""
    hidden: tuple[str, ...] = LOGINS
    """What is answered by it."""
    logins = 0
    """How many were sent."""

    def exchange(
        self, request: Request, *, base_url: str, session_id: Secret | None = None
    ) -> Answer:
        """Send; Salesforce handles a login whose answer a page hides."""
        answer = super().exchange(request, base_url=base_url, session_id=session_id)
        self.logins += request.path in LOGINS
        if self.page is None or request.path not in self.hidden:
            return answer
        return html_answer(self.page)


@contextmanager
def _connected(stage: ConnectionStage) -> Iterator[tuple[Connector, PagedWire]]:
    """Open the connector on such a wire, and connect."""
    wire = PagedWire()
    with mock.patch("sfconnector.connector.Transport", return_value=wire):
        connector = stage.connector()
    with connector:
        assert stage.connect(connector).state == "active"
        wire.logins = 0
        stage.org.end_sessions()
        yield connector, wire


def _outcomes(connector: Connector) -> list[str | None]:
    with connector._context.store.reading() as connection:
        rows = connection.execute(login_attempts.select().order_by(login_attempts.c.id)).all()
    return [row.outcome for row in rows]


@pytest.mark.parametrize("status", [500, 502, 503, 429])
@pytest.mark.parametrize("method", METHODS[1:])
def test_an_outage_of_the_token_endpoint_pauses(
    tmp_path: Path, server: FakeSalesforce, keys: KeyPair, method: str, status: int
) -> None:
    """However often it is met, an outage disconnects nobody and heals by itself (P43)."""
    stage = ConnectionStage(tmp_path, server, keys, method=method)
    with _connected(stage) as (connector, wire):
        wire.page = status
        for _ in range(3):
            cause = connector.import_list("leads").cause
            assert cause == ("limit_reached" if status == 429 else "maintenance")
            assert connector.status().state == "active"
        assert _outcomes(connector)[1:] == ["undecided"] * 3
        wire.page = None
        assert connector.import_list("leads").state == "complete"
        assert connector.status().cause is None


@pytest.mark.parametrize(
    ("method", "status"),
    [("soap", 500), ("soap", 200), ("oauth-password", 400), ("oauth-password", 200)],
)
def test_a_refusal_behind_a_page_is_sent_twice_at_most(
    tmp_path: Path, server: FakeSalesforce, keys: KeyPair, method: str, status: int
) -> None:
    """A gateway that hides Salesforce's answers does not have the user locked out (P40)."""
    stage = ConnectionStage(tmp_path, server, keys, method=method)
    with _connected(stage) as (connector, wire):
        stage.user.set_password()
        wire.page = status
        causes = [connector.import_list("leads").cause for _ in range(5)]
        assert wire.logins == 2
        assert causes == ["unreachable"] * 2 + ["login_unfinished"] * 3
        wire.page = None
        assert connector.update_login(stage.secret()).state == "active"
        assert connector.import_list("leads").state == "complete"


@pytest.mark.parametrize("status", [302, 407, 502, 503, 504])
def test_a_page_that_judges_nobody_pauses(
    tmp_path: Path, server: FakeSalesforce, keys: KeyPair, status: int
) -> None:
    """What cannot stand in the place of Salesforce's judgement disconnects nobody (P43)."""
    stage = ConnectionStage(tmp_path, server, keys)
    with _connected(stage) as (connector, wire):
        wire.page = status
        assert [connector.import_list("leads").cause for _ in range(3)] == ["unreachable"] * 3
        wire.page = None
        assert connector.import_list("leads").state == "complete"


@pytest.mark.parametrize(
    "told",
    [(500, "maintenance"), (503, "maintenance"), (429, "limit_reached"), (200, "unreachable")],
)
@pytest.mark.parametrize("method", METHODS[1:])
def test_an_outage_where_the_token_is_asked_whose_it_is_pauses(
    tmp_path: Path, server: FakeSalesforce, keys: KeyPair, method: str, told: tuple[int, str]
) -> None:
    """Nor does one of userinfo, or a page in its place: the login was accepted (P43)."""
    stage = ConnectionStage(tmp_path, server, keys, method=method)
    with _connected(stage) as (connector, wire):
        (wire.page, cause), wire.hidden = told, (USERINFO,)
        assert connector.import_list("leads").cause == cause
        assert connector.status().state == "active"
        wire.page = None
        assert connector.import_list("leads").state == "complete"
        assert connector.status().cause is None
