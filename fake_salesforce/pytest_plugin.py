"""The pytest fixtures ``salesforce`` (a server, for the session) and ``salesforce_org`` (fresh).

Neither is autouse, and loading this plugin loads nothing else of the fake.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from . import FakeSalesforce, Org


@pytest.fixture(scope="session")
def salesforce() -> Iterator[FakeSalesforce]:
    """Serve a fake for the whole test session: one server, any number of orgs."""
    from .salesforce import FakeSalesforce  # noqa: PLC0415 - only those who use it load it

    with FakeSalesforce() as server:
        yield server


@pytest.fixture
def salesforce_org(salesforce: FakeSalesforce) -> Iterator[Org]:
    """Return a fresh org, dropped after the test; a failure of the fake itself fails the test.

    The server's faults end with the test, too.
    """
    org = salesforce.create_org()
    yield org
    salesforce.faults.clear()
    salesforce.drop_org(org)
    salesforce.journal.raise_crash()
