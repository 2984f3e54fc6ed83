"""Why a connection does not work: one enum, each with message, remedy and what heals it.

A cause is derived from an error, never from a text: refused logins by their fault code, everything
else by the error's class. A transient cause never disconnects; a permanent one is never retried by
itself. Sources: reference 1.7 to 1.9; connector domain 1.7 to 1.10, 6.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sfconnector.errors import (
    ApiDisabledError,
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
    SessionExpiredError,
    TransportError,
    UnavailableError,
    UnexpectedAnswerError,
)


class Cause(StrEnum):
    """Why the connection does not work."""

    PASSWORD_EXPIRED = "password_expired"  # noqa: S105 - a cause's name
    WRONG_SECRET = "wrong_secret"  # noqa: S105 - a cause's name
    SECURITY_TOKEN_REQUIRED = "security_token_required"  # noqa: S105 - a cause's name
    LOCKED_OUT = "locked_out"
    USER_INACTIVE = "user_inactive"
    LOGIN_RESTRICTED = "login_restricted"
    LOGIN_METHOD_DISABLED = "login_method_disabled"
    LOGIN_UNFINISHED = "login_unfinished"
    API_DISABLED = "api_disabled"
    SESSION_REFUSED = "session_refused"
    ORGANIZATION_SWITCHED = "organization_switched"
    UNREACHABLE = "unreachable"
    MAINTENANCE = "maintenance"
    LIMIT_REACHED = "limit_reached"
    KEY_MISSING = "key_missing"
    KEY_WRONG = "key_wrong"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a user is told about a cause."""

    message: str
    remedy: str
    transient: bool = False
    """Whether time alone heals it: it is tried again, and does not disconnect."""


EXPLANATIONS: Mapping[Cause, Explanation] = {
    Cause.PASSWORD_EXPIRED: Explanation(
        "The password of the connected Salesforce user has expired.",
        "Set a new password in Salesforce, which also brings a new security token by e-mail, then "
        "run update-login with the new password followed by the new token. Passwords of an "
        "integration user can be set never to expire in its profile's password policies.",
    ),
    Cause.WRONG_SECRET: Explanation(
        "Salesforce does not accept the username with this password and security token, or the "
        "user is locked out or inactive. It gives one answer for all of these.",
        "Check the username, then run update-login with the password followed at once by the "
        "security token of the newest e-mail. If in doubt, reset the token in Salesforce.",
    ),
    Cause.SECURITY_TOKEN_REQUIRED: Explanation(
        "Salesforce wants the security token, since this computer is not in the organization's "
        "trusted networks.",
        "Run update-login with the password followed at once by the security token, without a "
        "blank in between. A lost token is reset in Salesforce under Reset My Security Token.",
    ),
    Cause.LOCKED_OUT: Explanation(
        "Salesforce has locked the user after too many failed logins.",
        "Stop every other program that still uses the old password, unlock the user in Salesforce "
        "or wait until the lock-out ends, then run update-login.",
    ),
    Cause.USER_INACTIVE: Explanation(
        "The Salesforce user is not active.",
        "Let an administrator activate the user, or connect another one with connect.",
    ),
    Cause.LOGIN_RESTRICTED: Explanation(
        "The user's profile does not allow a login from this network or at this hour.",
        "Let an administrator add this computer's address to the profile's login IP ranges, or "
        "widen its login hours, then run update-login.",
    ),
    Cause.LOGIN_METHOD_DISABLED: Explanation(
        "The organization does not allow SOAP logins.",
        "Let an administrator allow SOAP API login in Setup, then run update-login.",
    ),
    Cause.LOGIN_UNFINISHED: Explanation(
        "The last two logins were cut off before their answer came, so it is not known whether "
        "Salesforce refused them. Nothing logs in by itself any more, lest the user be locked out.",
        "Run update-login: it tries once and tells what Salesforce answers.",
    ),
    Cause.API_DISABLED: Explanation(
        "The user may not use the API: its permission API Enabled is missing, or the "
        "organization's edition has no API.",
        "Let an administrator grant API Enabled to the user, or ask Salesforce about the edition, "
        "then run update-login.",
    ),
    Cause.SESSION_REFUSED: Explanation(
        "Salesforce opens a session and then does not accept it for the REST API.",
        "Let an administrator look at Setup > Session Settings (sessions locked to an IP address) "
        "and at the policies for API clients, then run update-login.",
    ),
    Cause.ORGANIZATION_SWITCHED: Explanation(
        "This login leads to another Salesforce organization than the one the data comes from. "
        "Nothing was read or written, and the former login is kept.",
        "Run update-login with a user of the former organization. If the switch is meant, contact "
        "support, who archive the old data first.",
    ),
    Cause.UNREACHABLE: Explanation(
        "Salesforce cannot be reached, or something else answers in its place. This says nothing "
        "about the credentials.",
        "Check the network, the proxy and the firewall; the next attempt may work by itself.",
        transient=True,
    ),
    Cause.MAINTENANCE: Explanation(
        "Salesforce is not available now.",
        "Wait, and look at trust.salesforce.com; the next attempt may work by itself.",
        transient=True,
    ),
    Cause.LIMIT_REACHED: Explanation(
        "A limit of the Salesforce organization is reached.",
        "Wait until the limit frees (API calls are counted over 24 hours), or let other programs "
        "call less.",
        transient=True,
    ),
    Cause.KEY_MISSING: Explanation(
        "The store holds sealed secrets, and the key that opens them is missing.",
        "Put the key back (SFCONNECTOR_KEY or the key file). If it is lost, run connect "
        "--replace-key: lists stay, the stored secret is given up.",
    ),
    Cause.KEY_WRONG: Explanation(
        "The key at hand does not open the secrets in the store: they were sealed with another.",
        "Put the right key in place (SFCONNECTOR_KEY or the key file). If it is lost, run connect "
        "--replace-key: lists stay, the stored secret is given up.",
    ),
    Cause.UNKNOWN: Explanation(
        "Salesforce refused the connection for a reason that this version does not know.",
        "The detail holds Salesforce's own words; show them to your Salesforce administrator.",
    ),
}

BY_FAULT: Mapping[str, Cause] = {
    "INVALID_LOGIN": Cause.WRONG_SECRET,
    "LOGIN_MUST_USE_SECURITY_TOKEN": Cause.SECURITY_TOKEN_REQUIRED,
    "INVALID_OPERATION_WITH_EXPIRED_PASSWORD": Cause.PASSWORD_EXPIRED,
    "PASSWORD_LOCKOUT": Cause.LOCKED_OUT,
    "INACTIVE_OWNER_OR_USER": Cause.USER_INACTIVE,
    "LOGIN_DURING_RESTRICTED_DOMAIN": Cause.LOGIN_RESTRICTED,
    "LOGIN_DURING_RESTRICTED_TIME": Cause.LOGIN_RESTRICTED,
    "INVALID_OPERATION": Cause.LOGIN_METHOD_DISABLED,
    "API_DISABLED_FOR_ORG": Cause.API_DISABLED,
    "API_CURRENTLY_DISABLED": Cause.API_DISABLED,
    "LOGIN_RATE_EXCEEDED": Cause.LIMIT_REACHED,
    "REQUEST_LIMIT_EXCEEDED": Cause.LIMIT_REACHED,
    "SERVER_UNAVAILABLE": Cause.MAINTENANCE,
    "UNKNOWN_EXCEPTION": Cause.MAINTENANCE,
}
"""Fault codes of a SOAP login (reference 1.7); any other is unknown, and its text is shown."""

BY_CLASS: tuple[tuple[type[ConnectorError], Cause], ...] = (
    (PasswordExpiredError, Cause.PASSWORD_EXPIRED),
    (OrganizationSwitchedError, Cause.ORGANIZATION_SWITCHED),
    (SessionExpiredError, Cause.SESSION_REFUSED),
    (ApiDisabledError, Cause.API_DISABLED),
    (LimitExceededError, Cause.LIMIT_REACHED),
    (UnavailableError, Cause.MAINTENANCE),
    (TransportError, Cause.UNREACHABLE),
    (KeyMissingError, Cause.KEY_MISSING),
    (KeyWrongError, Cause.KEY_WRONG),
)


def cause_of(error: ConnectorError) -> Cause | None:
    """Return why the connection fails; None if the error is not about the connection."""
    if isinstance(error, DisconnectedError):
        return Cause(error.cause)
    if isinstance(error, LoginRefusedError | LoginUnavailableError):
        return BY_FAULT.get(error.fault_code, Cause.UNKNOWN)
    if isinstance(error, LoginWithheldError):
        if error.fault_code is None:
            return Cause.LOGIN_UNFINISHED
        return BY_FAULT.get(error.fault_code, Cause.UNKNOWN)
    if isinstance(error, UnexpectedAnswerError):
        return None
    return next((cause for of_class, cause in BY_CLASS if isinstance(error, of_class)), None)
