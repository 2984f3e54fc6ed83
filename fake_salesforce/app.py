"""The fake as a WSGI application: routes, sessions, errors, the journal. Nothing at module level.

One place authenticates, one renders errors, one writes the journal; the resources know none of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from flask import Flask, Response, g, request
from werkzeug.datastructures import Headers
from werkzeug.exceptions import BadRequest, HTTPException, MethodNotAllowed, NotFound

from . import api
from .api import Answer, Call, Route, versions
from .api.describes import MISSING
from .api.json_text import to_text
from .errors import (
    InvalidAuthHeaderError,
    InvalidOperationWithExpiredPasswordError,
    InvalidSessionIdError,
    MethodNotAllowedError,
    NotFoundError,
    NotImplementedInFakeError,
    SalesforceError,
)
from .http_dates import http_date
from .login import oauth_token, soap
from .login.oauth_token import OAuthError
from .login.soap import SoapFault
from .org import LoginStatus, Org, Session
from .org.sessions import EXPIRED

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from .salesforce import FakeSalesforce

_JSON = "application/json;charset=UTF-8"
_MOST_BYTES_TOLD = 20_000
"""Bytes of an answer that the journal is handed; it cuts further. Ours."""
_VERSION = re.compile(r"[0-9]{2}\.0")
_METHODS = ("HEAD", "GET", "POST", "PATCH", "DELETE")
"""The order in which a 405 lists methods (reference 2)."""
_HEADERS = {
    "Cache-Control": "no-cache,must-revalidate,max-age=0,no-store,private",
    "X-Content-Type-Options": "nosniff",
}
_PASSWORD_EXPIRED = {
    "2020": (
        403,
        (
            "The users password has expired, you must call SetPassword before attempting any other"
            " API operations"
        ),
    ),
    "2021": (401, "Your password has expired. Please reset your password."),
}
"""Reference 1.8: the answers until December 2020 and from December 2021."""


def create_app(salesforce: FakeSalesforce) -> Flask:
    """Return the WSGI application that serves a fake's orgs; any WSGI server can host it."""
    app = Flask(__name__, static_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined] # Flask's default provider has it
    app.url_map.merge_slashes = False
    app.url_map.strict_slashes = False
    service = _Service(salesforce)
    app.add_url_rule(
        "/services/data", "versions", service.versions, provide_automatic_options=False
    )
    for route in api.ROUTES:
        app.add_url_rule(
            f"/services/data/v<version>{route.path}",
            route.resource,
            partial(service.resource, route),
            methods=list(route.methods),
            provide_automatic_options=False,
        )
    for tail in ("", "/<organization_id>"):
        app.add_url_rule(
            f"/services/Soap/<any(u, c):letter>/<version>{tail}",
            "soap" if not tail else "soap_of_organization",
            service.soap,
            methods=["POST"],
            provide_automatic_options=False,
        )
    app.add_url_rule(
        "/services/oauth2/token",
        "oauth_token",
        service.oauth_token,
        methods=["POST"],
        provide_automatic_options=False,
    )
    app.before_request(service.arrive)
    app.after_request(service.leave)
    app.register_error_handler(Exception, service.refuse)
    app.wsgi_app = _MethodOverride(app.wsgi_app)  # type: ignore[method-assign] # Flask's way
    return app


class _MethodOverride:
    """Lets a client that cannot send PATCH post with ``?_HttpMethod=PATCH`` (reference 3.5)."""

    def __init__(self, wsgi_app: Any) -> None:  # noqa: ANN401 - Flask's own type is a method
        self._wsgi_app = wsgi_app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "POST":
            named = parse_qs(environ.get("QUERY_STRING", "")).get("_HttpMethod", [""])[0].upper()
            if named in {"PATCH", "DELETE", "GET", "HEAD"}:
                environ["REQUEST_METHOD"] = named
        answer: Iterable[bytes] = self._wsgi_app(environ, start_response)
        return answer


class _Service:
    """Answers requests for the orgs of one fake."""

    def __init__(self, salesforce: FakeSalesforce) -> None:
        self._salesforce = salesforce

    # -- around every request ------------------------------------------------------------------

    def arrive(self) -> None:
        g.resource = _resource_name()
        self._salesforce.journal.arrived(g.resource, method=request.method, path=request.path)

    def leave(self, response: Response) -> Response:
        now = self._salesforce.clock.now()
        response.headers["Date"] = http_date(now)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        usage = g.get("api_usage")
        if usage is not None:
            response.headers["Sforce-Limit-Info"] = f"api-usage={usage}"
        self._salesforce.journal.answered(
            time=now,
            resource=g.get("resource", "unknown"),
            method=request.method,
            path=request.path,
            status=response.status_code,
            error_code=g.get("error_code"),
            org_id=g.get("org_id"),
            username=g.get("username"),
            request=g.get("asked") or request.args.get("q", ""),
            response=response.get_data()[:_MOST_BYTES_TOLD].decode("utf-8", "replace"),
        )
        return response

    def refuse(self, error: Exception) -> Response:
        """Render any refusal; what is none is a crash of the fake, kept for its owner."""
        if isinstance(error, NotFound):
            error = self._no_route()
        if isinstance(error, MethodNotAllowed):
            allowed = tuple(each for each in _METHODS if each in (error.valid_methods or ()))
            error = MethodNotAllowedError(request.method, allowed=allowed)
        if isinstance(error, SalesforceError):
            headers = {}
            if isinstance(error, MethodNotAllowedError):
                headers["Allow"] = ", ".join(error.allowed)
            return _errors([error.body()], error.status, error.error_code, headers)
        if isinstance(error, NotImplementedInFakeError):
            message = f"{str(error).strip()} It serves: {_served()}"
            code = "NOT_IMPLEMENTED_IN_FAKE"
            return _errors([{"message": message, "errorCode": code}], 501, code)
        if isinstance(error, OAuthError):
            g.error_code = error.error
            return _json(error.body(), error.status, {"Cache-Control": "no-store"})
        if isinstance(error, SoapFault):
            g.error_code = error.code
            flavor = soap.flavor(request.path.split("/")[3])
            return _xml(soap.fault_text(error, flavor=flavor), 500)
        if isinstance(error, HTTPException) and error.code is not None and error.code < 500:  # noqa: PLR2004 - client errors
            code = "UNKNOWN_EXCEPTION"
            body: dict[str, object] = {
                "message": error.description or error.name,
                "errorCode": code,
            }
            return _errors([body], error.code, code)
        self._salesforce.journal.crashed(error)
        code = "UNKNOWN_EXCEPTION"
        message = (
            "An unexpected error occurred. Please include this ErrorId if you contact support:"
            f" {type(error).__name__} (a bug of fake_salesforce; its journal has the traceback)"
        )
        return _errors([{"message": message, "errorCode": code}], 500, code)

    def _no_route(self) -> SalesforceError | NotImplementedInFakeError:
        """Tell why no route fits: nothing is there, or only the fake has nothing there."""
        parts = request.path.strip("/").split("/")
        if parts[:2] == ["services", "data"]:
            version, *rest = [*parts[2:], ""]
            if not version.startswith("v"):
                return NotFoundError(MISSING)
            try:
                self._enter(version.removeprefix("v"))
            except (SalesforceError, NotImplementedInFakeError) as error:
                return error
            if rest[0] in versions.RESOURCES:
                name = "/".join(rest[:-1])
                return NotImplementedInFakeError(f"the resource {name}", instead="")
        elif parts[0] in {"services", "id", "_fake"}:
            return NotImplementedInFakeError(f"the path {request.path}", instead="")
        return NotFoundError(MISSING)

    # -- the REST API --------------------------------------------------------------------------

    def versions(self) -> Response:
        return _json(versions.versions(), 200)

    def resource(self, route: Route, version: str, **path: str) -> Response:
        org, session = self._enter(version)
        call = Call(
            org=org,
            session=session,
            version=version,
            origin=self._origin(org),
            method=request.method,
            arguments=request.args.to_dict(),
            headers=request.headers,
            body=_body(),
            is_pretty=request.headers.get("X-PrettyPrint", "").strip() in {"1", "true"},
        )
        if call.body:
            g.asked = call.body.decode("utf-8", "replace")
        return _response(route.view(call, **path), is_pretty=call.is_pretty)

    def _enter(self, version: str) -> tuple[Org, Session]:
        """Let a call in: its version, its session, its password, its share of the limit."""
        if _VERSION.fullmatch(version) is None:
            raise NotFoundError(MISSING)
        org, session = self._authenticate()
        if version not in versions.SERVED:
            served = " and ".join(f"v{each}" for each in versions.SERVED)
            raise NotImplementedInFakeError(f"API v{version}", instead=f"It serves {served}.")
        self._check_password(org, session)
        spent = org.api_usage.spend(now=org.clock.now())
        g.api_usage = f"{spent}/{org.limits.daily_api_requests}"
        return org, session

    def _authenticate(self) -> tuple[Org, Session]:
        scheme, _, session_id = request.headers.get("Authorization", "").partition(" ")
        session_id = session_id.strip()
        if scheme.lower() not in {"bearer", "oauth"} or not session_id:
            message = "INVALID_HEADER_TYPE"
            raise InvalidAuthHeaderError(message)
        org = self._salesforce.org_of_session(session_id)
        if org is None:
            raise InvalidSessionIdError(EXPIRED)
        session = org.use_session(session_id)
        g.org_id = org.id
        g.username = org.user_record(session.user_id)["Username"]
        return org, session

    @staticmethod
    def _check_password(org: Org, session: Session) -> None:
        """Refuse data to a user whose password has expired (reference 1.8)."""
        expires_at = org.credentials.expires_at(session.user_id)
        if expires_at is None or org.clock.now() < expires_at:
            return
        if session.opened < expires_at and not org.settings.expired_password_stops_open_sessions:
            return
        status, message = _PASSWORD_EXPIRED[org.settings.expired_password_answer]
        raise InvalidOperationWithExpiredPasswordError(message, status=status)

    # -- the doors -----------------------------------------------------------------------------

    def soap(self, letter: str, version: str, organization_id: str = "") -> Response:
        if version not in versions.SERVED:
            raise NotImplementedInFakeError(f"SOAP API {version}", instead="It serves 49.0.")
        login = soap.read(_body())
        g.asked = f"login of {login.username}"
        org, user_id, status = self._log_in(login.username, login.password)
        if org is not None and organization_id and organization_id[:15] != org.id[:15]:
            org, status = None, LoginStatus.INVALID_PASSWORD
        if org is None or user_id is None or status is not LoginStatus.SUCCESS:
            raise soap.fault_of(status)
        session_id = org.open_session(user_id, client=f"soap {letter} {login.client}")
        text = soap.answer_text(
            org,
            user_id=user_id,
            session_id=session_id,
            origin=self._origin(org),
            letter=letter,
            version=version,
        )
        return _xml(text, 200)

    def oauth_token(self) -> Response:
        _body()
        form = request.form.to_dict()
        oauth_token.check_grant(form)
        app_org = oauth_token.check_client(form, self._salesforce.orgs)
        g.asked = f"login of {form['username']}"
        org, user_id, status = self._log_in(form["username"], form["password"])
        if org is None or user_id is None or status is not LoginStatus.SUCCESS:
            raise oauth_token.error_of(status)
        session_id = org.open_session(user_id, client=f"oauth {app_org.client_id}")
        answer = oauth_token.answer(
            client_secret=app_org.client_secret,
            identity=f"{_request_origin()}/id/{org.id}/{user_id}",
            session_id=session_id,
            origin=self._origin(org),
            now=org.clock.now(),
        )
        return _json(answer, 200, {"Cache-Control": "no-cache, no-store", "Pragma": "no-cache"})

    def _log_in(self, username: str, secret: str) -> tuple[Org | None, str | None, LoginStatus]:
        """Try a login; an unknown user fails as a wrong password does."""
        g.username = username
        for org in self._salesforce.orgs:
            user_id = org.user_id_of(username)
            if user_id is not None:
                g.org_id = org.id
                return org, user_id, org.log_in(user_id, secret)
        return None, None, LoginStatus.INVALID_PASSWORD

    @staticmethod
    def _origin(org: Org) -> str:
        """Return the instance's scheme and host, as this client can reach it.

        A client that came to a Salesforce host (through ``patch()``) is sent to the org's own one.
        """
        host = request.host.partition(":")[0]
        if host.endswith(".salesforce.com"):
            return f"https://{org.my_domain}.my.salesforce.com"
        return _request_origin()


def _body() -> bytes:
    """Return the request's body, which is kept for whoever reads it again, as a form.

    Raises:
        BadRequest: its length or its chunks are not as HTTP has them.
    """
    try:
        return request.get_data()
    except (ValueError, OSError) as error:
        message = "The request has a body that cannot be read."
        raise BadRequest(message) from error


def _request_origin() -> str:
    if request.host.partition(":")[0].endswith(".salesforce.com"):
        return f"https://{request.host}"
    return request.host_url.rstrip("/")


def _resource_name() -> str:
    endpoint = request.endpoint or "unknown"
    return {"soap_of_organization": "soap", "query_all_more": "query_more"}.get(endpoint, endpoint)


def _served() -> str:
    paths = dict.fromkeys(f"/services/data/v49.0{each.path}" for each in api.ROUTES)
    return ", ".join(
        [*paths, "/services/data", "/services/Soap/u|c/49.0", "/services/oauth2/token"]
    )


def _is_pretty() -> bool:
    return request.headers.get("X-PrettyPrint", "").strip() in {"1", "true"}


def _errors(
    errors: list[dict[str, object]],
    status: int,
    code: str,
    headers: dict[str, str] | None = None,
) -> Response:
    g.error_code = code
    return _json(errors, status, headers)


def _json(value: object, status: int, headers: dict[str, str] | None = None) -> Response:
    text = to_text(value, is_pretty=_is_pretty())
    return Response(text, status, Headers(headers or {}), content_type=_JSON)


def _xml(text: str, status: int) -> Response:
    return Response(text, status, content_type="text/xml;charset=UTF-8")


def _response(answer: Answer, *, is_pretty: bool) -> Response:
    text = answer.text
    if text is None:
        text = to_text(answer.value, is_pretty=is_pretty)
    response = Response(text, answer.status, Headers(dict(answer.headers)), content_type=_JSON)
    if not text:
        del response.headers["Content-Type"]
    return response
