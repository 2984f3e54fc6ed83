"""What the journal is told of a request once it is answered."""

from __future__ import annotations

from datetime import datetime

from flask import Response, g, request

from fake_salesforce.journal import Told, session_hash
from fake_salesforce.wire import WIRE, Wire

from .weather import LATE, named_session


def exchange_of(response: Response, *, text: str, now: datetime) -> Told:
    """Return what is known of the request at hand and its answer.

    Args:
        response: the answer, as it is sent.
        text: its body, as far as it may be told.
        now: when.
    """
    wire: Wire | None = request.environ.get(WIRE)
    delivery = None if wire is None else wire.delivery
    read, written = g.get("records") or (0, 0)
    session_id = g.get("session_id") or named_session()
    return Told(
        time=now,
        resource=g.get("resource", "unknown"),
        method=request.method,
        path=request.path,
        status=0 if g.get("is_unhandled") else response.status_code,
        error_code=g.get("error_code"),
        org_id=g.get("org_id"),
        username=g.get("username"),
        request=g.get("asked") or request.args.get("q", ""),
        response="" if g.get("is_unhandled") else text,
        query_string=request.query_string.decode("utf-8", "replace"),
        session=session_hash(session_id) if session_id else None,
        request_headers=tuple(request.headers),
        response_headers=() if g.get("is_unhandled") else tuple(response.headers),
        records_read=read,
        records_written=written,
        api_calls=g.get("api_calls", 0),
        faults=g.get("faults", ()),
        delivery="whole" if delivery is None else delivery.told,
        is_late=LATE in request.environ,
    )
