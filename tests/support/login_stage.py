"""Every way a login or a session ends: how it is staged, and what shows that Salesforce does so."""

from __future__ import annotations

from dataclasses import dataclass

from fake_salesforce import User
from three_ways import JO, Scene

_PROFILE = "System Administrator"
_EXPIRED = "[I:jsforce#594] [I:omniphx/forrest#240]"


@dataclass(frozen=True, kw_only=True)
class LoginRow:
    """A situation in which somebody logs in."""

    name: str
    python: str = ""
    command: str = ""
    sent: str = ""
    """What the client sends as its secret, in Python; nothing is what the user had before."""
    username: str = JO
    app: str = "Sync"
    """The connected app through which the OAuth password login comes."""
    version: str = "49.0"
    """Of the SOAP API."""
    is_sandbox: bool = False
    has_other: bool = False
    """Whether the server has a second org."""
    by_browser: bool = False
    """Whether the login page is meant, which has no SOAP and no OAuth."""
    source: str = ""
    """Nothing is the source of the outcome, as ``login/refused.py`` has it."""


@dataclass(frozen=True, kw_only=True)
class SessionRow:
    """A way in which an open session ends."""

    name: str
    python: str = ""
    command: str = ""
    by_client: str = ""
    """A SOAP call of another client that has the same session."""
    source: str


LOGINS = (
    LoginRow(name="right secret", source="[P] capture, [RF]"),
    LoginRow(name="wrong password", sent='"wrong" + user.security_token'),
    LoginRow(name="wrong token", sent='user.password + "A" * 24'),
    LoginRow(
        name="blank between password and token",
        sent='user.password + " " + user.security_token',
        source="believed: it is no other secret",
    ),
    LoginRow(name="token missing", sent="user.password"),
    LoginRow(
        name="token missing, in a trusted network",
        python='org.trust_network("127.0.0.1")',
        command="network trust 127.0.0.1",
        sent="user.password",
        source="[K:api/login]",
    ),
    LoginRow(
        name="unknown user",
        username="nobody@example.com",
        source="[I:wsc#9]; that no row is left is believed",
    ),
    LoginRow(
        name="username changed",
        python='user.rename("new@example.com")',
        command=f"user rename {JO} new@example.com",
        source="[I:wsc#9], as an unknown user",
    ),
    LoginRow(
        name="new password, old secret",
        python="user.set_password()",
        command=f"user set-password {JO}",
        source="[K:api/login]; that sessions go on is believed",
    ),
    LoginRow(
        name="new token, old secret",
        python="user.reset_security_token()",
        command=f"user reset-security-token {JO}",
        source="[K:api/login]",
    ),
    LoginRow(name="inactive user", python="user.deactivate()", command=f"user deactivate {JO}"),
    LoginRow(name="frozen user", python="user.freeze()", command=f"user freeze {JO}"),
    LoginRow(name="locked out", python="user.lock_out()", command=f"user lock-out {JO}"),
    LoginRow(
        name="password expired",
        python="user.expire_password()",
        command=f"user expire-password {JO}",
        source=_EXPIRED,
    ),
    LoginRow(
        name="password expired, as of 2021",
        python='user.expire_password(); org.settings.expired_password_answer = "2021"',
        command=f"user expire-password {JO}; settings set --expired-password-answer 2021",
        source="[P] of 2021-12-09, [I:CRMArena#22]",
    ),
    LoginRow(
        name="outside the login IP ranges",
        python=f'org.restrict_login_ips("{_PROFILE}", "203.0.113.0/24")',
        command=f"profile restrict-login-ips '{_PROFILE}' 203.0.113.0/24",
    ),
    LoginRow(
        name="outside the login hours",
        python=f'org.restrict_login_hours("{_PROFILE}", monday="closed")',
        command=f"profile restrict-login-hours '{_PROFILE}' monday=closed",
    ),
    LoginRow(
        name="MFA for API logins, token sent",
        python="user.require_mfa()",
        command=f"user require-mfa {JO}",
    ),
    LoginRow(
        name="MFA for API logins, code sent",
        python="user.require_mfa()",
        command=f"user require-mfa {JO}",
        sent="user.password + user.code",
        source="[D:232 security_require_2fa_api]; the place of the code is believed",
    ),
    LoginRow(
        name="MFA for the user interface only",
        python="user.require_mfa(for_api=False)",
        command=f"user require-mfa {JO} --no-for-api",
        source="[D:232 security_require_2fa_api]",
    ),
    LoginRow(
        name="API Enabled missing",
        python=f'org.profile("{_PROFILE}").lose("ApiEnabled")',
        command=f"permission revoke 'profile:{_PROFILE}' ApiEnabled",
    ),
    LoginRow(
        name="API Only User",
        python=f'org.profile("{_PROFILE}").gain("ApiUserOnly")',
        command=f"permission grant 'profile:{_PROFILE}' ApiUserOnly",
        source="[D:264 eventlogfile_login_status]",
    ),
    LoginRow(
        name="API Only User, at the login page",
        python=f'org.profile("{_PROFILE}").gain("ApiUserOnly")',
        command=f"permission grant 'profile:{_PROFILE}' ApiUserOnly",
        by_browser=True,
    ),
    LoginRow(
        name="edition without the API",
        python='org.change_edition("Professional Edition")',
        command="org change-edition 'Professional Edition'",
    ),
    LoginRow(
        name="too many logins",
        python="org.limits.logins_per_hour = 1",
        command="settings set --logins-per-hour 1",
    ),
    LoginRow(name="org locked", python="org.lock()", command="org lock"),
    LoginRow(name="trial over", python="org.end_trial()", command="org end-trial"),
    LoginRow(
        name="SOAP login off",
        python="org.settings.soap_login_enabled = False",
        command="settings set --no-soap-login-enabled",
    ),
    LoginRow(
        name="SOAP login of API v65.0",
        version="65.0",
        source="[K:api/login] [I:forcedotcom/wsc#363]",
    ),
    LoginRow(
        name="password flow off",
        python="org.settings.username_password_flow_enabled = False",
        command="settings set --no-username-password-flow-enabled",
    ),
    LoginRow(
        name="app not approved by the user",
        python='org.connected_app("Sync").disapprove(user)',
        command=f"app disapprove Sync {JO}",
        source="the refresh token's end [RF] refresh_error_response.json; that a password is"
        " approval enough is believed",
    ),
    LoginRow(
        name="app not approved by an administrator",
        python='org.add_connected_app("Strict", approved=False,'
        ' permitted_users="Admin approved users are pre-authorized")',
        command="app add Strict --no-approved"
        " --permitted-users 'Admin approved users are pre-authorized'",
        app="Strict",
        source="the words [P] for JWT; for the password flow believed",
    ),
    LoginRow(
        name="app blocked",
        python='org.connected_app("Sync").block()',
        command="app block Sync",
        source="the words [P], at this endpoint believed",
    ),
    LoginRow(
        name="maintenance",
        python='org.settings.availability = "maintenance"',
        command="settings set --availability maintenance",
        source="the code [K:api/core-data-types], the text believed",
    ),
    LoginRow(
        name="sandbox refreshed",
        python="org.refresh_sandbox()",
        command="org refresh-sandbox",
        is_sandbox=True,
        source="believed",
    ),
    LoginRow(
        name="login moved to another org",
        python="user.move_to(salesforce.orgs[1])",
        command=f"user move-to {JO} Other --org Acme",
        has_other=True,
        source="the organizationId of a login [P] capture",
    ),
)
"""Every situation of a login."""

SESSIONS = (
    SessionRow(
        name="two idle hours",
        python="org.clock.advance(hours=2)",
        command="clock advance 2h",
        source="[RF] expired_session_response.json",
    ),
    SessionRow(
        name="ended by an administrator",
        python="org.end_sessions(user)",
        command=f"session end --username {JO}",
        source="[RF] expired_session_response.json",
    ),
    SessionRow(
        name="logged out by another client that shares it",
        by_client="logout",
        source="that clients share a session [P] 2021, what follows [P*]",
    ),
    SessionRow(
        name="used from another address",
        python='org.configure(lock_sessions_to_ip=True, source_ip="203.0.113.7")',
        command="settings set --lock-sessions-to-ip --source-ip 203.0.113.7",
        source="[I:jsforce#386]",
    ),
    SessionRow(
        name="the same, in the other words",
        python='org.configure(lock_sessions_to_ip=True, source_ip="203.0.113.7",'
        ' locked_session_answer="This session is not valid for use with the REST API")',
        command="settings set --lock-sessions-to-ip --source-ip 203.0.113.7"
        " --locked-session-answer 'This session is not valid for use with the REST API'",
        source="[I:NangoHQ/nango#4344]",
    ),
    SessionRow(
        name="outside the login IP ranges, which hold for each call",
        python="org.settings.enforce_login_ip_ranges_on_every_request = True;"
        f' org.restrict_login_ips("{_PROFILE}", "203.0.113.0/24")',
        command="settings set --enforce-login-ip-ranges-on-every-request;"
        f" profile restrict-login-ips '{_PROFILE}' 203.0.113.0/24",
        source="the setting [K:metadata-api/securitysettings]; the answer believed",
    ),
    SessionRow(
        name="My Domain changed",
        python='org.change_my_domain("acme-new")',
        command="org change-my-domain acme-new",
        source="believed",
    ),
)
"""Every end of a session."""


def stage(user: User, name: str) -> None:
    """Stage a situation of a login, after a first login of the user."""
    row = next(each for each in LOGINS if each.name == name)
    assert not row.is_sandbox
    org = user._org
    org.log_in(user.id, user.secret)
    server = org._drop.__self__  # type: ignore[attr-defined] # a method of FakeSalesforce
    Scene(server, org, user).by_python(row.python)
