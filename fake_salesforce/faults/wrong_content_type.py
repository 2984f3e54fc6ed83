"""Wrong content type: the right body under another Content-Type."""

from __future__ import annotations

from dataclasses import dataclass

from .effects import Effect, Relabel
from .fault import Fault, Phase


@dataclass(frozen=True, kw_only=True)
class WrongContentType(Fault):
    """An answer that says it is something else."""

    kind = "wrong_content_type"

    content_type: str = "text/html; charset=UTF-8"

    @property
    def phases(self) -> tuple[Phase, ...]:
        """After: there must be an answer."""
        return ("after",)

    def effect(self) -> Effect:
        """Relabel the answer."""
        return Relabel(self.content_type)
