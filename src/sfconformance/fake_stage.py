"""The stage made of ``fake_salesforce``: a fresh server and org for each scenario.

With ``org_verbs.py``, which reads what a scenario asks of the fake's control, it is all of the
harness that knows the fake; it is imported by who plays, not by who only reads scenarios.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from fake_salesforce import Arrival, Exchange, FakeSalesforce, Org, User
from fake_salesforce.faults import ConnectionRefused
from fake_salesforce.patch import patched
from sfconformance import org_verbs
from sfconformance.part import FieldValue
from sfconformance.stage import ConnectedApp, OrgStart, WireExchange

APP = "Connector"
"""The connected app that the stage makes."""


class FakeStage:
    """A :class:`sfconformance.stage.Stage` over a fake that serves."""

    def __init__(self, salesforce: FakeSalesforce) -> None:
        self._salesforce = salesforce
        self._users: dict[str, tuple[Org, str]] = {}
        self._made: Org | None = None
        self._app: ConnectedApp | None = None
        self._outages: list[int] = []

    @classmethod
    @contextmanager
    def open(cls, seed: int) -> Iterator[FakeStage]:
        """Serve a fake; leaving raises what the fake itself failed in.

        While it is open, every host of salesforce.com leads to it, for clients in this process.
        """
        with FakeSalesforce(seed=seed) as salesforce, salesforce.patch():
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

    def set_up(self, org: OrgStart, *others: OrgStart) -> None:
        """Create the orgs with their users, leads and records."""
        self._made = self._found(org)
        for other in others:
            self._found(other)

    def _found(self, start: OrgStart) -> Org:
        org = self._salesforce.create_org(
            start.name, edition=start.edition, is_sandbox=start.is_sandbox
        )
        for alias, username in start.users.items():
            self._users[alias] = (org, org.create_user(username, profile=start.profile).id)
        if start.leads:
            org.populate(leads=start.leads, seed=start.leads_seed)
        for sobject, records in start.records.items():
            for record in records:
                org.create(sobject, dict(record))
        if start.page_rows is not None:
            org.limits.query_page_rows = start.page_rows
        return org

    def url_of(self, written: str) -> str:
        """Fill in the fake's address and the org's My Domain."""
        address = urlsplit(self._salesforce.url).netloc
        return written.replace("{stage}", address).replace("{my_domain}", self._org.my_domain)

    def user(self, alias: str) -> User:
        """Return a user of the scenario, with the name and the secrets that he has now."""
        org, user_id = self._users[alias]
        return org.known_user(str(org.users.record(user_id)["Username"]))

    def connected_app(self) -> ConnectedApp:
        """Return the app, pre-authorized for everybody, with a certificate for JWT."""
        if self._app is None:
            key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
            app = self._org.add_connected_app(APP, certificate=_certificate(key, self.now()))
            self._app = ConnectedApp(
                client_id=app.client_id,
                client_secret=str(app.client_secret),
                private_key=key.private_bytes(
                    serialization.Encoding.PEM,
                    serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption(),
                ).decode(),
            )
        return self._app

    def secrets(self) -> Iterable[str]:
        """Return the secrets of every user, and of the app if there is one."""
        for alias in self._users:
            user = self.user(alias)
            yield from (user.password, user.security_token)
        if self._app is not None:
            yield from (self._app.client_secret, self._app.private_key)

    def carry_out(self, verb: str, asked: Mapping[str, Any], *, alias: str | None) -> None:
        """Do what a verb does, by its one definition."""
        given = dict(asked)
        if given.get("app") == APP:
            self.connected_app()  # made when it is first needed
        org = self._org
        if alias is not None:
            org, _ = self._users[alias]
            given["username"] = self.user(alias).username
        org_verbs.carry_out(self._salesforce, verb, given, org_id=org.id)

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
        self._org.end_sessions(None if alias is None else self.user(alias))

    def expire_query_locators(self) -> None:
        """Drop every open locator."""
        self._org.expire_query_locators()

    def close_the_way(self, *, closed: bool) -> None:
        """Stage an outage of the server, or end it."""
        if closed:
            self._outages.append(self._salesforce.add_fault(ConnectionRefused()))
            return
        while self._outages:
            self._salesforce.faults.remove(self._outages.pop())

    def routed(self) -> Callable[[], AbstractContextManager[None]]:
        """Return what patches the clients of another process as those of this one are."""
        return partial(patched, self._salesforce.url)

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
        delivery=exchange.delivery,
    )


def _certificate(key: rsa.RSAPrivateKey, now: datetime) -> str:
    """Return a certificate that the key signs itself, in PEM."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, APP)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM).decode()
