"""The organization has left the host that the session is good for (connector domain 6, row 22)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from connector_stage import Scripted
from scripted_wire import (
    INSTANCE,
    LOGIN_URL,
    Step,
    data_call,
    error_answer,
    fault_answer,
    html_answer,
    json_answer,
    lead_fields,
    login,
    login_answer,
    organization_answer,
)
from sfconnector import Connector
from sfconnector.errors import AnswerLostError, ConnectError, ConnectorError
from sfconnector.salesforce import describe
from sfconnector.salesforce.exchange import Answer
from sfconnector.salesforce.session import MOST_TRIES

MOVED = "https://renamed.my.salesforce.com"
DESCRIBE = Step("GET", "/services/data/v49.0/sobjects/Lead/describe", lead_fields("Email"))
VERSIONS = Step("GET", "/services/data", html_answer(404), base_url=INSTANCE)
MISSING = error_answer(404, "NOT_FOUND", "The requested resource does not exist")
GONE = ConnectError("no such name")


def _old(answer: Answer | Exception, step: Step = DESCRIBE) -> Step:
    return replace(step, answer=answer, base_url=INSTANCE)


def _at_old(kind: str, step: Step = DESCRIBE) -> list[Step]:
    """Return what a call to the host that was left meets, to its last try."""
    if kind == "host gone":
        return [_old(GONE, step)] * MOST_TRIES
    if kind == "404 page":
        return [_old(html_answer(404), step)] * MOST_TRIES + [VERSIONS]
    return [_old(MISSING, step), replace(VERSIONS, answer=MISSING)]


def _new(step: Step = DESCRIBE) -> Step:
    return replace(step, base_url=MOVED, session_id="00D!session2")


LOGIN = login(login_answer("00D!session2", instance=MOVED))
KINDS = ["host gone", "404 page", "404 JSON"]


@pytest.fixture
def stage(tmp_path: Path) -> Scripted:
    """A connected account."""
    stage = Scripted(tmp_path)
    with stage.connector(login(login_answer()), data_call(organization_answer())) as connector:
        assert connector.connect("integration@example.com", "passwordTOKEN").state == "active"
    return stage


def _call(connector: Connector) -> None:
    describe.of(connector._session, "Lead")


@pytest.mark.parametrize("kind", KINDS)
def test_work_goes_on_at_the_new_host(stage: Scripted, kind: str) -> None:
    """After the last try at the host that was left, one login tells where to go on (P44)."""
    with stage.connector(*_at_old(kind), LOGIN, _new(), _new()) as connector:
        _call(connector)
        _call(connector)
        status = connector.status()
    assert (status.state, status.cause, status.instance_url) == ("active", None, MOVED)


@pytest.mark.parametrize("kind", KINDS)
def test_test_connection_heals(stage: Scripted, kind: str) -> None:
    """Test connection finds the new host too, with one login at most."""
    step = data_call(organization_answer())
    with stage.connector(*_at_old(kind, step), LOGIN, _new(step)) as connector:
        assert connector.test().cause is None
        assert connector.status().instance_url == MOVED


def test_a_host_that_was_not_left_is_unreachable(stage: Scripted) -> None:
    """Where the login names the same host, nothing has moved: the work pauses (P43)."""
    again = login(login_answer("00D!session2"))
    with stage.connector(*_at_old("host gone"), again) as connector:
        assert connector.import_list("leads").cause == "unreachable"
        assert (connector.status().state, connector.status().cause) == ("active", "unreachable")


def test_what_is_missing_at_a_host_that_is_there_needs_no_login(stage: Scripted) -> None:
    """A host that lists its versions has not been left: 404 says what it says."""
    versions = replace(VERSIONS, answer=json_answer([{"version": "49.0"}]))
    with stage.connector(_old(MISSING), versions) as connector:
        with pytest.raises(ConnectorError):
            _call(connector)
        assert connector.status().instance_url == INSTANCE


@pytest.mark.parametrize(
    "answer",
    [AnswerLostError("lost"), ConnectError("no route"), fault_answer("SERVER_UNAVAILABLE")],
)
def test_a_login_without_an_answer_leaves_the_failure_as_it_was(
    stage: Scripted, answer: Answer | Exception
) -> None:
    """A network that is down is not taken for anything else, and breaks nothing."""
    with stage.connector(*_at_old("host gone"), login(answer)) as connector:
        assert connector.import_list("leads").cause == "unreachable"
        assert connector.status().state == "active"


def test_a_guess_is_not_the_second_login_that_is_lost(stage: Scripted) -> None:
    """After one login whose answer was lost none is sent on a guess: it could stop all (P40)."""
    lost = login(AnswerLostError("lost"))
    with stage.connector(*_at_old("host gone"), lost) as connector:
        assert connector.import_list("leads").cause == "unreachable"
    for _ in range(3):
        with stage.connector(*_at_old("host gone")) as connector:
            assert connector.import_list("leads").cause == "unreachable"
    with stage.connector(replace(DESCRIBE, base_url=INSTANCE)) as connector:
        _call(connector)


def test_a_refusal_there_breaks_the_connection_and_is_not_repeated(stage: Scripted) -> None:
    """Host gone and secret refused: one refused login, then none (P40)."""
    with stage.connector(*_at_old("host gone"), login(fault_answer())) as connector:
        assert connector.import_list("leads").cause == "wrong_secret"
        assert connector.status().state == "disconnected"
    with stage.connector() as connector:
        assert connector.import_list("leads").cause == "wrong_secret"


def test_a_host_that_is_the_login_host_is_not_asked_twice(tmp_path: Path) -> None:
    """Who logs in at the host that failed learns nothing there."""
    stage = Scripted(tmp_path)
    answer = login_answer(instance=LOGIN_URL)
    asked = replace(data_call(organization_answer()), base_url=LOGIN_URL)
    with stage.connector(login(answer), asked) as connector:
        connector.connect("integration@example.com", "passwordTOKEN")
    gone = replace(DESCRIBE, answer=GONE, base_url=LOGIN_URL)
    with stage.connector(*[gone] * MOST_TRIES) as connector, pytest.raises(ConnectorError):
        _call(connector)


def test_who_comes_second_takes_the_host_that_was_found(stage: Scripted) -> None:
    """Two processes meet the host that was left: one logs in, both go on."""
    with stage.connector() as other, stage.connector() as connector:
        stage.wire.then(LOGIN, _new(data_call(organization_answer())))

        def meanwhile(request: object) -> Answer:
            del request
            other.update_login("newTOKEN")
            raise GONE

        first, *others = _at_old("host gone")
        stage.wire._steps[:0] = [*others, replace(first, answer=meanwhile)]
        stage.wire.then(_new())
        _call(connector)
