"""Error page: a server between client and org answers 500, 502 or 503 with a page of HTML.

Salesforce lists the three statuses ([K:rest-api/status-codes-and-error-responses]); that bodies of
HTML occur is known from clients ([JS] looks for ``text/html`` exactly). The pages are ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .effects import Effect, Reply
from .fault import Fault

_REASONS = {
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
}


@dataclass(frozen=True, kw_only=True)
class ErrorPage(Fault):
    """A page of HTML with an error status."""

    kind = "error_page"
    source = (
        "the statuses [K:rest-api/status-codes-and-error-responses]; that a page comes"
        " [JS], the page ours"
    )

    status: Literal[500, 502, 503] = 503

    def effect(self) -> Effect:
        """Answer with the page."""
        reason = f"{self.status} {_REASONS[self.status]}"
        text = (
            f"<html><head><title>{reason}</title></head>"
            f"<body><center><h1>{reason}</h1></center></body></html>\n"
        )
        return Reply(self.status, "text/html", text)
