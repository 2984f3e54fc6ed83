"""Users: created, listed, and whatever an administrator or the user himself does to one.

A secret is told once, in the answer of the call that makes it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, JsonValue

from fake_salesforce.control.problems import blaming, unknown
from fake_salesforce.control.values import Name, OfOrg, OfUser, RecordId, org_of, user_of
from fake_salesforce.control.verb import Told, Verb, verb
from fake_salesforce.org import User

from .orgs import NewSecret

if TYPE_CHECKING:
    from fake_salesforce.org import Org
    from fake_salesforce.salesforce import FakeSalesforce

Username = Annotated[str, Field(min_length=1, max_length=80)]
Secret = Annotated[str, Field(min_length=1, max_length=255)]


class UserTold(Told):
    """A user, without any secret."""

    id: str
    username: str
    name: str
    email: str
    profile: str | None
    is_active: bool
    is_frozen: bool
    is_locked_out: bool
    password_changed: str | None
    permission_sets: list[str]


class UserMade(UserTold, NewSecret):
    """A new user, with the secrets that were made for him."""


class NewUser(OfOrg):
    """A user to be."""

    username: Username
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    profile: Name | None = None
    """None is System Administrator."""
    fields: dict[str, JsonValue] = Field(default_factory=dict)
    """Further fields of User by API name, as `TimeZoneSidKey`."""


class NewPassword(OfUser):
    """The password; None generates one."""

    password: Secret | None = None


class TokenTold(Told):
    """A security token, told when it is made."""

    security_token: str


class Mfa(OfUser):
    """Whether API logins need it too."""

    for_api: bool = True


class MfaTold(Told):
    """The authenticator app that the user has now."""

    authenticator_key: str
    """In base 32, for an app of one's own."""
    code: str
    """What the app shows now."""


class Code(Told):
    """What the user's authenticator app shows now."""

    code: str


class Rename(OfUser):
    """The other username."""

    new_username: Username


class Email(OfUser):
    """The other address."""

    address: Annotated[str, Field(min_length=3, max_length=80)]


class Move(OfUser):
    """The org to which the login leads then."""

    to: Name


class View(OfUser):
    """The record whose page is opened."""

    record_id: RecordId


class OfSharing(OfUser):
    """The object whose records are meant, as `Lead`."""

    object: Name


class Skin(OfUser):
    """Lightning Experience, or Salesforce Classic."""

    lightning: bool = True


class BrowserLogin(OfUser):
    """What the user types; None is the right password."""

    password: Secret | None = None


class LoginTold(Told):
    """How a login ended, in the words of LoginHistory."""

    status: str


def told(org: Org, user: User) -> UserTold:
    """Return what is told of a user."""
    return UserTold(**_facts(org, user))


def _facts(org: Org, user: User) -> dict[str, Any]:
    [row] = org.query(
        "SELECT Name, Email, Profile.Name, IsActive, LastPasswordChangeDate"  # noqa: S608 - an id
        f" FROM User WHERE Id = '{user.id}'"
    )
    [login] = org.query(
        f"SELECT IsFrozen, IsPasswordLocked FROM UserLogin WHERE UserId = '{user.id}'"  # noqa: S608 - an id
    )
    assigned = org.query(
        "SELECT PermissionSet.Name FROM PermissionSetAssignment"  # noqa: S608 - an id
        f" WHERE AssigneeId = '{user.id}' AND PermissionSet.IsOwnedByProfile = false"
        " ORDER BY PermissionSet.Name"
    )
    profile = row["Profile"]
    return {
        "id": user.id,
        "username": user.username,
        "name": row["Name"],
        "email": row["Email"],
        "profile": profile["Name"] if isinstance(profile, dict) else None,
        "is_active": row["IsActive"],
        "is_frozen": login["IsFrozen"],
        "is_locked_out": login["IsPasswordLocked"],
        "password_changed": row["LastPasswordChangeDate"],
        "permission_sets": [
            each["PermissionSet"]["Name"]
            for each in assigned
            if isinstance(each["PermissionSet"], dict)
        ],
    }


def _secret(user: User) -> NewSecret:
    return NewSecret(
        id=user.id,
        username=user.username,
        password=user.password,
        security_token=user.security_token,
    )


@verb("user list", "GET /orgs/{org}/users", python="Org.users", examples=("user list",))
def every(salesforce: FakeSalesforce, asked: OfOrg) -> list[UserTold]:
    """List the users of an org."""
    org = org_of(salesforce, asked.org)
    return [told(org, org.known_user(each)) for each in org.users.usernames()]


@verb(
    "user create",
    "POST /orgs/{org}/users",
    python="Org.create_user",
    words=("username",),
    examples=("user create jo@example.com --profile 'Standard User'",),
    status=201,
)
def create(salesforce: FakeSalesforce, asked: NewUser) -> UserMade:
    """Create a user, and tell the password and the security token that were made for him."""
    org = org_of(salesforce, asked.org)
    names = [str(each["Name"]) for each in org.query("SELECT Name FROM Profile")]
    fields: dict[str, Any] = {
        name: value for name, value in asked.fields.items() if name != "Username"
    }
    if asked.profile is not None and asked.profile not in names:
        raise unknown("profile", asked.profile, names)
    user = org.create_user(
        asked.username,
        first_name=asked.first_name,
        last_name=asked.last_name,
        email=asked.email,
        profile=asked.profile,
        **fields,
    )
    return UserMade(**(_facts(org, user) | _secret(user).model_dump()))


@verb(
    "user show",
    "GET /orgs/{org}/users/{username}",
    python="Org.known_user",
    words=("username",),
    examples=("user show jo@example.com",),
)
def show(salesforce: FakeSalesforce, asked: OfUser) -> UserTold:
    """Tell of one user."""
    return told(org_of(salesforce, asked.org), user_of(salesforce, asked))


def _deed(act: Callable[[User], None], summary: str) -> Verb:
    """Return the verb of something that is done to a user without more words."""

    def deed(salesforce: FakeSalesforce, asked: OfUser) -> UserTold:
        org, user = org_of(salesforce, asked.org), user_of(salesforce, asked)
        act(user)
        return told(org, user)

    deed.__doc__ = summary
    name = act.__name__.replace("_", "-")
    return verb(
        f"user {name}",
        f"POST /orgs/{{org}}/users/{{username}}/{name}",
        python=f"User.{act.__name__}",
        words=("username",),
        examples=(f"user {name} jo@example.com",),
    )(deed)


_DEEDS = (
    _deed(
        User.expire_password,
        "Make the password as old as the policy allows, as if its days had passed.",
    ),
    _deed(User.deactivate, "Switch the user off: logins are refused, and his sessions end."),
    _deed(User.activate, "Switch the user on again."),
    _deed(User.freeze, "Freeze the user: logins are refused from now on."),
    _deed(User.unfreeze, "Let a frozen user log in again."),
    _deed(User.lock_out, "Lock the user out, as somebody does who tries wrong passwords."),
    _deed(User.unlock, "End a lock-out after failed logins."),
)


@verb(
    "user set-password",
    "POST /orgs/{org}/users/{username}/password",
    python="User.set_password",
    words=("username",),
    examples=("user set-password jo@example.com",),
)
def set_password(salesforce: FakeSalesforce, asked: NewPassword) -> NewSecret:
    """Give the user another password, and so another security token; both are told."""
    user = user_of(salesforce, asked)
    user.set_password(asked.password)
    return _secret(user)


@verb(
    "user reset-security-token",
    "POST /orgs/{org}/users/{username}/security-token",
    python="User.reset_security_token",
    words=("username",),
    examples=("user reset-security-token jo@example.com",),
)
def reset_security_token(salesforce: FakeSalesforce, asked: OfUser) -> TokenTold:
    """Give the user another security token, which is told; the old one is void."""
    return TokenTold(security_token=user_of(salesforce, asked).reset_security_token())


@verb(
    "user require-mfa",
    "POST /orgs/{org}/users/{username}/require-mfa",
    python="User.require_mfa",
    words=("username",),
    examples=("user require-mfa jo@example.com", "user require-mfa jo@example.com --no-for-api"),
)
def require_mfa(salesforce: FakeSalesforce, asked: Mfa) -> MfaTold:
    """Demand a second factor of the user, and tell his authenticator."""
    user = user_of(salesforce, asked)
    user.require_mfa(for_api=asked.for_api)
    return MfaTold(authenticator_key=user.authenticator_key, code=user.code)


@verb(
    "user code",
    "GET /orgs/{org}/users/{username}/code",
    python="User.code",
    words=("username",),
    examples=("user code jo@example.com",),
)
def code(salesforce: FakeSalesforce, asked: OfUser) -> Code:
    """Tell what the user's authenticator app shows now: six digits."""
    return Code(code=user_of(salesforce, asked).code)


@verb(
    "user rename",
    "POST /orgs/{org}/users/{username}/rename",
    python="User.rename",
    words=("username", "new_username"),
    examples=("user rename jo@example.com jo@example.org",),
)
def rename(salesforce: FakeSalesforce, asked: Rename) -> UserTold:
    """Give the user another username; the old one is nobody's then."""
    user = user_of(salesforce, asked)
    user.rename(asked.new_username)
    return told(org_of(salesforce, asked.org), user)


@verb(
    "user change-email",
    "POST /orgs/{org}/users/{username}/email",
    python="User.change_email",
    words=("username", "address"),
    examples=("user change-email jo@example.com jo@example.org",),
)
def change_email(salesforce: FakeSalesforce, asked: Email) -> UserTold:
    """Give the user another e-mail address."""
    user = user_of(salesforce, asked)
    user.change_email(asked.address)
    return told(org_of(salesforce, asked.org), user)


@verb(
    "user move-to",
    "POST /orgs/{org}/users/{username}/move",
    python="User.move_to",
    words=("username", "to"),
    examples=("user move-to jo@example.com Acme",),
)
def move_to(salesforce: FakeSalesforce, asked: Move) -> UserTold:
    """Have the same login, name and secret, lead to a new user of another org."""
    user = user_of(salesforce, asked)
    other = org_of(salesforce, asked.to)
    if other is org_of(salesforce, asked.org):
        with blaming("to"):
            message = f"the user is of {other!r} already"
            raise ValueError(message)
    return told(other, user.move_to(other))


@verb(
    "user view",
    "POST /orgs/{org}/users/{username}/view",
    python="User.view",
    words=("username", "record_id"),
    examples=("user view jo@example.com 00Q000000000001EAA",),
)
def view(salesforce: FakeSalesforce, asked: View) -> None:
    """Have the user open the page of a record, which makes it a recent item."""
    user = user_of(salesforce, asked)
    with blaming("record_id"):
        user.view(asked.record_id)


@verb(
    "user restrict-to-shared",
    "POST /orgs/{org}/users/{username}/restrict-to-shared",
    python="User.restrict_to_shared",
    words=("username", "object"),
    examples=("user restrict-to-shared jo@example.com Lead",),
)
def restrict_to_shared(salesforce: FakeSalesforce, asked: OfSharing) -> UserTold:
    """Leave the user those records of an object that he owns, or that are shared with him.

    The object becomes private by default, and his profile and permission sets lose View All and
    Modify All of it, and View All Data and Modify All Data: their other users, too.
    """
    user = user_of(salesforce, asked)
    with blaming("object"):
        user.restrict_to_shared(asked.object)
    return told(org_of(salesforce, asked.org), user)


@verb(
    "user prefer-lightning",
    "POST /orgs/{org}/users/{username}/lightning",
    python="User.prefer_lightning",
    words=("username",),
    examples=("user prefer-lightning jo@example.com --no-lightning",),
)
def prefer_lightning(salesforce: FakeSalesforce, asked: Skin) -> UserTold:
    """Switch the user to Lightning Experience, or back to Salesforce Classic."""
    user = user_of(salesforce, asked)
    user.prefer_lightning(lightning=asked.lightning)
    return told(org_of(salesforce, asked.org), user)


@verb(
    "user log-in-by-browser",
    "POST /orgs/{org}/users/{username}/browser-login",
    python="User.log_in_by_browser",
    words=("username",),
    examples=("user log-in-by-browser jo@example.com",),
)
def log_in_by_browser(salesforce: FakeSalesforce, asked: BrowserLogin) -> LoginTold:
    """Log in on the login page, which the fake has not, and say how that ends."""
    return LoginTold(status=user_of(salesforce, asked).log_in_by_browser(asked.password).text)


VERBS = (
    every,
    create,
    show,
    set_password,
    reset_security_token,
    *_DEEDS,
    require_mfa,
    code,
    rename,
    change_email,
    move_to,
    view,
    restrict_to_shared,
    prefer_lightning,
    log_in_by_browser,
)
