"""What the journal is told of the request that is being answered, beside what HTTP shows."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, g

_MOST_BYTES_TOLD = 20_000
"""Bytes of an answer that the journal is handed; it cuts further. Ours."""
_LARGE = "(an answer in pieces, which is not kept)"


def note(
    *,
    org_id: str | None = None,
    username: str | None = None,
    asked: str | None = None,
    has_secrets: bool | None = None,
    session_id: str | None = None,
    api_calls: int | None = None,
) -> None:
    """Note what is known of the request; what is None stays as it was."""
    known = {
        "org_id": org_id,
        "username": username,
        "asked": asked,
        "has_secrets": has_secrets,
        "session_id": session_id,
        "api_calls": api_calls,
    }
    for name, value in known.items():
        if value is not None:
            setattr(g, name, value)


def told(response: Response) -> str:
    """Return what the journal is told of an answer: of one that tells a password, nothing."""
    if response.is_streamed:
        return _LARGE
    if g.get("has_secrets") and response.status_code < HTTPStatus.BAD_REQUEST:
        return "(a password)" if response.get_data() else ""
    return response.get_data()[:_MOST_BYTES_TOLD].decode("utf-8", "replace")
