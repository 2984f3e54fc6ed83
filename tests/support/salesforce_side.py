"""What administrators, Salesforce and the network do to a connection, and what is true after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from connection_stage import PROFILE, TROUBLES
from fake_salesforce import FakeSalesforce, Org, User
from fake_salesforce.clock import from_wire
from fake_salesforce.faults import (
    AnswerLost,
    ApiVersionRetired,
    ErrorPage,
    Fault,
    Match,
    ProxyPage,
    Reset,
    ServerUnavailable,
    SessionExpiry,
    TruncatedBody,
    TruncatedGzip,
    TxnSecurityNoAccess,
    UnknownException,
    WrongContentType,
)
from fake_salesforce.org.connected_apps import ConnectedApp
from login_ledger import Credentials
from sfconnector.connection.causes import Cause

SANDBOX = "dev"
CALLS = "DailyApiRequests"

FAULTS: Mapping[Fault, Cause] = {
    ServerUnavailable(): Cause.MAINTENANCE,
    UnknownException(): Cause.MAINTENANCE,
    ErrorPage(): Cause.UNREACHABLE,
    ErrorPage(status=500): Cause.UNREACHABLE,
    ProxyPage(): Cause.UNREACHABLE,
    Reset(): Cause.UNREACHABLE,
    AnswerLost(): Cause.UNREACHABLE,
    TruncatedBody(): Cause.UNREACHABLE,
    TruncatedGzip(): Cause.UNREACHABLE,
    WrongContentType(): Cause.UNREACHABLE,
    ApiVersionRetired(): Cause.API_VERSION_RETIRED,
    TxnSecurityNoAccess(): Cause.BLOCKED_BY_POLICY,
    SessionExpiry(): Cause.SESSION_REFUSED,
}
"""What each means for the connection, if it strikes often enough."""

MAY_HIDE: Mapping[str, frozenset[Fault]] = {
    "soap": frozenset({ErrorPage(status=500), ProxyPage(), Reset()}),
    "oauth-password": frozenset({ProxyPage(), Reset()}),
}
"""Faults that may also come in the place of an answer, after Salesforce has done what was asked.

A page of an outage is not among them, since it is taken at its word: with 503, and where refusals
do not have it with 500 too.
"""

LOGIN_RESOURCES: Mapping[str, str] = {"soap": "soap", "oauth-password": "oauth_token"}
"""Where the fake takes a login, by its method."""

ERROR_PAGE_MAY_BE = frozenset({Cause.MAINTENANCE, Cause.UNREACHABLE})
"""An error page may be Salesforce's, or that of something in between."""

CAUSE_OF_LOGIN: Mapping[str, Cause] = {
    "Invalid Password": Cause.WRONG_SECRET,
    "Two-factor required": Cause.MFA_REQUIRED,
    "Password Lockout": Cause.LOCKED_OUT,
    "User is Inactive": Cause.USER_INACTIVE,
    "User is frozen": Cause.USER_INACTIVE,
    "Restricted IP": Cause.IP_RESTRICTED,
    "Restricted time": Cause.LOGIN_HOURS,
    "Organization locked": Cause.ORGANIZATION_LOCKED,
    "Trial Expired": Cause.TRIAL_OVER,
    "Username-Password Flow Disabled": Cause.LOGIN_METHOD_DISABLED,
}
"""The true cause of a refused login, by the status that the fake's own LoginHistory gives it."""

ONE_ANSWER_FOR_MANY = frozenset({"INVALID_LOGIN", "invalid_grant", "inactive_org"})
"""Codes that do not tell the cause (reference 1.2, 1.7)."""

REFUSE_LOGINS = (
    "new password",
    "new token",
    "username changed",
    "locked out",
    "inactive",
    "frozen",
    "second factor",
    "IP ranges",
    "login hours",
    "SOAP login off",
    "password flow off",
    "API Enabled",
    "edition",
    "org locked",
    "trial over",
)
"""Troubles in which a login with the stored secret is refused."""


@dataclass
class SalesforceSide:
    """An org, another one, and an integration user whose login leads to one of them.

    It has what a trouble of ``connection_stage`` acts on: ``org``, ``user`` and ``app``.
    """

    salesforce: FakeSalesforce
    is_sandbox: bool = False
    method: str = "soap"
    """How the connector logs in: with password and token, at one of two doors."""
    first: Org = field(init=False)
    org: Org = field(init=False)
    other: Org = field(init=False)
    user: User = field(init=False)
    app: ConnectedApp = field(init=False)
    bound: str | None = None
    """Id of the organization that the connector is bound to."""
    flags: set[Cause] = field(default_factory=set)
    """Causes that hold until an administrator mends them."""
    package: str | None = None
    """The version of the package that is installed."""
    names: int = 0
    """How often the user was renamed."""

    def __post_init__(self) -> None:
        create = self.salesforce.create_org
        self.first = self.org = create("First", is_sandbox=self.is_sandbox)
        self.other = create("Second", is_sandbox=self.is_sandbox)
        for seed, org in enumerate((self.org, self.other)):
            org.populate(leads=2, seed=seed)
            # Without these View All Data would hide that Read on Lead is gone.
            org.profile(PROFILE).forbid("ViewAllData", "ModifyAllData")
        self.user = self.org.create_user("integration@example.com")
        self.app = self.org.add_connected_app("Sync")

    def close(self) -> None:
        """End both orgs, and every fault."""
        self.salesforce.faults.clear()
        for org in (self.first, self.other):
            self.salesforce.drop_org(org)

    @property
    def now(self) -> datetime:
        """The time."""
        return self.salesforce.clock.now()

    # -- acts ------------------------------------------------------------------------------

    def trouble(self, name: str) -> None:
        """Break the connection as a trouble of that name does; another method's breaks nothing."""
        trouble = TROUBLES[name]
        if self.method not in trouble.methods:
            return
        if name == "username changed":
            self.names += 1
            self.user.rename(f"integration{self.names}@example.com")
        else:
            trouble.breaks(self)
        self.flags.add(trouble.cause)

    def spend_calls(self) -> None:
        """Have other programs use up the day's calls."""
        usage = self.org.usage
        usage.spend(CALLS, usage.most(CALLS) - usage.used(CALLS))

    def maintain(self) -> None:
        """Take Salesforce down."""
        self.org.settings.availability = "maintenance"

    def end_sessions(self) -> None:
        """End every session."""
        self.org.end_sessions()

    def hide_leads(self) -> None:
        """Take the right to read leads away."""
        rights = ("read", "create", "edit", "delete", "view_all", "modify_all")
        self.org.profile(PROFILE).revoke("Lead", *rights)
        self.flags.add(Cause.PERMISSION_LOST)

    def change_my_domain(self) -> None:
        """Move the org to another My Domain, which is no switch."""
        self.org.change_my_domain("renamed" if self.org.my_domain != "renamed" else "again")

    def change_email(self) -> None:
        """Move the user's e-mail to another domain."""
        self.user.change_email("integration@other.example")
        self.flags.add(Cause.ORGANIZATION_SWITCHED)

    def move_login(self) -> None:
        """Have the same login lead to another organization; nothing happens if it does already."""
        if self.org is self.other:
            return
        self.user.activate()
        self.user = self.user.move_to(self.other)
        self.org.end_sessions()
        self.org = self.other
        self.app = self.org.add_connected_app("Sync")
        self.flags, self.package = set(), None

    def refresh_sandbox(self) -> None:
        """Refresh the sandbox: another id, other names and secrets; production is not refreshed."""
        if not self.is_sandbox:
            return
        username = self.user.username.removesuffix(f".{SANDBOX}")
        self.org.refresh_sandbox(SANDBOX)
        self.user = self.org.user(f"{username}.{SANDBOX}")

    def change_package(self, version: str | None) -> None:
        """Install a version of the package, an older one too; None leaves it uninstalled."""
        if self.package is not None:
            self.org.uninstall_package("act-on")
        if version is not None:
            self.org.install_package("act-on", version)
        self.package = version

    def stage_fault(self, fault: Fault, nth: int, count: int, *, hides: bool = False) -> None:
        """Have some of the next requests go wrong; or their answers, where one may be hidden."""
        self.salesforce.add_fault(
            fault,
            match=Match(nth=nth) if count == 1 else None,
            count=count,
            phase="after" if hides and fault in MAY_HIDE[self.method] else None,
        )

    # -- what is true ----------------------------------------------------------------------

    def truths(self, credentials: Credentials) -> set[Cause]:
        """Return every cause that holds now for these credentials."""
        org, user = self.org, self.user
        (login,) = org.query(
            f"SELECT IsPasswordLocked, IsFrozen FROM UserLogin WHERE UserId = '{user.id}'"
        )
        [person] = org.query(f"SELECT IsActive FROM User WHERE Id = '{user.id}'")
        [organization] = org.query("SELECT TrialExpirationDate FROM Organization")
        trial = organization["TrialExpirationDate"]
        switched = self.bound is not None and self.bound != org.id
        live = {
            Cause.WRONG_SECRET: credentials != (user.username, user.secret),
            Cause.LOCKED_OUT: bool(login["IsPasswordLocked"]),
            Cause.USER_INACTIVE: bool(login["IsFrozen"]) or not person["IsActive"],
            Cause.PASSWORD_EXPIRED: org.credentials.is_expired(user.id, now=self.now),
            Cause.LOGIN_METHOD_DISABLED: not (
                org.settings.soap_login_enabled
                if self.method == "soap"
                else org.settings.username_password_flow_enabled
            ),
            Cause.ORGANIZATION_LOCKED: org.settings.is_locked,
            Cause.TRIAL_OVER: trial is not None and from_wire(str(trial)) <= self.now,
            Cause.MAINTENANCE: org.settings.availability == "maintenance",
            Cause.LIMIT_REACHED: org.usage.used(CALLS) >= org.usage.most(CALLS),
            Cause.ORGANIZATION_SWITCHED: switched or Cause.ORGANIZATION_SWITCHED in self.flags,
            Cause.SANDBOX_REFRESHED: switched and self.is_sandbox,
        }
        return {cause for cause, holds in live.items() if holds} | (self.flags - live.keys())

    def newest_login(self, username: str) -> tuple[str, str] | None:
        """Return id and status of a user's newest login in the history; None without one."""
        user_id = self.org.users.id_of(username)
        found = user_id and self.org.query(
            f"SELECT Id, Status FROM LoginHistory WHERE UserId = '{user_id}' "
            "ORDER BY LoginTime DESC, Id DESC LIMIT 1"
        )
        return (str(found[0]["Id"]), str(found[0]["Status"])) if found else None

    # -- remedies --------------------------------------------------------------------------

    def mend(self, cause: Cause) -> None:
        """Do in Salesforce what the remedy of a cause asks of an administrator or of time."""
        org = self.org
        for trouble in TROUBLES.values():
            if trouble.cause is cause and self.method in trouble.methods and self._needs(cause):
                trouble.mends(self)
        more: Mapping[Cause, Callable[[], object]] = {
            Cause.MAINTENANCE: lambda: setattr(org.settings, "availability", "normal"),
            Cause.LIMIT_REACHED: lambda: self.salesforce.clock.advance(hours=25),
            Cause.PERMISSION_LOST: lambda: org.profile(PROFILE).grant("Lead", "read", "view_all"),
        }
        if cause in more:
            more[cause]()
        if cause in FAULTS.values():
            self.salesforce.faults.clear()
        self.flags.discard(cause)

    def _needs(self, cause: Cause) -> bool:
        """Tell whether mending costs something, and nothing is to mend: an expiry, no password."""
        if cause is not Cause.PASSWORD_EXPIRED:
            return True
        return self.org.credentials.is_expired(self.user.id, now=self.now)
