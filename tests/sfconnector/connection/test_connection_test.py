"""Test connection on a connection that works: what an odd answer says of it, and what it leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from connector_stage import Scripted
from scripted_wire import (
    EXPIRED,
    Step,
    data_call,
    error_answer,
    json_answer,
    login,
    login_answer,
    organization_answer,
)
from sfconnector.cli.connection import exit_code
from sfconnector.cli.exit_codes import ExitCode
from sfconnector.salesforce.exchange import Answer

USER = "integration@example.com"
ODD = {
    "odd JSON": json_answer({"what": "is this"}),
    "not found": error_answer(404, "NOT_FOUND", "The requested resource does not exist"),
    "time-out": error_answer(400, "QUERY_TIMEOUT", "Your query request was running for too long."),
    "odd code": error_answer(400, "SOMETHING_NEW", "Ask somebody."),
}


@pytest.fixture
def stage(tmp_path: Path) -> Scripted:
    """A connected account."""
    stage = Scripted(tmp_path)
    with stage.connector(login(login_answer()), data_call(organization_answer())) as connector:
        assert connector.connect(USER, "passwordTOKEN").state == "active"
    return stage


@pytest.mark.parametrize("answer", ODD.values(), ids=list(ODD))
def test_an_odd_answer_leaves_an_active_connection_alone(stage: Scripted, answer: Answer) -> None:
    """What says nothing about the connection is told in its words, and changes nothing (P43)."""
    there = [Step("GET", "/services/data", json_answer([]))] if answer.status == 404 else []
    with stage.connector(data_call(answer), *there) as connector:
        before, history = connector.status(), connector.history()
        told = connector.test()
        assert (told.state, told.cause) == ("active", None)
        assert "says nothing about the connection" in told.message
        assert told.hints
        assert told.detail
        assert exit_code(told) is ExitCode.SALESFORCE
        assert (connector.status(), connector.history()) == (before, history)
        if b"errorCode" in answer.body:
            assert told.evidence.status == answer.status
            assert told.evidence.code.encode() in answer.body


def test_what_is_about_the_connection_disconnects(stage: Scripted) -> None:
    """An expired password is found by the test, and breaks the connection."""
    with stage.connector(data_call(EXPIRED)) as connector:
        assert connector.test().state == "disconnected"


@pytest.mark.parametrize("answer", ODD.values(), ids=list(ODD))
def test_an_odd_answer_to_a_new_connection_keeps_its_evidence(
    tmp_path: Path, answer: Answer
) -> None:
    """Where nothing works yet the cause is unknown, and Salesforce's answer is shown."""
    stage = Scripted(tmp_path)
    with stage.connector(login(login_answer()), data_call(answer)) as connector:
        told = connector.connect(USER, "passwordTOKEN")
        assert (told.state, told.cause) == ("disconnected", "unknown")
        assert connector.status().evidence == told.evidence
        if b"errorCode" in answer.body:
            assert told.evidence.code.encode() in answer.body


def test_an_odd_answer_to_the_stored_login_breaks_nothing(stage: Scripted) -> None:
    """Update Login with the stored secret, answered oddly, leaves what works as it was."""
    steps = login(login_answer()), data_call(ODD["time-out"])
    with stage.connector(*steps) as connector:
        assert connector.update_login("passwordTOKEN").state == "active"
        assert connector.status().cause is None
