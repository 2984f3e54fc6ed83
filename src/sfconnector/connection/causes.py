"""Why a connection does not work: one enum, each with message, remedy, who must act, what heals it.

A cause is derived from an error, never from a text: refused logins by their code (and, where one
code stands for several things, by how Salesforce's words begin), everything else by the error's
class. A cause that pauses never disconnects; one that disconnects is never retried by itself.
Sources: reference 1.2, 1.7 to 1.9; connector domain 1.7 to 1.12, 2.14, 6.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sfconnector.errors import (
    AccessDeniedError,
    ApiDisabledError,
    ApiVersionRetiredError,
    BlockedByPolicyError,
    BudgetReachedError,
    ConnectorError,
    DisconnectedError,
    KeyMissingError,
    KeyWrongError,
    LimitExceededError,
    LoginRefusedError,
    LoginUnavailableError,
    LoginWithheldError,
    OrganizationSwitchedError,
    PasswordExpiredError,
    SandboxRefreshedError,
    SessionExpiredError,
    TransportError,
    UnavailableError,
    UnexpectedAnswerError,
    WrongEnvironmentError,
)


class Cause(StrEnum):
    """Why the connection does not work."""

    PASSWORD_EXPIRED = "password_expired"  # noqa: S105 - a cause's name
    WRONG_SECRET = "wrong_secret"  # noqa: S105 - a cause's name
    SECURITY_TOKEN_REQUIRED = "security_token_required"  # noqa: S105 - a cause's name
    LOCKED_OUT = "locked_out"
    USER_INACTIVE = "user_inactive"
    MFA_REQUIRED = "mfa_required"
    IP_RESTRICTED = "ip_restricted"
    LOGIN_HOURS = "login_hours"
    LOGIN_METHOD_DISABLED = "login_method_disabled"
    LOGIN_UNFINISHED = "login_unfinished"
    APP_REFUSED = "app_refused"
    APP_NOT_APPROVED = "app_not_approved"
    API_ENABLED_MISSING = "api_enabled_missing"
    API_NOT_IN_EDITION = "api_not_in_edition"
    API_VERSION_RETIRED = "api_version_retired"
    SESSION_REFUSED = "session_refused"
    ORGANIZATION_SWITCHED = "organization_switched"
    SANDBOX_REFRESHED = "sandbox_refreshed"
    WRONG_ENVIRONMENT = "wrong_environment"
    ORGANIZATION_LOCKED = "organization_locked"
    TRIAL_OVER = "trial_over"
    PERMISSION_LOST = "permission_lost"
    BLOCKED_BY_POLICY = "blocked_by_policy"
    LIMIT_REACHED = "limit_reached"
    MAINTENANCE = "maintenance"
    UNREACHABLE = "unreachable"
    KEY_MISSING = "key_missing"
    KEY_WRONG = "key_wrong"
    UNKNOWN = "unknown"


class Actor(StrEnum):
    """Who must act before the connection works again."""

    MARKETING_USER = "marketing user"
    SALESFORCE_ADMIN = "Salesforce administrator"
    SUPPORT = "support"
    OPERATOR = "operator of this computer"
    NOBODY = "nobody"


class Effect(StrEnum):
    """What a cause does to the connection."""

    DISCONNECTS = "disconnects"
    """Nothing is read or written until somebody has mended it."""
    PAUSES = "pauses"
    """Time alone heals it: the work goes on at the next try."""
    DEGRADES = "degrades"
    """One thing does not work until somebody mends it; the others go on."""


class Heals(StrEnum):
    """What makes the connection work again once those who must act have acted."""

    UPDATE_LOGIN = "update-login"
    TEST = "test"
    CONFIRM = "organization confirm or rebind"
    KEY = "the key"
    TIME = "time"
    NEXT_RUN = "the next run"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a user is told about a cause."""

    message: str
    remedy: str
    who: Actor
    heals: Heals
    effect: Effect = Effect.DISCONNECTS

    @property
    def transient(self) -> bool:
        """Whether time alone heals it: it is tried again, and does not disconnect."""
        return self.effect is Effect.PAUSES


EXPLANATIONS: Mapping[Cause, Explanation] = {
    Cause.PASSWORD_EXPIRED: Explanation(
        "The password of the connected Salesforce user has expired.",
        "Set a new password in Salesforce, which also brings a new security token by e-mail, then "
        "run update-login with the new password followed by the new token. Passwords of an "
        "integration user can be set never to expire in its profile's password policies.",
        Actor.MARKETING_USER,
        Heals.UPDATE_LOGIN,
    ),
    Cause.WRONG_SECRET: Explanation(
        "Salesforce does not accept the username with this password and security token, or does "
        "not let the user in. It gives one answer for all of these.",
        "Check the username, then run update-login with the password followed at once by the "
        "security token of the newest e-mail. If in doubt, reset the token in Salesforce.",
        Actor.MARKETING_USER,
        Heals.UPDATE_LOGIN,
    ),
    Cause.SECURITY_TOKEN_REQUIRED: Explanation(
        "Salesforce wants the security token, since this computer is not in the organization's "
        "trusted networks.",
        "Run update-login with the password followed at once by the security token, without a "
        "blank in between. A lost token is reset in Salesforce under Reset My Security Token.",
        Actor.MARKETING_USER,
        Heals.UPDATE_LOGIN,
    ),
    Cause.LOCKED_OUT: Explanation(
        "Salesforce has locked the user after too many failed logins.",
        "Stop every other program that still uses the old password, unlock the user in Salesforce "
        "or wait until the lock-out ends (15, 30 or 60 minutes after the last failed login, or "
        "never, as the password policy says), then run test once, or update-login if the secret "
        "has changed.",
        Actor.SALESFORCE_ADMIN,
        Heals.TEST,
    ),
    Cause.USER_INACTIVE: Explanation(
        "The Salesforce user is inactive or frozen.",
        "Let an administrator activate or unfreeze the user and then run test, or connect another "
        "user with connect.",
        Actor.SALESFORCE_ADMIN,
        Heals.TEST,
    ),
    Cause.MFA_REQUIRED: Explanation(
        "The user must give a second factor at API logins, which a connector cannot.",
        "Let an administrator take the permission Multi-Factor Authentication for API Logins from "
        "the user (it does no harm that others have it, or that logins to the user interface need "
        "a second factor) and then run test; or connect with --method jwt.",
        Actor.SALESFORCE_ADMIN,
        Heals.TEST,
    ),
    Cause.IP_RESTRICTED: Explanation(
        "The user's profile does not allow a login from this network.",
        "Let an administrator add this computer's address to the profile's Login IP Ranges, then "
        "run test.",
        Actor.SALESFORCE_ADMIN,
        Heals.TEST,
    ),
    Cause.LOGIN_HOURS: Explanation(
        "The user's profile does not allow a login at this hour.",
        "Let an administrator widen the profile's Login Hours, or wait until they begin, then run "
        "test.",
        Actor.SALESFORCE_ADMIN,
        Heals.TEST,
    ),
    Cause.LOGIN_METHOD_DISABLED: Explanation(
        "The organization does not allow this way to log in.",
        "Let an administrator allow SOAP API login in Setup (once allowed, it stays), or the OAuth "
        "username-password flow, then run test; or connect with --method jwt or "
        "client-credentials.",
        Actor.SALESFORCE_ADMIN,
        Heals.TEST,
    ),
    Cause.LOGIN_UNFINISHED: Explanation(
        "Two logins were cut off before their answer came, or it could not be read, so it is not "
        "known whether Salesforce refused them. Nothing logs in by itself any more, lest the user "
        "be locked out.",
        "Run test or update-login: it tries once and tells what Salesforce answers.",
        Actor.MARKETING_USER,
        Heals.TEST,
    ),
    Cause.APP_REFUSED: Explanation(
        "Salesforce does not accept the connected app's consumer key, secret or signature.",
        "Compare consumer key and secret (for JWT: the certificate, and this computer's clock) "
        "with the connected app in Setup, then connect again. A connected app just made is not "
        "known for up to ten minutes.",
        Actor.SALESFORCE_ADMIN,
        Heals.UPDATE_LOGIN,
    ),
    Cause.APP_NOT_APPROVED: Explanation(
        "The user has not been approved for the connected app, or the app is blocked.",
        "Let an administrator unblock the app and pre-authorize it for the user's profile or a "
        "permission set (Setup > Manage Connected Apps > Permitted Users), then run test.",
        Actor.SALESFORCE_ADMIN,
        Heals.TEST,
    ),
    Cause.API_ENABLED_MISSING: Explanation(
        "The user may not use the API: the permission API Enabled is missing.",
        "Let an administrator grant API Enabled in the user's profile or a permission set, then "
        "run test.",
        Actor.SALESFORCE_ADMIN,
        Heals.TEST,
    ),
    Cause.API_NOT_IN_EDITION: Explanation(
        "The organization's edition of Salesforce has no API.",
        "Ask Salesforce for API access, or for an edition that has it, then run test.",
        Actor.SALESFORCE_ADMIN,
        Heals.TEST,
    ),
    Cause.API_VERSION_RETIRED: Explanation(
        "Salesforce does not serve the version of its API any more that this connector speaks.",
        "Install a newer version of sfconnector, then run test.",
        Actor.OPERATOR,
        Heals.TEST,
    ),
    Cause.SESSION_REFUSED: Explanation(
        "Salesforce opens a session and then does not accept it for the REST API.",
        "Let an administrator look at Setup > Session Settings (Lock sessions to the IP address "
        "from which they originated) and at the policies for API clients, then run test.",
        Actor.SALESFORCE_ADMIN,
        Heals.TEST,
    ),
    Cause.ORGANIZATION_SWITCHED: Explanation(
        "You are switching organizations: this login does not lead to where the data comes from. "
        "Nothing was read or written, and data and former login are kept. Please contact support "
        "to finish the switch.",
        "If the switch is not meant, run update-login with a user of the former organization. If "
        "it is, let support look at organization show, and finish it with organization confirm "
        "or rebind.",
        Actor.SUPPORT,
        Heals.CONFIRM,
    ),
    Cause.SANDBOX_REFRESHED: Explanation(
        "The sandbox has been refreshed: it is another organization now, and its users have new "
        "secrets. Nothing was read or written.",
        "Let support bind the account to the refreshed sandbox (organization rebind), then run "
        "connect with a user of it.",
        Actor.SUPPORT,
        Heals.CONFIRM,
    ),
    Cause.WRONG_ENVIRONMENT: Explanation(
        "The login leads to a sandbox where production is connected, or the other way round. "
        "Nothing was read or written.",
        "Sandboxes have a connector of their own: give --sandbox to connect to one, and leave it "
        "out for production and Developer Edition.",
        Actor.MARKETING_USER,
        Heals.UPDATE_LOGIN,
    ),
    Cause.ORGANIZATION_LOCKED: Explanation(
        "Salesforce has locked the organization.",
        "Let an administrator ask Salesforce why, then run test.",
        Actor.SALESFORCE_ADMIN,
        Heals.TEST,
    ),
    Cause.TRIAL_OVER: Explanation(
        "The organization's trial is over.",
        "Let an administrator buy or extend it, then run test.",
        Actor.SALESFORCE_ADMIN,
        Heals.TEST,
    ),
    Cause.PERMISSION_LOST: Explanation(
        "The connected user may not do this to this object any more; other work goes on, and "
        "nothing that became invisible was removed.",
        "The detail names object and right. Let an administrator grant it to the connected user, "
        "then start the work again; doctor lists every right that is missing.",
        Actor.SALESFORCE_ADMIN,
        Heals.NEXT_RUN,
        Effect.DEGRADES,
    ),
    Cause.BLOCKED_BY_POLICY: Explanation(
        "A transaction security policy of the organization blocks this; other work goes on.",
        "Let an administrator exempt the connected user from the policy (Setup > Transaction "
        "Security Policies), then start the work again.",
        Actor.SALESFORCE_ADMIN,
        Heals.NEXT_RUN,
        Effect.DEGRADES,
    ),
    Cause.LIMIT_REACHED: Explanation(
        "A limit of the Salesforce organization is reached, or our own cap or reserve of calls.",
        "Wait until the limit frees: API calls are counted over 24 hours, and limits shows who has "
        "used them. Or let other programs call less.",
        Actor.NOBODY,
        Heals.TIME,
        Effect.PAUSES,
    ),
    Cause.MAINTENANCE: Explanation(
        "Salesforce is not available now.",
        "Wait, and look at trust.salesforce.com; the next attempt may work by itself.",
        Actor.NOBODY,
        Heals.TIME,
        Effect.PAUSES,
    ),
    Cause.UNREACHABLE: Explanation(
        "Salesforce cannot be reached, or something else answers in its place. This says nothing "
        "about the credentials.",
        "Check the network, the proxy and the firewall; the next attempt may work by itself.",
        Actor.OPERATOR,
        Heals.TIME,
        Effect.PAUSES,
    ),
    Cause.KEY_MISSING: Explanation(
        "The store holds sealed secrets, and the key that opens them is missing.",
        "Put the key back (SFCONNECTOR_KEY or the key file). If it is lost, run connect "
        "--replace-key: lists stay, the stored secret is given up.",
        Actor.OPERATOR,
        Heals.KEY,
    ),
    Cause.KEY_WRONG: Explanation(
        "The key at hand does not open the secrets in the store: they were sealed with another.",
        "Put the right key in place (SFCONNECTOR_KEY or the key file). If it is lost, run connect "
        "--replace-key: lists stay, the stored secret is given up.",
        Actor.OPERATOR,
        Heals.KEY,
    ),
    Cause.UNKNOWN: Explanation(
        "Salesforce refused the connection for a reason that this version does not know.",
        "The detail holds Salesforce's own words; show them to your Salesforce administrator.",
        Actor.SALESFORCE_ADMIN,
        Heals.TEST,
    ),
}

KEY_CAUSES = frozenset({Cause.KEY_MISSING, Cause.KEY_WRONG})
"""Causes that lie in this computer and are never written down: they are seen anew by each look."""

BY_CODE_AND_TEXT: Mapping[tuple[str, str], Cause] = {
    ("API_CURRENTLY_DISABLED", "Your trial has expired"): Cause.TRIAL_OVER,
    ("INVALID_OPERATION", "operation not available in version"): Cause.API_VERSION_RETIRED,
    ("invalid_grant", "inactive user"): Cause.USER_INACTIVE,
    ("invalid_grant", "ip restricted"): Cause.IP_RESTRICTED,
    ("invalid_grant", "login rate exceeded"): Cause.LIMIT_REACHED,
    ("invalid_grant", "user hasn't approved this consumer"): Cause.APP_NOT_APPROVED,
    ("invalid_grant", "organization is inactive"): Cause.ORGANIZATION_LOCKED,
    ("invalid_grant", "audience"): Cause.WRONG_ENVIRONMENT,
    ("invalid_grant", "invalid assertion"): Cause.APP_REFUSED,
    ("invalid_grant", "expired authorization code"): Cause.APP_REFUSED,
    ("invalid_grant", "authentication failure"): Cause.WRONG_SECRET,
}
"""(code, how Salesforce's words begin, in any case) where the code alone does not tell."""

BY_CODE: Mapping[str, Cause] = {
    "INVALID_LOGIN": Cause.WRONG_SECRET,
    "LOGIN_MUST_USE_SECURITY_TOKEN": Cause.SECURITY_TOKEN_REQUIRED,
    "INVALID_OPERATION_WITH_EXPIRED_PASSWORD": Cause.PASSWORD_EXPIRED,
    "PASSWORD_LOCKOUT": Cause.LOCKED_OUT,
    "INACTIVE_OWNER_OR_USER": Cause.USER_INACTIVE,
    "LOGIN_DURING_RESTRICTED_DOMAIN": Cause.IP_RESTRICTED,
    "LOGIN_DURING_RESTRICTED_TIME": Cause.LOGIN_HOURS,
    "INVALID_OPERATION": Cause.LOGIN_METHOD_DISABLED,
    "INSUFFICIENT_ACCESS": Cause.LOGIN_METHOD_DISABLED,
    "UNSUPPORTED_API_VERSION": Cause.API_VERSION_RETIRED,
    "ORG_LOCKED": Cause.ORGANIZATION_LOCKED,
    "TRIAL_EXPIRED": Cause.TRIAL_OVER,
    "API_DISABLED_FOR_ORG": Cause.API_NOT_IN_EDITION,
    "API_CURRENTLY_DISABLED": Cause.API_ENABLED_MISSING,
    "LOGIN_RATE_EXCEEDED": Cause.LIMIT_REACHED,
    "REQUEST_LIMIT_EXCEEDED": Cause.LIMIT_REACHED,
    "SERVER_UNAVAILABLE": Cause.MAINTENANCE,
    "UNKNOWN_EXCEPTION": Cause.MAINTENANCE,
    "HTTP 429": Cause.LIMIT_REACHED,  # a page in the token endpoint's place, without a code
    "invalid_grant": Cause.WRONG_SECRET,
    "inactive_org": Cause.ORGANIZATION_LOCKED,
    "inactive_user": Cause.USER_INACTIVE,
    "invalid_client_id": Cause.APP_REFUSED,
    "invalid_client": Cause.APP_REFUSED,
    "invalid_app_access": Cause.APP_NOT_APPROVED,
    "OAUTH_APP_ACCESS_DENIED": Cause.APP_NOT_APPROVED,
    "OAUTH_APP_BLOCKED": Cause.APP_NOT_APPROVED,
    "unsupported_grant_type": Cause.LOGIN_METHOD_DISABLED,
}
"""Codes of refused logins: SOAP faults (reference 1.7), errors of the token endpoint (1.2).

Any other is unknown, and its text is shown; if Salesforce could not decide, it is maintenance.
"""

BY_CLASS: tuple[tuple[type[ConnectorError], Cause], ...] = (
    (PasswordExpiredError, Cause.PASSWORD_EXPIRED),
    (SandboxRefreshedError, Cause.SANDBOX_REFRESHED),
    (WrongEnvironmentError, Cause.WRONG_ENVIRONMENT),
    (OrganizationSwitchedError, Cause.ORGANIZATION_SWITCHED),
    (SessionExpiredError, Cause.SESSION_REFUSED),
    (ApiVersionRetiredError, Cause.API_VERSION_RETIRED),
    (BlockedByPolicyError, Cause.BLOCKED_BY_POLICY),
    (AccessDeniedError, Cause.PERMISSION_LOST),
    (LimitExceededError, Cause.LIMIT_REACHED),
    (BudgetReachedError, Cause.LIMIT_REACHED),
    (UnavailableError, Cause.MAINTENANCE),
    (TransportError, Cause.UNREACHABLE),
    (KeyMissingError, Cause.KEY_MISSING),
    (KeyWrongError, Cause.KEY_WRONG),
)


def cause_of_code(code: str, text: str) -> Cause:
    """Return what a refused login means, by its code and Salesforce's words."""
    said = text.casefold()
    for (of_code, beginning), cause in BY_CODE_AND_TEXT.items():
        if code == of_code and said.startswith(beginning.casefold()):
            return cause
    return BY_CODE.get(code, Cause.UNKNOWN)


def cause_of(error: ConnectorError) -> Cause | None:
    """Return why the connection fails; None if the error is not about the connection."""
    if isinstance(error, DisconnectedError):
        return Cause(error.cause)
    if isinstance(error, LoginRefusedError | LoginUnavailableError | LoginWithheldError):
        return _of_a_login(error)
    if isinstance(error, ApiDisabledError):
        # The user was let in, so that the right is missing is likelier than that the edition is.
        told = cause_of_code(error.code, error.evidence.text)
        return Cause.API_ENABLED_MISSING if told is Cause.API_NOT_IN_EDITION else told
    if isinstance(error, UnexpectedAnswerError):
        return None
    return next((cause for of_class, cause in BY_CLASS if isinstance(error, of_class)), None)


def _of_a_login(error: LoginRefusedError | LoginUnavailableError | LoginWithheldError) -> Cause:
    if error.fault_code is None:
        return Cause.LOGIN_UNFINISHED
    told = cause_of_code(error.fault_code, error.fault_text)
    if isinstance(error, LoginUnavailableError) and not EXPLANATIONS[told].transient:
        return Cause.MAINTENANCE  # time heals it, also where its code is not known
    return told
