"""Fixtures of the fake's own tests: a user of a fresh org, and a caller logged in as that user."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fake_clients import ApiClient, session_of
from fake_salesforce import FakeSalesforce, Org, User


@pytest.fixture
def clocked_org() -> Iterator[Org]:
    """An org whose clock nobody else moves: it stands at the start of Summer '20."""
    with FakeSalesforce() as salesforce:
        yield salesforce.create_org()


@pytest.fixture
def user(salesforce_org: Org) -> User:
    """A user of the test's org."""
    return salesforce_org.create_user("caller@example.com")


@pytest.fixture
def api(salesforce: FakeSalesforce, user: User) -> Iterator[ApiClient]:
    """A caller of the REST API, logged in as ``user``."""
    client = ApiClient(salesforce.url, session_of(salesforce.url, user))
    yield client
    client.close()


@pytest.fixture(autouse=True)
def _orgs_end_with_their_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """Drop the orgs that a test made on the shared server: their usernames are free again."""
    if "salesforce" not in request.fixturenames:
        yield
        return
    server: FakeSalesforce = request.getfixturevalue("salesforce")
    before = list(server.orgs)
    yield
    for org in list(server.orgs):
        if org not in before:
            server.drop_org(org)


@pytest.fixture(scope="module")
def fuzzed(salesforce: FakeSalesforce) -> Iterator[ApiClient]:
    """A caller whose org outlives the examples of a property test, and is told any crash."""
    org = salesforce.create_org("Fuzzed Org")
    org.limits.daily_api_requests = 10**9
    client = ApiClient(
        salesforce.url, session_of(salesforce.url, org.create_user("fuzz@example.com"))
    )
    yield client
    client.close()
    salesforce.drop_org(org)
    salesforce.journal.raise_crash()


@pytest.fixture(scope="module")
def fuzzed_user(salesforce: FakeSalesforce) -> Iterator[User]:
    """A user whose org outlives the examples of a property test."""
    org = salesforce.create_org("Fuzzed Users")
    yield org.create_user("fuzzed@example.com")
    salesforce.drop_org(org)


@pytest.fixture(scope="module")
def fuzzed_org(fuzzed_user: User) -> Org:
    """An org that outlives the examples of a property test."""
    return fuzzed_user._org
