"""Answers as HTTP responses."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, request
from werkzeug.datastructures import Headers

from fake_salesforce.api import Answer
from fake_salesforce.api.json_text import to_text

_JSON = "application/json;charset=UTF-8"


def is_pretty() -> bool:
    """Tell whether the client asked for ``X-PrettyPrint``."""
    return request.headers.get("X-PrettyPrint", "").strip() in {"1", "true"}


def json_response(value: object, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Return a JSON value as a response."""
    text = to_text(value, is_pretty=is_pretty())
    return Response(text, status, Headers(dict(headers or {})), content_type=_JSON)


def xml_response(text: str, status: int) -> Response:
    """Return XML text as a response."""
    return Response(text, status, content_type="text/xml;charset=UTF-8")


def response_of(answer: Answer) -> Response:
    """Return what a resource answered as a response; one without a body has no Content-Type."""
    if answer.pieces is not None:
        return Response(
            answer.pieces,
            answer.status,
            Headers(dict(answer.headers)),
            content_type=answer.content_type,
            direct_passthrough=True,
        )
    if answer.text is None:
        return json_response(answer.value, answer.status, answer.headers)
    headers = Headers(dict(answer.headers))
    response = Response(answer.text, answer.status, headers, content_type=_JSON)
    if not answer.text:
        del response.headers["Content-Type"]
    return response
