"""How a door tells the journal whose request it handles."""

from __future__ import annotations

from typing import Protocol


class Note(Protocol):
    """Tells the journal whose request it is and what it asks; what is None stays as it was."""

    def __call__(
        self,
        *,
        org_id: str | None = None,
        username: str | None = None,
        asked: str | None = None,
        has_secrets: bool | None = None,
        session_id: str | None = None,
        api_calls: int | None = None,
    ) -> None:
        """Note it."""
