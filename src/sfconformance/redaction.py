"""Secrets taken out of texts before they are written anywhere.

The fake redacts its journal and the connector its own words; this is the last door, for what a
foreign connector may say and for the texts of unexpected exceptions.
"""

from __future__ import annotations

SHORTEST = 4
"""Shorter texts are not searched for: they would hit ordinary words."""


class Redaction:
    """The secrets that are known so far. It only learns; it never forgets one."""

    def __init__(self) -> None:
        self._secrets: set[str] = set()

    def learn(self, *secrets: str) -> None:
        """Remember secrets."""
        self._secrets.update(secret for secret in secrets if len(secret) >= SHORTEST)

    def clean(self, text: str) -> str:
        """Return a text with every known secret replaced by ``[redacted]``, the longest first."""
        for secret in sorted(self._secrets, key=lambda known: (-len(known), known)):
            text = text.replace(secret, "[redacted]")
        return text
