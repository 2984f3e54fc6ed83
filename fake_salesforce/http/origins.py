"""Scheme and host for the URLs of an answer: those under which this client reaches the fake."""

from __future__ import annotations

from flask import request

from fake_salesforce.org import Org

_DOMAIN = ".salesforce.com"


def _is_on_salesforce_host() -> bool:
    return request.host.partition(":")[0].endswith(_DOMAIN)


def request_origin() -> str:
    """Return scheme and host of the request, as its client meant them."""
    if _is_on_salesforce_host():
        return f"https://{request.host}"
    return request.host_url.rstrip("/")


def instance_origin(org: Org) -> str:
    """Return scheme and host of an org's instance.

    A client that came to a Salesforce host (through ``patch()``) is sent to the org's own one.
    """
    if _is_on_salesforce_host():
        return f"https://{org.my_domain}.my{_DOMAIN}"
    return request_origin()
