"""Secrets taken out of texts before they are written anywhere.

The fake redacts its journal and the connector its own words; this is the last door, for what a
foreign connector may say and for the texts of unexpected exceptions.
"""

from __future__ import annotations

SHORTEST = 4
"""Shorter texts are not searched for: they would hit ordinary words."""


class Redaction:
    """What may not be written as it is, as far as known. It only learns; it never forgets.

    Secrets become ``[redacted]``. The address of the stage, whose port differs from run to run,
    becomes ``{origin}``, so that two runs with one seed can be compared.
    """

    def __init__(self) -> None:
        self._secrets: set[str] = set()
        self._origin = ""

    def learn_origin(self, url: str) -> None:
        """Remember the stage's address, as ``http://127.0.0.1:54321``."""
        self._origin = url.rstrip("/")

    def learn(self, *secrets: str) -> None:
        """Remember secrets."""
        self._secrets.update(secret for secret in secrets if len(secret) >= SHORTEST)

    def clean(self, text: str) -> str:
        """Return a text with every known secret and the origin replaced.

        Half characters, which no report could be encoded with, become their code.
        """
        text = text.encode("utf-8", "backslashreplace").decode()
        for secret in sorted(self._secrets, key=lambda known: (-len(known), known)):
            text = text.replace(secret, "[redacted]")
        if not self._origin:
            return text
        # Alone, the host reads the same, as in "host: {origin}".
        bare = self._origin.partition("://")[2]
        return text.replace(self._origin, "{origin}").replace(bare, "{origin}")
