"""The fake that tests of the connector talk to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fake_salesforce import FakeSalesforce


@pytest.fixture(scope="module")
def salesforce() -> Iterator[FakeSalesforce]:
    """One server for a module: the connector's waits move its clock, by parts of seconds too.

    In place of the session's one, so that the tests of other modules have a clock that stands.
    """
    with FakeSalesforce() as running:
        yield running
