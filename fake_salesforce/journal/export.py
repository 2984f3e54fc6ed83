"""A journal as a file: JSON lines, one exchange each, or HAR 1.2 for a browser's network view.

The server's base URL is written ``{origin}``, wherever it stands, and its host and port ``{host}``:
so two runs of one seed give the same bytes, whatever port they had.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from .exchange import Exchange

_UNKNOWN = -1
"""What HAR has for a size nobody measured."""


def json_lines(exchanges: Iterable[Exchange], *, origin: str) -> str:
    """Return exchanges as JSON, a line each.

    Args:
        exchanges: what to tell.
        origin: the server's base URL.
    """
    lines = [json.dumps(each.data(), ensure_ascii=False) + "\n" for each in exchanges]
    return _without_origin("".join(lines), origin)


def har(exchanges: Iterable[Exchange], *, origin: str, version: str) -> str:
    """Return exchanges as HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/), as JSON.

    Fields beginning with ``_`` are ours: what a browser does not know of an exchange.

    Args:
        exchanges: what to tell.
        origin: the server's base URL.
        version: the version of this package.
    """
    log = {
        "version": "1.2",
        "creator": {"name": "fake_salesforce", "version": version},
        "entries": [_entry(each, origin) for each in exchanges],
    }
    return _without_origin(json.dumps({"log": log}, ensure_ascii=False, indent=1), origin)


def _without_origin(text: str, origin: str) -> str:
    return text.replace(origin, "{origin}").replace(urlsplit(origin).netloc, "{host}")


def _entry(exchange: Exchange, origin: str) -> dict[str, Any]:
    return {
        "startedDateTime": exchange.time.isoformat(),
        "time": 0,
        "request": _request(exchange, origin),
        "response": _response(exchange),
        "cache": {},
        "timings": {"send": 0, "wait": 0, "receive": 0},
        "_number": exchange.number,
        "_resource": exchange.resource,
        "_errorCode": exchange.error_code,
        "_username": exchange.username,
        "_session": exchange.session,
        "_recordsRead": exchange.records_read,
        "_recordsWritten": exchange.records_written,
        "_apiCalls": exchange.api_calls,
        "_faults": list(exchange.faults),
        "_delivery": exchange.delivery,
    }


def _request(exchange: Exchange, origin: str) -> dict[str, Any]:
    query = exchange.query_string
    request: dict[str, Any] = {
        "method": exchange.method,
        "url": f"{origin}{exchange.path}{'?' if query else ''}{query}",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(exchange.request_headers),
        "queryString": _pairs(parse_qsl(query, keep_blank_values=True)),
        "headersSize": _UNKNOWN,
        "bodySize": _UNKNOWN,
    }
    if exchange.method not in {"GET", "HEAD", "DELETE"}:
        request["postData"] = {
            "mimeType": _header(exchange.request_headers, "Content-Type"),
            "text": exchange.request,
        }
    return request


def _response(exchange: Exchange) -> dict[str, Any]:
    known = {each.value: each.phrase for each in HTTPStatus}
    return {
        "status": exchange.status,
        "statusText": known.get(exchange.status, ""),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(exchange.response_headers),
        "content": {
            "size": len(exchange.response.encode()),
            "mimeType": _header(exchange.response_headers, "Content-Type"),
            "text": exchange.response,
        },
        "redirectURL": "",
        "headersSize": _UNKNOWN,
        "bodySize": _UNKNOWN,
    }


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _header(headers: Iterable[tuple[str, str]], name: str) -> str:
    return next((value for key, value in headers if key.lower() == name.lower()), "")
