"""The connection under anything an administrator, a network and a process can do, in any order.

Several processes work on one store and one clock: each is a connector of its own, and any of them
may be killed at any exchange. What is checked after every act is said at the checks.
"""

from __future__ import annotations

import contextlib
import itertools
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from unittest import mock

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import update

from connector_stage import FollowingClock
from fake_salesforce import FakeSalesforce
from fake_salesforce.org.doors.hours import DAYS
from killing_wire import KilledError, KillingStore, KillingWire
from sfconnector import Connector, SecretKey
from sfconnector.connection import attempts, sign_in
from sfconnector.connection.causes import EXPLANATIONS, Cause, Effect
from sfconnector.connection.roles import ActingUser, Role
from sfconnector.connection.status import Status
from sfconnector.errors import NotConnectedError
from sfconnector.store.store import Store
from sfconnector.store.tables import leases
from store_places import place

PROFILE = "System Administrator"
PROCESSES = st.integers(0, 1)
CUTS = st.none() | st.tuples(
    st.integers(1, 4), st.sampled_from(["before", "after", "lost", "begin", "commit"])
)
REFUSALS = frozenset(
    {
        *("INVALID_LOGIN", "LOGIN_MUST_USE_SECURITY_TOKEN", "LOGIN_DURING_RESTRICTED_DOMAIN"),
        *("LOGIN_DURING_RESTRICTED_TIME", "INVALID_OPERATION", "ORG_LOCKED"),
        *("API_CURRENTLY_DISABLED", "API_DISABLED_FOR_ORG"),
    }
)
ACTS = (
    "reset_password",
    "reset_token",
    "expire",
    "lock_out",
    "freeze",
    "deactivate",
    "require_mfa",
    "forbid_api",
    "restrict_ips",
    "close_hours",
    "switch_soap_off",
    "shrink_edition",
    "lock_org",
    "maintain",
    "spend_calls",
    "end_sessions",
    "change_my_domain",
    "change_email",
)
"""Methods of the machine: one rule does them all, so that the connector has its turns too."""
SUPPORT = ActingUser("support", Role.SUPPORT)


class ConnectionMachine(RuleBasedStateMachine):
    """An org, another one, an integration user, and two processes of one account."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = contextlib.ExitStack()
        self.salesforce = self.stack.enter_context(FakeSalesforce())
        self.org = self.stack.enter_context(self.salesforce.create_org("First"))
        self.other = self.stack.enter_context(self.salesforce.create_org("Second"))
        self.org.populate(leads=2, seed=1)
        self.other.populate(leads=2, seed=2)
        self.user = self.org.create_user("integration@example.com")
        self.elsewhere = False
        """Whether the login leads to the other org now."""
        self.domain_changed = False
        self.bound: str | None = None
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.path, self.key = folder / "store.sqlite", SecretKey.generate()
        self.wires = [KillingWire(), KillingWire()]
        self.processes = [self._open(wire) for wire in self.wires]
        self.offered: tuple[str, str] | None = None
        """What the store holds: the username and secret that last led to a data call."""
        self.tried = (self.user.username, self.user.secret)
        self.failed: Counter[tuple[str, str]] = Counter()
        """Failed logins with each secret since it was last accepted, as the fake counts them."""
        self.bought: Counter[tuple[str, str]] = Counter()
        """Explicit acts with it after its refusal."""
        self.cut: Counter[tuple[str, str]] = Counter()
        """Acts with it in which a process was killed or an answer lost."""
        self.cuts = 0

    def _open(self, wire: KillingWire, acting: ActingUser | None = None) -> Connector:
        store = KillingStore(Store.open(place(self.path)), wire)
        with (
            mock.patch("sfconnector.connector.Transport", return_value=wire),
            mock.patch.object(Store, "open", return_value=store),
        ):
            return Connector.open(
                place(self.path),
                key=self.key,
                clock=FollowingClock(self.salesforce.clock),
                seed=1,
                acting=acting,
            )

    @initialize()
    def connected(self) -> None:
        """Connect, so that there is something to break."""
        assert self._connect(0, None).state == "active"

    def teardown(self) -> None:
        """End everything."""
        for process, wire in zip(self.processes, self.wires, strict=True):
            wire.plan(None, "after")
            process.close()
        self.stack.close()

    # -- what is true at Salesforce ------------------------------------------------------------

    def truths(self, username: str, secret: str) -> set[Cause]:
        """Return every cause that holds now for these credentials."""
        org, user, now = self.user._org, self.user, self.salesforce.clock.now()
        (login,) = org.query(
            f"SELECT IsPasswordLocked, IsFrozen FROM UserLogin WHERE UserId = '{user.id}'"
        )
        found = {
            Cause.WRONG_SECRET: (username, secret) != (user.username, user.secret),
            Cause.LOCKED_OUT: bool(login["IsPasswordLocked"]),
            Cause.USER_INACTIVE: bool(login["IsFrozen"])
            or not org.query(f"SELECT Id FROM User WHERE Id = '{user.id}' AND IsActive = true"),
            Cause.MFA_REQUIRED: self.mfa,
            Cause.PASSWORD_EXPIRED: org.credentials.is_expired(user.id, now=now),
            Cause.API_ENABLED_MISSING: self.no_api,
            Cause.IP_RESTRICTED: self.restricted,
            Cause.LOGIN_HOURS: self.closed,
            Cause.LOGIN_METHOD_DISABLED: not org.settings.soap_login_enabled,
            Cause.API_NOT_IN_EDITION: self.small_edition,
            Cause.ORGANIZATION_LOCKED: org.settings.is_locked,
            Cause.MAINTENANCE: org.settings.availability == "maintenance",
            Cause.LIMIT_REACHED: org.usage.used("DailyApiRequests")
            >= org.usage.most("DailyApiRequests"),
            Cause.ORGANIZATION_SWITCHED: (self.bound is not None and self.bound != org.id)
            or self.domain_changed,
        }
        return {cause for cause, holds in found.items() if holds}

    mfa = no_api = restricted = closed = small_edition = False

    # -- acts of an administrator --------------------------------------------------------------

    @rule(act=st.sampled_from(ACTS))
    def administer(self, act: str) -> None:
        """Have an administrator, or Salesforce, do something."""
        getattr(self, act)()

    def reset_password(self) -> None:
        """Give the user a new password and token."""
        self.user.set_password()

    def reset_token(self) -> None:
        """Give the user a new token."""
        self.user.reset_security_token()

    def expire(self) -> None:
        """Expire the password."""
        self.user.expire_password()

    def lock_out(self) -> None:
        """Lock the user out, as another program with an old password does."""
        self.user.lock_out()

    def freeze(self) -> None:
        """Freeze the user."""
        self.user.freeze()

    def deactivate(self) -> None:
        """Deactivate the user."""
        self.user.deactivate()

    def require_mfa(self) -> None:
        """Demand a second factor at API logins."""
        self.user.require_mfa()
        self.mfa = True

    def forbid_api(self) -> None:
        """Take API Enabled away."""
        self.user._org.profile(PROFILE).forbid("ApiEnabled")
        self.no_api = True

    def restrict_ips(self) -> None:
        """Let the profile log in from elsewhere only."""
        self.user._org.restrict_login_ips(PROFILE, "203.0.113.0/24")
        self.restricted = True

    def close_hours(self) -> None:
        """Close every hour."""
        self.user._org.restrict_login_hours(PROFILE, **dict.fromkeys(DAYS, "closed"))
        self.closed = True

    def switch_soap_off(self) -> None:
        """Allow no SOAP login."""
        self.user._org.settings.soap_login_enabled = False

    def shrink_edition(self) -> None:
        """Make the org one of an edition without the API."""
        self.user._org.change_edition("Professional Edition")
        self.small_edition = True

    def lock_org(self) -> None:
        """Lock the org."""
        self.user._org.lock()

    def maintain(self) -> None:
        """Take Salesforce down."""
        self.user._org.settings.availability = "maintenance"

    def spend_calls(self) -> None:
        """Use the day's calls up."""
        usage = self.user._org.usage
        left = usage.most("DailyApiRequests") - usage.used("DailyApiRequests")
        usage.spend("DailyApiRequests", left)

    def end_sessions(self) -> None:
        """End every session."""
        self.user._org.end_sessions()

    def change_my_domain(self) -> None:
        """Move the org to another My Domain, which is no switch."""
        org = self.user._org
        org.change_my_domain("renamed" if org.my_domain != "renamed" else "again")

    def change_email(self) -> None:
        """Move the user's e-mail to another domain."""
        self.user.change_email("integration@other.example")
        self.domain_changed = True

    @precondition(lambda self: not self.elsewhere)
    @rule()
    def move_login(self) -> None:
        """Have the same login lead to another organization."""
        self.user.activate()
        self.user = self.user.move_to(self.other)
        self.org.end_sessions()
        self.elsewhere = True
        self.mfa = self.no_api = self.restricted = self.closed = self.small_edition = False
        self.domain_changed = False

    @rule(hours=st.sampled_from([1, 25]))
    def let_time_pass(self, hours: int) -> None:
        """Let time pass; what expires expires."""
        self.salesforce.clock.advance(hours=hours)

    # -- acts of the connector -----------------------------------------------------------------

    @rule(process=PROCESSES, cut=CUTS)
    def tick(self, process: int, cut: tuple[int, str] | None) -> None:
        """Do work by itself: no login with what was refused, and at most one in all."""
        held = self.offered or ("", "")
        known = self._is_known_as_refused()
        failed = self._counted(
            process,
            cut,
            held,
            lambda connector: connector.import_list("leads", name=f"List of {self.bound}"),
        )
        assert failed <= (0 if known else 1), "a refused secret is not sent again by itself"

    @rule(process=PROCESSES, cut=CUTS)
    def test(self, process: int, cut: tuple[int, str] | None) -> None:
        """Test the connection: one login at most."""
        self._explicit(process, cut, self.offered, Connector.test)

    @rule(process=PROCESSES, cut=CUTS, right=st.booleans())
    def update_login(self, process: int, cut: tuple[int, str] | None, *, right: bool) -> None:
        """Update the login with the present secret, or mistype it."""
        secret = self.user.secret if right else "mistyped"
        username = self.user.username
        self._explicit(
            process, cut, (username, secret), lambda each: each.update_login(secret, username)
        )

    @rule(process=PROCESSES)
    def disconnect(self, process: int) -> None:
        """Forget the secret."""
        self.wires[process].plan(None, "after")
        assert self.processes[process].disconnect().state == "not_connected"
        self.offered = None

    @rule(process=PROCESSES)
    def mend(self, process: int) -> None:
        """Let everybody who must act do so; then what the cause says heals heals."""
        org, user = self.user._org, self.user
        user.activate()
        user.unfreeze()
        user.unlock()
        org.permission_set("MFA_for_API").forbid("TwoFactorApi")
        org.profile(PROFILE).allow("ApiEnabled")
        org.restrict_login_ips(PROFILE)
        org.restrict_login_hours(PROFILE)
        org.settings.soap_login_enabled = True
        org.change_edition("Enterprise Edition")
        org.unlock()
        org.settings.availability = "normal"
        self.salesforce.clock.advance(hours=25)
        self.mfa = self.no_api = self.restricted = self.closed = self.small_edition = False
        if org.credentials.is_expired(user.id, now=self.salesforce.clock.now()):
            user.set_password()
        connector = self.processes[process]
        status = self._connect(process, None)
        if status.cause is Cause.ORGANIZATION_SWITCHED:
            self._let_support_finish(org.id)
            status = self._connect(process, None)
        assert (status.state, status.cause) == ("active", None), status
        report = connector.import_list("leads", name=f"List of {org.id}")
        assert report.state == "complete", report

    def _let_support_finish(self, organization_id: str) -> None:
        with self._open(KillingWire(), SUPPORT) as support:
            bound = support.organization().organization_id
            if bound == organization_id:
                support.confirm_organization(organization_id, reason="moved")
            else:
                support.rebind_organization(organization_id, reason="switched")
        self.bound = organization_id
        self.offered = None if bound != organization_id else self.offered

    # -- how an act is tried -------------------------------------------------------------------

    def _connect(self, process: int, cut: tuple[int, str] | None) -> Status:
        username, secret = self.user.username, self.user.secret
        got: list[Status] = []

        def act(connector: Connector) -> None:
            got.append(connector.connect(username, secret, login_url=self.salesforce.url))

        self._explicit(process, cut, (username, secret), act)
        return got[0]

    def _explicit(
        self,
        process: int,
        cut: tuple[int, str] | None,
        credentials: tuple[str, str] | None,
        act: Callable[[Connector], object],
    ) -> None:
        held = credentials or ("", "")
        if self.failed[held]:
            self.bought[held] += 1
        failed = self._counted(process, cut, held, act, explicit=credentials)
        assert failed <= 1, "an explicit act buys one login"

    def _counted(
        self,
        process: int,
        cut: tuple[int, str] | None,
        held: tuple[str, str],
        act: Callable[[Connector], object],
        explicit: tuple[str, str] | None = None,
    ) -> int:
        """Do an act, and count the logins that failed in it."""
        first = len(self.salesforce.journal.exchanges)
        wire = self.wires[process]
        self._act(process, cut, act, explicit)
        failures = 0
        for each in self.salesforce.journal.exchanges[first:]:
            if each.resource != "soap":
                continue
            if each.error_code in REFUSALS:
                failures += 1
                self.failed[held] += 1
            elif each.status == 200:
                self.failed[held] = self.bought[held] = self.cut[held] = 0
        self.cut[held] += wire.struck
        assert self.failed[held] <= 1 + self.bought[held] + self.cut[held]
        return failures

    def _is_known_as_refused(self) -> bool:
        """Tell whether the store knows that the secret it holds was refused."""
        connector = self.processes[0]
        stored = connector._stored_credentials()
        if stored is None:
            return False
        found = sign_in.history(connector._context, stored)
        return (
            attempts.last_refusal(
                [*itertools.takewhile(lambda each: each.outcome != "accepted", found)]
            )
            is not None
        )

    def _act(
        self,
        process: int,
        cut: tuple[int, str] | None,
        act: Callable[[Connector], object],
        credentials: tuple[str, str] | None = None,
    ) -> None:
        wire = self.wires[process]
        wire.plan(*(cut or (None, "after")))
        first = len(self.salesforce.journal.exchanges)
        told: object = None
        try:
            told = act(self.processes[process])
        except NotConnectedError:
            return
        except KilledError:
            context = self.processes[process]._context
            context.transport.close()
            context.store.close()
            self.wires[process] = KillingWire()
            self.processes[process] = self._open(self.wires[process])
            # A dead process's lease is free; these live on, so it is freed for them.
            with self.processes[process]._context.store.writing() as connection:
                connection.execute(update(leases).values(holder=None))
        self.cuts += wire.struck
        status = self.processes[process].status()
        self._check_reading(first)
        self._follow(status, credentials)
        shown = told if isinstance(told, Status) else status
        if wire.count and not wire.struck:
            self._check_diagnosis(shown, credentials)

    def _follow(self, status: Status, credentials: tuple[str, str] | None) -> None:
        """Keep up with what the store holds and is bound to."""
        if status.state == "active":
            if self.bound is None:
                self.bound = status.organization_id
            if credentials is not None and status.cause is None:
                with self.processes[0]._context.store.reading():
                    stored = self.processes[0]._stored_credentials()
                assert stored is not None
                self.offered = (stored.username, stored.secret.reveal())

    def _check_diagnosis(self, status: Status, credentials: tuple[str, str] | None) -> None:
        """The true cause is told: alone where the answer determines it, else among three."""
        if status.cause is None:
            return
        used = credentials or self.offered or ("", "")
        truths = self.truths(*used) | ({Cause.LOGIN_UNFINISHED} if self.cuts else set())
        told = {cause for each in status.candidates for cause in each.causes} or {status.cause}
        assert told & truths, (status, truths)
        assert len(status.candidates) <= 3

    def _check_reading(self, first: int) -> None:
        """Nothing but logins is answered by an organization that the account is not bound to."""
        bound = self.bound or self.user._org.id
        read = [
            each
            for each in self.salesforce.journal.exchanges[first:]
            if each.org_id != bound and each.resource != "soap" and each.status == 200
        ]
        assert read == []

    @invariant()
    def time_heals_what_pauses(self) -> None:
        """What pauses or degrades never disconnects."""
        status = self.processes[0].status()
        if status.cause is not None and EXPLANATIONS[status.cause].effect is not Effect.DISCONNECTS:
            assert status.state != "disconnected"


TestConnection = ConnectionMachine.TestCase
TestConnection.settings = settings(max_examples=20, stateful_step_count=20, deadline=None)
