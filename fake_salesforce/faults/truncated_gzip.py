"""Truncated gzip: HTTP is in order, and the compressed body ends too early.

The answer is compressed for it whether or not the client asked: what a broken proxy would do.
"""

from __future__ import annotations

from dataclasses import dataclass

from .effects import CutGzip, Effect
from .fault import Fault, Phase, Share


@dataclass(frozen=True, kw_only=True)
class TruncatedGzip(Fault):
    """A compressed answer that cannot be read to its end."""

    kind = "truncated_gzip"

    share: Share = 0.5
    """How much of the compressed bytes is sent."""

    @property
    def phases(self) -> tuple[Phase, ...]:
        """After: there must be an answer."""
        return ("after",)

    def effect(self) -> Effect:
        """Compress, and cut."""
        return CutGzip(self.share)
