"""The control panel over HTTP: ``/_fake/`` beside the application that plays Salesforce.

A control call is no exchange with Salesforce: it goes past the application, so it spends no API
call, meets no fault, does not tick the clock and is not in the journal. A failure of the fake
itself is kept there all the same.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Mapping
from email.utils import format_datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from werkzeug.exceptions import BadRequest, HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from fake_salesforce.errors import NotImplementedInFakeError, SalesforceError
from fake_salesforce.http.bodies import UNREADABLE

from . import guards
from .openapi import document
from .problems import MEDIA_TYPE, ProblemError, misread
from .values import OfOrg, org_of, value_of
from .verb import JSON, Verb

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from fake_salesforce.salesforce import FakeSalesforce

PREFIX = "/_fake"
_MOST_BYTES = 1 << 30
"""Of a body: an org to import may be large."""
_OPENAPI = "openapi"
_FIRST_SERVER_ERROR = 500


class Panel:
    """A WSGI application that answers control calls, and hands all others on."""

    def __init__(self, salesforce: FakeSalesforce, verbs: tuple[Verb, ...], wsgi_app: Any) -> None:  # noqa: ANN401 - Flask's own type is a method
        """Make it.

        Args:
            salesforce: the fake that is controlled.
            verbs: what can be done to it.
            wsgi_app: what answers everything else.
        """
        self._salesforce = salesforce
        self._verbs = verbs
        self._wsgi_app = wsgi_app
        self._routes = Map(
            [
                Rule(f"{PREFIX}/openapi.json", endpoint=_OPENAPI, methods=["GET"]),
                *(
                    Rule(
                        PREFIX + each.path.replace("{", "<").replace("}", ">"),
                        endpoint=each,
                        methods=[each.method],
                    )
                    for each in verbs
                ),
            ],
            strict_slashes=False,
            merge_slashes=False,
        )

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        with self._salesforce.departures.held():
            return self._begun(environ, start_response)

    def _begun(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Return the answer to a request; what it streams is made later."""
        path = environ.get("PATH_INFO", "")
        if path != PREFIX and not path.startswith(f"{PREFIX}/"):
            answer: Iterable[bytes] = self._wsgi_app(environ, start_response)
            return answer
        response = self._answer(Request(environ))
        response.headers["Date"] = format_datetime(
            self._salesforce.clock.now().replace(microsecond=0), usegmt=True
        )
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response(environ, start_response)

    def _answer(self, asked: Request) -> Response:
        try:
            body = _read(asked)
            guards.check(
                dict(asked.headers),
                key=self._salesforce.control_key,
                peer=asked.remote_addr,
                has_body=bool(body),
            )
            endpoint, in_path = self._routes.bind_to_environ(asked.environ).match()
            if endpoint == _OPENAPI:
                return Response(json.dumps(self._document), 200, content_type=JSON)
            return self._done(endpoint, asked, body, in_path)
        except Exception as error:  # noqa: BLE001 - the one place that renders errors
            return self._refused(error)

    @cached_property
    def _document(self) -> dict[str, Any]:
        return document(self._verbs)

    def _done(
        self, verb: Verb, asked: Request, body: bytes, in_path: Mapping[str, str]
    ) -> Response:
        taken = self._taken(verb, asked, body, in_path)
        with contextlib.ExitStack() as gate:
            if verb.is_gated and isinstance(taken, OfOrg):
                gate.enter_context(org_of(self._salesforce, taken.org).undisturbed())
            given = verb.act(self._salesforce, taken)
        if given is None and verb.gives is None:
            return Response(status=verb.status)
        if verb.media_type == JSON:
            return Response(verb.adapter.dump_json(given), verb.status, content_type=JSON)
        return Response(given, verb.status, content_type=verb.media_type)

    def _taken(self, verb: Verb, asked: Request, body: bytes, in_path: Mapping[str, str]) -> Any:  # noqa: ANN401 - the verb's own model
        """Return what is asked of a verb, read from path, query and body.

        Raises:
            ProblemError: it is not of the verb's form.
        """
        properties = verb.schema.get("properties", {})
        word = partial(value_of, definitions=verb.schema.get("$defs", {}))
        taken = {
            name: word(text, properties.get(name, {}))
            for name, text in (in_path if verb.has_body else {**asked.args, **in_path}).items()
        }
        if verb.has_body:
            for name, value in _object(body).items():
                if name in in_path:
                    raise ProblemError(422, "What was asked is wrong", f"{name} is in the path")
                taken[name] = value
        elif body:
            raise ProblemError(422, "What was asked is wrong", f"{verb.method} takes no body")
        try:
            return verb.takes.model_validate_json(json.dumps(taken), strict=True)
        except ValidationError as error:
            raise misread(error, fields=verb.takes.model_fields) from error

    def _refused(self, error: Exception) -> Response:
        """Return the problem that an exception is; one that is none is a crash of the fake."""
        headers = {}
        match error:
            case ProblemError():
                problem = error
            case SalesforceError():
                problem = ProblemError(
                    422,
                    "Salesforce would refuse it",
                    error.message,
                    errorCode=error.error_code,
                )
            case NotImplementedInFakeError():
                problem = ProblemError(422, "The fake has not got it", str(error).strip())
            case NotFound():
                problem = ProblemError(
                    404,
                    "There is no such path",
                    f"GET {PREFIX}/openapi.json lists the paths there are.",
                )
            case MethodNotAllowed():
                headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
                detail = f"It takes {headers['Allow']}."
                problem = ProblemError(405, "The path takes another method", detail)
            case HTTPException() if (error.code or _FIRST_SERVER_ERROR) < _FIRST_SERVER_ERROR:
                problem = ProblemError(error.code or 400, error.name, error.description or "")
            case ValueError():
                problem = ProblemError(409, "It cannot be done as things are", str(error))
            case _:
                self._salesforce.journal.crashed(error)
                detail = f"A bug of fake_salesforce: {type(error).__name__}; `journal crashes`."
                problem = ProblemError(500, "The fake itself failed", detail)
        text = problem.problem.model_dump_json(exclude_none=True)
        status = problem.problem.status
        return Response(text, status, headers, content_type=MEDIA_TYPE)


def _read(asked: Request) -> bytes:
    """Return the request's body, all of it: what is left unread would be the next request.

    Raises:
        HTTPException: it is no body as HTTP has it, or a longer one than can be meant.
    """
    asked.max_content_length = _MOST_BYTES
    try:
        return asked.get_data()
    except UNREADABLE as error:
        message = "The request has a body that cannot be read."
        raise BadRequest(message) from error


def _object(body: bytes) -> dict[str, Any]:
    """Return the object that a body is; none is an empty one.

    Raises:
        ProblemError: it is none.
    """
    if not body:
        return {}
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ProblemError(400, "The body is no JSON", str(error)) from error
    if not isinstance(value, dict):
        raise ProblemError(422, "What was asked is wrong", "the body has to be a JSON object")
    return value
