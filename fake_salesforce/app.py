"""The fake as a WSGI application: its routes, and the journal around them. Nothing at module level.

What a request goes through is in ``http/``; the resources and the doors know none of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from flask import Flask, Response, g, request

from . import api, soap
from .api import Call, Route, versions
from .errors import NotImplementedInFakeError
from .http.answers import is_pretty, json_response, response_of, xml_response
from .http.bodies import read_body
from .http.compression import packed, takes_gzip, unpack_body
from .http.dates import http_date
from .http.entrance import enter
from .http.lengths import check_lengths
from .http.origins import instance_origin, request_origin
from .http.refusals import refusal
from .http.telling import told
from .http.weather import LATE, Weather
from .login import Visitor, log_in, oauth_token
from .org import LoginAttempt, LoginStatus
from .soap import Posted

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from .salesforce import FakeSalesforce

_MOST_BYTES_TOLD = 20_000
"""Bytes of an answer that the journal is handed; it cuts further. Ours."""
_HEADERS = {
    "Cache-Control": "no-cache,must-revalidate,max-age=0,no-store,private",
    "X-Content-Type-Options": "nosniff",
}
_RESOURCE_NAMES = {"soap_of_organization": "soap", "query_all_more": "query_more"}
"""Endpoints that the journal calls by another's name: the same resource at another path."""


def create_app(salesforce: FakeSalesforce) -> Flask:
    """Return the WSGI application that serves a fake's orgs; any WSGI server can host it."""
    app = Flask(__name__, static_folder=None)
    app.url_map.merge_slashes = False
    app.url_map.strict_slashes = False
    service = _Service(salesforce, Weather(salesforce, partial(_run, app)))

    def add(path: str, endpoint: str, view: Any, *methods: str) -> None:  # noqa: ANN401 - Flask's views
        app.add_url_rule(
            path, endpoint, view, methods=list(methods), provide_automatic_options=False
        )

    add("/services/data", "versions", service.versions, "GET")
    for route in api.ROUTES:
        path = f"/services/data/v<version>{route.path}"
        add(path, route.resource, partial(service.resource, route), *route.methods)
    soap_path = "/services/Soap/<any(u, c):letter>/<version>"
    add(soap_path, "soap", service.soap, "POST")
    add(f"{soap_path}/<organization_id>", "soap_of_organization", service.soap, "POST")
    add("/services/oauth2/token", "oauth_token", service.oauth_token, "POST")
    names = (rule.endpoint for rule in app.url_map.iter_rules())
    salesforce.resource_names = frozenset(_RESOURCE_NAMES.get(each, each) for each in names)
    app.before_request(service.arrive)
    app.after_request(service.leave)
    app.register_error_handler(Exception, partial(refusal, salesforce))
    app.wsgi_app = _MethodOverride(app.wsgi_app)  # type: ignore[method-assign] # Flask's way
    return app


def _run(app: Flask, environ: WSGIEnvironment) -> None:
    """Have the application handle a request for which there is no client."""

    def start_response(*_: object) -> Any:  # noqa: ANN401 - nobody writes
        return None

    app.wsgi_app(environ, start_response)


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

    def __init__(self, salesforce: FakeSalesforce, weather: Weather) -> None:
        self._salesforce = salesforce
        self._weather = weather

    def arrive(self) -> Response | None:
        endpoint = request.endpoint or "unknown"
        g.resource = _RESOURCE_NAMES.get(endpoint, endpoint)
        if LATE not in request.environ:
            self._salesforce.clock.tick()
            self._salesforce.journal.arrived(g.resource, method=request.method, path=request.path)
        check_lengths(request.environ.get("REQUEST_URI", request.full_path), request.headers)
        unpack_body()
        return self._weather.strike()

    def leave(self, response: Response) -> Response:
        if "under_way" in g:
            under_way, token = g.under_way
            under_way.end(token)
        try:
            response = self._weather.spoil(response)
        except Exception as error:  # noqa: BLE001 - Flask would hide a crash from the journal here
            response = refusal(self._salesforce, error)
        now = self._salesforce.clock.now()
        response.headers["Date"] = http_date(now)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        usage = g.get("api_usage")
        if usage is not None:
            response.headers["Sforce-Limit-Info"] = f"api-usage={usage}"
        body = self._packed(response, now)
        # Told before it is packed: how long gzip is depends on the port in a URL.
        self._salesforce.journal.answered(told(response, text=_told(response), now=now))
        if body is not None:
            response.set_data(body)
        return response

    @staticmethod
    def _packed(response: Response, now: datetime) -> bytes | None:
        """Return the compressed body that goes out, and say so in the headers; None for a plain."""
        body: bytes | None = g.get("sent")
        if body is None and "org" in g and g.org.settings.compresses_answers:
            response.headers["Vary"] = "Accept-Encoding"
            body = packed(response.get_data(), now=now) if takes_gzip() else None
        if not response.get_data() or body is None:
            return None
        response.headers["Content-Encoding"] = "gzip"
        return body

    def versions(self) -> Response:
        return json_response(versions.versions(), 200)

    def resource(self, route: Route, version: str, **path: str) -> Response:
        org, session = enter(
            self._salesforce, version, serves_expired_passwords=route.serves_expired_passwords
        )
        call = Call(
            org=org,
            session=session,
            version=version,
            origin=instance_origin(org),
            method=request.method,
            arguments=request.args.to_dict(),
            headers=request.headers,
            body=read_body(),
            is_pretty=is_pretty(),
        )
        g.org = org
        _note(has_secrets=route.has_secrets)
        if call.body and not route.has_secrets:
            g.asked = call.body.decode("utf-8", "replace")
        org.tally.take()
        try:
            return response_of(route.view(call, **path))
        finally:
            g.records = org.tally.take()

    def soap(self, letter: str, version: str, organization_id: str = "") -> Response:
        if version not in versions.SERVED:
            raise NotImplementedInFakeError(f"SOAP API {version}", instead="It serves 49.0.")
        posted = Posted(
            letter=letter,
            version=version,
            organization_id=organization_id,
            body=read_body(),
            visitor=_visitor(),
            orgs=self._salesforce.orgs,
            origin_of=instance_origin,
            note=_note,
        )
        return xml_response(soap.answer(posted), 200)

    def oauth_token(self) -> Response:
        read_body()
        form = request.form.to_dict()
        oauth_token.check_grant(form)
        app_org = oauth_token.check_client(form, self._salesforce.orgs)
        visitor = _visitor()
        _note(username=form["username"], asked=f"login of {form['username']}")
        attempt = LoginAttempt(
            login_type="Remote Access 2.0",
            application="Connected App",
            source_ip=visitor.source_ip,
            login_sub_type="OauthUsernamePassword",
            login_url=visitor.login_url,
        )
        orgs = self._salesforce.orgs
        org, user_id, status = log_in(orgs, form["username"], form["password"], attempt=attempt)
        _note(org_id=None if org is None else org.id)
        if org is None or user_id is None or status is not LoginStatus.SUCCESS:
            raise oauth_token.error_of(status)
        session_id = org.open_session(user_id, client=f"oauth {app_org.client_id}")
        answer = oauth_token.answer(
            client_secret=app_org.client_secret,
            identity=f"{request_origin()}/id/{org.id}/{user_id}",
            session_id=session_id,
            origin=instance_origin(org),
            now=org.clock.now(),
        )
        headers = {"Cache-Control": "no-cache, no-store", "Pragma": "no-cache"}
        return json_response(answer, 200, headers)


def _visitor() -> Visitor:
    return Visitor(request.remote_addr or "", request.host)


def _note(
    *,
    org_id: str | None = None,
    username: str | None = None,
    asked: str | None = None,
    has_secrets: bool | None = None,
) -> None:
    """Tell the journal what is known of a request; what is None stays as it was."""
    known = {"org_id": org_id, "username": username, "asked": asked, "has_secrets": has_secrets}
    for name, value in known.items():
        if value is not None:
            setattr(g, name, value)


def _told(response: Response) -> str:
    """Return what the journal is told of an answer: of one that tells a password, nothing."""
    if g.get("has_secrets") and response.status_code < HTTPStatus.BAD_REQUEST:
        return "(a password)" if response.get_data() else ""
    return response.get_data()[:_MOST_BYTES_TOLD].decode("utf-8", "replace")
