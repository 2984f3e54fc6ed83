"""Calls within a call: what the Composite resources ask of the other resources.

A subrequest goes the way of a request of its own, to the same views, but for what a call pays at
the entrance: session and version have been checked, and whether it counts toward the limit is the
resource's rule. A refusal becomes the part's answer, as a client would have got it.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, unquote

import msgspec
from werkzeug.datastructures import Headers
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import Map, Rule

from fake_salesforce.errors import (
    MethodNotAllowedError,
    NotFoundError,
    NotImplementedInFakeError,
    SalesforceError,
)

from . import versions
from .call import Answer, Call, Route
from .describes import MISSING
from .json_text import to_text
from .paths import CONVERTERS

_METHODS = ("HEAD", "GET", "POST", "PUT", "PATCH", "DELETE")
_FIRST_FAILURE = 400
_NOT_IMPLEMENTED = "NOT_IMPLEMENTED_IN_FAKE"
_INHERITED = ("Accept", "Authorization")
"""Headers of the call that hold for its parts ([K:rest-api/composite-request-body])."""


@dataclass(frozen=True, slots=True)
class Subrequest:
    """What a part of a call asks for."""

    method: str
    url: str
    """Below ``/services/data/``, as ``v49.0/sobjects/Lead?fields=Id``."""
    body: object = None
    """A JSON value; None is no body."""
    headers: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What a part was answered."""

    status: int
    body: msgspec.Raw | None
    """JSON text, in the form of the whole call's; None where there is no body."""
    headers: Mapping[str, str]

    @property
    def has_failed(self) -> bool:
        """Whether the part was refused."""
        return self.status >= _FIRST_FAILURE

    def value(self) -> object:
        """Return the body as a JSON value."""
        return None if self.body is None else json.loads(bytes(self.body))


class Subrequests:
    """Answers the parts of a call by the views that answer calls."""

    def __init__(self, routes: Iterable[Route]) -> None:
        rules = [
            Rule(f"/v<version>{each.path}", endpoint=each.view, methods=each.methods)
            for each in routes
        ]
        self._map = Map(rules, converters=CONVERTERS, strict_slashes=False, merge_slashes=False)

    def answer(self, call: Call, asked: Subrequest) -> Part:
        """Return what a part of a call is answered, a refusal too."""
        try:
            answer = self._answer(call, asked)
        except SalesforceError as error:
            return failed(error, is_pretty=call.is_pretty)
        except NotImplementedInFakeError as error:
            bodies = [{"message": str(error), "errorCode": _NOT_IMPLEMENTED}]
            return Part(501, _raw(bodies, is_pretty=call.is_pretty), {})
        return Part(answer.status, _body(answer, is_pretty=call.is_pretty), answer.headers)

    def _answer(self, call: Call, asked: Subrequest) -> Answer:
        path, _, query = asked.url.partition("?")
        view, found = self._view(asked.method, "/" + path.lstrip("/"))
        version = found.pop("version")
        versions.check_served(version)
        headers = Headers(
            [(each, call.headers[each]) for each in _INHERITED if each in call.headers]
        )
        headers.update(asked.headers or {})
        body = b""
        if asked.body is not None:
            body = json.dumps(asked.body, ensure_ascii=False).encode("utf-8", "surrogatepass")
            headers["Content-Type"] = "application/json"
        arguments = dict(reversed(parse_qsl(query, keep_blank_values=True)))
        inner = replace(
            call,
            version=version,
            method=asked.method,
            arguments=arguments,
            headers=headers,
            body=body,
            stream=io.BytesIO(body),
        )
        answer = view(inner, **found)
        if answer.pieces is not None:
            part = "a part whose answer is a file"
            raise NotImplementedInFakeError(part, instead="Ask for the file by itself.")
        return answer

    def _view(self, method: str, path: str) -> tuple[Callable[..., Answer], dict[str, str]]:
        adapter = self._map.bind("")
        try:
            view, found = adapter.match(unquote(path), method=method)
        except MethodNotAllowed as error:
            allowed = tuple(each for each in _METHODS if each in (error.valid_methods or ()))
            raise MethodNotAllowedError(method, allowed=allowed) from error
        except NotFound as error:
            version, _, name = path.strip("/").partition("/")
            versions.check_served(version.removeprefix("v"))
            versions.refuse_newer(name, version.removeprefix("v"))
            if name.partition("/")[0] in versions.RESOURCES:
                raise NotImplementedInFakeError(f"the resource {name}", instead="") from error
            raise NotFoundError(MISSING) from error
        return view, dict(found)


def failed(error: SalesforceError, *, is_pretty: bool) -> Part:
    """Return the part that says a refusal."""
    return Part(error.status, _raw(error.bodies(), is_pretty=is_pretty), {})


def _body(answer: Answer, *, is_pretty: bool) -> msgspec.Raw | None:
    if answer.text is None:
        return _raw(answer.value, is_pretty=is_pretty)
    return msgspec.Raw(answer.text) if answer.text else None


def _raw(value: object, *, is_pretty: bool) -> msgspec.Raw:
    return msgspec.Raw(to_text(value, is_pretty=is_pretty))
