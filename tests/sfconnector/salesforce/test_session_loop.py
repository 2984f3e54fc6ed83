from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from scripted_wire import (
    INSTANCE,
    NO_SESSION,
    QUERY_PATH,
    ScriptedTransport,
    StandingClock,
    Step,
    error_answer,
    html_answer,
    json_answer,
)
from sfconnector.errors import (
    AnswerLostError,
    BudgetReachedError,
    ConnectError,
    ConnectorError,
    LimitExceededError,
    NotSalesforceError,
    SessionExpiredError,
    UnavailableError,
)
from sfconnector.events import Event, RequestRepeated
from sfconnector.salesforce.exchange import Answer, Request
from sfconnector.salesforce.grant import Grant
from sfconnector.salesforce.session import MOST_TRIES, Session
from sfconnector.secret import Secret

READ = Request(
    "GET",
    QUERY_PATH,
    query=(("q", "SELECT Id FROM Lead"),),
    headers=(("Sforce-Query-Options", "batchSize=200"),),
)
WRITE = Request("POST", "/services/data/v49.0/sobjects/Lead", body=b"{}")
DONE = json_answer({"done": True})
BUSY = error_answer(503, "SERVER_UNAVAILABLE", "Server too busy")


class NumberedAuthority:
    """Hands out session1, session2, ... and counts the renewals."""

    def __init__(self) -> None:
        self.renewals = 0

    def grant(self) -> Grant:
        """Return the present grant."""
        return Grant(Secret(f"session{self.renewals + 1}"), INSTANCE)

    def renew(self, stale: Grant) -> Grant:
        """Return the next one."""
        assert stale == self.grant()
        self.renewals += 1
        return self.grant()

    def moved(self, stale: Grant, error: ConnectorError) -> None:
        """Nobody moves."""
        del error
        assert stale == self.grant()


class Stage:
    """A session on a scripted wire."""

    def __init__(self, *steps: Step) -> None:
        self.wire = ScriptedTransport(*steps)
        self.authority = NumberedAuthority()
        self.clock = StandingClock()
        self.events: list[Event] = []
        self.session = Session(
            self.wire,
            self.authority,
            clock=self.clock,
            chance=random.Random(1),  # noqa: S311 - jitter
            emit=self.events.append,
        )


def _read(answer: Answer | Exception, session: int = 1) -> Step:
    return Step(
        "GET",
        QUERY_PATH,
        answer,
        query={"q": "SELECT Id FROM Lead"},
        headers={"Sforce-Query-Options": "batchSize=200"},
        base_url=INSTANCE,
        session_id=f"session{session}",
    )


def test_a_lost_session_is_renewed_once_and_the_same_request_sent_again() -> None:
    """After one new login the read is repeated with query and headers as they were (P42)."""
    stage = Stage(_read(NO_SESSION), _read(DONE, session=2))
    assert stage.session.call(READ) == DONE
    assert stage.wire.sent == [READ, READ]
    assert stage.authority.renewals == 1
    stage.wire.assert_played()


def test_a_session_is_not_renewed_twice_for_one_call() -> None:
    """A new session that is refused as well ends the call; there is no login loop (P42)."""
    stage = Stage(_read(NO_SESSION), _read(NO_SESSION, session=2))
    with pytest.raises(SessionExpiredError):
        stage.session.call(READ)
    assert stage.authority.renewals == 1
    stage.wire.assert_played()


def test_a_write_is_not_replayed_after_a_lost_session() -> None:
    """What is not safe to repeat is not sent again, and no login is made for it (P42)."""
    stage = Stage(Step("POST", WRITE.path, NO_SESSION))
    with pytest.raises(SessionExpiredError):
        stage.session.call(WRITE)
    assert stage.wire.sent == [WRITE]
    assert stage.authority.renewals == 0


def test_a_write_whose_answer_was_lost_is_not_sent_again() -> None:
    """A write is repeated only if it was certainly never sent."""
    stage = Stage(Step("POST", WRITE.path, AnswerLostError("lost")))
    with pytest.raises(AnswerLostError):
        stage.session.call(WRITE)
    never = Stage(
        Step("POST", WRITE.path, ConnectError("never sent")), Step("POST", WRITE.path, DONE)
    )
    assert never.session.call(WRITE) == DONE


@pytest.mark.parametrize("lost", [AnswerLostError("lost"), ConnectError("never sent")])
def test_a_read_is_repeated_after_a_fault_of_the_wire(lost: Exception) -> None:
    """A read whose answer was lost, or that was never sent, is sent again after a wait."""
    stage = Stage(_read(lost), _read(DONE))
    assert stage.session.call(READ) == DONE
    assert len(stage.clock.slept) == 1


def test_the_waits_grow_and_end() -> None:
    """Repeats wait 1, 2, 4 and 8 seconds, less a seeded jitter of at most half, then give up."""
    stage = Stage(*[_read(BUSY)] * MOST_TRIES)
    with pytest.raises(UnavailableError):
        stage.session.call(READ)
    stage.wire.assert_played()
    assert len(stage.clock.slept) == MOST_TRIES - 1
    for longest, slept in zip([1, 2, 4, 8], stage.clock.slept, strict=True):
        assert longest / 2 <= slept <= longest
    again = Stage(*[_read(BUSY)] * MOST_TRIES)
    with pytest.raises(UnavailableError):
        again.session.call(READ)
    assert again.clock.slept == stage.clock.slept
    told = [event for event in stage.events if isinstance(event, RequestRepeated)]
    assert [event.delay_seconds for event in told] == stage.clock.slept
    assert {event.reason for event in told} == {"UnavailableError"}


def test_a_proxy_page_is_told_as_such() -> None:
    """HTML in place of JSON ends as an answer of something else, and renews no login."""
    stage = Stage(*[_read(html_answer(401))] * MOST_TRIES)
    with pytest.raises(NotSalesforceError, match="proxy"):
        stage.session.call(READ)
    assert stage.authority.renewals == 0


def test_a_used_up_allocation_is_not_waited_for() -> None:
    """When the day's calls are used up the run stops; asking again would only cost more."""
    limit = error_answer(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
    stage = Stage(_read(limit))
    with pytest.raises(LimitExceededError):
        stage.session.call(READ)
    assert stage.clock.slept == []


def test_a_fault_does_not_use_up_the_one_renewal() -> None:
    """A busy server before the lost session leaves the one new login untouched."""
    stage = Stage(_read(BUSY), _read(NO_SESSION), _read(BUSY, session=2), _read(DONE, session=2))
    assert stage.session.call(READ) == DONE
    assert stage.authority.renewals == 1


class CountingBudget:
    """Counts, and stops at a number of calls."""

    def __init__(self, most: int = 100) -> None:
        self.spent = 0
        self.read_answers: list[Answer] = []
        self.exhaustions = 0
        self._most = most

    def spend(self) -> None:
        """Count a call, or refuse it."""
        if self.spent == self._most:
            message = "no more calls"
            raise BudgetReachedError(message, reason="cap", until=datetime(2020, 7, 21, tzinfo=UTC))
        self.spent += 1

    def read(self, answer: Answer) -> None:
        """Keep an answer."""
        self.read_answers.append(answer)

    def exhausted(self) -> None:
        """Count a refusal."""
        self.exhaustions += 1


def test_each_try_is_counted_and_each_answer_read() -> None:
    """A repetition and a call after a new login count like any other; every answer is shown."""
    stage = Stage(_read(BUSY), _read(NO_SESSION), _read(DONE, session=2))
    stage.session._budget = budget = CountingBudget()
    stage.session.call(READ)
    assert budget.spent == 3
    assert budget.read_answers == [BUSY, NO_SESSION, DONE]
    assert budget.exhaustions == 0


def test_a_call_beyond_the_budget_is_not_sent() -> None:
    """Where the budget refuses, nothing goes over the wire, in a repetition neither."""
    stage = Stage(_read(BUSY))
    stage.session._budget = CountingBudget(most=1)
    with pytest.raises(BudgetReachedError):
        stage.session.call(READ)
    stage.wire.assert_played()


@pytest.mark.parametrize(
    ("message", "exhaustions"),
    [("TotalRequests Limit exceeded.", 1), ("ConcurrentRequests (Concurrent API...)", 0)],
)
def test_only_the_days_limit_exhausts_the_budget(message: str, exhaustions: int) -> None:
    """Too many long requests at once pass by themselves; the day's calls do not."""
    refused = error_answer(403, "REQUEST_LIMIT_EXCEEDED", message)
    stage = Stage(*[_read(refused) for _ in range(1 if exhaustions else MOST_TRIES)])
    stage.session._budget = budget = CountingBudget()
    with pytest.raises(LimitExceededError):
        stage.session.call(READ)
    assert budget.exhaustions == exhaustions
