"""Refusals as HTTP responses: the one place that renders errors. What is none is a crash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Response, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from fake_salesforce import api
from fake_salesforce.api import versions
from fake_salesforce.api.describes import MISSING
from fake_salesforce.errors import (
    MethodNotAllowedError,
    NotFoundError,
    NotImplementedInFakeError,
    SalesforceError,
    SoapFault,
)
from fake_salesforce.login.oauth_token import OAuthError
from fake_salesforce.oauth.bearer import IdentityError
from fake_salesforce.oauth.revoke import RevokeError
from fake_salesforce.soap import FLAVORS, fault_of_error, fault_text
from fake_salesforce.soap.envelope import malformed

from .answers import errors_xml, json_response, wants_xml, xml_response
from .entrance import enter

if TYPE_CHECKING:
    from fake_salesforce.salesforce import FakeSalesforce

_METHODS = ("HEAD", "GET", "POST", "PUT", "PATCH", "DELETE")
"""The order in which a 405 lists methods (reference 2)."""
_UNKNOWN = "UNKNOWN_EXCEPTION"
_NOT_IMPLEMENTED = "NOT_IMPLEMENTED_IN_FAKE"
_FIRST_SERVER_ERROR = 500


def refusal(salesforce: FakeSalesforce, error: Exception) -> Response:
    """Return the response that says an error; the journal learns its code.

    An exception that is no refusal is a failure of the fake itself: the journal keeps it for the
    owner of the fake, and the client gets what Salesforce answers when it fails.
    """
    if isinstance(error, NotFound):
        error = _no_route(salesforce)
    if isinstance(error, MethodNotAllowed):
        allowed = tuple(each for each in _METHODS if each in (error.valid_methods or ()))
        error = MethodNotAllowedError(request.method, allowed=allowed)
    if isinstance(error, SalesforceError) and is_soap():
        error = fault_of_error(error)
    if isinstance(error, HTTPException) and _is_the_clients(error):
        error = _told_at_a_door(error)
    if isinstance(error, SalesforceError):
        return _of_salesforce(error)
    if isinstance(error, NotImplementedInFakeError):
        message = f"{str(error).strip()} It serves: {_served()}"
        return _errors({"message": message, "errorCode": _NOT_IMPLEMENTED}, 501, _NOT_IMPLEMENTED)
    if isinstance(error, OAuthError | RevokeError | IdentityError | SoapFault):
        return _at_a_door(error)
    if isinstance(error, HTTPException) and _is_the_clients(error):
        text = error.description or error.name
        if is_soap():
            g.error_code = _UNKNOWN
            fault = fault_text(malformed(text), flavor=_flavor())
            return xml_response(fault, error.code or HTTPStatus.BAD_REQUEST)
        return _errors({"message": text, "errorCode": _UNKNOWN}, error.code or 400, _UNKNOWN)
    salesforce.journal.crashed(error)
    text = (
        "An unexpected error occurred. Please include this ErrorId if you contact support:"
        f" {type(error).__name__} (a bug of fake_salesforce; its journal has the traceback)"
    )
    return _errors({"message": text, "errorCode": _UNKNOWN}, 500, _UNKNOWN)


def is_soap() -> bool:
    """Tell whether the request came to the SOAP API, whose refusals are faults."""
    return request.endpoint in {"soap", "soap_of_organization"}


def _is_the_clients(error: HTTPException) -> bool:
    return (error.code or _FIRST_SERVER_ERROR) < _FIRST_SERVER_ERROR


def _told_at_a_door(error: HTTPException) -> Exception:
    """Return what HTTP refuses as the door that was knocked at would tell it (words believed)."""
    text = error.description or error.name
    if request.endpoint == "oauth_token":
        return OAuthError("invalid_request", text)
    if request.endpoint == "oauth_revoke":
        return RevokeError("invalid_request", text)
    if request.endpoint in {"userinfo", "identity"}:
        return IdentityError("Bad_Request", status=HTTPStatus.BAD_REQUEST)
    return error


def _at_a_door(error: OAuthError | RevokeError | IdentityError | SoapFault) -> Response:
    """Return a refusal in the form of the door where it happened."""
    g.error_code = error.code
    if isinstance(error, SoapFault):
        return xml_response(fault_text(error, flavor=_flavor()), 500)
    if isinstance(error, OAuthError):
        return json_response(error.body(), error.status, {"Cache-Control": "no-store"})
    if isinstance(error, RevokeError):
        return Response(error.body(), 400, content_type="application/x-www-form-urlencoded")
    return Response(error.code, error.status, content_type="text/plain;charset=UTF-8")


def _flavor() -> str:
    return FLAVORS[request.path.split("/")[3]]


def _of_salesforce(error: SalesforceError) -> Response:
    headers = {}
    if isinstance(error, MethodNotAllowedError):
        headers["Allow"] = ", ".join(error.allowed)
    g.error_code = error.error_code
    return _told(error.bodies(), error.status, headers)


def _errors(body: Mapping[str, object], status: int, code: str) -> Response:
    g.error_code = code
    return _told([body], status)


def _told(
    bodies: Sequence[Mapping[str, object]], status: int, headers: Mapping[str, str] | None = None
) -> Response:
    """Return the elements of a refusal as JSON, or as XML to who asks for it."""
    if wants_xml():
        response = errors_xml(bodies, status)
        response.headers.extend(headers or {})
        return response
    return json_response([dict(each) for each in bodies], status, headers)


def _no_route(salesforce: FakeSalesforce) -> SalesforceError | NotImplementedInFakeError:
    """Tell why no route fits: nothing is there, or only the fake has nothing there."""
    parts = request.path.strip("/").split("/")
    if parts[:2] == ["services", "data"]:
        version, *rest = [*parts[2:], ""]
        if not version.startswith("v"):
            return NotFoundError(MISSING)
        try:
            enter(salesforce, version.removeprefix("v"))
        except (SalesforceError, NotImplementedInFakeError) as error:
            return error
        name = "/".join(rest[:-1])
        try:
            versions.refuse_newer(name, version.removeprefix("v"))
        except (NotFoundError, NotImplementedInFakeError) as error:
            return error
        if rest[0] in versions.RESOURCES:
            return NotImplementedInFakeError(f"the resource {name}", instead="")
    elif parts[0] in {"services", "id"}:
        return NotImplementedInFakeError(f"the path {request.path}", instead="")
    return NotFoundError(MISSING)


def _served() -> str:
    paths = dict.fromkeys(f"/services/data/v49.0{each.path}" for each in api.ROUTES)
    return ", ".join(
        [
            *paths,
            "/services/data",
            "/services/Soap/u|c/49.0",
            "/services/oauth2/token|revoke|userinfo",
            "/id/<organization_id>/<user_id>",
        ]
    )
