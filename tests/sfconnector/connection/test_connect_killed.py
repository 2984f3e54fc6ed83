"""Connect and Update Login in real processes that SIGKILL ends at each exchange and each commit."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import settings

from fake_salesforce import FakeSalesforce, User
from killed_process import SENDING, WRITING, Point, run
from sfconnector import Connector, FileClock, SecretKey
from sfconnector.connection.causes import Cause
from sfconnector.connection.status import Status
from sfconnector.errors import NotConnectedError
from sfconnector.store.store import Store

MISTYPED = "mistyped-secret"
IS_THOROUGH = settings().max_examples >= 1000
AROUND_THE_LOGIN = (
    Point(1, "before sending"),
    Point(1, "after the answer"),
    Point(4, "uncommitted"),  # the row of the attempt
    Point(4, "committed"),
    Point(5, "uncommitted"),  # its outcome
    Point(5, "committed"),
    Point(6, "uncommitted"),  # the connection, or why there is none
    Point(6, "committed"),
)
"""Where a kill is tried each time; the thorough profile tries every point there is."""


@dataclass
class Kept:
    """An account before the act: its store, its user, and the secrets that were ever good."""

    salesforce: FakeSalesforce
    folder: Path
    command: str
    """``connect`` on a store without a connection, ``update-login`` on a broken one."""

    key: ClassVar[SecretKey] = SecretKey.generate()

    def __post_init__(self) -> None:
        self.org = self.salesforce.create_org()
        self.org.populate(leads=2, seed=1)
        self.user: User = self.org.create_user(f"integration.{self.org.id.lower()}@example.com")
        self.store = self.folder / "store.sqlite"
        self.clock = FileClock(self.folder / "clock")
        (self.folder / "clock").write_text("2020-07-20T09:00:00+00:00\n", encoding="utf-8")
        self.former = self.user.secret
        Store.open(self.store).close()
        if self.command == "update-login":
            with self.connector() as connector:
                connector.connect(self.user.username, self.former, login_url=self.salesforce.url)
                self.user.set_password()
                self.org.end_sessions()
                assert connector.test().state == "disconnected"
        self._bytes = self.store.read_bytes()

    def again(self) -> None:
        """Make the store what it was, and forget failed logins in Salesforce."""
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.store}{suffix}").unlink(missing_ok=True)
        self.store.write_bytes(self._bytes)
        self.user.unlock()
        self.failed_before = self._failed()

    def connector(self) -> Connector:
        """Open a connector on the store."""
        return Connector.open(self.store, key=self.key, clock=self.clock, seed=1)

    def act(self, secret: str, kill: Point | None = None) -> int:
        """Run the command in a process and return its exit code."""
        words = {
            "connect": ["connect", self.user.username, "--login-url", self.salesforce.url],
            "update-login": ["update-login"],
        }
        environment = {
            "SFCONNECTOR_STORE": str(self.store),
            "SFCONNECTOR_KEY": self.key.keys[0].reveal(),
            "SFCONNECTOR_CLOCK": f"file:{self.folder / 'clock'}",
            "SFCONNECTOR_SECRET": secret,
        }
        return run(words[self.command], environment, kill)

    def again_by(self, connector: Connector, secret: str) -> Status:
        """Do the same in a process that nobody kills."""
        if self.command == "update-login":
            return connector.update_login(secret)
        return connector.connect(self.user.username, secret, login_url=self.salesforce.url)

    def failed(self) -> int:
        """Return how many logins have failed since, by Salesforce's own record."""
        return self._failed() - self.failed_before

    def _failed(self) -> int:
        logins = self.org.query(f"SELECT Status FROM LoginHistory WHERE UserId = '{self.user.id}'")
        return sum(each["Status"] != "Success" for each in logins)


@pytest.fixture(params=["connect", "update-login"])
def kept(
    request: pytest.FixtureRequest, salesforce: FakeSalesforce, tmp_path: Path
) -> Iterator[Kept]:
    """An account before each command."""
    found = Kept(salesforce, tmp_path, request.param)
    yield found
    salesforce.drop_org(found.org)


@pytest.mark.parametrize("secret", ["right", "mistyped"])
def test_killed_anywhere_it_can_be_tried_again(kept: Kept, secret: str) -> None:
    """The store tells what is true, holds no half of a secret, and the next act heals."""
    offered = kept.user.secret if secret == "right" else MISTYPED
    for point in AROUND_THE_LOGIN:
        assert _is_killed(kept, offered, point), point
    if IS_THOROUGH:
        for when in (*SENDING, *WRITING):
            nth = 1
            while _is_killed(kept, offered, Point(nth, when)):
                nth += 1
            assert nth > 1


def _is_killed(kept: Kept, offered: str, point: Point) -> bool:
    kept.again()
    is_killed = kept.act(offered, point) == -signal.SIGKILL
    if is_killed:
        _look(kept, offered, point)
    return is_killed


def _look(kept: Kept, offered: str, point: Point) -> None:
    is_right = offered == kept.user.secret
    assert kept.failed() <= (0 if is_right else 1), point
    with kept.connector() as connector:
        status = connector.status()
        stored = connector._context.stored_credentials(connector._context.row())
        assert (
            status.state
            in {
                ("connect", True): {"not_connected", "active"},
                ("connect", False): {"not_connected", "disconnected"},
                ("update-login", True): {"disconnected", "active"},
                ("update-login", False): {"disconnected"},
            }[kept.command, is_right]
        ), point
        former = None if kept.command == "connect" else kept.former
        now = None if stored is None else stored.secret.reveal()
        assert now == (offered if status.state == "active" else former), point
        told = {cause for each in status.candidates for cause in each.causes}
        assert status.state != "disconnected" or Cause.WRONG_SECRET in told
        # Work that runs by itself sends no login with what was refused.
        try:
            report = connector.import_list("leads")
        except NotConnectedError:
            assert status.state == "not_connected"
        else:
            assert report.state == ("complete" if status.state == "active" else "interrupted")
    assert kept.failed() <= (0 if is_right else 1), point
    with kept.connector() as connector:  # as a new process
        if not is_right:
            assert kept.again_by(connector, MISTYPED).state == "disconnected", point
            assert kept.failed() <= 2, "one by the act that was killed, one that was asked for"
        assert kept.again_by(connector, kept.user.secret).state == "active", point
        assert connector.import_list("leads").state == "complete"
    written = b"".join(each.read_bytes() for each in kept.folder.iterdir())
    for each in (kept.user.secret, kept.user.password, kept.former, MISTYPED):
        assert each.encode() not in written
