"""The fake as a WSGI application: its routes, and the journal around them. Nothing at module level.

What a request goes through is in ``http/``; the resources and the doors know none of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from flask import Flask, Response, g, request

from . import api
from .api import Call, Route, versions
from .api.subrequests import Subrequests
from .control import VERBS, Panel
from .errors import NotImplementedInFakeError
from .http import former_host
from .http.answers import is_pretty, json_response, response_of, wants_xml
from .http.bodies import BodyStream, read_body
from .http.compression import packed, packed_pieces, takes_gzip, unpack_body
from .http.dates import http_date
from .http.doors import Doors
from .http.entrance import enter
from .http.lengths import check_lengths
from .http.noting import note, told
from .http.origins import HostPrefix, reached_of
from .http.refusals import refusal
from .http.report_export import export
from .http.telling import exchange_of
from .http.weather import LATE, Weather

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from .salesforce import FakeSalesforce

_HEADERS = {
    "Cache-Control": "no-cache,must-revalidate,max-age=0,no-store,private",
    "X-Content-Type-Options": "nosniff",
}
_RESOURCE_NAMES = {"soap_of_organization": "soap", "query_all_more": "query_more"}
"""Endpoints that the journal calls by another's name: the same resource at another path."""
_IN_PIECES = frozenset(each.resource for each in api.ROUTES if each.takes_pieces)


def create_app(salesforce: FakeSalesforce) -> Flask:
    """Return the WSGI application that serves a fake's orgs; any WSGI server can host it."""
    app = Flask(__name__, static_folder=None)
    app.url_map.merge_slashes = False
    app.url_map.strict_slashes = False
    app.url_map.converters.update(api.CONVERTERS)
    service = _Service(salesforce, Weather(salesforce, partial(_run, app)))
    doors = Doors(salesforce)

    def add(path: str, endpoint: str, view: Any, *methods: str) -> None:  # noqa: ANN401 - Flask's views
        app.add_url_rule(
            path, endpoint, view, methods=list(methods), provide_automatic_options=False
        )

    add("/services/data", "versions", service.versions, "GET")
    for route in api.ROUTES:
        path = f"/services/data/v<version>{route.path}"
        add(path, route.resource, partial(service.resource, route), *route.methods)
    soap_path = "/services/Soap/<any(u, c):letter>/<version>"
    add("/<id:report_id>", "report_export", partial(export, salesforce), "GET")
    add(soap_path, "soap", doors.soap, "POST")
    add(f"{soap_path}/<organization_id>", "soap_of_organization", doors.soap, "POST")
    add("/services/oauth2/token", "oauth_token", doors.oauth_token, "POST")
    add("/services/oauth2/revoke", "oauth_revoke", doors.oauth_revoke, "GET", "POST")
    add("/services/oauth2/userinfo", "userinfo", doors.userinfo, "GET", "POST")
    add("/id/<organization_id>/<user_id>", "identity", doors.identity, "GET")
    names = (rule.endpoint for rule in app.url_map.iter_rules())
    salesforce.resource_names = frozenset(_RESOURCE_NAMES.get(each, each) for each in names)
    app.before_request(service.arrive)
    app.after_request(service.leave)
    app.register_error_handler(Exception, partial(refusal, salesforce))
    played = _MethodOverride(HostPrefix(app.wsgi_app))
    app.wsgi_app = Panel(salesforce, VERBS, played)  # type: ignore[method-assign] # Flask's way
    return app


def _refuse_xml() -> None:
    """Refuse to answer in XML, which only errors are told in here.

    Raises:
        NotImplementedInFakeError: the client asks for it.
    """
    if wants_xml():
        raise NotImplementedInFakeError("answers in XML", instead="Accept application/json.")


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
        self._subrequests = Subrequests(api.ROUTES)
        self._weather = weather

    def arrive(self) -> Response | None:
        endpoint = request.endpoint or "unknown"
        g.resource = _RESOURCE_NAMES.get(endpoint, endpoint)
        if LATE not in request.environ:
            self._salesforce.clock.tick()
            self._salesforce.journal.arrived(g.resource, method=request.method, path=request.path)
        check_lengths(request.environ.get("REQUEST_URI", request.full_path), request.headers)
        unpack_body(in_pieces=request.endpoint in _IN_PIECES)
        return self._weather.strike() or former_host.answer(self._salesforce)

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
        self._salesforce.journal.answered(exchange_of(response, text=told(response), now=now))
        if body is not None:
            response.set_data(body)
        return response

    @staticmethod
    def _packed(response: Response, now: datetime) -> bytes | None:
        """Return the compressed body that goes out, and say so in the headers; None for a plain."""
        body: bytes | None = g.get("sent")
        is_wanted = body is None and "org" in g and g.org.settings.compresses_answers
        if is_wanted:
            response.headers["Vary"] = "Accept-Encoding"
        if response.is_streamed:
            if is_wanted and takes_gzip():
                response.headers["Content-Encoding"] = "gzip"
                response.response = packed_pieces(response.iter_encoded(), now=now)
            return None
        if is_wanted:
            body = packed(response.get_data(), now=now) if takes_gzip() else None
        if not response.get_data() or body is None:
            return None
        response.headers["Content-Encoding"] = "gzip"
        return body

    def versions(self) -> Response:
        _refuse_xml()
        return json_response(versions.versions(), 200)

    def resource(self, route: Route, version: str, **path: str) -> Response:
        org, session = enter(
            self._salesforce, version, serves_expired_passwords=route.serves_expired_passwords
        )
        _refuse_xml()
        call = Call(
            org=org,
            session=session,
            version=version,
            origin=reached_of(self._salesforce).origin_of(org),
            method=request.method,
            arguments=request.args.to_dict(),
            headers=request.headers,
            body=b"" if route.takes_pieces else read_body(),
            is_pretty=is_pretty(),
            subrequests=self._subrequests,
            stream=BodyStream(),
        )
        g.org = org
        note(has_secrets=route.has_secrets)
        if call.body and not route.has_secrets:
            g.asked = call.body.decode("utf-8", "replace")
        org.tally.take()
        with org.undisturbed():
            org.catch_up()
            try:
                return response_of(route.view(call, **path))
            finally:
                g.records = org.tally.take()
                # What a refusal left unread would be taken for the connection's next request.
                for _ in call.pieces():
                    pass
