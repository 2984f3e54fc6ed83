"""How long a request may be (reference 6.5)."""

from __future__ import annotations

import pytest

from fake_clients import ApiClient
from fake_salesforce.errors import RequestHeaderFieldsTooLargeError, UriTooLongError
from fake_salesforce.http.lengths import MOST_BYTES, check_lengths


def test_a_uri_may_have_16384_bytes() -> None:
    """One byte more is 414; headers count beside it for 431."""
    check_lengths("/" * MOST_BYTES, [])
    with pytest.raises(UriTooLongError, match="16,384-byte"):
        check_lengths("/" * (MOST_BYTES + 1), [])
    check_lengths("/", [("Name", "x" * (MOST_BYTES - len("/Name: \r\n")))])
    with pytest.raises(RequestHeaderFieldsTooLargeError, match="combined length"):
        check_lengths("/", [("Name", "x" * (MOST_BYTES - len("/Name: \r\n") + 1))])


def test_long_requests_are_refused(api: ApiClient) -> None:
    """A query that is too long for a URI is 414, headers that are too long 431."""
    soql = f"SELECT Id FROM Lead WHERE City = '{'x' * MOST_BYTES}'"
    long_uri = api.get("query", params={"q": soql})
    assert (long_uri.status_code, long_uri.json()[0]["errorCode"]) == (414, "URI_TOO_LONG")
    long_headers = api.get("sobjects", headers={"X-Long": "x" * MOST_BYTES})
    assert long_headers.status_code == 431
