"""How long a request may be: URI and headers have 16,384 bytes (reference 6.5, [K:status-codes]).

The two statuses and the sentences are the guide's; that the body is JSON with these codes is
believed.
"""

from __future__ import annotations

from collections.abc import Iterable

from fake_salesforce.errors import RequestHeaderFieldsTooLargeError, UriTooLongError

MOST_BYTES = 16_384
_BETWEEN = len(": \r\n")


def check_lengths(uri: str, headers: Iterable[tuple[str, str]]) -> None:
    """Refuse a request whose URI, or URI and headers, are too long.

    Args:
        uri: path and query string as they were sent.
        headers: names and values.

    Raises:
        UriTooLongError: the URI alone is.
        RequestHeaderFieldsTooLargeError: the URI and the headers together are.
    """
    if len(uri) > MOST_BYTES:
        message = "The length of the URI exceeds the 16,384-byte limit."
        raise UriTooLongError(message)
    together = sum(len(name) + len(value) + _BETWEEN for name, value in headers)
    if len(uri) + together > MOST_BYTES:
        message = "The combined length of the URI and headers exceeds the 16,384-byte limit."
        raise RequestHeaderFieldsTooLargeError(message)
