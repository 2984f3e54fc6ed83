from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector_stage import Scripted
from scripted_wire import (
    NO_SESSION,
    START,
    Step,
    data_call,
    fault_answer,
    lead_fields,
    login,
    login_answer,
    organization_answer,
    user_looked_up,
)
from sfconnector import Connector
from sfconnector.connection.attempts import PATIENCE, Send, Wait, Withhold, judge
from sfconnector.errors import AnswerLostError, ConnectError
from sfconnector.salesforce import describe
from sfconnector.salesforce.exchange import Answer, Request
from sfconnector.store.login_attempts import LoginAttempt, Outcome
from sfconnector.store.tables import login_attempts

USER = "integration@example.com"
DESCRIBE = "/services/data/v49.0/sobjects/Lead/describe"


class KilledError(BaseException):
    """Stands for SIGKILL: nothing in the connector may catch it."""


@pytest.fixture
def stage(tmp_path: Path) -> Scripted:
    """A connected account."""
    stage = Scripted(tmp_path)
    with stage.connector(login(login_answer()), data_call(organization_answer())) as connector:
        connector.connect(USER, "passwordTOKEN")
    return stage


def _describe(answer: Answer) -> Step:
    return Step("GET", DESCRIBE, answer)


def _attempts(connector: Connector) -> list[Outcome | None]:
    context = connector._context
    with context.store.reading() as connection:
        rows = connection.execute(login_attempts.select().order_by(login_attempts.c.id)).all()
    return [row.outcome for row in rows]


def _kill(request: object) -> Answer:
    raise KilledError(request)


def test_the_row_is_committed_before_the_login_is_sent(stage: Scripted) -> None:
    """While the login is on its way, another connection to the store sees its row."""
    seen: list[list[Outcome | None]] = []

    def look(request: Request) -> Answer:
        del request
        seen.append(_attempts(other))
        return login_answer()

    with stage.connector() as other, stage.connector() as connector:
        stage.wire.then(login(look), data_call(organization_answer()))
        connector.update_login("newTOKEN")
    assert seen == [["accepted", None]]


def test_a_refused_renewal_is_the_last_login(stage: Scripted) -> None:
    """A lost session is renewed once; if that is refused nothing logs in by itself any more."""
    with stage.connector(_describe(NO_SESSION), login(fault_answer())) as connector:
        assert connector.import_list("leads").cause == "wrong_secret"
        assert connector.status().state == "disconnected"
    for _ in range(3):
        with stage.connector() as connector:
            assert connector.import_list("leads").cause == "wrong_secret"


def test_a_refusal_counts_although_its_process_could_not_say_so(stage: Scripted) -> None:
    """If the process dies between refusal and status, the attempt row alone withholds logins."""
    with (
        stage.connector(_describe(NO_SESSION), login(fault_answer())) as connector,
        mock.patch.object(connector, "_noted", side_effect=KilledError(0)),
        pytest.raises(KilledError),
    ):
        connector.import_list("leads")
    with stage.connector(_describe(NO_SESSION)) as connector:
        assert connector.status().state == "active"
        assert connector.import_list("leads").cause == "wrong_secret"
        assert connector.status().state == "disconnected"


def test_an_explicit_act_buys_one_attempt_and_tells_of_the_last(stage: Scripted) -> None:
    """Update Login with a refused secret is sent once more, after saying when it was refused."""
    refused = (login(fault_answer()), user_looked_up())
    with stage.connector(*refused, *refused) as connector:
        first = connector.update_login("wrong")
        stage.clock.sleep(3600)
        second = connector.update_login("wrong")
    assert not any("refused before" in hint for hint in first.hints)
    assert second.hints[1] == (
        "This same secret was refused before, on 2020-07-20 at 09:00:00 UTC (INVALID_LOGIN)."
    )
    assert stage.names()[-3:] == ["refused_secret_offered", "login_started", "login_refused"]


def test_a_process_killed_at_the_login_leaves_a_trace(stage: Scripted) -> None:
    """A login cut off may be tried once more by itself; after two nothing is sent."""
    for _ in range(2):
        with stage.connector(_describe(NO_SESSION), login(_kill)) as connector:
            with pytest.raises(KilledError):
                connector.import_list("leads")
            assert _attempts(connector)[-1] is None
        stage.clock.sleep(PATIENCE.total_seconds() + 1)
    with stage.connector(_describe(NO_SESSION)) as connector:
        assert connector.import_list("leads").cause == "login_unfinished"
        assert connector.status().cause == "login_unfinished"


def test_an_explicit_act_ends_the_doubt(stage: Scripted) -> None:
    """After two cut-off logins Update Login with the same secret is sent, and heals."""
    test_a_process_killed_at_the_login_leaves_a_trace(stage)
    with stage.connector(login(login_answer()), data_call(organization_answer())) as connector:
        assert connector.update_login("passwordTOKEN").state == "active"


def test_a_second_process_uses_the_session_of_the_first(stage: Scripted) -> None:
    """A session is kept for all processes; a renewed one is found by whoever comes second."""
    fields = lead_fields("Email", "FirstName", "LastName", "Company")
    with stage.connector(
        Step("GET", DESCRIBE, NO_SESSION, session_id="00D!session1"),
        login(login_answer("00D!session2")),
        Step("GET", DESCRIBE, fields, session_id="00D!session2"),
    ) as connector:
        describe.of(connector._session, "Lead")
    with stage.connector(Step("GET", DESCRIBE, fields, session_id="00D!session2")) as connector:
        describe.of(connector._session, "Lead")


def test_a_login_in_another_process_is_waited_for(stage: Scripted) -> None:
    """While another process sends the same login this one sends none, and takes its session."""
    waited: list[float] = []

    class StillWaitingError(Exception):
        """Raised to come back from the wait."""

    def give_up(seconds: float) -> None:
        waited.append(seconds)
        raise StillWaitingError

    with stage.connector() as first, stage.connector() as second:
        stale = second._session._authority.grant()

        def meanwhile(request: Request) -> Answer:
            del request
            stage.clock.sleep = give_up  # type: ignore[method-assign]
            with pytest.raises(StillWaitingError):
                second._session._authority.renew(stale)
            return login_answer("00D!session2")

        stage.wire.then(login(meanwhile))
        got = first._session._authority.renew(stale)
        assert waited == [1.0]
        assert got.session_id.reveal() == "00D!session2"
        assert second._session._authority.renew(stale) == got


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (AnswerLostError("lost"), "answer_lost"),
        (ConnectError("never"), "never_sent"),
        (fault_answer("SERVER_UNAVAILABLE"), "undecided"),
        (fault_answer("INVALID_LOGIN"), "refused"),
        (login_answer(), "accepted"),
    ],
)
def test_each_end_of_a_login_has_its_outcome(
    stage: Scripted, fault: Answer | Exception, outcome: str
) -> None:
    """What became of a login is written beside it."""
    steps = [login(fault)]
    if outcome == "accepted":
        steps.append(data_call(organization_answer()))
    if outcome == "refused":
        steps.append(user_looked_up())
    with stage.connector(*steps) as connector:
        connector.update_login("newTOKEN")
        assert _attempts(connector)[-1] == outcome


outcomes: st.SearchStrategy[list[Outcome | None]] = st.lists(
    st.sampled_from(["accepted", "refused", "undecided", "never_sent", "answer_lost", None]),
    max_size=8,
)


def _history(newest_first: list[Outcome | None]) -> list[LoginAttempt]:
    return [
        LoginAttempt(
            id=number,
            started_at=START,
            finished_at=None if outcome is None else START,
            outcome=outcome,
            fault_code="INVALID_LOGIN" if outcome == "refused" else None,
        )
        for number, outcome in enumerate(newest_first)
    ]


@given(newest_first=outcomes)
def test_no_login_is_sent_by_itself_after_a_refusal(newest_first: list[Outcome | None]) -> None:
    """An automatic login is withheld exactly after a refusal, or two answers lost in a row."""
    verdict = judge(_history(newest_first), now=START + PATIENCE)
    refused = False
    lost = 0
    for outcome in reversed(newest_first):
        if outcome == "accepted":
            refused, lost = False, 0
        elif outcome == "refused":
            refused = True
        elif outcome == "undecided":
            lost = 0
        elif outcome != "never_sent":
            lost += 1
    assert isinstance(verdict, Withhold) == (refused or lost >= 2)
    if isinstance(verdict, Withhold):
        assert verdict.error.fault_code == ("INVALID_LOGIN" if refused else None)
    else:
        assert isinstance(verdict, Send)


def test_a_login_under_way_is_waited_for_only_so_long() -> None:
    """A row without an outcome means a login under way while it is young, and a death after."""
    history = _history([None])
    assert isinstance(judge(history, now=START + timedelta(seconds=1)), Wait)
    assert isinstance(judge(history, now=START + PATIENCE), Send)
