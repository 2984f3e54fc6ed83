"""Proxy page: a proxy or a captive portal answers with HTML, as if all were well."""

from __future__ import annotations

from dataclasses import dataclass

from .effects import Effect, Reply
from .fault import Fault, Status

_PAGE = (
    "<!DOCTYPE html>\n<html><head><title>Sign in to the network</title></head>"
    "<body><h1>Sign in to the network</h1><p>Your request was stopped by the web gateway.</p>"
    "</body></html>\n"
)
"""Ours: a page of no particular proxy."""


@dataclass(frozen=True, kw_only=True)
class ProxyPage(Fault):
    """A page of HTML in the place of Salesforce's answer."""

    kind = "proxy_page"

    status: Status = 200
    text: str = _PAGE

    def effect(self) -> Effect:
        """Answer with the page."""
        return Reply(self.status, "text/html", self.text)
