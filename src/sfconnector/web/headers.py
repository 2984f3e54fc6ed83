"""What every answer says to the browser: no scripts, no frames, nothing kept, nothing guessed.

The referrer policy is ``same-origin`` and not ``no-referrer``: under that one browsers send forms
with the Origin ``null``, and the page could not tell its own from another's.
"""

from __future__ import annotations

from flask import Response

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def add(response: Response) -> Response:
    """Put the headers on an answer, also on a refusal and on the stylesheet."""
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response
