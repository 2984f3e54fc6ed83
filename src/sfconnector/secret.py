"""A text that must not be shown: password + token, session id, encryption key.

The wrapper hides the text in ``repr`` and ``str``, in dataclasses and in messages. ``reveal`` is
the one way to the text, so that every place which handles it can be found by that word.
"""

from __future__ import annotations

import hmac
from typing import final


@final
class Secret:
    """A text that ``repr``, ``str`` and pickling do not show; kept untouched, never trimmed."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text itself."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(...)"

    def __str__(self) -> str:
        return "***"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        return hash(self._text)

    def __bool__(self) -> bool:
        return bool(self._text)

    def __reduce__(self) -> str:
        message = "a Secret is not pickled: it would be written down in clear"
        raise TypeError(message)
