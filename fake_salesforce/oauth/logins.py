"""A login through OAuth: noted in LoginHistory, refused in OAuth's words, ending in a session."""

from __future__ import annotations

from fake_salesforce.login import oauth_token
from fake_salesforce.org import ConnectedApp, Door, LoginAttempt, LoginStatus, Org, PermittedUsers

from .clients import not_approved
from .request import Granted, TokenRequest

_SCOPE = "api refresh_token id"
"""What an answer of the flows without a password tells as ``scope`` (believed)."""


def find_user(request: TokenRequest, username: str) -> tuple[Org, str] | None:
    """Return org and id of the user of that name who may log in at this host; None if nobody."""
    for org in request.orgs:
        user_id = org.users.id_of(username)
        if user_id is not None:
            return org, user_id
    return None


def with_password(request: TokenRequest, app: ConnectedApp, username: str, secret: str) -> Granted:
    """Log a user in by his password; an unknown one fails as a wrong password does.

    A password is approval enough unless an administrator approves the app's users (believed).

    Raises:
        OAuthError: the login is refused.
    """
    found = find_user(request, username)
    if found is None:
        raise oauth_token.error_of(LoginStatus.INVALID_PASSWORD)
    org, user_id = found
    asks_admin = app.policy.permitted_users is PermittedUsers.ADMIN_APPROVED
    attempt = _attempt(
        request,
        app,
        door=Door.OAUTH_PASSWORD,
        sub_type="OauthUsernamePassword",
        is_app_approved=not asks_admin or app.is_approved(user_id),
    )
    session_id = _opened(request, org, user_id, secret, app=app, attempt=attempt)
    return Granted(app=app, org=org, user_id=user_id, session_id=session_id)


def vouched(
    request: TokenRequest,
    app: ConnectedApp,
    org: Org,
    user_id: str,
    *,
    sub_type: str,
    refresh_number: int | None = None,
) -> Granted:
    """Log a user in for whom an app vouches: no password is asked, everything else is.

    Args:
        request: what was asked.
        app: the app.
        org: the user's org.
        user_id: who comes.
        sub_type: the flow, as LoginHistory has it.
        refresh_number: the number of the refresh token by which he comes; None without one.

    Raises:
        OAuthError: the login is refused.
    """
    attempt = _attempt(
        request,
        app,
        door=Door.OAUTH,
        sub_type=sub_type,
        is_app_approved=app.is_approved(user_id),
    )
    session_id = _opened(
        request, org, user_id, None, app=app, attempt=attempt, refresh_number=refresh_number
    )
    return Granted(app=app, org=org, user_id=user_id, session_id=session_id, scope=_SCOPE)


def _attempt(
    request: TokenRequest, app: ConnectedApp, *, door: Door, sub_type: str, is_app_approved: bool
) -> LoginAttempt:
    """Return how a login comes; the words of LoginHistory are believed (reference 6.6)."""
    return LoginAttempt(
        login_type="Remote Access 2.0",
        application=app.name[:64],
        source_ip=request.visitor.source_ip,
        forwarded_for=request.visitor.forwarded_for,
        door=door,
        login_sub_type=sub_type,
        login_url=request.visitor.login_url,
        relaxes_ip=app.policy.relaxes_ip,
        is_app_approved=is_app_approved,
    )


def _opened(
    request: TokenRequest,
    org: Org,
    user_id: str,
    secret: str | None,
    *,
    app: ConnectedApp,
    attempt: LoginAttempt,
    refresh_number: int | None = None,
) -> str:
    """Try the login and return the id of its session.

    An org that is down for maintenance refuses as it refuses a data call (believed).
    """
    request.note(org_id=org.id, username=str(org.users.record(user_id)["Username"]))
    org.admission.check_availability()
    status = org.log_in(user_id, secret, attempt=attempt)
    if status is LoginStatus.APP_NOT_APPROVED:
        raise not_approved(app)
    if status is not LoginStatus.SUCCESS:
        raise oauth_token.error_of(status)
    client = app.session_client(refresh_number)
    return org.open_session(user_id, client=client, attempt=attempt)
