"""Connected apps: added, blocked, approved; refresh tokens without a browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from fake_salesforce.control.problems import unknown
from fake_salesforce.control.values import Name, OfOrg, org_of, user_named
from fake_salesforce.control.verb import Told, Verb, verb
from fake_salesforce.org import ConnectedApp, User

if TYPE_CHECKING:
    from fake_salesforce.salesforce import FakeSalesforce

PermittedUsers = Literal["All users may self-authorize", "Admin approved users are pre-authorized"]


class AppTold(Told):
    """A connected app, without its secret."""

    name: str
    client_id: str
    needs_secret: bool
    permitted_users: str
    approves_everybody: bool
    is_blocked: bool
    relaxes_ip: bool


class AppMade(AppTold):
    """A new app with its secret."""

    client_secret: str


class RefreshToken(Told):
    """A refresh token, told when it is made."""

    refresh_token: str


class NewApp(OfOrg):
    """An app to be."""

    name: Name
    secret: bool = True
    """Whether its clients must send the client secret."""
    certificate: str | None = None
    """The PEM of an X.509 certificate: its RSA key signs JWT assertions."""
    permitted_users: PermittedUsers = "All users may self-authorize"
    approved: bool = True
    """Whether every user has approved it."""
    blocked: bool = False
    relax_ip: bool = False
    """Whether it waives login IP ranges."""


class OfApp(OfOrg):
    """An app by its name."""

    app: Name


class OfAppAndUser(OfApp):
    """An app and a user."""

    username: Annotated[str, Field(min_length=1, max_length=80)]


def _app(salesforce: FakeSalesforce, asked: OfApp) -> ConnectedApp:
    org = org_of(salesforce, asked.org)
    if not org.connected_apps.has(asked.app):
        raise unknown("connected app", asked.app, org.connected_apps.names())
    return org.connected_app(asked.app)


def _both(salesforce: FakeSalesforce, asked: OfAppAndUser) -> tuple[ConnectedApp, User]:
    return _app(salesforce, asked), user_named(org_of(salesforce, asked.org), asked.username)


def _facts(app: ConnectedApp) -> dict[str, Any]:
    policy = app.policy
    return {
        "name": app.name,
        "client_id": app.client_id,
        "needs_secret": policy.needs_secret,
        "permitted_users": policy.permitted_users.value,
        "approves_everybody": policy.approves_everybody,
        "is_blocked": policy.is_blocked,
        "relaxes_ip": policy.relaxes_ip,
    }


def _told(app: ConnectedApp) -> AppTold:
    return AppTold(**_facts(app))


@verb("app list", "GET /orgs/{org}/apps", python="Org.connected_apps", examples=("app list",))
def every(salesforce: FakeSalesforce, asked: OfOrg) -> list[AppTold]:
    """List the connected apps of an org."""
    org = org_of(salesforce, asked.org)
    return [_told(org.connected_app(each)) for each in org.connected_apps.names()]


@verb(
    "app add",
    "POST /orgs/{org}/apps",
    python="Org.add_connected_app",
    words=("name",),
    examples=("app add Sync --no-approved",),
    status=201,
)
def add(salesforce: FakeSalesforce, asked: NewApp) -> AppMade:
    """Add a connected app, and tell its key and its secret."""
    org = org_of(salesforce, asked.org)
    app = org.add_connected_app(**asked.model_dump(exclude={"org"}))
    return AppMade(**_facts(app), client_secret=app.client_secret)


@verb(
    "app show",
    "GET /orgs/{org}/apps/{app}",
    python="Org.connected_app",
    words=("app",),
    examples=("app show Sync",),
)
def show(salesforce: FakeSalesforce, asked: OfApp) -> AppTold:
    """Tell of one app."""
    return _told(_app(salesforce, asked))


@verb(
    "app block",
    "POST /orgs/{org}/apps/{app}/block",
    python="ConnectedApp.block",
    words=("app",),
    examples=("app block Sync",),
)
def block(salesforce: FakeSalesforce, asked: OfApp) -> AppTold:
    """Block the app: no login and no refresh from now on."""
    app = _app(salesforce, asked)
    app.block()
    return _told(app)


@verb(
    "app unblock",
    "POST /orgs/{org}/apps/{app}/unblock",
    python="ConnectedApp.unblock",
    words=("app",),
    examples=("app unblock Sync",),
)
def unblock(salesforce: FakeSalesforce, asked: OfApp) -> AppTold:
    """End that."""
    app = _app(salesforce, asked)
    app.unblock()
    return _told(app)


def _for_user(act: Callable[[ConnectedApp, User], None], at: str, summary: str) -> Verb:
    """Return the verb of what an app does for a user, or with one, without an answer."""

    def deed(salesforce: FakeSalesforce, asked: OfAppAndUser) -> None:
        act(*_both(salesforce, asked))

    deed.__doc__ = summary
    name = act.__name__.replace("_", "-")
    return verb(
        f"app {name}",
        f"POST /orgs/{{org}}/apps/{{app}}/{at}",
        python=f"ConnectedApp.{act.__name__}",
        words=("app", "username"),
        examples=(f"app {name} Sync jo@example.com",),
    )(deed)


_FOR_USERS = (
    _for_user(
        ConnectedApp.approve,
        "approve",
        "Note that a user has approved the app, or is approved for it.",
    ),
    _for_user(
        ConnectedApp.disapprove,
        "disapprove",
        "Take an approval back; the user's refresh tokens are revoked with it.",
    ),
    _for_user(ConnectedApp.run_as, "run-as", "Have the client credentials flow log this user in."),
    _for_user(
        ConnectedApp.revoke_refresh_tokens, "revoke", "Revoke a user's refresh tokens for the app."
    ),
)


@verb(
    "app issue-refresh-token",
    "POST /orgs/{org}/apps/{app}/refresh-token",
    python="ConnectedApp.issue_refresh_token",
    words=("app", "username"),
    examples=("app issue-refresh-token Sync jo@example.com",),
    status=201,
)
def issue_refresh_token(salesforce: FakeSalesforce, asked: OfAppAndUser) -> RefreshToken:
    """Give a new refresh token, as a user's consent in a browser does."""
    app, user = _both(salesforce, asked)
    return RefreshToken(refresh_token=app.issue_refresh_token(user))


VERBS = (
    every,
    add,
    show,
    block,
    unblock,
    *_FOR_USERS,
    issue_refresh_token,
)
