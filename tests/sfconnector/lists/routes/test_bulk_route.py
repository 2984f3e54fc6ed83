"""The Bulk route against the fake: the members of REST, and a job lost, failed or slow."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from connector_stage import FollowingClock
from fake_clients import session_of
from fake_salesforce import FakeSalesforce, Org
from sfconnector.errors import QueryJobError, QueryLocatorError
from sfconnector.events import Event, QueryJobAwaited
from sfconnector.lists.routes import bulk
from sfconnector.lists.routes.bulk import BulkRoute
from sfconnector.salesforce import bulk_query, describe, query
from sfconnector.salesforce.exchange import Answer, Request
from sfconnector.salesforce.grant import Grant
from sfconnector.salesforce.query import PageReader
from sfconnector.salesforce.session import Session, Transport
from sfconnector.secret import Secret


class _OneSession:
    """A grant that is not renewed."""

    def __init__(self, grant: Grant) -> None:
        self._grant = grant

    def grant(self) -> Grant:
        """Return it."""
        return self._grant

    def renew(self, stale: Grant) -> Grant:
        """Fail: no session of these tests ends."""
        raise AssertionError(stale)

    def moved(self, stale: Grant, error: Exception) -> None:
        """Nobody moves."""


class _Stage:
    """A session of the connector on an org of the fake."""

    def __init__(self, org: Org, url: str, clock: Any) -> None:
        self.org = org
        self.events: list[Event] = []
        self.requests: list[Request] = []
        self.transport = Transport()
        user = org.create_user(f"{org.id.lower()}@example.com")
        self.clock = FollowingClock(clock)
        self.session = Session(
            self,
            _OneSession(Grant(Secret(session_of(url, user)), url)),
            clock=self.clock,
            chance=random.Random(1),  # noqa: S311 - jitter
            emit=self.events.append,
        )

    def exchange(
        self, request: Request, *, base_url: str, session_id: Secret | None = None
    ) -> Answer:
        """Send, and keep what was sent."""
        self.requests.append(request)
        return self.transport.exchange(request, base_url=base_url, session_id=session_id)

    def close(self) -> None:
        """Close the connections."""
        self.transport.close()

    def route(self, fields: dict[str, str]) -> BulkRoute:
        """Make a route for these fields of all leads."""
        return BulkRoute(
            self.session,
            lambda after: query.select("Lead", tuple(fields), after=after),
            fields,
            clock=self.clock,
            emit=self.events.append,
        )


@pytest.fixture
def stage(salesforce: FakeSalesforce, salesforce_org: Org) -> Iterator[_Stage]:
    """An org whose clock the connector follows."""
    made = _Stage(salesforce_org, salesforce.url, salesforce.clock)
    yield made
    made.close()


def _all(route: BulkRoute) -> list[Any]:
    page = route.open(None)
    records = list(page.records)
    while (locator := route.following(page)) is not None:
        page = route.follow(locator)
        records += page.records
    return records


def test_every_field_has_the_value_of_rest(stage: _Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the field's type, the two routes give one record: the same JSON, value for value."""
    stage.org.populate(leads=25)
    stage.org.add_field("Lead", "Score__c", type="Number", precision=8, scale=2)
    stage.org.add_field("Lead", "Notes__c", type="LongTextArea", length=2000)
    awkward = 'a "quoted", cell\r\nof two lines; \t\\ and \u2028 \U0001f4a5'
    lead: dict[str, str | float] = {
        "LastName": "Doe",
        "Company": "X",
        "Score__c": -12.5,
        "Notes__c": awkward,
    }
    stage.org.create("Lead", {**lead})
    monkeypatch.setattr(bulk_query, "SET_RECORDS", 10)
    fields = {
        each.name: each.type
        for each in describe.of(stage.session, "Lead")
        if each.type not in bulk_query.REFUSED_TYPES and each.name != "Id"
    }
    reader: PageReader[Any] = PageReader(tuple(fields), text_field="Email")
    soql = query.select("Lead", tuple(fields))
    rest = reader.read(stage.session.call(query.query(soql))).records
    by_bulk = _all(stage.route(fields))
    assert len(by_bulk) == 26
    decode = msgspec.json.decode
    assert [decode(msgspec.json.encode(each)) for each in by_bulk] == [
        decode(msgspec.json.encode(each)) for each in rest
    ]
    assert [each.path.rpartition("/")[2] for each in stage.requests].count("results") == 3


def test_a_slow_job_is_awaited_with_growing_patience(stage: _Stage) -> None:
    """It is looked at after 0.5, 0.75, 1.125 ... seconds of the injected clock; each is told."""
    stage.org.settings.bulk_jobs = "by clock"
    stage.org.populate(leads=3)
    assert len(_all(stage.route({"Email": "email"}))) == 3
    waits = [each.delay_seconds for each in stage.events if isinstance(each, QueryJobAwaited)]
    assert waits == [0.5 * 1.5**number for number in range(len(waits))]
    assert sum(waits) >= stage.org.settings.bulk_job_seconds


def test_a_set_is_read_by_another_process(stage: _Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A locator is enough to go on with the job: an import that was cut makes no second one."""
    monkeypatch.setattr(bulk_query, "SET_RECORDS", 4)
    stage.org.populate(leads=6)
    fields = {"Email": "email"}
    first = stage.route(fields).open(None)
    assert first.next_records_url is not None
    again = stage.route(fields).follow(first.next_records_url)
    assert (len(first.records), len(again.records), again.next_records_url) == (4, 2, None)
    assert [each.method for each in stage.requests].count("POST") == 1


def test_a_job_that_is_gone_is_a_lost_locator(
    stage: _Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Results that Salesforce no longer has make the puller begin behind the last stored Id."""
    monkeypatch.setattr(bulk_query, "SET_RECORDS", 4)
    stage.org.populate(leads=6)
    route = stage.route({"Email": "email"})
    first = route.open(None)
    assert first.next_records_url is not None
    job_id = first.next_records_url.partition("/")[0]
    stage.session.call(Request("DELETE", f"{bulk_query.JOBS}/{job_id}"))
    with pytest.raises(QueryLocatorError):
        route.follow(first.next_records_url)
    rest = route.open(first.records[-1].Id)
    assert len(rest.records) == 2


def test_an_aborted_job_is_an_error(stage: _Stage) -> None:
    """A job that somebody aborts ends the run with its state, and never as an empty list."""
    stage.org.settings.bulk_jobs = "by step"
    stage.org.populate(leads=3)
    aborted: list[str] = []

    def abort(event: Event) -> None:
        if isinstance(event, QueryJobAwaited) and not aborted:
            aborted.append(event.job_id)
            stage.session.call(
                Request(
                    "PATCH",
                    f"{bulk_query.JOBS}/{event.job_id}",
                    headers=(("Content-Type", "application/json"),),
                    body=b'{"state":"Aborted"}',
                )
            )

    route = BulkRoute(
        stage.session,
        lambda after: query.select("Lead", ("Email",), after=after),
        {"Email": "email"},
        clock=stage.clock,
        emit=abort,
    )
    with pytest.raises(QueryJobError, match="Aborted"):
        route.open(None)


def test_the_two_kinds_of_locator_are_told_apart() -> None:
    """A stored locator says by itself which route it belongs to."""
    assert bulk.is_locator("7500000000000AAAAA/MTAwMDA")
    assert not bulk.is_locator("/services/data/v49.0/query/01g000000000001AAA-2000")
