"""A scenario is told as a case: from its file what is expected, from a run what was said."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from rich.console import Console

from conformance_doubles import DoubleConnector, Theatre, written
from sfconformance import explanation, library
from sfconformance.bundled import BundledConnector
from sfconformance.fake_stage import FakeStage
from sfconformance.runner import play
from sfconformance.scenario_file import load
from sfconformance.subject import Candidate, Status
from sfconformance.views import explanation as view

STEPS = """
- connect: {user: integration, secret: wrong token}
  cause: secret
  expect:
    status:
      state: disconnected
      cause: wrong_secret
      message: refused
      remedy: mend it
      who: marketing user
      candidates: [locked_out]
      evidence: {code: INVALID_LOGIN, text: Invalid username}
- status: {}
  expect: {status: {state: disconnected}}
- user: {alias: integration, set_password: true}
- update_login: {user: integration}
  expect: {status: {state: active, cause: null}}
"""
UNTROUBLED = """
- connect: {user: integration}
- import_list: {source: leads, name: All Leads}
  when:
    request: query_more
    cause: true
    do: [{sessions: {end: true}}]
  expect: {status: {state: active}}
"""


class Telling(DoubleConnector):
    """A connector that tells why it was refused."""

    def connect(self, username: str, secret: str, **_: object) -> Status:
        """Log in, and say more of a refusal."""
        self.seen = super().connect(username, secret)
        if self.seen.cause:
            self.seen = Status(
                "disconnected",
                "wrong_secret",
                message="Refused.",
                remedy="Mend it.",
                who="marketing user",
                hints=("The token is stale.",),
                candidates=(
                    Candidate(
                        ("locked_out", "user_inactive"),
                        "Look at the user.",
                        remedy="Unlock it.",
                        who="Salesforce administrator",
                        heals="test",
                    ),
                    Candidate(("mfa_required",), "Look at its rights."),
                ),
            )
        return self.seen


def of_run(steps: str, connector: type[DoubleConnector] = Telling) -> explanation.Explanation:
    """Tell these steps from a run."""
    theatre = Theatre(connector)
    file = written(steps)
    timeline = play(file, open_stage=theatre.open_stage, open_subject=theatre.open_subject)
    return explanation.of_run(file, timeline)


def test_a_file_tells_what_is_expected() -> None:
    """Without a run, each part is told in the file's words."""
    told = explanation.of_file(written(STEPS))
    assert told.cause == ("the customer connects as integration with wrong token",)
    assert told.salesforce_answers == ("INVALID_LOGIN: Invalid username",)
    assert told.user_sees == (
        "the connector is disconnected, because of wrong_secret",
        '"... refused ..."',
    )
    assert told.remedy == (
        "... mend it ...",
        "it may be: locked_out",
        "it is up to: marketing user",
    )
    assert told.recovery == (
        "the user integration gets a new password and with it a new security token",
        "the customer uses Update Login for integration with password and token",
    )
    assert told.verdict is None


def test_a_run_tells_what_was_said() -> None:
    """With a run, the answers are Salesforce's and the sentences the connector's."""
    told = of_run(STEPS.replace("evidence: {code: INVALID_LOGIN, text: Invalid username}", ""))
    assert told.salesforce_answers == ("500 INVALID_LOGIN: ",)
    assert told.user_sees[1] == '"Refused."'
    assert told.remedy == (
        "Mend it.",
        "The token is stale.",
        (
            "it may be locked_out or user_inactive: Look at the user. If so: Unlock it. "
            "(it is up to: Salesforce administrator; healed by: test)"
        ),
        "it may be mfa_required: Look at its rights.",
        "it is up to: marketing user",
    )
    assert told.recovery[-1] == "the connector is active again"
    assert told.verdict == "passed"


@pytest.mark.parametrize("tell", [lambda s: explanation.of_file(written(s)), of_run])
def test_where_nothing_breaks_that_is_told(tell: object) -> None:
    """A cause that the connector copes with is told with its middle, and that nobody sees it."""
    assert callable(tell)
    told = tell(UNTROUBLED)
    assert told.user_sees == (explanation.NOTHING,)
    assert told.remedy == ()
    assert "every open session ends, in the middle of this: the list" in told.cause[0]


def test_a_run_that_fails_says_so() -> None:
    """The verdict of the run stands in the explanation."""
    assert of_run(STEPS, DoubleConnector).verdict == "failed"


def test_the_view_has_every_part_and_the_command() -> None:
    """Terminal and JSON tell the same; parts that there are not have no heading."""
    told = of_run(STEPS)
    headings = [heading for heading, _ in view.parts(told)]
    assert headings == [
        "What happens",
        "The cause",
        "What Salesforce answers",
        "What the user sees",
        "The remedy",
        "The recovery",
        "How to reproduce it",
        "Sources",
    ]
    out = StringIO()
    view.show(told, Console(file=out, width=200))
    assert "sfconformance run area/scenario" in out.getvalue()
    read = json.loads(view.as_json(told))
    assert read["command"] == "sfconformance run area/scenario"
    assert read["recovery"] == list(told.recovery)


@pytest.mark.parametrize("path", tuple(library.files(library.path() / "disconnects")), ids=str)
def test_each_disconnect_can_be_told_from_its_file(path: object) -> None:
    """Each has a cause, something the user sees, and a recovery."""
    file = load(path)  # type: ignore[arg-type] # ids need an object
    told = explanation.of_file(file)
    assert told.customer_says
    assert told.cause
    assert told.recovery
    if told.user_sees != (explanation.NOTHING,):
        assert told.remedy


def test_what_the_doctor_finds_is_what_the_user_sees() -> None:
    """Of all that the doctor found, what the file is about is told, with its remedy."""
    steps = (
        "- doctor: {}\n  expect: {doctor: {finds: {Lead read: {verdict: missing, remedy: grant}}}}"
    )
    told = of_run(steps)
    assert told.user_sees == ("the doctor: Read on Lead: missing. No.",)
    assert told.remedy == ("Grant it.",)
    told = explanation.of_file(written(f"{steps}\n- status: {{}}"))
    assert told.recovery == ("the customer looks at the connector's status",)
    assert told.user_sees == ("the doctor: Lead read: missing",)
    assert told.remedy == ("... grant ...",)


@pytest.mark.parametrize("tell", [lambda s: explanation.of_file(written(s)), of_run])
def test_what_an_import_or_a_sync_says_is_what_the_user_sees(tell: object) -> None:
    """A text that is expected of several steps is told once."""
    assert callable(tell)
    step = "- sync_list: {name: x}\n  expect: {sync: {message: restore it}}\n"
    assert tell(step * 2).user_sees == ('the import or sync says: "... restore it ..."',)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("unreachable-connection-refused", "nothing: no request reached it"),
        ("unreachable-dns", "nothing: no request reached it"),
        ("unreachable-tls", "nothing: no request reached it"),
        ("unreachable-proxy-page", "200 to describe, with a page of HTML"),
        ("unreachable-answer-lost", "200 to describe, but the answer was lost"),
        ("unreachable-no-answer", "200 to describe, but the answer was lost"),
        ("other-organization", "200 to soap: no refusal"),
        (
            "maintenance",
            "503 SERVER_UNAVAILABLE: We are down for maintenance.",
        ),
    ],
)
def test_what_salesforce_answered_is_told_also_where_it_refused_nothing(
    name: str, answer: str
) -> None:
    """No request, a lost answer, a page of somebody else and a plain success are told apart."""
    file = load(library.path() / "disconnects" / f"{name}.yaml")
    run = play(file, open_stage=FakeStage.open, open_subject=BundledConnector.open)
    assert explanation.of_run(file, run).salesforce_answers[-1] == answer
