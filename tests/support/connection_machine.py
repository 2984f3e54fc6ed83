"""The connection under anything administrators, Salesforce, a network and processes can do.

Several processes work on one store and one clock: each is a connector with a session of its own,
any of them may be killed at each exchange and each transaction, and one may act while another is
held at an exchange. What is checked after every act is said at the checks. (Real processes that
SIGKILL ends are in ``test_connect_killed.py``.)
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import ClassVar
from unittest import mock

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import update

from connector_stage import FollowingClock
from fake_salesforce import Exchange, FakeSalesforce
from fake_salesforce.faults import Fault
from killing_wire import KilledError, KillingStore
from login_ledger import Credentials, LoginLedger, SentLogin
from salesforce_side import (
    CAUSE_OF_LOGIN,
    ERROR_PAGE_MAY_BE,
    FAULTS,
    LOGIN_RESOURCES,
    ONE_ANSWER_FOR_MANY,
    REFUSE_LOGINS,
    SalesforceSide,
)
from sfconnector import Connector, SecretKey
from sfconnector.connection import degraded
from sfconnector.connection.causes import EXPLANATIONS, Cause, Heals
from sfconnector.connection.outcome import WORKS_ON
from sfconnector.connection.roles import ActingUser, Role
from sfconnector.connection.status import Status
from sfconnector.doctor.examination import Examination
from sfconnector.doctor.finding import Verdict
from sfconnector.errors import (
    InputError,
    LeaseHeldError,
    LeaseLostError,
    NotConnectedError,
    UnknownListError,
)
from sfconnector.store.store import Store
from sfconnector.store.tables import leases
from store_places import ON_POSTGRESQL, place
from watched_wire import Held, WatchedWire

SUPPORT = ActingUser("support", Role.SUPPORT)
TRANSIENT = frozenset({Cause.LIMIT_REACHED, Cause.MAINTENANCE, Cause.UNREACHABLE})
"""What time heals must not disconnect; by the issue, not by the connector's own table."""
MOST_CANDIDATES = 3
MOST_ROUNDS = 2 * len(Cause)
"""Of diagnosis and remedy until everything is mended, each round one cause at least."""
LATEST_PACKAGE = "1.90"

PROCESSES = st.integers(0, 1)
CUTS = st.none() | st.tuples(
    st.integers(1, 6), st.sampled_from(["before", "after", "lost", "begin", "commit"])
)
SECRETS = st.sampled_from(["right", "right", "mistyped", "former"])
HINDRANCES = (
    *REFUSE_LOGINS,
    "password expired",
    "spend_calls",
    "maintain",
    "end_sessions",
    "hide_leads",
    "change_my_domain",
    "change_email",
    "move_login",
    "refresh_sandbox",
)
"""What an administrator or Salesforce does: troubles by their names, and methods."""
TICKS = ("import", "sync", "contacts", "look_ahead")
"""What a schedule lets the connector do by itself: with leads, and with contacts."""
NOT_DONE = frozenset({"interrupted", "partial"})
"""How work ends that a cause must be told for: nothing but a lost right makes it partial here."""

Cut = tuple[int, str] | None


class YieldingClock(FollowingClock):
    """A clock on which one process waits for another: who is held goes on when this one sleeps."""

    yields_to: Held | None = None

    def sleep(self, seconds: float) -> None:
        """Move the fake's clock, once whoever is waited for has come to an end."""
        held, self.yields_to = self.yields_to, None
        if held is not None:
            held.end()
        super().sleep(seconds)


@dataclass
class Process:
    """A connector with a session, a wire and a clock of its own."""

    connector: Connector
    wire: WatchedWire
    clock: YieldingClock
    explicit: Credentials | None = None
    """What the act that runs is about; None in work that runs by itself."""


class ConnectionMachine(RuleBasedStateMachine):
    """Two processes of one account, and what is done to them and by them."""

    salesforce: ClassVar[FakeSalesforce]
    empty_store: ClassVar[Path]
    """A store without an account, to begin with."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = contextlib.ExitStack()
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.path, self.key = folder / "store.sqlite", SecretKey.generate()
        self.ledger = LoginLedger()
        self.stored: Credentials | None = None
        """What the store holds: the username and secret that last led to a data call."""
        self.former: Credentials | None = None
        """What was last offered and not accepted, or stored before."""
        self.offered: set[Credentials] = set()
        """All that was ever offered."""
        self.unfinished = 0
        """Acts cut since a login was last accepted and written down."""
        self.to_examine = True
        """Whether the package was changed since the doctor looked."""
        self.is_overlapped = False
        """Whether two processes act at once."""
        self.last_report: set[str] = set()
        """The state that the last tick's report had."""

    @initialize(
        is_sandbox=st.sampled_from([False, False, False, True]),
        method=st.sampled_from(["soap", "soap", "oauth-password"]),
    )
    def connected(self, *, is_sandbox: bool, method: str = "soap") -> None:
        """Connect, so that there is something to break."""
        if is_sandbox:
            method = "soap"  # a sandbox that is refreshed has another connected app
        self.side = SalesforceSide(self.salesforce, is_sandbox=is_sandbox, method=method)
        self.stack.callback(self.side.close)
        if not ON_POSTGRESQL:
            shutil.copy(self.empty_store, self.path)
        self.processes = [self._open() for _ in range(2)]
        assert self._connect(0, "right").state == "active"

    def teardown(self) -> None:
        """End everything."""
        for process in getattr(self, "processes", ()):
            process.wire.plan(None, "after")
            process.connector.close()
        self.stack.close()

    def _open(self, acting: ActingUser | None = None) -> Process:
        process: list[Process] = []

        def begun(used: Credentials) -> None:
            self.ledger.begun(used, explicit=process[0].explicit)

        def told(login: SentLogin) -> None:
            self.ledger.sent(login, explicit=process[0].explicit)

        wire = WatchedWire(self.salesforce, begun, told, self.side.newest_login)
        clock = YieldingClock(self.salesforce.clock)
        store = KillingStore(Store.open(place(self.path)), wire)
        with (
            mock.patch("sfconnector.connector.Transport", return_value=wire),
            mock.patch.object(Store, "open", return_value=store),
        ):
            connector = Connector.open(
                place(self.path),
                key=self.key,
                clock=clock,
                seed=1,
                environment="sandbox" if self.side.is_sandbox else "production",
                acting=acting,
            )
        process.append(Process(connector, wire, clock))
        return process[0]

    # -- acts of administrators, of Salesforce and of the network ------------------------------

    @rule(act=st.sampled_from(HINDRANCES))
    def hinder(self, act: str) -> None:
        """Have an administrator, or Salesforce, do something."""
        method = getattr(self.side, act, None)
        self.side.trouble(act) if method is None else method()

    @rule(
        fault=st.sampled_from(list(FAULTS)),
        nth=st.integers(1, 4),
        count=st.sampled_from([1, 1, 3, 20]),
        hides=st.booleans(),
    )
    def disturb(self, fault: Fault, nth: int, count: int, *, hides: bool) -> None:
        """Let one of the next requests go wrong, or some in a row, or their answers."""
        self.side.stage_fault(fault, nth, count, hides=hides)

    @rule(version=st.sampled_from([None, "1.9", "1.84", "1.85", LATEST_PACKAGE]))
    def change_package(self, version: str | None) -> None:
        """Install another version of the package, or uninstall it: the connection goes on."""
        self.side.change_package(version)
        self.to_examine = True

    @rule(span=st.sampled_from([timedelta(hours=1), timedelta(hours=25), timedelta(days=91)]))
    def let_time_pass(self, span: timedelta) -> None:
        """Let time pass; what expires expires."""
        self.salesforce.clock.advance(seconds=span.total_seconds())

    # -- acts of the connector -----------------------------------------------------------------

    @rule(process=PROCESSES, cut=CUTS, work=st.sampled_from(TICKS))
    def tick(self, process: int, cut: Cut, work: str) -> None:
        """Do work by itself: no login with what was refused, and at most one that fails."""
        self._do(process, lambda each: self._work(each, work), cut=cut)

    @rule(process=PROCESSES, act=st.sampled_from(REFUSE_LOGINS), work=st.sampled_from(TICKS))
    def refuse_a_tick(self, process: int, act: str, work: str) -> None:
        """Let a tick lose its session and find that it may not log in any more."""
        self.hinder(act)
        self.side.end_sessions()
        self.tick(process, None, work)

    @rule(
        process=PROCESSES,
        act=st.sampled_from(["move_login", "change_email", "refresh_sandbox"]),
        work=st.sampled_from(TICKS),
    )
    def switch_under_a_tick(self, process: int, act: str, work: str) -> None:
        """Let a tick lose its session and find that its login leads elsewhere."""
        self.hinder(act)
        self.side.end_sessions()
        self.tick(process, None, work)

    @precondition(lambda self: self.stored in self.ledger.known)
    @rule(process=PROCESSES, cut=CUTS, work=st.sampled_from(TICKS))
    def tick_after_a_refusal(self, process: int, cut: Cut, work: str) -> None:
        """Tick, whichever process it is, while the stored secret is known as refused."""
        self.tick(process, cut, work)

    @rule(process=PROCESSES, cut=CUTS)
    def test(self, process: int, cut: Cut) -> None:
        """Test the connection: one login at most."""
        self._do(process, Connector.test, cut=cut, explicit=self.stored)

    @rule(process=PROCESSES, cut=CUTS, secret=SECRETS)
    def connect(self, process: int, cut: Cut, secret: str) -> None:
        """Connect with the present secret, a mistyped one, or the one before."""
        self._connect(process, secret, cut)

    @rule(process=PROCESSES, cut=CUTS, secret=SECRETS)
    def update_login(self, process: int, cut: Cut, secret: str) -> None:
        """Update the login, likewise."""
        self._update_login(process, secret, cut)

    @rule(process=PROCESSES, cut=CUTS)
    def disconnect(self, process: int, cut: Cut) -> None:
        """Forget the secret."""
        wire = self.processes[process].wire
        status = self._do(process, Connector.disconnect, cut=cut)
        if not wire.is_killed:
            assert status is not None
            assert status.state == "not_connected"
            assert self.stored is None

    @rule(
        first=st.sampled_from(["tick", "test", "connect", "update_login"]),
        second=st.sampled_from(["tick", "tick", "test", "connect", "update_login", "disconnect"]),
        secrets=st.tuples(SECRETS, SECRETS),
        at=st.integers(1, 3),
        act=st.sampled_from([None, "end_sessions", *HINDRANCES]),
    )
    def overlap(
        self, first: str, second: str, secrets: tuple[str, str], at: int, act: str | None
    ) -> None:
        """Act with one process while another is held before an exchange, and Salesforce changes."""
        if act is not None:
            self.side.end_sessions()

        def between() -> None:
            if act is not None:
                self.hinder(act)
            held.stay()

        self.is_overlapped = True
        position = self.salesforce.journal.position
        fast = self.processes[1]
        told: list[Status | None] = []
        held = Held(lambda: told.append(self._overlapped(0, first, secrets[0], (at, between))))
        held.start()
        fast.clock.yields_to = held
        try:
            told.append(self._overlapped(1, second, secrets[1], None))
        finally:
            fast.clock.yields_to = None
            held.end()
            self.is_overlapped = False
        if first in {"tick", "test"} and second == "disconnect":
            status = fast.connector.status()
            assert (status.state, status.cause) == ("not_connected", None), (
                "nobody connects it anew"
            )
        # An act that failed beside what was there has shown nothing of it.
        works = any(
            each is not None and each.state == "active" and WORKS_ON not in each.hints
            for each in told
        )
        works = works and not any(each.faults for each in self._since(position))
        if works and self.stored is not None and not self.side.truths(self.stored):
            status = fast.connector.status()
            assert status.state == "active", (status, "what works is not broken by who came late")

    @rule()
    def herd(self) -> None:
        """Let both processes find at once that the session is gone: one of them logs in."""
        self.side.end_sessions()
        position = self.salesforce.journal.position
        self.overlap("tick", "tick", ("right", "right"), 2, None)
        exchanges = self._since(position)
        # A login that maintenance answered was not judged, and is tried by each.
        logins = [
            each
            for each in exchanges
            if each.resource in LOGIN_RESOURCES.values()
            and each.status != HTTPStatus.SERVICE_UNAVAILABLE
        ]
        assert len(logins) <= 1 or any(each.faults for each in exchanges)

    @rule(
        act=st.sampled_from(["new password", "new token", "username changed"]),
        second=st.sampled_from(["update_login", "connect", "disconnect"]),
    )
    def mend_under_a_tick(self, act: str, second: str) -> None:
        """Let somebody act while a tick's login with the former secret is on its way."""
        self.overlap("tick", second, ("right", "right"), 2, act)

    @precondition(lambda self: self.to_examine)
    @rule(process=PROCESSES)
    def examine(self, process: int) -> None:
        """Let the doctor look at the package: it tells what is installed."""
        found: list[object] = []
        self._do(process, lambda each: found.append(each.doctor()))
        if not found or not isinstance(found[0], Examination):
            return
        self.to_examine = False
        [told] = [each for each in found[0].findings if each.name == "package version"]
        version = self.side.package
        if told.verdict is Verdict.CANNOT_BE_TOLD:
            return  # something was in the way
        if version is None:
            assert told.verdict.value == "missing", told
        else:
            assert f"{version} is installed" in told.evidence, told
            assert (told.verdict.value == "fine") == (version == LATEST_PACKAGE), told

    @rule(process=PROCESSES)
    def follow_the_remedies(self, process: int) -> None:
        """Do what each status says, until there is nothing more to do: then work is done."""
        told: Status | None = None
        for _ in range(MOST_ROUNDS):
            # What an act told counts, where the status still has what broke the connection before.
            status = told or self._status(process)
            told = None
            if status.state == "active" and status.cause is None:
                self.tick(process, None, "import")
                status = self._status(process)
                if status.state == "active" and status.cause is None:
                    assert self.last_report == {"complete"}
                    return
            told = self._remedy(process, status)
        message = f"the remedies do not heal: {told}, {self._status(process)}"
        raise AssertionError(message)

    def _remedy(self, process: int, status: Status) -> Status | None:
        if status.state == "not_connected" and status.cause is None:
            return self._connect(process, "right")
        told = _causes(status)
        holds = told & self.side.truths(self.stored or ("", ""))
        for cause in told:
            self.side.mend(cause)
        heals = {EXPLANATIONS[each].heals for each in holds or told}
        if Heals.CONFIRM in heals:
            self._let_support_finish()
        elif Heals.TIME in heals or Heals.NEXT_RUN in heals:
            self.salesforce.clock.advance(hours=1)
            for work in ("import", "contacts") if Heals.NEXT_RUN in heals else ("import",):
                self.tick(process, None, work)
            if self._status(process).state == "active":
                return None
        if self.stored is None:
            return self._connect(process, "right")
        if {Heals.CONFIRM, Heals.UPDATE_LOGIN} & heals:
            return self._update_login(process, "right")
        return self._do(process, Connector.test, explicit=self.stored)

    def _status(self, process: int) -> Status:
        return self.processes[process].connector.status()

    def _let_support_finish(self) -> None:
        support = self._open(SUPPORT)
        with support.connector as connector:
            binding = connector.organization()
            if binding.offered is None:
                return
            offered = binding.offered.organization_id
            if binding.organization_id == offered:
                connector.confirm_organization(offered, reason="moved")
                self.side.flags.discard(Cause.ORGANIZATION_SWITCHED)
            else:
                connector.rebind_organization(offered, reason="switched")
                self.side.bound = offered
        self._keep_up()

    # -- how an act is done --------------------------------------------------------------------

    def _credentials(self, secret: str) -> Credentials:
        user = self.side.user
        if secret == "former" and self.former is not None:
            return self.former
        return (user.username, "mistyped" if secret == "mistyped" else user.secret)

    def _connect(self, process: int, secret: str, cut: Cut = None) -> Status:
        username, password = credentials = self._credentials(secret)
        status = self._do(
            process,
            lambda each: self._connect_by_method(each, username, password),
            cut=cut,
            explicit=credentials,
        )
        return status or self.processes[process].connector.status()

    def _app(self) -> tuple[str, str]:
        """Return key and secret of the connected app, or nothing where the method has none."""
        app = self.side.app
        return ("", "") if self.side.method == "soap" else (app.client_id, app.client_secret)

    def _connect_by_method(self, connector: Connector, username: str, password: str) -> Status:
        client_id, client_secret = self._app()
        return connector.connect(
            username,
            password,
            login_url=self.salesforce.url,
            method=self.side.method,
            client_id=client_id,
            client_secret=client_secret,
        )

    def _update_by_method(self, connector: Connector, username: str, password: str) -> Status:
        client_id, client_secret = self._app()
        return connector.update_login(
            password, username, client_id=client_id, client_secret=client_secret
        )

    def _update_login(self, process: int, secret: str, cut: Cut = None) -> Status | None:
        username, password = credentials = self._credentials(secret)
        return self._do(
            process,
            lambda each: self._update_by_method(each, username, password),
            cut=cut,
            explicit=credentials,
        )

    def _work(self, connector: Connector, work: str) -> None:
        name = f"List of {self.side.bound}"
        if self.is_overlapped and connector is self.processes[1].connector:
            name = f"Second {name}"  # a list of its own, or the lease would keep it off
        self.last_report = set()
        if work == "look_ahead":
            connector.look_ahead()
        elif work == "sync":
            with contextlib.suppress(UnknownListError, InputError):  # not imported to its end yet
                self.last_report.add(connector.sync_list(name).state)
        elif work == "contacts":
            name = f"Contacts of {self.side.bound}"
            self.last_report.add(connector.import_list("contacts", name=name).state)
        else:
            self.last_report.add(connector.import_list("leads", name=name).state)

    def _overlapped(
        self, process: int, act: str, secret: str, held: tuple[int, Callable[[], None]] | None
    ) -> Status | None:
        username, password = credentials = self._credentials(secret)
        explicit: dict[str, Credentials | None] = {"test": self.stored}
        explicit |= dict.fromkeys(["connect", "update_login"], credentials)
        acts: dict[str, Callable[[Connector], object]] = {
            "tick": lambda each: self._work(each, "import"),
            "test": Connector.test,
            "connect": lambda each: self._connect_by_method(each, username, password),
            "update_login": lambda each: self._update_by_method(each, username, password),
            "disconnect": Connector.disconnect,
        }
        return self._do(process, acts[act], explicit=explicit.get(act), held=held)

    def _do(
        self,
        number: int,
        act: Callable[[Connector], object],
        *,
        cut: Cut = None,
        explicit: Credentials | None = None,
        held: tuple[int, Callable[[], None]] | None = None,
    ) -> Status | None:
        """Let a process act; return the status it was told, None if it was told none."""
        process = self.processes[number]
        wire = process.wire
        before = process.connector.status()
        refused = self._refused(process.connector)
        if not self.is_overlapped:
            self.last_report = set()
        wire.plan(*(cut or (None, "after")))
        if held is not None:
            wire.at, wire.between = held
        process.explicit = explicit
        self.offered |= {explicit} - {None}  # type: ignore[arg-type]
        first = self.salesforce.journal.position
        told: object = None
        try:
            told = act(process.connector)
        except (NotConnectedError, LeaseHeldError, LeaseLostError):
            pass
        except KilledError:
            self._bury(number)
        self.ledger.ended(wire.logins, is_cut=wire.struck)
        if wire.is_killed or wire.has_lost:
            self.unfinished += 1
        elif any(each.end == "accepted" for each in wire.logins):
            self.unfinished = 0
        if explicit is not None and any(each.end != "accepted" for each in wire.logins):
            self.former = explicit
        self._keep_up()
        exchanges = self._since(first)
        self._check_reading(exchanges)
        answered = told if isinstance(told, Status) else None
        has_asked = wire.count > 0 or (explicit is not None and answered is not None)
        if has_asked and not wire.is_killed and not self.is_overlapped:
            shown = answered or self._status(number)
            self._check_refused(shown, before)
            if shown.cause not in refused:
                self._check_diagnosis(shown, explicit, wire, exchanges)
        return answered

    def _refused(self, connector: Connector) -> set[Cause | None]:
        """Return the causes of works that are refused: each is told until that work is done."""
        row = connector._context.row()
        return set() if row is None else {each.cause for each in degraded.of(row)}

    def _bury(self, number: int) -> None:
        """Replace a killed process by a new one."""
        context = self.processes[number].connector._context
        context.transport.close()
        context.store.close()
        self.processes[number] = self._open()
        # A dead process's lease is free; these live on, so it is freed for them.
        with self.processes[number].connector._context.store.writing() as connection:
            connection.execute(update(leases).values(holder=None))

    def _since(self, position: int) -> list[Exchange]:
        return [each for each in self.salesforce.journal.exchanges if each.number > position]

    def _keep_up(self) -> None:
        """Take in what the store holds now, which must be something that was offered."""
        connector = self.processes[0].connector
        row = connector._context.row()
        stored = connector._context.stored_credentials(row)
        now = None if stored is None else (stored.username, stored.secret.reveal())
        if now != self.stored:
            self.former = self.stored or self.former
        self.stored = now
        if row is None:
            return
        assert now is None or now in self.offered, "no half of a secret is stored"
        assert row.state in {"not_connected", "active", "disconnected"}
        assert row.state != "active" or stored is not None
        if row.state == "not_connected":
            assert (row.sealed_credentials, row.sealed_session) == (None, None)
        if self.side.bound is None and row.state == "active":
            self.side.bound = row.organization_id

    # -- what is checked -----------------------------------------------------------------------

    def _check_refused(self, status: Status, before: Status) -> None:
        """P49, P51: what stops work is told, and a lost right is until it is back."""
        if status.cause is not None:
            return
        assert not self.last_report & NOT_DONE, (status, self.last_report, "the cause is swallowed")
        lost = Cause.PERMISSION_LOST
        was_told = (before.state, status.state, before.cause) == ("active", "active", lost)
        assert not (was_told and lost in self.side.flags), (status, "nothing has given it back")

    def _check_diagnosis(
        self,
        status: Status,
        explicit: Credentials | None,
        wire: WatchedWire,
        exchanges: list[Exchange],
    ) -> None:
        """The true cause is told: alone where the answer determines it, else among three."""
        if status.cause is None:
            return
        told = _causes(status)
        truths = self.side.truths(explicit or self.stored or ("", ""))
        for fault, cause in FAULTS.items():
            if any(fault.kind in each.faults for each in exchanges):
                truths |= ERROR_PAGE_MAY_BE if fault.kind == "error_page" else {cause}
        if wire.has_lost:
            truths.add(Cause.UNREACHABLE)
        if self.unfinished > 1:
            truths.add(Cause.LOGIN_UNFINISHED)
        assert told & truths, (status, truths)
        assert len(status.candidates) <= MOST_CANDIDATES
        last = wire.logins[-1] if wire.logins else None
        if last is None or last.end != "refused" or last.is_lost:
            return
        true = CAUSE_OF_LOGIN.get(last.why or "")
        if true is not None:
            assert true in told, (status, last.why)
        if last.code not in ONE_ANSWER_FOR_MANY:
            assert len(told) == 1, (status, last.code)

    def _check_reading(self, exchanges: list[Exchange]) -> None:
        """Nothing but logins reaches an organization that the account is not bound to."""
        bound = self.side.bound or self.side.org.id
        elsewhere = [
            each
            for each in exchanges
            if each.resource not in LOGIN_RESOURCES.values() and each.org_id not in {None, bound}
        ]
        assert elsewhere == []

    @invariant()
    def time_heals_what_pauses(self) -> None:
        """What pauses never disconnects."""
        if hasattr(self, "processes"):
            status = self.processes[0].connector.status()
            assert status.state != "disconnected" or status.cause not in TRANSIENT


def _causes(status: Status) -> set[Cause]:
    """Return what a status tells: its candidates, or its cause."""
    told = {cause for each in status.candidates for cause in each.causes}
    return told or ({status.cause} if status.cause is not None else set())
