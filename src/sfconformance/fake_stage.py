"""The stage made of ``fake_salesforce``: a fresh server and org for each scenario.

This is the only file of the harness that knows the fake; it is imported by who plays, not by who
only reads scenarios.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from fake_salesforce import Arrival, Exchange, FakeSalesforce, Org, User
from sfconformance.part import FieldValue
from sfconformance.stage import OrgStart, WireExchange


class FakeStage:
    """A :class:`sfconformance.stage.Stage` over a fake that serves."""

    def __init__(self, salesforce: FakeSalesforce) -> None:
        self._salesforce = salesforce
        self._users: dict[str, User] = {}
        self._made: Org | None = None

    @classmethod
    @contextmanager
    def open(cls, seed: int) -> Iterator[FakeStage]:
        """Serve a fake; leaving raises what the fake itself failed in."""
        with FakeSalesforce(seed=seed) as salesforce:
            yield cls(salesforce)

    @property
    def _org(self) -> Org:
        assert self._made is not None, "set_up comes first"
        return self._made

    @property
    def login_url(self) -> str:
        """The fake's URL."""
        return self._salesforce.url

    def now(self) -> datetime:
        """Return the fake's instant."""
        return self._salesforce.clock.now()

    def advance(self, length: timedelta) -> None:
        """Move the fake's clock."""
        self._salesforce.clock.advance(seconds=length.total_seconds())

    def set_up(self, org: OrgStart) -> None:
        """Create the org with its users, leads and records."""
        self._made = self._salesforce.create_org(name=org.name)
        for alias, username in org.users.items():
            self._users[alias] = self._made.create_user(username)
        if org.leads:
            self._made.populate(leads=org.leads, seed=org.leads_seed)
        for sobject, records in org.records.items():
            for record in records:
                self.create(sobject, record)
        if org.page_rows is not None:
            self._made.limits.query_page_rows = org.page_rows

    def user(self, alias: str) -> User:
        """Return a user of the scenario."""
        return self._users[alias]

    def query(self, soql: str) -> Sequence[Mapping[str, object]]:
        """Ask the org directly, not over the wire."""
        return self._org.query(soql)

    def create(self, sobject: str, values: Mapping[str, FieldValue]) -> str:
        """Create a record."""
        return self._org.create(sobject, dict(values))

    def update(self, sobject: str, record_id: str, values: Mapping[str, FieldValue]) -> None:
        """Change a record."""
        self._org.update(sobject, record_id, dict(values))

    def delete(self, sobject: str, record_id: str) -> None:
        """Delete a record."""
        self._org.delete(sobject, record_id)

    def end_sessions(self, alias: str | None) -> None:
        """End sessions of one user or all."""
        self._org.end_sessions(None if alias is None else self._users[alias])

    def expire_query_locators(self) -> None:
        """Drop every open locator."""
        self._org.expire_query_locators()

    def on_request(self, callback: Callable[[str], None]) -> Callable[[], None]:
        """Call back with the resource of each arrival."""

        def arrive(arrival: Arrival) -> None:
            callback(arrival.resource)

        return self._salesforce.on_request(arrive)

    def on_exchange(self, callback: Callable[[WireExchange], None]) -> Callable[[], None]:
        """Call back with each exchange of the journal."""

        def leave(exchange: Exchange) -> None:
            callback(_plain(exchange))

        return self._salesforce.on_exchange(leave)


def _plain(exchange: Exchange) -> WireExchange:
    return WireExchange(
        number=exchange.number,
        at=exchange.time,
        resource=exchange.resource,
        method=exchange.method,
        path=exchange.path,
        status=exchange.status,
        error_code=exchange.error_code,
        request=exchange.request,
        response=exchange.response,
    )
