"""What to do with an answer: a table keyed by errorCode, then by status.

The action tells the session's loop how to go on; the error class tells everybody above what
happened. A code that is in neither table becomes an :class:`~sfconnector.errors.ApiError` that
keeps it, and stops the object. Sources: reference 1.8, 2 and 9.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus
from typing import TypeAlias

import msgspec

from sfconnector.errors import (
    AccessDeniedError,
    ApiDisabledError,
    ApiError,
    ApiVersionRetiredError,
    AuthenticationError,
    BlockedByPolicyError,
    ConnectorError,
    Evidence,
    LimitExceededError,
    NotFoundError,
    NotSalesforceError,
    PasswordExpiredError,
    QueryError,
    QueryLocatorError,
    QueryTimeoutError,
    RecordError,
    RowLockedError,
    SessionExpiredError,
    SessionRefusedError,
    UnavailableError,
)
from sfconnector.salesforce.exchange import Answer, Request


class Action(Enum):
    """How the session's loop goes on after an answer."""

    OK = "ok"
    RETRY = "retry after a wait"
    RELOGIN = "log in again, once, and replay what is safe to replay"
    PAUSE = "stop the run; time alone heals it"
    STOP_RECORD = "stop this record"
    STOP_OBJECT = "stop this object"
    DISCONNECT = "stop everything; somebody must mend it"


ErrorClass: TypeAlias = type[ApiError] | type[AuthenticationError]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One entry of the table."""

    action: Action
    error: ErrorClass


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer means; ``error`` is None only with :attr:`Action.OK`."""

    action: Action
    error: ConnectorError | None = None


BY_CODE: Mapping[str, Outcome] = {
    "INVALID_SESSION_ID": Outcome(Action.RELOGIN, SessionExpiredError),
    "INVALID_AUTH_HEADER": Outcome(Action.RELOGIN, SessionExpiredError),
    "INVALID_OPERATION_WITH_EXPIRED_PASSWORD": Outcome(Action.DISCONNECT, PasswordExpiredError),
    "API_DISABLED_FOR_ORG": Outcome(Action.DISCONNECT, ApiDisabledError),
    "API_CURRENTLY_DISABLED": Outcome(Action.DISCONNECT, ApiDisabledError),
    "REQUEST_LIMIT_EXCEEDED": Outcome(Action.PAUSE, LimitExceededError),
    "SERVER_UNAVAILABLE": Outcome(Action.RETRY, UnavailableError),
    "UNKNOWN_EXCEPTION": Outcome(Action.RETRY, UnavailableError),
    "UNABLE_TO_LOCK_ROW": Outcome(Action.RETRY, RowLockedError),
    "INVALID_QUERY_LOCATOR": Outcome(Action.STOP_OBJECT, QueryLocatorError),
    "INVALID_FIELD": Outcome(Action.STOP_OBJECT, QueryError),
    "INVALID_TYPE": Outcome(Action.STOP_OBJECT, AccessDeniedError),
    "MALFORMED_QUERY": Outcome(Action.STOP_OBJECT, QueryError),
    "INVALID_QUERY_FILTER_OPERATOR": Outcome(Action.STOP_OBJECT, QueryError),
    "NUMBER_OUTSIDE_VALID_RANGE": Outcome(Action.STOP_OBJECT, QueryError),
    "OPERATION_TOO_LARGE": Outcome(Action.STOP_OBJECT, QueryError),
    "QUERY_TIMEOUT": Outcome(Action.STOP_OBJECT, QueryTimeoutError),
    "QUERY_TOO_COMPLICATED": Outcome(Action.STOP_OBJECT, QueryError),
    "NOT_FOUND": Outcome(Action.STOP_OBJECT, NotFoundError),
    "FORBIDDEN": Outcome(Action.STOP_OBJECT, AccessDeniedError),
    "TXN_SECURITY_NO_ACCESS": Outcome(Action.STOP_OBJECT, BlockedByPolicyError),
    "UNSUPPORTED_API_VERSION": Outcome(Action.DISCONNECT, ApiVersionRetiredError),
    "INSUFFICIENT_ACCESS": Outcome(Action.STOP_OBJECT, AccessDeniedError),
    "INSUFFICIENT_ACCESS_OR_READONLY": Outcome(Action.STOP_RECORD, AccessDeniedError),
    "ENTITY_IS_DELETED": Outcome(Action.STOP_RECORD, RecordError),
}

BY_STATUS: Mapping[int, Outcome] = {
    401: Outcome(Action.RELOGIN, SessionExpiredError),
    403: Outcome(Action.STOP_OBJECT, AccessDeniedError),
    404: Outcome(Action.STOP_OBJECT, NotFoundError),
    410: Outcome(Action.DISCONNECT, ApiVersionRetiredError),
    429: Outcome(Action.RETRY, LimitExceededError),
    500: Outcome(Action.RETRY, UnavailableError),
    502: Outcome(Action.RETRY, UnavailableError),
    503: Outcome(Action.RETRY, UnavailableError),
    504: Outcome(Action.RETRY, UnavailableError),
}

BY_MESSAGE: Mapping[tuple[str, str], Outcome] = {
    # One code for two things: the day's allocation is used up, or too many long requests run now.
    ("REQUEST_LIMIT_EXCEEDED", "Concurrent"): Outcome(Action.RETRY, LimitExceededError),
    # A kind of session that REST never takes (IP lock, session policy): another login is in vain.
    ("INVALID_SESSION_ID", "This session is not valid for use with the REST API"): Outcome(
        Action.DISCONNECT, SessionRefusedError
    ),
    ("INVALID_AUTH_HEADER", "INVALID_JWT_FORMAT"): Outcome(Action.DISCONNECT, SessionRefusedError),
}
"""(errorCode, how the message begins) where the code alone does not tell."""

MOVED = frozenset({301, 302, 303, 307, 308})

UNKNOWN = Outcome(Action.STOP_OBJECT, ApiError)


class ErrorBody(msgspec.Struct):
    """One element of Salesforce's error array."""

    message: str
    errorCode: str  # noqa: N815 - the wire's spelling
    fields: tuple[str, ...] = ()


_errors = msgspec.json.Decoder(tuple[ErrorBody, ...])
_any = msgspec.json.Decoder()


def classify(request: Request, answer: Answer) -> Verdict:
    """Tell what the answer to a call means."""
    if request.is_page and _is_another_page(request, answer):
        return Verdict(Action.STOP_OBJECT, _other_page(request, answer))
    if answer.status < HTTPStatus.MULTIPLE_CHOICES:
        if answer.status == HTTPStatus.NO_CONTENT or answer.media_type == request.media_type:
            return Verdict(Action.OK)
        return Verdict(Action.RETRY, _not_salesforce(request, answer))
    if answer.status in MOVED:
        # The instance has moved (reference 2.14): a new login tells where to.
        message = f"{request} was redirected; the instance may have moved"
        evidence = Evidence(request=str(request), status=answer.status, code="redirect")
        error = SessionExpiredError(message, detail=f"HTTP {answer.status}", evidence=evidence)
        return Verdict(Action.RELOGIN, error)
    try:
        bodies = _errors.decode(answer.body)
    except msgspec.DecodeError:
        bodies = ()
    if bodies:
        return _from_error(request, answer, bodies[0])
    return _without_code(request, answer)


def outcome_of(code: str, message: str, status: int) -> Outcome:
    """Look up an error: by code and message, by code, by status."""
    for (of_code, beginning), outcome in BY_MESSAGE.items():
        if code == of_code and message.startswith(beginning):
            return outcome
    return BY_CODE.get(code) or BY_STATUS.get(status) or UNKNOWN


def _from_error(request: Request, answer: Answer, body: ErrorBody) -> Verdict:
    outcome = outcome_of(body.errorCode, body.message, answer.status)
    sentence = f"Salesforce refused {request}: {body.errorCode}: {body.message}"
    detail = f"HTTP {answer.status} {body.errorCode}: {body.message}"
    evidence = Evidence(
        request=str(request), status=answer.status, code=body.errorCode, text=body.message
    )
    if issubclass(outcome.error, ApiError):
        return Verdict(
            outcome.action,
            outcome.error(
                sentence,
                status=answer.status,
                code=body.errorCode,
                fields=body.fields,
                detail=detail,
                evidence=evidence,
            ),
        )
    return Verdict(outcome.action, outcome.error(sentence, detail=detail, evidence=evidence))


def _without_code(request: Request, answer: Answer) -> Verdict:
    evidence = Evidence(request=str(request), status=answer.status)
    if answer.media_type == "application/json" and _is_json(answer.body):
        outcome = BY_STATUS.get(answer.status, UNKNOWN)
        sentence = f"Salesforce refused {request} with HTTP {answer.status} and no errorCode"
        if issubclass(outcome.error, ApiError):
            return Verdict(
                outcome.action,
                outcome.error(sentence, status=answer.status, code="", evidence=evidence),
            )
        return Verdict(outcome.action, outcome.error(sentence, evidence=evidence))
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or (
        answer.status == HTTPStatus.TOO_MANY_REQUESTS
    ):
        sentence = f"Salesforce cannot answer {request} now: HTTP {answer.status}"
        return Verdict(
            Action.RETRY,
            UnavailableError(sentence, status=answer.status, code="", evidence=evidence),
        )
    return Verdict(Action.RETRY, _not_salesforce(request, answer))


def _is_another_page(request: Request, answer: Answer) -> bool:
    """Tell whether a page is not the one that was asked for, for no trouble of the server's."""
    is_granted = answer.status == HTTPStatus.OK and answer.media_type == request.media_type
    return answer.status < HTTPStatus.INTERNAL_SERVER_ERROR and not is_granted


def _other_page(request: Request, answer: Answer) -> AccessDeniedError:
    """Tell of a page that stands in the place of what was asked for: of a login, or of no right."""
    message = f"Salesforce showed another page in the place of {request}"
    evidence = Evidence(request=str(request), status=answer.status, code="another page")
    return AccessDeniedError(
        message, status=answer.status, code="", detail=answer.media_type, evidence=evidence
    )


def _is_json(body: bytes) -> bool:
    try:
        _any.decode(body)
    except msgspec.DecodeError:
        return False
    return True


def _not_salesforce(request: Request, answer: Answer) -> NotSalesforceError:
    kind = answer.media_type or "content of no named type"
    message = (
        f"{request} was answered with {kind}, which is not Salesforce's API: a proxy, a firewall "
        "or a maintenance page stands in between"
    )
    evidence = Evidence(request=str(request), status=answer.status, code="not Salesforce")
    return NotSalesforceError(message, detail=f"HTTP {answer.status} {kind}", evidence=evidence)
