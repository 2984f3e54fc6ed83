"""The check of an answer's shape finds what is wrong: the crawl can fail."""

from __future__ import annotations

import json

import pytest
from flask import Flask, Response
from werkzeug.test import TestResponse

from error_shapes import check_answer

_JSON = "application/json;charset=UTF-8"
_RIGHT = {"message": "The requested resource does not exist", "errorCode": "NOT_FOUND"}
_XML = (
    '<?xml version="1.0"?><Errors><Error><errorCode>NOT_FOUND</errorCode>'
    "<message>x</message></Error></Errors>"
)


def _answered(body: str, status: int, content_type: str = _JSON) -> TestResponse:
    app = Flask(__name__)
    app.add_url_rule("/", "root", lambda: Response(body, status, content_type=content_type))
    return app.test_client().get("/")


def test_right_shapes_pass() -> None:
    """Errors in the documented shapes pass, and so does a success."""
    for response, endpoint in (
        (_answered("anything", 200), "query"),
        (_answered(json.dumps([_RIGHT]), 404), "query"),
        (_answered(json.dumps([_RIGHT | {"fields": ["Id"]}]), 404), "query"),
        (_answered(_XML, 404, "application/xml;charset=UTF-8"), "query"),
        (_answered('{"error":"a","error_description":"b"}', 400), "oauth_token"),
        (_answered("error=a&error_description=b", 400), "oauth_revoke"),
        (_answered("Bad_OAuth_Token", 403, "text/plain;charset=UTF-8"), "userinfo"),
    ):
        check_answer(response, endpoint=endpoint, method="GET")


@pytest.mark.parametrize(
    ("body", "status", "content_type", "endpoint"),
    [
        (json.dumps([_RIGHT]), 500, _JSON, "query"),
        (json.dumps([_RIGHT]), 400, _JSON, "query"),
        (json.dumps([_RIGHT]), 404, "text/html", "query"),
        (json.dumps([_RIGHT | {"errorCode": "NO_SUCH_CODE"}]), 400, _JSON, "query"),
        (json.dumps([_RIGHT | {"more": 1}]), 404, _JSON, "query"),
        (json.dumps([{"message": "x"}]), 404, _JSON, "query"),
        (json.dumps([]), 404, _JSON, "query"),
        (json.dumps(_RIGHT), 404, _JSON, "query"),
        (json.dumps([_RIGHT]), 400, _JSON, "oauth_token"),
        (json.dumps([_RIGHT]), 400, _JSON, "oauth_revoke"),
        (json.dumps([_RIGHT]), 404, _JSON, "identity"),
        (json.dumps([_RIGHT]), 404, _JSON, "soap"),
        ("<a/>", 500, "text/xml;charset=UTF-8", "soap"),
        (_XML.replace("errorCode", "code"), 404, "application/xml;charset=UTF-8", "query"),
    ],
)
def test_wrong_shapes_are_found(body: str, status: int, content_type: str, endpoint: str) -> None:
    """A crash, a status that does not fit, an unknown code and another door's shape are found."""
    with pytest.raises((AssertionError, TypeError)):
        check_answer(_answered(body, status, content_type), endpoint=endpoint, method="GET")
