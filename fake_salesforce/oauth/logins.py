"""A login through OAuth: noted in LoginHistory, refused in OAuth's words, ending in a session."""

from __future__ import annotations

from fake_salesforce.login import log_in, oauth_token
from fake_salesforce.org import ConnectedApp, Door, LoginAttempt, LoginStatus, Org, PermittedUsers

from .clients import not_approved
from .request import Granted, TokenRequest


def attempt_of(
    request: TokenRequest, app: ConnectedApp, *, door: Door, sub_type: str
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
    )


def find_user(request: TokenRequest, username: str) -> tuple[Org, str] | None:
    """Return org and id of the user of that name who may log in at this host; None if nobody."""
    for org in request.orgs:
        user_id = org.users.id_of(username)
        if user_id is not None:
            return org, user_id
    return None


def is_approved(app: ConnectedApp, user_id: str, *, vouches: bool) -> bool:
    """Tell whether a user may come through an app.

    Args:
        app: the app.
        user_id: who comes.
        vouches: whether the app alone says who comes, so that the user must have approved it. A
            password is approval enough unless an administrator approves users (believed).
    """
    is_asked = vouches or app.policy.permitted_users is PermittedUsers.ADMIN_APPROVED
    return not is_asked or app.is_approved(user_id)


def with_password(request: TokenRequest, app: ConnectedApp, username: str, secret: str) -> Granted:
    """Log a user in by his password.

    Raises:
        OAuthError: the login is refused.
    """
    attempt = attempt_of(request, app, door=Door.OAUTH_PASSWORD, sub_type="OauthUsernamePassword")
    org, user_id, status = log_in(request.orgs, username, secret, attempt=attempt)
    if org is not None:
        request.note(org_id=org.id)
    if org is None or user_id is None or status is not LoginStatus.SUCCESS:
        raise oauth_token.error_of(status)
    if not is_approved(app, user_id, vouches=False):
        raise not_approved(app)
    session_id = org.open_session(user_id, client=app.session_client(), attempt=attempt)
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

    Raises:
        OAuthError: the login is refused.
    """
    request.note(org_id=org.id, username=str(org.users.record(user_id)["Username"]))
    attempt = attempt_of(request, app, door=Door.OAUTH, sub_type=sub_type)
    status = org.log_in(user_id, None, attempt=attempt)
    if status is not LoginStatus.SUCCESS:
        raise oauth_token.error_of(status)
    client = app.session_client(refresh_number)
    session_id = org.open_session(user_id, client=client, attempt=attempt)
    return Granted(app=app, org=org, user_id=user_id, session_id=session_id, scope=SCOPE)


SCOPE = "api refresh_token id"
"""What an answer of the flows without a password tells as ``scope`` (believed)."""
