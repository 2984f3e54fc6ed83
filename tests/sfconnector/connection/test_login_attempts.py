from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector_stage import Scripted
from scripted_wire import (
    NO_SESSION,
    QUERY_PATH,
    START,
    Step,
    data_call,
    fault_answer,
    html_answer,
    json_answer,
    lead_fields,
    login,
    login_answer,
    organization_answer,
    user_looked_up,
)
from sfconnector import Connector
from sfconnector.connection.attempts import Send, Wait, Withhold, judge, patience
from sfconnector.errors import (
    AnswerLostError,
    ConnectError,
    LoginRefusedError,
    LoginWithheldError,
    NotSalesforceError,
)
from sfconnector.salesforce import describe
from sfconnector.salesforce.exchange import Answer, Request
from sfconnector.store.login_attempts import LoginAttempt, Outcome
from sfconnector.store.tables import login_attempts

USER = "integration@example.com"
PATIENCE = timedelta(seconds=200)
"""How long a login may be under way with the time-outs there are by default."""
USER_ID = "005000000000001AAA"
HISTORY = (
    "SELECT LoginTime, LoginType, Status FROM LoginHistory "
    f"WHERE UserId IN ('{USER_ID}') ORDER BY LoginTime DESC, Id DESC LIMIT 10"
)
DESCRIBE = "/services/data/v49.0/sobjects/Lead/describe"


class KilledError(BaseException):
    """Stands for SIGKILL: nothing in the connector may catch it."""


class StoppedError(Exception):
    """Raised to come back from a wait."""


def _stop(waited: list[float]) -> Callable[[float], None]:
    """Return how to sleep where nobody waits: the time is noted, and the wait ends by an error."""

    def stop(seconds: float) -> None:
        waited.append(seconds)
        raise StoppedError

    return stop


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
    """A lost session is renewed once; if that is refused no other follows by itself (P40)."""
    with stage.connector(_describe(NO_SESSION), login(fault_answer())) as connector:
        assert connector.import_list("leads").cause == "wrong_secret"
        assert connector.status().state == "disconnected"
    for _ in range(3):
        with stage.connector() as connector:
            assert connector.import_list("leads").cause == "wrong_secret"


def test_a_refusal_counts_although_its_process_could_not_say_so(stage: Scripted) -> None:
    """A process may die between refusal and status: the attempt row withholds logins (P40)."""
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
    """Update Login with a refused secret is sent once more, after saying so (P40)."""
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
    """A login cut off may be tried once more by itself; after two nothing is sent (P40)."""
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
    """While another process sends the same login this one waits for its session (P42)."""
    waited: list[float] = []
    with stage.connector() as first, stage.connector() as second:
        stale = second._session._authority.grant()

        def meanwhile(request: Request) -> Answer:
            del request
            stage.clock.sleep = _stop(waited)  # type: ignore[assignment,method-assign]
            with pytest.raises(StoppedError):
                second._session._authority.renew(stale)
            return login_answer("00D!session2")

        stage.wire.then(login(meanwhile))
        got = first._session._authority.renew(stale)
        assert waited == [1.0]
        assert got.session_id.reveal() == "00D!session2"
        assert second._session._authority.renew(stale) == got


CUT, HALF = fault_answer(), login_answer()


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (AnswerLostError("lost"), "answer_lost"),
        (ConnectError("never"), "never_sent"),
        (fault_answer("SERVER_UNAVAILABLE"), "undecided"),
        (html_answer(302), "undecided"),
        (html_answer(407), "undecided"),
        (html_answer(429), "undecided"),
        (html_answer(502), "undecided"),
        (html_answer(503), "undecided"),
        (html_answer(504), "undecided"),
        (html_answer(200), "answer_lost"),
        (html_answer(403), "answer_lost"),
        (html_answer(500), "answer_lost"),
        (replace(CUT, body=CUT.body[:-60]), "answer_lost"),
        (replace(HALF, body=HALF.body.replace(b"sessionId", b"x")), "answer_lost"),
        (NotSalesforceError("compressed wrongly"), "answer_lost"),
        (fault_answer("INVALID_LOGIN"), "refused"),
        (login_answer(), "accepted"),
    ],
)
def test_each_end_of_a_login_has_its_outcome(
    stage: Scripted, fault: Answer | Exception, outcome: str
) -> None:
    """What became of a login is written beside it; what may have been a refusal is lost (P40)."""
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
            until=START + PATIENCE,
        )
        for number, outcome in enumerate(newest_first)
    ]


@given(newest_first=outcomes)
def test_no_login_is_sent_by_itself_after_a_refusal(newest_first: list[Outcome | None]) -> None:
    """An automatic login is withheld exactly after a refusal, or two answers lost (P40).

    Only an accepted login ends the doubt: what lies between two lost answers does not.
    """
    verdict = judge(_history(newest_first), now=START + PATIENCE)
    refused = False
    lost = 0
    for outcome in reversed(newest_first):
        if outcome == "accepted":
            refused, lost = False, 0
        elif outcome == "refused":
            refused = True
        elif outcome not in {"never_sent", "undecided"}:
            lost += 1
    assert isinstance(verdict, Withhold) == (refused or lost >= 2)
    if isinstance(verdict, Withhold):
        assert verdict.error.fault_code == ("INVALID_LOGIN" if refused else None)
    else:
        assert isinstance(verdict, Send)


@given(newest_first=outcomes)
def test_a_login_under_way_is_waited_for_only_so_long(newest_first: list[Outcome | None]) -> None:
    """A row without an outcome means a login under way until its time, and a death after.

    That holds also if another one was sent after it. What is known to be refused waits for none.
    """
    history = _history(newest_first)
    since_accepted = newest_first[: [*newest_first, "accepted"].index("accepted")]
    is_under_way = None in since_accepted and "refused" not in since_accepted
    last = judge(history, now=START + PATIENCE - timedelta(seconds=1))
    assert isinstance(last, Wait) == is_under_way
    assert not isinstance(judge(history, now=START + PATIENCE), Wait)


def test_the_wait_follows_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has set a longer time for answers is waited for longer, also by who has not (P40)."""
    assert patience(connect_seconds=10, answer_seconds=150) == PATIENCE
    stage = Scripted(tmp_path)
    with stage.connector(login(login_answer()), data_call(organization_answer())) as connector:
        connector.connect(USER, "passwordTOKEN")
    monkeypatch.setenv("SFCONNECTOR_ANSWER_SECONDS", "400")
    with stage.connector(_describe(NO_SESSION), login(_kill)) as slow, pytest.raises(KilledError):
        slow.import_list("leads")
    monkeypatch.delenv("SFCONNECTOR_ANSWER_SECONDS")
    begun = stage.clock.now()
    with stage.connector(_describe(NO_SESSION), login(fault_answer())) as quick:
        quick.import_list("leads")
    assert stage.clock.now() - begun == patience(connect_seconds=10, answer_seconds=400)


def test_a_secret_is_refused_to_every_account(stage: Scripted) -> None:
    """Two accounts with one integration user have one login refused, and not one each (P40)."""
    with stage.connector(account="other") as other:
        stage.wire.then(login(login_answer()), data_call(organization_answer()))
        other.connect(USER, "passwordTOKEN")
        refused = (login(fault_answer()), user_looked_up())
        with stage.connector(_describe(NO_SESSION), *refused) as connector:
            assert connector.import_list("leads").cause == "wrong_secret"
        stage.wire.then(_describe(NO_SESSION))
        assert other.import_list("leads").cause == "wrong_secret"
        assert other.status().state == "disconnected"
        # An explicit act of either buys one attempt, and says that it was refused before.
        stage.wire.then(login(fault_answer()))
        assert any("refused before" in hint for hint in other.update_login("passwordTOKEN").hints)


@pytest.mark.parametrize(
    ("status", "cause", "outcome"),
    [
        ("Login Rate Exceeded", "limit_reached", "undecided"),
        ("Organization is in maintenance", "maintenance", "undecided"),
        ("Password Lockout", "locked_out", "refused"),
    ],
)
def test_a_refusal_that_time_heals_is_none(
    stage: Scripted, status: str, cause: str, outcome: str
) -> None:
    """Where the login history says that the secret was not judged, it is sent again (P43)."""
    looked = (
        user_looked_up(_rows({"Id": USER_ID})),
        Step("GET", QUERY_PATH, _rows(_past_login(status)), query={"q": HISTORY}),
    )
    with stage.connector(
        login(login_answer()), data_call(organization_answer()), account="watcher"
    ) as watcher:
        watcher.connect("watcher@example.com", "itsTOKEN")
    with stage.connector(_describe(NO_SESSION), login(fault_answer()), *looked) as connector:
        assert connector.import_list("leads").cause == cause
        assert _attempts(connector)[-1] == outcome
        is_broken = outcome == "refused"
        assert connector.status().state == ("disconnected" if is_broken else "active")
    if not is_broken:
        again = (_describe(NO_SESSION), login(login_answer("00D!session2")))
        fields = lead_fields("Email", "FirstName", "LastName", "Company")
        with stage.connector(*again, _describe(fields)) as connector:
            describe.of(connector._session, "Lead")
            assert _attempts(connector)[-1] == "accepted"


def _rows(*records: Mapping[str, object]) -> Answer:
    return json_answer({"totalSize": len(records), "done": True, "records": records})


def _past_login(status: str) -> dict[str, object]:
    at = f"{START:%Y-%m-%dT%H:%M:%S}.000+0000"
    return {"LoginTime": at, "LoginType": "Other Apex API", "Status": status}


def test_an_account_waits_for_the_login_of_another(stage: Scripted) -> None:
    """While one account sends a login no other sends the same by itself: it may be refused."""
    with stage.connector() as first, stage.connector(account="other") as other:
        stage.wire.then(login(login_answer()), data_call(organization_answer()))
        other.connect(USER, "passwordTOKEN")
        waited: list[float] = []

        def meanwhile(request: Request) -> Answer:
            del request
            stage.clock.sleep = _stop(waited)  # type: ignore[assignment,method-assign]
            with pytest.raises(StoppedError):
                other._session._authority.renew(other._session._authority.grant())
            return fault_answer()

        stage.wire.then(login(meanwhile))
        with pytest.raises(LoginRefusedError):
            first._session._authority.renew(first._session._authority.grant())
        with pytest.raises(LoginWithheldError):
            other._session._authority.renew(other._session._authority.grant())
        assert waited == [1.0]
