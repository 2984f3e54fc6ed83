from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripted_wire import error_answer, html_answer, json_answer
from sfconnector.errors import (
    ApiDisabledError,
    ApiError,
    ConnectorError,
    LimitExceededError,
    NotSalesforceError,
    PasswordExpiredError,
    QueryError,
    QueryLocatorError,
    SessionExpiredError,
    SessionRefusedError,
    UnavailableError,
)
from sfconnector.salesforce.exchange import Answer, Request
from sfconnector.salesforce.outcomes import BY_CODE, Action, classify

EXPIRED_IN_2020 = (
    "The users password has expired, you must call SetPassword before attempting any other API "
    "operations"
)
READ = Request("GET", "/services/data/v49.0/query", query=(("q", "SELECT Id FROM Lead"),))


@pytest.mark.parametrize(
    ("status", "code", "message", "action", "error"),
    [
        (
            403,
            "INVALID_OPERATION_WITH_EXPIRED_PASSWORD",
            EXPIRED_IN_2020,
            Action.DISCONNECT,
            PasswordExpiredError,
        ),
        (
            401,
            "INVALID_OPERATION_WITH_EXPIRED_PASSWORD",
            "Your password has expired. Please reset your password.",
            Action.DISCONNECT,
            PasswordExpiredError,
        ),
        (
            401,
            "INVALID_SESSION_ID",
            "Session expired or invalid",
            Action.RELOGIN,
            SessionExpiredError,
        ),
        (
            401,
            "INVALID_SESSION_ID",
            "This session is not valid for use with the REST API",
            Action.DISCONNECT,
            SessionRefusedError,
        ),
        (
            403,
            "REQUEST_LIMIT_EXCEEDED",
            "TotalRequests Limit exceeded.",
            Action.PAUSE,
            LimitExceededError,
        ),
        (
            403,
            "REQUEST_LIMIT_EXCEEDED",
            "ConcurrentPerOrgLongTxn Limit exceeded.",
            Action.RETRY,
            LimitExceededError,
        ),
        (403, "API_DISABLED_FOR_ORG", "Not enabled.", Action.DISCONNECT, ApiDisabledError),
        (
            400,
            "INVALID_QUERY_LOCATOR",
            "invalid query locator",
            Action.STOP_OBJECT,
            QueryLocatorError,
        ),
        (400, "INVALID_FIELD", "No such column 'X'", Action.STOP_OBJECT, QueryError),
        (503, "SERVER_UNAVAILABLE", "Server too busy", Action.RETRY, UnavailableError),
    ],
)
def test_an_error_code_decides(
    status: int, code: str, message: str, action: Action, error: type[ConnectorError]
) -> None:
    """What follows from a refusal is decided by its errorCode, and by its text where need be."""
    verdict = classify(READ, error_answer(status, code, message))
    assert verdict.action is action
    assert type(verdict.error) is error
    assert verdict.error.detail == f"HTTP {status} {code}: {message}"


@given(status=st.integers(400, 599), code=st.from_regex(r"[A-Z_]{1,30}", fullmatch=True))
def test_an_unknown_code_is_kept(status: int, code: str) -> None:
    """A code that the table does not have is kept in the error, with its status."""
    if code in BY_CODE:
        return
    verdict = classify(READ, error_answer(status, code, "Something new."))
    assert verdict.action is not Action.OK
    if isinstance(verdict.error, ApiError):
        assert (verdict.error.status, verdict.error.code) == (status, code)
    assert verdict.error is not None
    assert code in verdict.error.message


@pytest.mark.parametrize("status", [200, 401, 403, 404, 407])
def test_a_page_of_html_is_not_salesforce(status: int) -> None:
    """An HTML page says that something stands in between, and nothing about credentials."""
    verdict = classify(READ, html_answer(status))
    assert verdict.action is Action.RETRY
    assert type(verdict.error) is NotSalesforceError


@given(
    status=st.sampled_from([*range(200, 600), 700]),
    kind=st.sampled_from(["application/json", "text/html", "text/plain", ""]),
    body=st.binary(max_size=60) | st.sampled_from([b"[]", b"{}", b"[1]", b"null", b'[{"a":1}]']),
)
def test_every_answer_has_a_verdict(status: int, kind: str, body: bytes) -> None:
    """Whatever comes back is classified; only a 2xx in JSON or without a body is taken."""
    answer = Answer(status, {"content-type": kind}, body)
    verdict = classify(READ, answer)
    assert (verdict.action is Action.OK) == (verdict.error is None)
    if verdict.action is Action.OK:
        assert status < 300
        assert status == 204 or kind == "application/json"


def test_a_moved_instance_asks_for_a_new_login() -> None:
    """A redirect is not followed: a new login tells where the instance is."""
    moved = Answer(301, {"Location": "https://elsewhere.example.com/"}, b"")
    assert classify(READ, moved).action is Action.RELOGIN


def test_an_empty_json_error_falls_back_to_the_status() -> None:
    """A JSON refusal without an errorCode is judged by its status."""
    assert classify(READ, json_answer([], 401)).action is Action.RELOGIN
