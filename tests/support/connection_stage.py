"""A connector on a fake org, and everything an administrator can do to break it and mend it again.

Each trouble has the name of its cause, breaks what is there, and mends it the way the cause's
remedy says; what Salesforce answers in between is the fake's business.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from connector_stage import FollowingClock
from fake_salesforce import FakeSalesforce, Org, User
from fake_salesforce.org.connected_apps import ConnectedApp
from fake_salesforce.org.doors.hours import DAYS
from sfconnector import Connector, SecretKey
from sfconnector.connection.causes import Cause
from sfconnector.connection.status import Status
from sfconnector.events import Event
from store_places import place

PROFILE = "System Administrator"
PASSWORD_METHODS = ("soap", "oauth-password")
METHODS = (*PASSWORD_METHODS, "jwt", "client-credentials")


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A private key and the certificate that goes into the connected app, both in PEM."""

    private_key: str
    certificate: str


def key_pair() -> KeyPair:
    """Make a key and its certificate."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sfconnector")])
    begin = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begin)
        .not_valid_after(begin + dt.timedelta(days=36500))
        .sign(key, hashes.SHA256())
    )
    return KeyPair(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode(),
        certificate.public_bytes(serialization.Encoding.PEM).decode(),
    )


class Administered(Protocol):
    """What an administrator has before them: an org, the integration user, a connected app."""

    org: Org
    user: User
    app: ConnectedApp


class ConnectionStage:
    """One org with its integration user, and a connector that logs in by one method."""

    def __init__(
        self,
        folder: Path,
        salesforce: FakeSalesforce,
        keys: KeyPair,
        *,
        method: str = "soap",
        is_sandbox: bool = False,
    ) -> None:
        self.salesforce = salesforce
        self.method = method
        self.is_sandbox = is_sandbox
        self.org = salesforce.create_org(is_sandbox=is_sandbox)
        self.user = self.org.create_user(f"integration.{self.org.id.lower()}@example.com")
        self.app = self.org.add_connected_app("Sync", certificate=keys.certificate)
        if method == "client-credentials":
            self.org.settings.client_credentials_flow = True
            self.app.run_as(self.user)
        self.keys = keys
        self.path = folder / f"{self.org.id}.sqlite"
        self.key = SecretKey.generate()
        self.events: list[Event] = []

    def connector(self, **chosen: object) -> Connector:
        """Open the connector, as a new process would."""
        given: dict[str, object] = {
            "key": self.key,
            "clock": FollowingClock(self.org.clock),
            "listeners": (self.events.append,),
            "seed": 1,
            "environment": "sandbox" if self.is_sandbox else "production",
            **chosen,
        }
        return Connector.open(place(self.path), **given)  # type: ignore[arg-type]

    def secret(self, user: User | None = None) -> str:
        """Return what the login method takes as its secret now."""
        if self.method == "jwt":
            return self.keys.private_key
        if self.method == "client-credentials":
            return self.app.client_secret
        return (user or self.user).secret

    def connect(self, connector: Connector, user: User | None = None) -> Status:
        """Connect by the stage's method."""
        with_app = self.method != "soap"
        password = self.method == "oauth-password"
        by_user = self.method != "client-credentials"
        return connector.connect(
            (user or self.user).username if by_user else "",
            self.secret(user),
            login_url=self.salesforce.url,
            method=self.method,
            client_id=self.app.client_id if with_app else "",
            client_secret=self.app.client_secret if password else "",
        )


Act = Callable[[Administered], object]


@dataclass(frozen=True, slots=True)
class Trouble:
    """One way to break a connection, its true cause, and how it is mended in Salesforce."""

    cause: Cause
    breaks: Act
    mends: Act
    methods: tuple[str, ...] = METHODS
    ends_sessions: bool = True
    """Whether a session that is open would go on, so that it has to end for the cause to show."""


def _nothing(stage: Administered) -> None:
    del stage


def _outside_hours(stage: Administered) -> None:
    stage.org.restrict_login_hours(PROFILE, **dict.fromkeys(DAYS, "closed"))


def _all_hours(stage: Administered) -> None:
    stage.org.restrict_login_hours(PROFILE)


def _edition(name: str) -> Act:
    return lambda stage: stage.org.change_edition(name)


def _soap(*, enabled: bool) -> Act:
    def act(stage: Administered) -> None:
        stage.org.settings.soap_login_enabled = enabled

    return act


def _flow(*, enabled: bool) -> Act:
    def act(stage: Administered) -> None:
        stage.org.settings.username_password_flow_enabled = enabled

    return act


TROUBLES: dict[str, Trouble] = {
    "password expired": Trouble(
        Cause.PASSWORD_EXPIRED,
        lambda stage: stage.user.expire_password(),
        lambda stage: stage.user.set_password(),
        PASSWORD_METHODS,
        ends_sessions=False,
    ),
    "new password": Trouble(
        Cause.WRONG_SECRET, lambda stage: stage.user.set_password(), _nothing, PASSWORD_METHODS
    ),
    "new token": Trouble(
        Cause.WRONG_SECRET,
        lambda stage: stage.user.reset_security_token(),
        _nothing,
        PASSWORD_METHODS,
    ),
    "username changed": Trouble(
        Cause.WRONG_SECRET,
        lambda stage: stage.user.rename(f"new.{stage.org.id.lower()}@example.com"),
        _nothing,
        PASSWORD_METHODS,
    ),
    "locked out": Trouble(
        Cause.LOCKED_OUT,
        lambda stage: stage.user.lock_out(),
        lambda stage: stage.user.unlock(),
        PASSWORD_METHODS,
    ),
    "inactive": Trouble(
        Cause.USER_INACTIVE,
        lambda stage: stage.user.deactivate(),
        lambda stage: stage.user.activate(),
        ("soap", "oauth-password", "jwt"),
    ),
    "frozen": Trouble(
        Cause.USER_INACTIVE,
        lambda stage: stage.user.freeze(),
        lambda stage: stage.user.unfreeze(),
        ("soap", "oauth-password", "jwt"),
    ),
    "second factor": Trouble(
        Cause.MFA_REQUIRED,
        lambda stage: stage.user.require_mfa(),
        lambda stage: stage.org.permission_set("MFA_for_API").forbid("TwoFactorApi"),
        PASSWORD_METHODS,
    ),
    "IP ranges": Trouble(
        Cause.IP_RESTRICTED,
        lambda stage: stage.org.restrict_login_ips(PROFILE, "203.0.113.0/24"),
        lambda stage: stage.org.restrict_login_ips(PROFILE),
        PASSWORD_METHODS,
    ),
    "login hours": Trouble(Cause.LOGIN_HOURS, _outside_hours, _all_hours, PASSWORD_METHODS),
    "SOAP login off": Trouble(
        Cause.LOGIN_METHOD_DISABLED, _soap(enabled=False), _soap(enabled=True), ("soap",)
    ),
    "password flow off": Trouble(
        Cause.LOGIN_METHOD_DISABLED,
        _flow(enabled=False),
        _flow(enabled=True),
        ("oauth-password",),
    ),
    "app blocked": Trouble(
        Cause.APP_NOT_APPROVED,
        lambda stage: stage.app.block(),
        lambda stage: stage.app.unblock(),
        METHODS[1:],
    ),
    "API Enabled": Trouble(
        Cause.API_ENABLED_MISSING,
        lambda stage: stage.org.profile(PROFILE).forbid("ApiEnabled"),
        lambda stage: stage.org.profile(PROFILE).allow("ApiEnabled"),
        ends_sessions=False,
    ),
    "edition": Trouble(
        Cause.API_NOT_IN_EDITION,
        _edition("Professional Edition"),
        _edition("Enterprise Edition"),
        ends_sessions=False,
    ),
    "org locked": Trouble(
        Cause.ORGANIZATION_LOCKED,
        lambda stage: stage.org.lock(),
        lambda stage: stage.org.unlock(),
        PASSWORD_METHODS,
    ),
    "trial over": Trouble(
        Cause.TRIAL_OVER,
        lambda stage: stage.org.end_trial(),
        lambda stage: stage.org.start_trial(),
        PASSWORD_METHODS,
    ),
}
