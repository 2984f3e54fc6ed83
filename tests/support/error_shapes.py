"""What an answer of the fake may look like, at whichever door: the one place that checks it.

Which codes there are and their statuses are those of the reference, section 2, 3.10 and 1.2 to 1.7,
and of [K:api/core-data-types]; a code that is not here is no documented one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs

from defusedxml.ElementTree import fromstring
from werkzeug.test import TestResponse

STATUSES: Mapping[str, frozenset[int]] = {
    code: frozenset(statuses)
    for statuses, codes in (
        (
            (400,),
            """ALL_OR_NONE_OPERATION_ROLLED_BACK API_ERROR BAD_REQUEST
            CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY CANNOT_UPDATE_CONVERTED_LEAD DELETE_FAILED
            DUPLICATES_DETECTED DUPLICATE_EXTERNAL_ID DUPLICATE_USERNAME DUPLICATE_VALUE
            EXCEEDED_ID_LIMIT FEATURENOTENABLED FIELD_CUSTOM_VALIDATION_EXCEPTION
            FIELD_INTEGRITY_EXCEPTION INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE
            INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY INSUFFICIENT_ACCESS_OR_READONLY
            INVALIDENTITY INVALIDJOB INVALIDJOBSTATE INVALIDOPERATION INVALID_EMAIL_ADDRESS
            INVALID_FIELD INVALID_FIELD_FOR_INSERT_UPDATE INVALID_HEADER INVALID_INPUT
            INVALID_NEW_PASSWORD INVALID_OPERATION INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST
            INVALID_QUERY_FILTER_OPERATOR INVALID_QUERY_LOCATOR INVALID_QUERY_SCOPE
            INVALID_REPLICATION_DATE INVALID_STATUS INVALID_TYPE INVALID_TYPE_FOR_OPERATION
            INVALID_TYPE_ON_FIELD_IN_RECORD JOB_NOT_COMPLETE JSON_PARSER_ERROR LIMIT_EXCEEDED
            MALFORMED_ID MALFORMED_QUERY MALFORMED_SEARCH MISSING_ARGUMENT
            NUMBER_OUTSIDE_VALID_RANGE OPERATION_TOO_LARGE PROCESSING_HALTED QUERY_TIMEOUT
            QUERY_TOO_COMPLICATED REQUIRED_FIELD_MISSING STORAGE_LIMIT_EXCEEDED STRING_TOO_LONG
            UNABLE_TO_LOCK_ROW""",
        ),
        ((401,), "INVALID_AUTH_HEADER INVALID_SESSION_ID"),
        ((401, 403), "INVALID_OPERATION_WITH_EXPIRED_PASSWORD"),
        (
            (403,),
            """API_CURRENTLY_DISABLED API_DISABLED_FOR_ORG FORBIDDEN INSUFFICIENT_ACCESS
            REQUEST_LIMIT_EXCEEDED""",
        ),
        ((404,), "ENTITY_IS_DELETED NOT_FOUND"),
        ((400, 404), "INVALID_CROSS_REFERENCE_KEY"),
        ((405,), "METHOD_NOT_ALLOWED"),
        ((409,), "API_VERSION_MISMATCH"),
        ((410,), "GONE"),
        ((412,), "BATCH_PROCESSING_HALTED PRECONDITION_FAILED"),
        ((414,), "URI_TOO_LONG"),
        ((415,), "UNSUPPORTED_MEDIA_TYPE"),
        ((431,), "REQUEST_HEADER_FIELDS_TOO_LARGE"),
        ((501,), "NOT_IMPLEMENTED_IN_FAKE"),
        ((503,), "SERVER_UNAVAILABLE"),
        # What no source says: a body that HTTP cannot read.
        ((400, 413), "UNKNOWN_EXCEPTION"),
    )
    for code in codes.split()
}
_FIRST_ERROR = 400
_SOAP_FAULT = 500
_NOT_IMPLEMENTED = 501
_KEYS = {"message", "errorCode"}
_MAY_HAVE = {"fields", "duplicateResut", "duplicateResult"}


def check_answer(response: TestResponse, *, endpoint: str, method: str) -> None:
    """Check that an answer is a success, or an error in the shape of the door where it came from.

    Raises:
        AssertionError: it is a crash, or in another shape, or its status does not fit its code.
    """
    status = response.status_code
    if endpoint.startswith("soap") and status >= _FIRST_ERROR and status not in {405, 501}:
        # 400: what HTTP cannot read, before SOAP has a look at it.
        assert status in {_FIRST_ERROR, _SOAP_FAULT}
        _check_fault(response)
        return
    assert status < _SOAP_FAULT or status in {_NOT_IMPLEMENTED, 503}, response.text[:500]
    if status < _FIRST_ERROR or method == "HEAD":
        return
    if status not in {405, 501} and endpoint in _AT_DOORS:
        _AT_DOORS[endpoint](response)
        return
    if endpoint == "composite_tree" and status == _FIRST_ERROR and "hasErrors" in response.text:
        _check_tree(response.get_json())
        return
    check_errors(response)


def check_errors(response: TestResponse) -> None:
    """Check an answer that is a list of errors, as JSON or as XML."""
    content_type = response.headers["Content-Type"]
    if content_type.startswith("application/xml"):
        errors = list(_of_xml(response.get_data()))
    else:
        assert content_type == "application/json;charset=UTF-8"
        errors = json.loads(response.get_data())
    assert isinstance(errors, list)
    assert errors
    for each in errors:
        assert set(each) >= _KEYS, each
        assert set(each) <= _KEYS | _MAY_HAVE, each
        assert isinstance(each["message"], str)
        assert each["message"]
        assert each["errorCode"] in STATUSES, f"{each['errorCode']} is no documented code"
        fitting = STATUSES[each["errorCode"]]
        assert response.status_code in fitting, (response.status_code, each)
        assert all(isinstance(name, str) for name in each.get("fields", []))
    _check_headers(response, errors)


def _check_headers(response: TestResponse, errors: list[dict[str, Any]]) -> None:
    if response.status_code == 405:
        allowed = response.headers["Allow"].replace(", ", ",")
        assert errors[0]["message"].endswith(f"not allowed. Allowed are {allowed}")


def _of_xml(body: bytes) -> Iterator[dict[str, Any]]:
    root = fromstring(body)
    assert root.tag == "Errors"
    for each in root:
        assert each.tag == "Error"
        told: dict[str, Any] = {part.tag: part.text or "" for part in each if part.tag != "fields"}
        fields = each.find("fields")
        if fields is not None:
            told["fields"] = [part.text or "" for part in fields]
        yield told


def _check_fault(response: TestResponse) -> None:
    assert response.headers["Content-Type"].startswith("text/xml")
    root = fromstring(response.get_data())
    names = {each.tag.rpartition("}")[2] for each in root.iter()}
    assert {"Envelope", "Body", "Fault", "faultcode", "faultstring"} <= names


def _check_tree(body: Mapping[str, Any]) -> None:
    assert body["hasErrors"] is True
    for each in body["results"]:
        assert set(each) == {"referenceId", "errors"}
        for error in each["errors"]:
            assert set(error) == {"statusCode", "message", "fields"}


def _check_token_error(response: TestResponse) -> None:
    assert response.status_code in {400, 401}
    body = response.get_json()
    assert set(body) == {"error", "error_description"}
    assert all(isinstance(each, str) and each for each in body.values())


def _check_revoke_error(response: TestResponse) -> None:
    assert response.status_code == _FIRST_ERROR
    assert set(parse_qs(response.text)) == {"error", "error_description"}


def _check_identity_error(response: TestResponse) -> None:
    assert response.status_code in {400, 403, 404}
    assert response.headers["Content-Type"] == "text/plain;charset=UTF-8"
    assert response.text in _WORDS


_WORDS = {"Missing_OAuth_Token", "Bad_OAuth_Token", "Bad_Id", "Bad_Request", "Wrong_Org"}
_AT_DOORS = {
    "oauth_token": _check_token_error,
    "oauth_revoke": _check_revoke_error,
    "userinfo": _check_identity_error,
    "identity": _check_identity_error,
}
