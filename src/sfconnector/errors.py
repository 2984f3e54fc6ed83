"""The connector's errors: one tree.

::

    ConnectorError
    ├── ConfigurationError
    ├── InputError
    │   ├── ReportUnfitError
    │   ├── RoleError
    │   ├── UnknownFieldError
    │   ├── UnknownListError
    │   └── UnknownRecordTypeError
    ├── StateError
    │   ├── KeyMissingError
    │   ├── KeyWrongError
    │   ├── LeaseHeldError
    │   ├── LeaseLostError
    │   ├── StoreFromTheFutureError
    │   └── StoreUnavailableError
    ├── TransportError
    │   ├── AnswerLostError
    │   ├── ConnectError
    │   ├── NotSalesforceError
    │   └── UnexpectedAnswerError
    ├── BudgetReachedError
    ├── AuthenticationError
    │   ├── DisconnectedError
    │   ├── LoginRefusedError
    │   ├── LoginUnavailableError
    │   ├── LoginWithheldError
    │   ├── NotConnectedError
    │   ├── OrganizationSwitchedError
    │   │   ├── SandboxRefreshedError
    │   │   └── WrongEnvironmentError
    │   ├── PasswordExpiredError
    │   └── SessionExpiredError
    │       └── SessionRefusedError
    └── ApiError
        ├── AccessDeniedError
        ├── ApiDisabledError
        ├── ApiVersionRetiredError
        ├── BlockedByPolicyError
        ├── LimitExceededError
        ├── NotFoundError
        ├── QueryError
        │   ├── QueryJobError
        │   ├── QueryLocatorError
        │   └── QueryTimeoutError
        ├── RecordError
        │   └── RowLockedError
        ├── ReportLimitError
        └── UnavailableError

``message`` is a sentence for the user and says what is wrong, where, and what would be right;
``detail`` is for the engineer (status, code, Salesforce's own words). Neither ever holds a
secret. Which class an answer of Salesforce becomes is decided in ``salesforce/outcomes.py``. A
failed record in a batch is no exception: it is a row of the report.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What an error rests on: what was asked, and what came back. Never holds a secret."""

    request: str = ""
    """Method and path, as ``GET /services/data/v49.0/query``."""
    status: int | None = None
    """The HTTP status; None where no answer came."""
    code: str = ""
    """Salesforce's errorCode, fault code or OAuth error; of a failure of the wire its kind."""
    text: str = ""
    """Salesforce's own words, or the system's."""


NO_EVIDENCE = Evidence()


class ConnectorError(Exception):
    """Anything the connector reports by raising."""

    retryable: ClassVar[bool] = False
    """Whether the same act may succeed later although nobody changes anything."""

    def __init__(self, message: str, *, detail: str = "", evidence: Evidence = NO_EVIDENCE) -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail
        self.evidence = evidence
        self.session: str | None = None
        """The mark of the session whose call it ended, or of the one that a refused new session was
        to replace, "" if there was none; None where it is no matter of a session."""


class ConfigurationError(ConnectorError):
    """A setting is wrong; the message names it. Never retried."""


class InputError(ConnectorError):
    """What the caller asked for cannot be done as asked; nothing was changed."""


class RoleError(InputError):
    """The user who asks has a role that may not do this; nothing was sent or changed."""


class ReportUnfitError(InputError):
    """A list cannot be made of this report as it is."""


class UnknownFieldError(InputError):
    """A chosen field does not exist or is not visible to the connected user."""


class UnknownRecordTypeError(InputError):
    """A record type does not exist, or the connected user may not use it."""


class UnknownListError(InputError):
    """No marketing list has this name."""


class StateError(ConnectorError):
    """The store cannot be used as it is."""


class StoreFromTheFutureError(StateError):
    """A newer version of the connector has upgraded this store."""


class StoreUnavailableError(StateError):
    """The database cannot be read or written now: locked for too long, full, or unreachable."""

    retryable = True


class KeyMissingError(StateError):
    """The store holds sealed secrets, and there is no key to open them."""


class KeyWrongError(StateError):
    """The key at hand is not the one the store's secrets were sealed with."""


class LeaseHeldError(StateError):
    """Another process works on the same thing: ``holder``, at least ``until`` then."""

    retryable = True

    def __init__(self, message: str, *, holder: str, until: datetime) -> None:
        super().__init__(message)
        self.holder = holder
        self.until = until


class LeaseLostError(StateError):
    """Another process took over what this one worked on; this one may write no more."""


class TransportError(ConnectorError):
    """No usable answer of Salesforce came back. Says nothing about the credentials."""


class ConnectError(TransportError):
    """The request was never sent: name, route, TLS or proxy failed. Safe to repeat."""

    retryable = True


class AnswerLostError(TransportError):
    """The request was sent and its outcome is unknown. Safe to repeat only if it is a read."""

    retryable = True


class NotSalesforceError(TransportError):
    """Something answered that is not Salesforce's API, as a proxy's or a maintenance page."""

    retryable = True


class UnexpectedAnswerError(TransportError):
    """Salesforce answered, but not in the documented form; going on would be a guess."""


class BudgetReachedError(ConnectorError):
    """A call was not sent: our own cap, the reserve left to others, or the limit is reached.

    ``reason`` is ``cap``, ``reserve`` or ``limit``; ``until`` is when it is worth trying again.
    """

    retryable = True

    def __init__(self, message: str, *, reason: str, until: datetime) -> None:
        super().__init__(message, detail=f"{reason}, until {until.isoformat()}")
        self.reason = reason
        self.until = until


class AuthenticationError(ConnectorError):
    """Salesforce does not let this user in, or the connector does not ask it to."""


class NotConnectedError(AuthenticationError):
    """No Salesforce organization has been connected yet."""


class DisconnectedError(AuthenticationError):
    """The connection is known to be broken; ``cause`` is the value of the stored cause."""

    def __init__(self, message: str, *, cause: str, detail: str = "") -> None:
        super().__init__(message, detail=detail)
        self.cause = cause


class LoginRefusedError(AuthenticationError):
    """Salesforce refused a login.

    ``fault_code`` is the SOAP fault's code (reference 1.7) or the ``error`` of the token endpoint
    (reference 1.2), ``fault_text`` what Salesforce said of it.
    """

    def __init__(
        self, fault_code: str, fault_text: str, *, evidence: Evidence = NO_EVIDENCE
    ) -> None:
        super().__init__(
            f"Salesforce refused the login: {fault_code}", detail=fault_text, evidence=evidence
        )
        self.fault_code = fault_code
        self.fault_text = fault_text


class LoginUnavailableError(AuthenticationError):
    """Salesforce could not decide on a login now; the credentials were not judged."""

    retryable = True

    def __init__(
        self, fault_code: str, fault_text: str, *, evidence: Evidence = NO_EVIDENCE
    ) -> None:
        super().__init__(
            f"Salesforce cannot take logins now: {fault_code}",
            detail=fault_text,
            evidence=evidence,
        )
        self.fault_code = fault_code
        self.fault_text = fault_text


class LoginWithheldError(AuthenticationError):
    """The connector does not send this login by itself, lest the user be locked out.

    ``fault_code`` and ``fault_text`` are what this secret was refused with; the code is None if
    the last logins were cut off before their answer. ``since`` is when that was.
    """

    def __init__(
        self, message: str, *, fault_code: str | None, since: datetime, fault_text: str = ""
    ) -> None:
        super().__init__(message, detail=fault_code or "")
        self.fault_code = fault_code
        self.fault_text = fault_text
        self.since = since


class PasswordExpiredError(AuthenticationError):
    """The login succeeded and every call after it is refused, since the password has expired."""


@dataclass(frozen=True, slots=True)
class Offered:
    """Where a login led that the organization guard refused."""

    organization_id: str
    username: str
    email: str


class OrganizationSwitchedError(AuthenticationError):
    """The login leads elsewhere than the account's data comes from; nothing was read or written.

    ``offered`` is where it led, for support to confirm; None where there is nothing to confirm.
    """

    def __init__(self, message: str, *, detail: str = "", offered: Offered | None = None) -> None:
        super().__init__(message, detail=detail)
        self.offered = offered


class SandboxRefreshedError(OrganizationSwitchedError):
    """The sandbox of this name was made anew: it is another organization now."""


class WrongEnvironmentError(OrganizationSwitchedError):
    """A sandbox stands behind the connector for production, or the other way round."""


class SessionExpiredError(AuthenticationError):
    """Salesforce does not accept the session (any more)."""


class SessionRefusedError(SessionExpiredError):
    """Salesforce does not accept this kind of session for REST; another login would not help."""


class ApiError(ConnectorError):
    """Salesforce refused a call; ``code`` is its errorCode, also where we do not know the code."""

    def __init__(
        self,
        message: str,
        *,
        status: int,
        code: str,
        fields: tuple[str, ...] = (),
        detail: str = "",
        evidence: Evidence = NO_EVIDENCE,
    ) -> None:
        super().__init__(message, detail=detail, evidence=evidence)
        self.status = status
        self.code = code
        self.fields = fields


class QueryError(ApiError):
    """A query cannot be run as written: a field, a type, a filter or its sheer size."""


class QueryLocatorError(QueryError):
    """The locator of a running query is lost; the query must be opened anew."""


class QueryJobError(QueryError):
    """A query job of Bulk API 2.0 failed or was aborted; ``code`` is its state."""


class QueryTimeoutError(QueryError):
    """A query ran for longer than Salesforce lets it; one for fewer rows may be quick enough."""


class AccessDeniedError(ApiError):
    """The connected user may not do this to this object."""


class ReportLimitError(ApiError):
    """As many reports were run in this hour as Salesforce allows; time alone heals it."""


class ApiDisabledError(ApiError):
    """The connected user or its organization may not use the API."""


class ApiVersionRetiredError(ApiError):
    """Salesforce does not serve this version of its API any more."""


class BlockedByPolicyError(ApiError):
    """A transaction security policy of the organization forbids the call."""


class NotFoundError(ApiError):
    """The resource does not exist, or not for this user."""


class LimitExceededError(ApiError):
    """A limit of the organization is reached; time heals it."""

    retryable = True


class UnavailableError(ApiError):
    """Salesforce is down, in maintenance or too busy; time heals it."""

    retryable = True


class RecordError(ApiError):
    """Salesforce refused one record."""


class RowLockedError(RecordError):
    """Somebody else is writing the record; time heals it."""

    retryable = True
