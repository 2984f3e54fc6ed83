"""A fake and a key pair, for the tests that connect to it by every method."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connection_stage import KeyPair, key_pair
from fake_salesforce import FakeSalesforce


@pytest.fixture(scope="module")
def server() -> Iterator[FakeSalesforce]:
    """One server for the module."""
    with FakeSalesforce() as running:
        yield running


@pytest.fixture(scope="module")
def keys() -> KeyPair:
    """A key pair for assertions."""
    return key_pair()
