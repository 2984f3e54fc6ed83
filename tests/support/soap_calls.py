"""Plain SOAP callers: envelopes spelled out, with no client library."""

from __future__ import annotations

from xml.sax.saxutils import escape

import requests

from fake_clients import soap_post

NAMESPACES = {"u": "urn:partner.soap.sforce.com", "c": "urn:enterprise.soap.sforce.com"}


def call_envelope(
    name: str, session_id: str | None, arguments: dict[str, str], *, letter: str = "u"
) -> str:
    """Return the envelope of a call with a SessionHeader, as the WSDLs' clients write it."""
    namespace = NAMESPACES[letter]
    header = (
        ""
        if session_id is None
        else "<soapenv:Header><SessionHeader>"
        f"<sessionId>{escape(session_id)}</sessionId></SessionHeader></soapenv:Header>"
    )
    inside = "".join(f"<{key}>{escape(value)}</{key}>" for key, value in arguments.items())
    return (
        '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"'
        f' xmlns="{namespace}">{header}<soapenv:Body><{name}>{inside}</{name}></soapenv:Body>'
        "</soapenv:Envelope>"
    )


def soap_call(
    url: str,
    name: str,
    session_id: str | None = None,
    *,
    letter: str = "u",
    version: str = "49.0",
    **arguments: str,
) -> requests.Response:
    """Post a call to the SOAP endpoint."""
    envelope = call_envelope(name, session_id, arguments, letter=letter)
    return soap_post(url, envelope, letter=letter, version=version)
