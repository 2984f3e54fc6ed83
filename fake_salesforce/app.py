"""The fake as a WSGI application: its routes, and the journal around them. Nothing at module level.

What a request goes through is in ``http/``; the resources and the doors know none of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from flask import Flask, Response, g, request

from . import api
from .api import Call, Route, versions
from .api.subrequests import Subrequests
from .errors import NotImplementedInFakeError
from .http.answers import is_pretty, json_response, response_of, xml_response
from .http.bodies import read_body
from .http.dates import http_date
from .http.entrance import enter
from .http.lengths import check_lengths
from .http.origins import instance_origin, request_origin
from .http.refusals import refusal
from .http.report_export import export
from .login import oauth_token, soap
from .org import LoginAttempt, LoginStatus, Org

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from .salesforce import FakeSalesforce

_MOST_BYTES_TOLD = 20_000
"""Bytes of an answer that the journal is handed; it cuts further. Ours."""
_HEADERS = {
    "Cache-Control": "no-cache,must-revalidate,max-age=0,no-store,private",
    "X-Content-Type-Options": "nosniff",
}
_LARGE = "(an answer in pieces, which is not kept)"
_RESOURCE_NAMES = {"soap_of_organization": "soap", "query_all_more": "query_more"}
"""Endpoints that the journal calls by another's name: the same resource at another path."""


def create_app(salesforce: FakeSalesforce) -> Flask:
    """Return the WSGI application that serves a fake's orgs; any WSGI server can host it."""
    app = Flask(__name__, static_folder=None)
    app.url_map.merge_slashes = False
    app.url_map.strict_slashes = False
    app.url_map.converters.update(api.CONVERTERS)
    service = _Service(salesforce)

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
    add("/<report_id>", "report_export", partial(export, salesforce), "GET")
    app.before_request(service.arrive)
    app.after_request(service.leave)
    app.register_error_handler(Exception, partial(refusal, salesforce))
    app.wsgi_app = _MethodOverride(app.wsgi_app)  # type: ignore[method-assign] # Flask's way
    return app


def _told(response: Response) -> str:
    """Return what the journal is told of an answer's body."""
    if response.is_streamed:
        return _LARGE
    return response.get_data()[:_MOST_BYTES_TOLD].decode("utf-8", "replace")


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
        self._subrequests = Subrequests(api.ROUTES)

    def arrive(self) -> None:
        endpoint = request.endpoint or "unknown"
        g.resource = _RESOURCE_NAMES.get(endpoint, endpoint)
        self._salesforce.journal.arrived(g.resource, method=request.method, path=request.path)
        check_lengths(request.environ.get("REQUEST_URI", request.full_path), request.headers)

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
            response=_told(response),
        )
        return response

    def versions(self) -> Response:
        return json_response(versions.versions(), 200)

    def resource(self, route: Route, version: str, **path: str) -> Response:
        org, session = enter(self._salesforce, version)
        call = Call(
            org=org,
            session=session,
            version=version,
            origin=instance_origin(org),
            method=request.method,
            arguments=request.args.to_dict(),
            headers=request.headers,
            body=b"" if route.takes_pieces else read_body(),
            is_pretty=is_pretty(),
            subrequests=self._subrequests,
            stream=request.stream,
        )
        if call.body:
            g.asked = call.body.decode("utf-8", "replace")
        with org.undisturbed():
            org.commit_due()
            try:
                return response_of(route.view(call, **path))
            finally:
                # What a refusal left unread would be taken for the connection's next request.
                for _ in call.pieces():
                    pass

    def soap(self, letter: str, version: str, organization_id: str = "") -> Response:
        if version not in versions.SERVED:
            raise NotImplementedInFakeError(f"SOAP API {version}", instead="It serves 49.0.")
        login = soap.read(read_body())
        g.asked = f"login of {login.username}"
        attempt = LoginAttempt(
            login_type="Partner Product" if login.client else "Other Apex API",
            application=login.client[:64] or "N/A",
            source_ip=request.remote_addr or "",
            api_type=f"SOAP {soap.flavor(letter).title()}",
            api_version=version,
            login_url=request.host.partition(":")[0][:255],
        )
        org, user_id, status = self._log_in(login.username, login.password, attempt)
        if org is not None and organization_id and organization_id[:15] != org.id[:15]:
            org, status = None, LoginStatus.INVALID_PASSWORD
        if org is None or user_id is None or status is not LoginStatus.SUCCESS:
            raise soap.fault_of(status)
        session_id = org.open_session(user_id, client=f"soap {letter} {login.client}")
        text = soap.answer_text(
            org,
            user_id=user_id,
            session_id=session_id,
            origin=instance_origin(org),
            letter=letter,
            version=version,
        )
        return xml_response(text, 200)

    def oauth_token(self) -> Response:
        read_body()
        form = request.form.to_dict()
        oauth_token.check_grant(form)
        app_org = oauth_token.check_client(form, self._salesforce.orgs)
        g.asked = f"login of {form['username']}"
        attempt = LoginAttempt(
            login_type="Remote Access 2.0",
            application="Connected App",
            source_ip=request.remote_addr or "",
            login_sub_type="OauthUsernamePassword",
            login_url=request.host.partition(":")[0][:255],
        )
        org, user_id, status = self._log_in(form["username"], form["password"], attempt)
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

    def _log_in(
        self, username: str, secret: str, attempt: LoginAttempt
    ) -> tuple[Org | None, str | None, LoginStatus]:
        """Try a login; an unknown user fails as a wrong password does."""
        g.username = username
        for org in self._salesforce.orgs:
            user_id = org.users.id_of(username)
            if user_id is not None:
                g.org_id = org.id
                return org, user_id, org.log_in(user_id, secret, attempt=attempt)
        return None, None, LoginStatus.INVALID_PASSWORD
