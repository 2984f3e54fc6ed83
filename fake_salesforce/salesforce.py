"""``FakeSalesforce``: a server with a clock, a journal, and orgs."""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cached_property
from importlib import metadata
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from .clock import SUMMER_20, Clock
from .faults import (
    KINDS,
    BadCertificate,
    ConnectionRefused,
    Fault,
    Faults,
    Match,
    MemoryStore,
    Outage,
)
from .journal import MOST_EXCHANGES, Arrival, Exchange, Journal, har, json_lines
from .login.hosts import is_gone
from .objects import ABSENT, STANDARD
from .org import Org, Origin, Template
from .org.departures import Departures
from .patch import patched
from .schema import Schema
from .server import Server
from .wire import is_loopback

if TYPE_CHECKING:
    from .tls import Authority


class FakeSalesforce:
    """A Salesforce that runs offline: login host and every org's instance in one server.

    Used as a context manager it serves from entry to exit, and its exit raises any failure of the
    fake itself, so that no test passes over one::

        with FakeSalesforce() as salesforce, salesforce.patch():
            org = salesforce.create_org()
            user = org.create_user("integration@example.com")
    """

    def __init__(
        self,
        *,
        seed: int = 0,
        start: datetime = SUMMER_20,
        clock: Clock | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: bool = False,
        external_url: str | None = None,
        trust_forwarded: bool = False,
        tick_seconds: float = 0,
        journal_exchanges: int = MOST_EXCHANGES,
        control_key: str | None = None,
    ) -> None:
        """Make a fake; it serves once it is entered.

        Args:
            seed: ids and secrets are drawn from it: two fakes of one seed behave alike.
            start: the first instant of its clock, which stands still until it is advanced.
            clock: a clock to use instead.
            host: the address to bind to. Only loopback addresses are safe: nothing here is secret.
            port: 0 takes a free one.
            tls: serve over TLS, with a certificate of ``ca_file``'s authority.
            external_url: scheme and host that URLs in answers have instead of those that the
                client came to.
            trust_forwarded: whether ``X-Forwarded-Host`` and ``X-Forwarded-Proto`` are believed:
                only behind a proxy that sets them.
            tick_seconds: by how much each request moves the clock.
            journal_exchanges: how many exchanges the journal keeps; the oldest go first.
            control_key: what calls of ``/_fake/`` have to send; None lets in this machine's own.

        Raises:
            ValueError: the external URL is no http or https URL of a host alone, or the address is
                no loopback address and there is no control key.
        """
        self.control_key = _checked_key(control_key, host)
        self.external_url = None if external_url is None else _checked(external_url)
        self.trusts_forwarded = trust_forwarded
        self._authority: Authority | None = None
        self.has_tls = tls
        """Whether it serves over TLS."""
        self.clock = clock or Clock(start, tick_seconds=tick_seconds)
        self.journal = Journal(most_exchanges=journal_exchanges)
        self.resource_names: frozenset[str] = frozenset()
        """The names that resources have in the journal; none until it has an application."""
        self.faults = Faults(
            MemoryStore(),
            seed=hashlib.sha256(f"{seed} server".encode()).digest(),
            kinds=KINDS,
            outage_refusal=self._outage_refusal,
            on_change=self._faults_changed,
        )
        """What goes wrong whatever org is asked; what goes wrong in one only is ``org.faults``."""
        self.faults.resources = lambda: self.resource_names
        self._calls_off: dict[int, Callable[[], None]] = {}
        self._under_way: dict[object, Callable[[], None]] = {}
        self._founding = threading.Lock()
        self.departures = Departures()
        """What waits to be closed until the requests are over that are under way."""
        self.orgs: list[Org] = []
        """The orgs that are open: after each change another list, so it can be gone through."""
        self._seed = seed
        self._host = host
        self._port = port
        self._server: Server | None = None
        self._founded = 0

    def __enter__(self) -> Self:
        from .app import create_app  # noqa: PLC0415 - Flask is loaded by those who serve only

        if self.has_tls:
            from .tls import Authority  # noqa: PLC0415 - made by those who want TLS only

            self._authority = Authority(self._host)
        try:
            self._server = Server(
                create_app(self),
                host=self._host,
                port=self._port,
                tls=None if self._authority is None else self._authority.adapter(),
            )
        except BaseException:
            self.close()
            raise
        self._faults_changed()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
        if error is None:
            self.journal.raise_crash()

    def close(self) -> None:
        """Stop serving and close every org; what is still under way comes to nothing."""
        for call_off in (*self._calls_off.values(), *self._under_way.values()):
            call_off()
        self._calls_off.clear()
        self._under_way.clear()
        if self._server is not None:
            self._server.stop()
            self._server = None
        if self._authority is not None:
            self._authority.close()
            self._authority = None
        self.departures.close()
        for org in self.orgs:
            org.close()
        self.orgs = []

    @property
    def url(self) -> str:
        """Where it serves, as ``http://127.0.0.1:54321``: login URL and instance URL at once.

        Raises:
            RuntimeError: it does not serve: enter it first.
        """
        if self._server is None:
            message = (
                "FakeSalesforce does not serve: use it as `with FakeSalesforce() as salesforce:`"
            )
            raise RuntimeError(message)
        return self._server.url

    @property
    def is_ending(self) -> bool:
        """Whether the server is about to answer no more: who waits in a request, should leave."""
        return self._server is not None and self._server.is_stopping

    def url_of(self, host: str) -> str:
        """Return where a host of Salesforce is played for clients that can only be given a URL.

        ``salesforce.url_of("login.salesforce.com")`` is ``http://127.0.0.1:54321/_host/login...``.
        Through ``patch()``, or with a Host header, no such prefix is needed.

        Args:
            host: as ``test.salesforce.com``.

        Raises:
            RuntimeError: it does not serve.
        """
        return f"{self.external_url or self.url}/_host/{host}"

    @property
    def ca_file(self) -> Path:
        """The file that a client of a server with TLS has to trust, as REQUESTS_CA_BUNDLE.

        Raises:
            RuntimeError: it serves without TLS.
        """
        if self._authority is None:
            message = "FakeSalesforce serves without TLS: make it as FakeSalesforce(tls=True)"
            raise RuntimeError(message)
        return self._authority.ca_file

    def create_org(
        self,
        name: str = "Example Org",
        *,
        edition: str = "Enterprise Edition",
        is_sandbox: bool = False,
        data: Path | None = None,
    ) -> Org:
        """Create an org, or open the one that a file keeps.

        ``with salesforce.create_org() as org:`` drops it at the block's end.

        Args:
            name: the organization's name.
            edition: as Organization.OrganizationType has it.
            is_sandbox: whether it is a sandbox.
            data: a file for its records; None keeps them in a temporary folder.

        Raises:
            ValueError: the file holds something else.
        """
        return self._open(self._origin(name, edition, is_sandbox=is_sandbox), data)

    def import_org(self, exported: Path, *, data: Path | None = None) -> Org:
        """Take in an org that ``org.export`` wrote.

        Its users have new passwords and tokens, which ``org.user(username)`` tells; the clock moves
        on to when it was exported.

        Args:
            exported: the file, which stays as it is.
            data: a new file for the org; None keeps it in a temporary folder.

        Raises:
            ValueError: it is no exported org, or an org of its id is open.
            FileExistsError: there is a file ``data``.
        """
        if data is not None and data.exists():
            message = f"{data} exists already: an org is imported to a new file"
            raise FileExistsError(message)
        origin = self._origin("Imported Org", "Enterprise Edition", is_sandbox=False)
        return self._open(origin, data, exported=exported)

    def _origin(self, name: str, edition: str, *, is_sandbox: bool) -> Origin:
        with self._founding:
            self._founded += 1
            number = self._founded
        return Origin(
            seed=self._seed,
            number=number,
            name=name,
            edition=edition,
            is_sandbox=is_sandbox,
        )

    def _open(self, origin: Origin, data: Path | None, *, exported: Path | None = None) -> Org:
        org = Org(
            path=data,
            clock=self.clock,
            origin=origin,
            template=self._template,
            exported=exported,
            is_username_taken=lambda username: any(
                each.users.id_of(username) is not None for each in self.orgs
            ),
            drop=self.drop_org,
        )
        with self._founding:
            is_taken = org.id in {each.id for each in self.orgs}
            if not is_taken:
                org.faults.resources = lambda: self.resource_names
                self.orgs = [*self.orgs, org]
        if is_taken:
            org.close()
            if exported is not None and data is not None:
                data.unlink()
            message = (
                f"an org of the id {org.id} is open already: open {exported or data} once, or give"
                " FakeSalesforce another seed"
            )
            raise ValueError(message)
        return org

    @cached_property
    def _template(self) -> Template:
        """What new orgs are copies of; built with the first of them."""
        return Template(Schema(STANDARD, absent=ABSENT))

    def drop_org(self, org: Org) -> None:
        """Close an org and forget it; a temporary one is gone.

        While requests are under way it is closed when these are over.

        Raises:
            ValueError: it is none of this server's, or was dropped before.
        """
        with self._founding:
            if org not in self.orgs:
                message = f"{org!r} is not open here"
                raise ValueError(message)
            self.orgs = [each for each in self.orgs if each is not org]
        self.departures.leave(org.close)

    def org_of_session(self, session_id: str) -> Org | None:
        """Return the org whose id a session id begins with, or None."""
        organization_id = session_id.partition("!")[0]
        return next((each for each in self.orgs if each.id[:15] == organization_id[:15]), None)

    def add_fault(
        self,
        fault: Fault | Mapping[str, Any],
        *,
        match: Match | Mapping[str, Any] | None = None,
        phase: str | None = None,
        count: int | None = None,
        seconds_late: float | None = None,
    ) -> int:
        """Stage a fault for the whole server; :meth:`.faults.Faults.add` tells the arguments."""
        return self.faults.add(
            fault, match=match, phase=phase, count=count, seconds_late=seconds_late
        )

    def _faults_changed(self) -> None:
        """Begin the outages that were added, and end those that are over."""
        outages = {
            each.number: each.fault for each in self.faults.staged if isinstance(each.fault, Outage)
        }
        for number in self._calls_off.keys() - outages.keys():
            self._calls_off.pop(number)()
        for number in outages.keys() - self._calls_off.keys():
            self._calls_off[number] = self._ends(number, outages[number].seconds)
        if self._server is None:
            return
        flaws = [each.flaw for each in outages.values() if isinstance(each, BadCertificate)]
        if self._authority is not None:
            self._authority.show(flaws[-1] if flaws else None)
        if any(isinstance(each, ConnectionRefused) for each in outages.values()):
            self._server.stop()
        else:
            self._server.listen()

    def _outage_refusal(self, outage: Outage) -> str | None:
        """Return why this server cannot have an outage, or None."""
        if outage.needs_tls and not self.has_tls:
            return (
                f"{outage.kind} needs a server with TLS: FakeSalesforce(tls=True), or `serve --tls`"
            )
        return None

    def _ends(self, number: int, seconds: float | None) -> Callable[[], None]:
        """Have a fault removed when its time is over; return how to call that off."""
        if seconds is None:
            return lambda: None
        due = self.clock.now() + timedelta(seconds=seconds)
        return self.clock.at(due, lambda: self.faults.remove(number))

    def under_way_until(self, instant: datetime, arrive: Callable[[], None]) -> None:
        """Have something arrive at an instant of the clock, unless the fake is closed before."""
        token = object()

        def come() -> None:
            self._under_way.pop(token, None)
            arrive()

        self._under_way[token] = self.clock.at(instant, come)

    def json_lines(self, exchanges: Iterable[Exchange] | None = None) -> str:
        """Return exchanges, or the whole journal, as JSON lines with ``{origin}`` for the URL."""
        return json_lines(self._exchanges(exchanges), origin=self.url)

    def har(self, exchanges: Iterable[Exchange] | None = None) -> str:
        """Return exchanges, or the whole journal, as HAR 1.2 with ``{origin}`` for the URL."""
        version = metadata.version("sfconnector")
        return har(self._exchanges(exchanges), origin=self.url, version=version)

    def _exchanges(self, exchanges: Iterable[Exchange] | None) -> Iterable[Exchange]:
        return self.journal.exchanges if exchanges is None else exchanges

    @contextlib.contextmanager
    def patch(self) -> Iterator[None]:
        """Route requests and httpx clients of ``*.salesforce.com`` here while the block lasts.

        They need neither TLS nor host entries. Clients of other hosts are not touched.
        """
        ca_file = None if self._authority is None else str(self._authority.ca_file)
        with patched(self.url, ca_file=ca_file, is_gone=lambda host: is_gone(host, self.orgs)):
            yield

    def on_request(self, callback: Callable[[Arrival], None]) -> Callable[[], None]:
        """Have a callback told of each request before it is handled; return how to end that."""
        return self.journal.on_request(callback)

    def on_exchange(self, callback: Callable[[Exchange], None]) -> Callable[[], None]:
        """Have a callback told of each request after its answer; return how to end that."""
        return self.journal.on_exchange(callback)


def _checked_key(key: str | None, host: str) -> str | None:
    """Return a control key.

    Raises:
        ValueError: it is missing where others can reach the address, or it is empty.
    """
    if key == "" or (key is not None and not key.isascii()):
        message = "a control key has at least one character, all of them ASCII"
        raise ValueError(message)
    if key is None and not is_loopback(host):
        message = (
            f"{host} can be reached from elsewhere, so control of the fake needs a key:"
            " FakeSalesforce(control_key=...), serve --control-key, FAKE_SALESFORCE_CONTROL_KEY"
        )
        raise ValueError(message)
    return key


def _checked(url: str) -> str:
    """Return an external URL without a slash at its end.

    Raises:
        ValueError: it is more or less than scheme and host.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path.strip("/"):
        message = f"the external URL {url!r} must be like https://salesforce.example.com"
        raise ValueError(message)
    return f"{parts.scheme}://{parts.netloc}"
