"""A diagnosis: the cause, and where Salesforce gives one answer for many, what else it may be.

Salesforce tells a stranger little: a wrong password, a locked user and a missing second factor get
the same refusal. Then the likeliest stands first, and at most two others beside it, each with the
one look that tells it apart and with what mends it. That refusal has more causes than three, so a
candidate may stand for several: those that the same people mend with one remedy, and that the same
act heals, so that who follows it need not know which it was. Where somebody may read the user's
login history, Salesforce's own record of the attempt decides, and nothing is left to guess. Pure
functions over what is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sfconnector.connection.causes import EXPLANATIONS, Cause, cause_of
from sfconnector.errors import (
    NO_EVIDENCE,
    ApiDisabledError,
    ConnectorError,
    Evidence,
    LoginRefusedError,
    LoginWithheldError,
)

MOST_CANDIDATES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What may be the cause: one, or several that share a look, an actor and a remedy."""

    causes: tuple[Cause, ...]
    """The likeliest first."""
    tell_apart: str
    """What to look at, and what is seen there if this is it."""
    remedy: str = ""
    """What mends it, one remedy for all its causes; "" in what was stored before it was told."""
    who: str = ""
    """Who must act, the same for all its causes."""
    heals: str = ""
    """What makes it work again once they have acted, the same for all its causes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clues:
    """What the connector knows beside Salesforce's answer."""

    method: str = "soap"
    is_sandbox: bool = False
    was_connected: bool = False
    """Whether the organization has answered a data call before."""
    login_status: str | None = None
    """The status that the user's login history gives for the refused attempt; None if unread."""
    is_renamed: bool = False
    """Whether the organization has no user of the connected user's name any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """Why the connection does not work, as far as it can be told."""

    cause: Cause
    candidates: tuple[Candidate, ...] = ()
    """What else it may be, the likeliest first, the cause included; empty where it is certain."""
    evidence: Evidence = NO_EVIDENCE
    login_status: str | None = None
    """What the user's login history says of the attempt, where it could be read."""


BY_LOGIN_STATUS: Mapping[str, Cause] = {
    "Invalid Password": Cause.WRONG_SECRET,
    "Invalid login": Cause.WRONG_SECRET,
    "Password Lockout": Cause.LOCKED_OUT,
    "User is Inactive": Cause.USER_INACTIVE,
    "User is frozen": Cause.USER_INACTIVE,
    "Failed: API security token required": Cause.SECURITY_TOKEN_REQUIRED,
    "Two-factor required": Cause.MFA_REQUIRED,
    "Failed: Multi-factor required": Cause.MFA_REQUIRED,
    "Restricted IP": Cause.IP_RESTRICTED,
    "Failed: IP Address Not Allowed": Cause.IP_RESTRICTED,
    "Restricted time": Cause.LOGIN_HOURS,
    "Restricted domain": Cause.LOGIN_METHOD_DISABLED,
    "Username-Password Flow Disabled": Cause.LOGIN_METHOD_DISABLED,
    "Failed: Not approved for access": Cause.APP_NOT_APPROVED,
    "Failed: OAuth API access disabled": Cause.API_ENABLED_MISSING,
    "Login rate exceeded": Cause.LIMIT_REACHED,
    "Organization locked": Cause.ORGANIZATION_LOCKED,
    "Organization is in maintenance": Cause.MAINTENANCE,
    "Trial Expired": Cause.TRIAL_OVER,
}
"""LoginHistory.Status (reference 6.6), compared in any case; any other decides nothing."""

_BY_LOGIN_STATUS = {text.casefold(): cause for text, cause in BY_LOGIN_STATUS.items()}


def candidate(*causes: Cause, tell_apart: str, remedy: str = "") -> Candidate:
    """Make a candidate of causes that the same people mend, and that the same act heals.

    Args:
        causes: the likeliest first.
        tell_apart: what to look at, and what is seen there.
        remedy: what mends any of them; "" takes that of the first.
    """
    first = EXPLANATIONS[causes[0]]
    return Candidate(
        causes=causes,
        tell_apart=tell_apart,
        remedy=remedy or first.remedy,
        who=first.who.value,
        heals=first.heals.value,
    )


WRONG_SECRET = candidate(
    Cause.WRONG_SECRET,
    tell_apart="Logging in at the Salesforce login page with the username and the password alone "
    "fails: then username or password is wrong. If it succeeds, the security token is stale.",
)
BLOCKED = candidate(
    Cause.LOCKED_OUT,
    Cause.USER_INACTIVE,
    tell_apart="Setup > Users > the user: a locked user has a button Unlock, a frozen one "
    "Unfreeze, and an inactive one is not ticked Active.",
    remedy="Let an administrator press Unlock or Unfreeze there or tick Active, whichever it is, "
    "and stop every other program that still uses an old password; then run test.",
)
MFA = candidate(
    Cause.MFA_REQUIRED,
    tell_apart="Setup > Login History shows the attempt as Two-factor required, and the user's "
    "profile or a permission set has Multi-Factor Authentication for API Logins.",
)
BLOCKED_OR_MFA = candidate(
    Cause.LOCKED_OUT,
    Cause.USER_INACTIVE,
    Cause.MFA_REQUIRED,
    tell_apart="Setup > Login History shows the attempt as Password Lockout, User is Inactive, "
    "User is frozen or Two-factor required.",
    remedy="Let an administrator unlock, activate or unfreeze the user, or take Multi-Factor "
    "Authentication for API Logins from it, whichever is shown there; then run test.",
)
REFRESHED = candidate(
    Cause.SANDBOX_REFRESHED,
    tell_apart="Setup > Sandboxes in production shows when the sandbox was last refreshed: after "
    "that its users have other names and secrets.",
    remedy="Run update-login with a user of the refreshed sandbox and its new secret. That it is "
    "another organization now is told then, and support binds the account to it (organization "
    "rebind).",
)
FOR_A_WHILE = candidate(
    Cause.LOCKED_OUT,
    Cause.LOGIN_HOURS,
    tell_apart="Setup > Login History shows the attempt as Password Lockout or Restricted time.",
    remedy="Wait until the lock-out is over or the Login Hours begin, or let an administrator "
    "unlock the user or widen the hours of its profile; then run test.",
)
NO_PASSWORD_LOGIN = candidate(
    Cause.MFA_REQUIRED,
    Cause.LOGIN_METHOD_DISABLED,
    tell_apart="Setup > Login History shows the attempt as Two-factor required; or Setup > OAuth "
    "and OpenID Connect Settings does not allow username-password flows.",
    remedy="Let an administrator take Multi-Factor Authentication for API Logins from the user, "
    "or allow username-password flows, whichever it is, then run test; or connect with --method "
    "jwt, which needs neither.",
)
BARRED = candidate(
    Cause.LOCKED_OUT,
    Cause.MFA_REQUIRED,
    Cause.LOGIN_METHOD_DISABLED,
    Cause.LOGIN_HOURS,
    tell_apart="Setup > Login History shows the attempt as Password Lockout, Two-factor required, "
    "Username-Password Flow Disabled or Restricted time.",
    remedy="Let an administrator unlock the user, take Multi-Factor Authentication for API Logins "
    "from it, allow username-password flows, or widen its profile's Login Hours, whichever is "
    "shown there; then run test.",
)
NO_RIGHT = candidate(
    Cause.API_ENABLED_MISSING,
    tell_apart="Another user of the same organization can use the API; this one's profile and "
    "permission sets lack API Enabled.",
)
NO_EDITION = candidate(
    Cause.API_NOT_IN_EDITION,
    tell_apart="Setup > Company Information shows an edition without the API, and no user of the "
    "organization can use it.",
)
LOCKED = candidate(
    Cause.ORGANIZATION_LOCKED,
    tell_apart="Nobody can log in, and the administrators were told by Salesforce.",
)
TRIAL = candidate(
    Cause.TRIAL_OVER,
    tell_apart="The login page says that the trial has expired.",
)


def diagnose(error: ConnectorError, clues: Clues) -> Diagnosis | None:
    """Say why the connection fails; None if the error is not about the connection."""
    cause = cause_of(error)
    if cause is None:
        return None
    told = None
    if clues.login_status is not None:
        told = _BY_LOGIN_STATUS.get(clues.login_status.casefold())
    if told is not None and isinstance(error, LoginRefusedError):
        return Diagnosis(cause=told, evidence=error.evidence, login_status=clues.login_status)
    candidates = _candidates(error, cause, clues)
    return Diagnosis(
        cause=candidates[0].causes[0] if candidates else cause,
        candidates=candidates,
        evidence=error.evidence,
        login_status=clues.login_status,
    )


def _candidates(error: ConnectorError, cause: Cause, clues: Clues) -> tuple[Candidate, ...]:
    if isinstance(error, LoginRefusedError | LoginWithheldError):
        if error.fault_code == "inactive_org":
            return (LOCKED, TRIAL)
        if cause is Cause.WRONG_SECRET and not clues.is_renamed:
            return _of_a_refusal(error.fault_code or "", clues)
    if isinstance(error, ApiDisabledError) and cause is Cause.API_ENABLED_MISSING:
        if error.code == "API_CURRENTLY_DISABLED":
            return ()
        return (NO_RIGHT, NO_EDITION) if clues.was_connected else (NO_EDITION, NO_RIGHT)
    return ()


def _of_a_refusal(code: str, clues: Clues) -> tuple[Candidate, ...]:
    # What was never connected has not been refreshed since.
    may_be_refreshed = clues.is_sandbox and clues.was_connected
    if code == "invalid_grant" and clues.method == "oauth-password":
        # The token endpoint names an inactive user, and hides a flow that is switched off.
        if may_be_refreshed:
            return (WRONG_SECRET, BARRED, REFRESHED)
        return (WRONG_SECRET, FOR_A_WHILE, NO_PASSWORD_LOGIN)
    if code == "INVALID_LOGIN":
        if may_be_refreshed:
            return (WRONG_SECRET, BLOCKED_OR_MFA, REFRESHED)
        return (WRONG_SECRET, BLOCKED, MFA)
    return ()
