"""Letting a call of the REST API in: version, session, password, its share of the limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g, request

from fake_salesforce import releases
from fake_salesforce.api import versions
from fake_salesforce.errors import (
    ApiCurrentlyDisabledError,
    ApiDisabledForOrgError,
    InvalidAuthHeaderError,
    InvalidOperationWithExpiredPasswordError,
    InvalidSessionIdError,
    NotFoundError,
)
from fake_salesforce.login.hosts import serves
from fake_salesforce.org import Org, Session
from fake_salesforce.org.sessions import EXPIRED, RESTRICTED

from .origins import reached_of

if TYPE_CHECKING:
    from fake_salesforce.salesforce import FakeSalesforce

_NO_API = "The REST API is not enabled for this Organization."
_PASSWORD_EXPIRED = {
    "2020": (403, RESTRICTED),
    "2021": (401, "Your password has expired. Please reset your password."),
}
"""Reference 1.8: the answers until December 2020 and from December 2021."""


def enter(
    salesforce: FakeSalesforce, version: str, *, serves_expired_passwords: bool = False
) -> tuple[Org, Session]:
    """Let a call in and count it; the journal learns whose it is.

    Args:
        salesforce: the fake.
        version: what the path names, without its ``v``.
        serves_expired_passwords: whether the session of an expired password is let in.

    Raises:
        SalesforceError: there is no such version, or the user may not call now.
        NotImplementedInFakeError: Salesforce has the version and the fake does not.
    """
    if releases.standing(version) is releases.Standing.UNKNOWN:
        raise NotFoundError(versions.MISSING)
    org, session = _authenticate(salesforce)
    versions.check_served(version)
    if not serves_expired_passwords:
        _check_password(org, session)
    _check_api(org, session)
    g.api_usage = org.admission.admit_call(writes=request.method not in {"GET", "HEAD"})
    g.api_calls = 1
    g.under_way = (org.under_way, object())
    org.under_way.begin(g.under_way[1], now=org.clock.now())
    return org, session


def _authenticate(salesforce: FakeSalesforce) -> tuple[Org, Session]:
    scheme, _, session_id = request.headers.get("Authorization", "").partition(" ")
    session_id = session_id.strip()
    if scheme.lower() not in {"bearer", "oauth"} or not session_id:
        message = "INVALID_HEADER_TYPE"
        raise InvalidAuthHeaderError(message)
    return session_of(salesforce, session_id)


def session_of(salesforce: FakeSalesforce, session_id: str) -> tuple[Org, Session]:
    """Return the session that a caller names, with its org; the journal learns whose it is.

    Raises:
        InvalidSessionIdError: there is none, or not for this host or the caller's address.
    """
    org = salesforce.org_of_session(session_id)
    if org is None or not serves(org, reached_of(salesforce).host_name):
        raise InvalidSessionIdError(EXPIRED)
    session = org.use_session(
        session_id,
        peer=request.remote_addr or "",
        forwarded_for=request.headers.get("X-Forwarded-For"),
    )
    g.org_id = org.id
    g.username = org.users.record(session.user_id)["Username"]
    return org, session


def _check_password(org: Org, session: Session) -> None:
    """Refuse data to a user whose password has expired (reference 1.8)."""
    if not org.must_set_password(session):
        return
    status, message = _PASSWORD_EXPIRED[org.settings.expired_password_answer]
    raise InvalidOperationWithExpiredPasswordError(message, status=status)


def _check_api(org: Org, session: Session) -> None:
    """Refuse every user where the edition has no API, and a user without API Enabled.

    Both get the same answer unless a switch gives the latter the other one (reference 1.9, 2).
    """
    if not org.logins.has_api():
        raise ApiDisabledForOrgError(_NO_API)
    if org.access_of(session.user_id).has("ApiEnabled"):
        return
    if org.settings.missing_api_enabled_answer == "API_CURRENTLY_DISABLED":
        message = "API is disabled for this User"
        raise ApiCurrentlyDisabledError(message)
    raise ApiDisabledForOrgError(_NO_API)
