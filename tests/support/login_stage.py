"""Stages every way a login or a session ends, by the name it has in the README of the fake.

A staging gets the user and may return what a client sends as its secret; otherwise the client sends
what the user had before.
"""

from __future__ import annotations

from collections.abc import Callable

from fake_clients import session_of
from fake_salesforce import FakeSalesforce, Org, User
from fake_salesforce.org.doors.hours import DAYS
from soap_calls import soap_call

Staging = Callable[[User], str | None]

_PROFILE = "System Administrator"
_ELSEWHERE = "203.0.113.0/24"


def trusted_network(user: User) -> str:
    """Send the bare password from a trusted network."""
    user._org.trust_network("127.0.0.1")
    return user.password


def renamed(user: User) -> None:
    """Take the name away."""
    user.rename("new@example.com")


def locked_out(user: User) -> None:
    """Fail ten times."""
    for _ in range(10):
        user._org.log_in(user.id, "wrong")


def new_password(user: User) -> None:
    """Give the user another password."""
    user.set_password()


def new_token(user: User) -> None:
    """Give the user another token."""
    user.reset_security_token()


def expired_later(user: User) -> None:
    """Expire the password in the later era."""
    user.expire_password()
    user._org.settings.expired_password_answer = "2021"


def outside_ranges(user: User) -> None:
    """Let the profile log in from elsewhere only."""
    user._org.restrict_login_ips(_PROFILE, _ELSEWHERE)


def outside_hours(user: User) -> None:
    """Close every day."""
    user._org.restrict_login_hours(_PROFILE, **dict.fromkeys(DAYS, "closed"))


def code(user: User) -> str:
    """Send the code of the authenticator in place of the token."""
    user.require_mfa()
    return user.password + user.code


def ui_only(user: User) -> None:
    """Demand a second factor of the login page only."""
    user.require_mfa(for_api=False)


def no_api_enabled(user: User) -> None:
    """Take API Enabled away."""
    user._org.profile(_PROFILE).forbid("ApiEnabled")


def api_only(user: User) -> None:
    """Make the user an API Only User."""
    user._org.profile(_PROFILE).allow("ApiUserOnly")


def no_api_in_edition(user: User) -> None:
    """Make the org one of an edition without the API."""
    org = user._org
    org.records.set_system_field("Organization", org.id, "OrganizationType", "Professional Edition")


def too_many_logins(user: User) -> None:
    """Spend the logins of an hour."""
    user._org.limits.logins_per_hour = 1
    user._org.log_in(user.id, user.secret)


def soap_off(user: User) -> None:
    """Switch SOAP login off."""
    user._org.settings.soap_login_enabled = False


def password_flow_off(user: User) -> None:
    """Switch the OAuth password flow off."""
    user._org.settings.username_password_flow_enabled = False


def refreshed(user: User) -> None:
    """Refresh the org, which counts as a sandbox for this."""
    org = user._org
    org.records.set_system_field("Organization", org.id, "IsSandbox", 1)
    org.refresh_sandbox()


def moved(user: User) -> None:
    """Have the login lead to another org of the same server, which whoever plays this drops."""
    user.move_to(_server(user).create_org("Another Org"))


def _server(user: User) -> FakeSalesforce:
    server = user._org._drop.__self__  # type: ignore[attr-defined] # a method of FakeSalesforce
    assert isinstance(server, FakeSalesforce)
    return server


LOGINS: dict[str, Staging] = {
    "right secret": lambda user: user.secret,
    "wrong password": lambda user: "wrong" + user.security_token,
    "wrong token": lambda user: user.password + "A" * 24,
    "blank between password and token": lambda user: f"{user.password} {user.security_token}",
    "token missing": lambda user: user.password,
    "token missing, in a trusted network": trusted_network,
    "unknown user": renamed,
    "username changed": renamed,
    "new password, old secret": new_password,
    "new token, old secret": new_token,
    "inactive user": User.deactivate,
    "frozen user": User.freeze,
    "locked out": locked_out,
    "password expired": User.expire_password,
    "password expired, as of 2021": expired_later,
    "outside the login IP ranges": outside_ranges,
    "outside the login hours": outside_hours,
    "MFA for API logins, token sent": User.require_mfa,
    "MFA for API logins, code sent": code,
    "MFA for the user interface only": ui_only,
    "API Enabled missing": no_api_enabled,
    "API Only User": api_only,
    "edition without the API": no_api_in_edition,
    "too many logins": too_many_logins,
    "org locked": lambda user: user._org.lock(),
    "trial over": lambda user: user._org.end_trial(),
    "SOAP login off": soap_off,
    "password flow off": password_flow_off,
    "sandbox refreshed": refreshed,
    "login moved to another org": moved,
}
"""Every situation of a login."""


def from_elsewhere(org: Org, _: User) -> None:
    """Lock sessions to their address, and come from another one."""
    org.settings.lock_sessions_to_ip = True
    org.settings.source_ip = "203.0.113.7"


def from_elsewhere_in_other_words(org: Org, user: User) -> None:
    """The same, in the other of the two recorded texts."""
    from_elsewhere(org, user)
    org.settings.locked_session_answer = "This session is not valid for use with the REST API"


def ranges_for_each_call(org: Org, user: User) -> None:
    """Have the login IP ranges hold for each call."""
    outside_ranges(user)
    org.settings.enforce_login_ip_ranges_on_every_request = True


def logged_out(_: Org, user: User) -> None:
    """Log in once more as the same client, which gets the same session, and log out."""
    url = _server(user).url
    soap_call(url, "logout", session_of(url, user))


SESSIONS: dict[str, Callable[[Org, User], object]] = {
    "two idle hours": lambda org, _: org.clock.advance(hours=2),
    "ended by an administrator": lambda org, user: org.end_sessions(user),
    "logged out by another client that shares it": logged_out,
    "used from another address": from_elsewhere,
    "the same, in the other words": from_elsewhere_in_other_words,
    "outside the login IP ranges, which hold for each call": ranges_for_each_call,
    "My Domain changed": lambda org, _: org.change_my_domain("acme"),
}
"""Every end of a session that whoever stages the org can bring about."""
