"""Two processes on one account: what somebody did meanwhile counts for more than who comes late."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from connector_stage import Scripted
from scripted_wire import (
    EXPIRED,
    NO_SESSION,
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
from sfconnector.connection.status import Status
from sfconnector.salesforce import describe
from sfconnector.salesforce.exchange import Answer, Request

USER = "integration@example.com"
OLD, NEW, LATE = "00D!session1", "00D!session2", "00D!late"
DESCRIBE = "/services/data/v49.0/sobjects/Lead/describe"

Act = Callable[[Connector], Status]
ACTS: dict[str, Act] = {
    "disconnect": Connector.disconnect,
    "update_login": lambda each: each.update_login("newTOKEN"),
}
LEFT = {"disconnect": ("not_connected", None), "update_login": ("active", None)}


@pytest.fixture
def stage(tmp_path: Path) -> Scripted:
    """A connected account."""
    stage = Scripted(tmp_path)
    with stage.connector(login(login_answer(OLD)), data_call(organization_answer())) as connector:
        assert connector.connect(USER, "passwordTOKEN").state == "active"
    return stage


def _break(stage: Scripted) -> None:
    with stage.connector(login(fault_answer()), user_looked_up()) as connector:
        assert connector.update_login("passwordTOKEN").state == "disconnected"


def _while(act: str, other: Connector, answer: Answer) -> Callable[[Request], Answer]:
    """Answer late: another process acts while the request is on its way."""

    def happens(request: Request) -> Answer:
        del request
        status = ACTS[act](other)
        assert (status.state, status.cause) == LEFT[act]
        return answer

    return happens


def _steps_of(act: str) -> list[Step]:
    if act == "disconnect":
        return []
    return [login(login_answer(NEW)), data_call(organization_answer(), NEW)]


@pytest.mark.parametrize("act", list(ACTS))
@pytest.mark.parametrize("at", ["login", "data call"])
def test_a_test_on_its_way_undoes_nothing(stage: Scripted, act: str, at: str) -> None:
    """A test that logs in while somebody ends or mends the connection stores nothing (P40)."""
    _break(stage)
    with stage.connector() as other, stage.connector() as connector:
        logs_in, asks = login_answer(LATE), organization_answer()
        steps = [login(logs_in), data_call(asks, LATE)]
        late = 0 if at == "login" else 1
        came = _while(act, other, (logs_in, asks)[late])
        steps[late] = replace(steps[late], answer=came)
        stage.wire.then(*steps[: late + 1], *_steps_of(act), *steps[late + 1 :])
        status = connector.test()
        assert (status.state, status.cause) == LEFT[act]
        assert connector.status() == other.status()
        kept = other._context.stored_credentials(other._context.row())
        assert (kept is None) == (act == "disconnect")
        assert kept is None or kept.secret.reveal() == "newTOKEN"


@pytest.mark.parametrize("act", list(ACTS))
def test_a_test_refused_late_breaks_nothing(stage: Scripted, act: str) -> None:
    """A refusal that comes after somebody ended or mended the connection is not recorded."""
    _break(stage)
    with stage.connector() as other, stage.connector() as connector:
        refusal = _while(act, other, fault_answer())
        looks = [user_looked_up()] if act == "update_login" else []
        stage.wire.then(login(refusal), *_steps_of(act), *looks)
        status = connector.test()
        assert (status.state, status.cause) == LEFT[act]
        assert connector.history()[0].act == act


def test_a_refusal_of_a_former_session_is_tried_with_the_present_one(stage: Scripted) -> None:
    """A call refused late, on the session from before Update Login, is sent once more (P41)."""
    fields = lead_fields("Email")
    with stage.connector() as other, stage.connector() as connector:
        late = _while("update_login", other, EXPIRED)
        stage.wire.then(
            Step("GET", DESCRIBE, late, session_id=OLD),
            *_steps_of("update_login"),
            Step("GET", DESCRIBE, fields, session_id=NEW),
        )
        describe.of(connector._session, "Lead")
        assert connector.status().cause is None


def test_a_present_session_that_is_refused_breaks_the_connection(stage: Scripted) -> None:
    """Refused with the former and with the present session, it is the connection's (P41)."""
    with stage.connector() as other, stage.connector() as connector:
        late = _while("update_login", other, EXPIRED)
        stage.wire.then(
            Step("GET", DESCRIBE, late, session_id=OLD),
            *_steps_of("update_login"),
            Step("GET", DESCRIBE, EXPIRED, session_id=NEW),
        )
        assert connector.import_list("leads").cause == "password_expired"
        assert connector.status().state == "disconnected"


def test_what_another_process_found_broken_is_told(stage: Scripted) -> None:
    """Refused late, after another process saw why, work ends with the cause that is written."""
    with stage.connector() as other, stage.connector() as connector:

        def breaks(request: Request) -> Answer:
            del request
            assert other.update_login("passwordTOKEN").cause == "wrong_secret"
            return EXPIRED

        stage.wire.then(Step("GET", DESCRIBE, breaks), login(fault_answer()), user_looked_up())
        assert connector.import_list("leads").cause == "wrong_secret"
        assert connector.status() == other.status()


def test_a_disconnect_under_a_refused_call_stays(stage: Scripted) -> None:
    """A call refused after somebody disconnected is its own error, and nothing is recorded."""
    with stage.connector() as other, stage.connector() as connector:
        stage.wire.then(Step("GET", DESCRIBE, _while("disconnect", other, EXPIRED)))
        assert connector.import_list("leads").cause == "password_expired"
        assert (connector.status().state, connector.status().cause) == ("not_connected", None)


@pytest.mark.parametrize("answer", [EXPIRED, NO_SESSION])
def test_a_refusal_of_a_former_session_that_comes_to_be_noted_late_is_not(
    stage: Scripted, answer: Answer
) -> None:
    """Mended between the refusal and its record, the connection stays mended (P42)."""
    again = [] if answer is EXPIRED else [login(login_answer(LATE)), _describe(NO_SESSION)]
    with stage.connector() as other, stage.connector(_describe(answer), *again) as connector:
        noted = connector._noted

        def late(*given: object) -> object:
            stage.wire.then(*_steps_of("update_login"))
            ACTS["update_login"](other)
            return noted(*given)  # type: ignore[arg-type]

        connector._noted = late  # type: ignore[assignment,method-assign]
        assert connector.import_list("leads").state == "interrupted"
        assert (connector.status().state, connector.status().cause) == ("active", None)


def _describe(answer: Answer) -> Step:
    return Step("GET", DESCRIBE, answer)
