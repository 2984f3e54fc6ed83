"""A connector of its own for a test: a fresh store, a new key, a clock that stands still."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Protocol
from unittest import mock

from fake_salesforce import FakeSalesforce
from scripted_wire import ScriptedTransport, StandingClock, Step
from sfconnector import Connector, SecretKey
from sfconnector.events import Event
from store_places import place


class MovableClock(Protocol):
    """The fake's clock."""

    def now(self) -> datetime:
        """Return where it stands."""
        ...

    def advance(self, *, seconds: float = 0) -> datetime:
        """Move it."""
        ...


class FollowingClock:
    """The connector's clock on the fake's: one time for both, and sleeping moves it."""

    def __init__(self, clock: MovableClock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        """Return where the fake's clock stands."""
        return self._clock.now()

    def monotonic(self) -> float:
        """Return where it stands, in seconds."""
        return self._clock.now().timestamp()

    def sleep(self, seconds: float) -> None:
        """Move the fake's clock."""
        self._clock.advance(seconds=seconds)


class AccountOnFake:
    """An org, its integration user, and a store whose connectors follow the org's clock."""

    def __init__(self, salesforce: FakeSalesforce, folder: Path) -> None:
        self.salesforce = salesforce
        self.org = salesforce.create_org()
        self.user = self.org.create_user(f"integration.{self.org.id.lower()}@example.com")
        self.store = folder / "store.sqlite"
        self.key = SecretKey.generate()
        self.events: list[Event] = []

    def connect(self) -> None:
        """Connect the account."""
        with self.connector() as connector:
            connector.connect(self.user.username, self.user.secret, login_url=self.salesforce.url)

    @contextmanager
    def connector(self, **settings: str) -> Iterator[Connector]:
        """Open a connector with these settings."""
        environment = {f"SFCONNECTOR_{name.upper()}": text for name, text in settings.items()}
        with (
            mock.patch.dict(os.environ, environment),
            Connector.open(
                place(self.store),
                key=self.key,
                clock=FollowingClock(self.salesforce.clock),
                listeners=(self.events.append,),
                seed=1,
            ) as connector,
        ):
            yield connector


class Scripted:
    """Connectors on one store and one scripted wire, as several processes have them."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "store.sqlite"
        self.key = SecretKey.generate()
        self.clock = StandingClock()
        self.wire = ScriptedTransport()
        self.events: list[Event] = []

    @contextmanager
    def connector(
        self, *steps: Step, key: SecretKey | None = None, account: str | None = None
    ) -> Iterator[Connector]:
        """Open a connector for which these steps are played, all of them."""
        self.wire.then(*steps)
        with mock.patch("sfconnector.connector.Transport", return_value=self.wire):
            opened = Connector.open(
                place(self.path),
                key=key or self.key,
                clock=self.clock,
                listeners=(self.events.append,),
                seed=1,
                account=account,
            )
        with opened:
            yield opened
        self.wire.assert_played()

    def names(self) -> list[str]:
        """Return the names of the events so far."""
        return [event.name for event in self.events]
