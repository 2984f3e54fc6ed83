"""Answers as HTTP responses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from flask import Response, request
from werkzeug.datastructures import Headers

from fake_salesforce.api import Answer
from fake_salesforce.api.json_text import to_text

_JSON = "application/json;charset=UTF-8"
_XML = "application/xml"
_NO_XML = {code: " " for code in range(32) if chr(code) not in "\t\n\r"}
"""What XML 1.0 cannot say."""


def is_pretty() -> bool:
    """Tell whether the client asked for ``X-PrettyPrint``."""
    return request.headers.get("X-PrettyPrint", "").strip() in {"1", "true"}


def wants_xml() -> bool:
    """Tell whether the client would rather have XML than JSON, by its Accept header.

    REST answers in either ([K:rest-api/introduction-to-rest-api]); JSON is what it gives unless
    asked.
    """
    return request.accept_mimetypes.best_match(["application/json", _XML]) == _XML


def errors_xml(bodies: Sequence[Mapping[str, object]], status: int) -> Response:
    """Return errors as XML: the element names are [P], from a client of v22; fields believed."""
    told = "".join(f"<Error>{_error(each)}</Error>" for each in bodies)
    text = f'<?xml version="1.0" encoding="UTF-8"?><Errors>{told}</Errors>'
    return Response(text, status, content_type=f"{_XML};charset=UTF-8")


def _error(body: Mapping[str, object]) -> str:
    fields = body.get("fields")
    listed = ""
    if isinstance(fields, list):
        listed = "<fields>" + "".join(f"<field>{_text(each)}</field>" for each in fields)
        listed += "</fields>"
    code, message = _text(body["errorCode"]), _text(body["message"])
    return f"{listed}<errorCode>{code}</errorCode><message>{message}</message>"


def _text(value: object) -> str:
    text = str(value).translate(_NO_XML)
    return escape(text.encode("utf-8", "replace").decode())


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
