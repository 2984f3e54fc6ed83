"""What is dropped while requests are under way is closed after them."""

from __future__ import annotations

from fake_salesforce import FakeSalesforce
from fake_salesforce.org.departures import Departures


def test_nothing_under_way_is_no_reason_to_wait() -> None:
    """Without a request what leaves is closed at once."""
    closed: list[str] = []
    Departures().leave(lambda: closed.append("org"))
    assert closed == ["org"]


def test_requests_that_were_under_way_are_waited_for() -> None:
    """What leaves in the middle of requests is closed after these, and not after later ones."""
    departures, closed = Departures(), list[str]()
    first, second, later = departures.held(), departures.held(), departures.held()
    first.__enter__()
    second.__enter__()
    departures.leave(lambda: closed.append("org"))
    later.__enter__()
    first.__exit__(None, None, None)
    assert closed == []
    second.__exit__(None, None, None)
    assert closed == ["org"]
    later.__exit__(None, None, None)


def test_end_waits_for_nobody() -> None:
    """When the server ends, whatever waits is closed."""
    departures, closed = Departures(), list[str]()
    with departures.held():
        departures.leave(lambda: closed.append("org"))
        departures.close()
        assert closed == ["org"]


def test_request_can_still_ask_a_dropped_org() -> None:
    """An org that is dropped by whoever acts in the middle of a request answers until its end."""
    with FakeSalesforce() as salesforce:
        org = salesforce.create_org()
        with salesforce.departures.held():
            salesforce.drop_org(org)
            assert salesforce.orgs == []
            assert org.users.id_of("nobody") is None
            assert org.path.exists()
        assert not org.path.exists()
