from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from connector_stage import Scripted
from scripted_wire import (
    QUERY_PATH,
    START,
    Step,
    data_call,
    error_answer,
    json_answer,
    lead_fields,
    login,
    login_answer,
    organization_answer,
)
from sfconnector import Connector
from sfconnector.errors import LeaseHeldError, LeaseLostError, QueryError, UnexpectedAnswerError
from sfconnector.events import Event, ImportInterrupted, PageImported
from sfconnector.salesforce.exchange import Answer
from sfconnector.store import import_runs
from sfconnector.store.import_runs import ImportRun
from sfconnector.store.leases import TERM

LOCATOR = "/services/data/v49.0/query/01g000000000001AAA"
SOQL = "SELECT Id, Email FROM Lead ORDER BY Id"


def _id(number: int) -> str:
    return f"00Q{number:012d}AAA"


def _page(first: int, last: int, *, total: int, more: bool) -> Answer:
    body: dict[str, Any] = {
        "totalSize": total,
        "done": not more,
        "records": [
            {"attributes": {"type": "Lead"}, "Id": _id(each), "Email": f"a{each}@example.com"}
            for each in range(first, last + 1)
        ],
    }
    if more:
        body["nextRecordsUrl"] = f"{LOCATOR}-{last}"
    return json_answer(body)


def _query(answer: Answer, soql: str = SOQL) -> Step:
    return Step(
        "GET",
        QUERY_PATH,
        answer,
        query={"q": soql},
        headers={"Sforce-Query-Options": "batchSize=2000"},
    )


def _more(at: int, answer: Answer) -> Step:
    return Step("GET", f"{LOCATOR}-{at}", answer, headers={})


DESCRIBE = Step("GET", "/services/data/v49.0/sobjects/Lead/describe", lead_fields("Id", "Email"))
MARK = Step(
    "GET",
    "/services/data/v49.0/queryAll",
    json_answer({"totalSize": 0, "done": True, "records": []}),
    query={"q": "SELECT Id, SystemModstamp FROM Lead ORDER BY SystemModstamp DESC LIMIT 1"},
    headers={"Sforce-Query-Options": "batchSize=2000"},
)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Scripted]:
    """A connected account."""
    stage = Scripted(tmp_path)
    with stage.connector(login(login_answer()), data_call(organization_answer())) as connector:
        connector.connect("integration@example.com", "passwordTOKEN")
    yield stage
    stage.wire.assert_played()


def _ids(connector: Connector) -> list[str]:
    return [each.record_id for each in connector.members("All Leads")]


def test_an_import_asks_for_nothing_it_does_not_need(stage: Scripted) -> None:
    """A new import is a describe, the newest stamp and a call a page: exactly these requests."""
    with stage.connector(
        DESCRIBE,
        MARK,
        _query(_page(1, 2, total=3, more=True)),
        _more(2, _page(3, 3, total=3, more=False)),
    ) as connector:
        report = connector.import_list("leads", fields=("Email",))
    assert (report.imported, report.pages, report.state) == (3, 2, "complete")
    progress = [event for event in stage.events if isinstance(event, PageImported)]
    assert [(each.pages, each.imported, each.total) for each in progress] == [(1, 2, 3), (2, 3, 3)]


def test_a_lost_locator_is_reopened_behind_the_last_stored_id(stage: Scripted) -> None:
    """After INVALID_QUERY_LOCATOR the same query goes on with Id > the last stored one."""
    lost = error_answer(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
    with stage.connector(
        DESCRIBE,
        MARK,
        _query(_page(1, 2, total=4, more=True)),
        _more(2, lost),
        _query(
            _page(3, 4, total=2, more=False),
            f"SELECT Id, Email FROM Lead WHERE Id > '{_id(2)}' ORDER BY Id",
        ),
    ) as connector:
        report = connector.import_list("leads", fields=("Email",))
        assert _ids(connector) == [_id(each) for each in range(1, 5)]
    assert (report.state, report.pages) == ("complete", 2)
    assert "locator_lost" in stage.names()
    assert [e.total for e in stage.events if isinstance(e, PageImported)] == [4, 4]


def _given_twice() -> tuple[Step, ...]:
    """Return the steps of an import whose second page repeats a record of the first."""
    return (
        DESCRIBE,
        MARK,
        _query(_page(1, 2, total=4, more=True)),
        _more(2, _page(2, 3, total=4, more=False)),
    )


def test_a_record_given_twice_is_a_member_once(stage: Scripted) -> None:
    """A record that a second page repeats is stored once and counted as repeated."""
    with stage.connector(*_given_twice()) as connector:
        report = connector.import_list("leads", fields=("Email",))
        assert _ids(connector) == [_id(1), _id(2), _id(3)]
    assert report.skipped_by_reason == {"repeated_record": 1}


def test_a_record_given_twice_can_be_deleted_from_the_list(stage: Scripted) -> None:
    """It is skipped once, as deleted here, and counted so."""
    with stage.connector(*_given_twice()) as connector:
        connector.import_list("leads", fields=("Email",))
        connector.delete_members("All Leads", [_id(2)])
        shown = connector.list("All Leads")
        assert (shown.members, shown.skipped) == (2, 1)
        assert [each.record_id for each in connector.members("All Leads")] == [_id(1), _id(3)]
        assert connector.skipped_by_reason("All Leads") == {"deleted_here": 1}


def test_rows_out_of_order_stop_the_import_before_they_are_stored(stage: Scripted) -> None:
    """Going on behind the last Id would leave rows out: the page of less Ids is not stored."""
    with stage.connector(
        DESCRIBE,
        MARK,
        _query(_page(3, 4, total=4, more=True)),
        _more(4, _page(1, 2, total=4, more=False)),
    ) as connector:
        with pytest.raises(UnexpectedAnswerError, match="in the order of their Ids"):
            connector.import_list("leads", fields=("Email",))
        assert _ids(connector) == []
    [stopped] = [each for each in stage.events if isinstance(each, ImportInterrupted)]
    assert (stopped.imported, stopped.pages) == (2, 1)


def test_readers_see_one_whole_generation(stage: Scripted) -> None:
    """While pages arrive a reader sees the former members, and a reader at work goes on so."""
    with stage.connector(
        DESCRIBE, MARK, _query(_page(1, 2500, total=2500, more=False))
    ) as connector:
        connector.import_list("leads", fields=("Email",))
    seen: list[int] = []

    def look(event: Event) -> None:
        if isinstance(event, PageImported):
            seen.append(len(_ids(reader)))

    with stage.connector() as reader, stage.connector() as writer:
        half_way = reader.members("All Leads")
        first = next(half_way)
        stage.events.clear()
        stage.wire.then(
            DESCRIBE,
            MARK,
            _query(_page(1, 1, total=3, more=True)),
            _more(1, _page(2, 2, total=3, more=True)),
            _more(2, _page(3, 3, total=3, more=False)),
        )
        object.__setattr__(writer._context, "emit", look)
        writer.import_list("leads", fields=("Email",), allow_shrink=True)
        assert seen == [2500, 2500, 3]
        assert 1 + sum(1 for _ in half_way) == 2500
        assert first.record_id == _id(1)
        assert len(_ids(reader)) == 3
    with stage.connector() as connector, connector._context.store.reading() as connection:
        left = connection.exec_driver_sql("SELECT count(*) FROM members").scalar()
        assert left == 3


def test_other_fields_begin_a_new_import(stage: Scripted) -> None:
    """An interrupted import is resumed with the same fields only; others start over."""
    busy = error_answer(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
    with stage.connector(
        DESCRIBE, MARK, _query(_page(1, 2, total=4, more=True)), _more(2, busy)
    ) as connector:
        report = connector.import_list("leads", fields=("Email",))
        assert (report.state, report.cause, report.pages) == ("interrupted", "limit_reached", 1)
        status = connector.status()
        assert (status.state, status.cause) == ("active", "limit_reached")
    both = "SELECT Id, Email, LastName FROM Lead ORDER BY Id"
    page = json_answer(
        {
            "totalSize": 1,
            "done": True,
            "records": [{"Id": _id(1), "Email": "a@example.com", "LastName": "Doe"}],
        }
    )
    described = Step("GET", DESCRIBE.path, lead_fields("Email", "LastName"))
    stage.clock.sleep(3600)  # after such a refusal nothing is sent for an hour
    with stage.connector(described, MARK, _query(page, both)) as connector:
        report = connector.import_list("leads", fields=("Email", "LastName"))
        assert (report.state, report.resumed) == ("complete", False)
        assert [dict(each.values) for each in connector.members("All Leads")] == [
            {"Email": "a@example.com", "LastName": "Doe"}
        ]
        assert connector.status().cause is None


class KilledError(BaseException):
    """Stands for SIGKILL: nothing in the connector may catch it."""


def test_a_page_is_stored_with_its_cursor_or_not_at_all(
    stage: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between a page's rows and its cursor, the import goes on as if neither was there."""
    advance = import_runs.advance

    def killed_at_the_second(connection: Connection, run: ImportRun, after: ImportRun) -> None:
        if after.pages == 2:
            raise KilledError
        advance(connection, run, after)

    with stage.connector(
        DESCRIBE,
        MARK,
        _query(_page(1, 2, total=4, more=True)),
        _more(2, _page(3, 4, total=4, more=False)),
    ) as connector:
        monkeypatch.setattr(import_runs, "advance", killed_at_the_second)
        with pytest.raises(KilledError):
            connector.import_list("leads", fields=("Email",))
        monkeypatch.undo()
        assert _ids(connector) == []
    with stage.connector(_more(2, _page(3, 4, total=4, more=False))) as connector:
        report = connector.import_list("leads")
        assert (report.resumed, report.imported, report.pages) == (True, 4, 2)
        assert _ids(connector) == [_id(each) for each in range(1, 5)]


def test_a_list_is_imported_by_one_process_at_a_time(stage: Scripted) -> None:
    """While one imports, a second is told who works on the list and until when."""
    with stage.connector() as first, stage.connector() as second:
        told: list[LeaseHeldError] = []

        def second_tries(request: object) -> Answer:
            del request
            with pytest.raises(LeaseHeldError, match=f"process {os.getpid()} on .*list") as held:
                second.import_list("leads", fields=("Email", "LastName"))
            told.append(held.value)
            return _page(1, 1, total=1, more=False)

        stage.wire.then(DESCRIBE, MARK, Step("GET", QUERY_PATH, second_tries, query={"q": SOQL}))
        assert first.import_list("leads", fields=("Email",)).state == "complete"
        assert [each.until for each in told] == [stage.clock.now() + TERM]
        stage.wire.then(DESCRIBE, MARK, _query(_page(1, 2, total=2, more=False)))
        assert second.import_list("leads").state == "complete"
        assert _ids(second) == [_id(1), _id(2)]


def test_who_was_overtaken_stops_and_stores_nothing(stage: Scripted) -> None:
    """When a lease has expired another goes on with the run; the first one's page is refused."""
    with stage.connector() as first, stage.connector() as second:

        def overtake(request: object) -> Answer:
            del request
            stage.clock.sleep(TERM.total_seconds())
            stage.wire.then(DESCRIBE, MARK, _query(_page(1, 1, total=2, more=True)))
            stage.wire.then(_more(1, _page(2, 2, total=2, more=False)))
            assert second.import_list("leads", fields=("Email",)).state == "complete"
            return _page(1, 3, total=3, more=False)

        stage.wire.then(DESCRIBE, MARK, Step("GET", QUERY_PATH, overtake, query={"q": SOQL}))
        with pytest.raises(LeaseLostError, match="took over the work on this list"):
            first.import_list("leads", fields=("Email",))
        assert _ids(first) == [_id(1), _id(2)]
        assert not first.list("All Leads").unfinished_import
        assert stage.names()[-1] == "import_interrupted"


def test_a_clock_jump_of_91_days_in_the_middle_of_a_run(stage: Scripted) -> None:
    """The run goes on if nobody took its list over meanwhile, and its lease is renewed."""
    jump = timedelta(days=91)
    refused: list[LeaseHeldError] = []
    with stage.connector() as first, stage.connector() as second:

        def jumped(request: object) -> Answer:
            del request
            stage.clock.sleep(jump.total_seconds())
            return _page(1, 2, total=3, more=True)

        def second_tries(event: Event) -> None:
            if isinstance(event, PageImported) and event.pages == 1:
                with pytest.raises(LeaseHeldError) as held:
                    second.import_list("leads")
                refused.append(held.value)

        stage.wire.then(
            DESCRIBE,
            MARK,
            Step("GET", QUERY_PATH, jumped, query={"q": SOQL}),
            _more(2, _page(3, 3, total=3, more=False)),
        )
        object.__setattr__(first._context, "emit", second_tries)
        report = first.import_list("leads", fields=("Email",))
        assert (report.state, report.imported) == ("complete", 3)
        assert [each.until for each in refused] == [START + jump + TERM]
        assert first.list("All Leads").imported_at == START + jump


def test_of_two_that_begin_at_once_the_second_gives_nothing_up(stage: Scripted) -> None:
    """A run that another process began while this one looked at the fields is not begun anew."""
    with stage.connector() as first, stage.connector() as second:

        def begin(request: object) -> Answer:
            del request
            stage.wire.then(
                DESCRIBE,
                MARK,
                _query(_page(1, 2, total=3, more=True)),
                _more(2, error_answer(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit.")),
            )
            assert second.import_list("leads", fields=("Email",)).state == "interrupted"
            stage.wire.then(_more(2, _page(3, 3, total=3, more=False)))
            return lead_fields("Id", "Email")

        stage.wire.then(Step("GET", DESCRIBE.path, begin))
        report = first.import_list("leads", fields=("Email",))
        assert (report.state, report.resumed, report.pages) == ("complete", True, 2)
        assert _ids(first) == [_id(1), _id(2), _id(3)]


def test_a_refusal_that_is_not_the_connections_is_raised(stage: Scripted) -> None:
    """A query that Salesforce refuses raises with its words; the connection stays active."""
    gone = error_answer(400, "INVALID_FIELD", "No such column 'Email' on entity 'Lead'.")
    with stage.connector(DESCRIBE, MARK, _query(gone), DESCRIBE) as connector:
        with pytest.raises(QueryError, match="No such column 'Email'"):
            connector.import_list("leads", fields=("Email",))
        assert connector.status().state == "active"
        assert connector.list("All Leads").unfinished_import
    assert stage.names()[-1] == "import_interrupted"
