"""A scenario is played step by step, stops where it goes wrong, and says where that is."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest

from conformance_doubles import DoubleConnector, DoubleStage, Theatre, written
from sfconformance.runner import play
from sfconformance.subject import ImportReport, Status
from sfconformance.timeline import (
    ActInTheMiddle,
    Checked,
    Exchanged,
    Failed,
    StatusChanged,
    StepBegan,
)
from sfconformance.views import json_text, page

GOOD = """
- connect: {user: integration}
  expect:
    status: {state: active, cause: null, message: connected}
    wire: {soap: {200: 1}, total: 1}
- record: {create: {LastName: Doe, Company: Example, Email: doe@example.com}}
- record: {create: {LastName: Roe, Company: Example}}
- clock: {advance: 91d}
- import_list: {source: leads, name: All Leads}
  expect:
    report: {state: complete, imported: 1, skipped: 1, pages: at most 4, cause: null}
    skipped: {reasons: {no_email: 1}}
    list: {name: All Leads, count: 1, equals: leads_with_email}
    wire: {query: 1, query_more: {200: 3}, soap: 0}
"""


def test_a_scenario_that_goes_well_passes() -> None:
    """Every expectation is written down as met, each with its line."""
    timeline = Theatre().play(GOOD)
    assert timeline.complaints() == ()
    assert timeline.verdict == "passed"
    checks = [entry for entry in timeline.entries if isinstance(entry, Checked)]
    assert len(checks) == 16
    assert checks[0].line == 9
    assert checks[-1].line == 19


def test_time_is_that_of_the_stage() -> None:
    """Entries after ninety-one days carry the later instant."""
    entries = Theatre().play(GOOD).entries
    began = [entry for entry in entries if isinstance(entry, StepBegan)]
    assert (began[4].at - began[3].at).days == 91


@pytest.mark.parametrize(
    ("right", "wrong", "line", "said"),
    [
        ("state: active", "state: disconnected", 9, "state is disconnected, found active"),
        ("message: connected", "message: lost", 9, "message says 'lost', found 'Connected.'"),
        ("cause: null, m", "cause: key_lost, m", 9, "cause is key_lost, found none"),
        ("{200: 1}", "{500: 1}", 10, "soap answered 500: 1, found 1 x 200"),
        ("total: 1", "total: 2", 10, "requests in all: 2, found 1"),
        ("imported: 1", "imported: 2", 16, "imported is 2, found 1"),
        ("at most 4", "at least 5", 16, "pages is at least 5, found 4"),
        ("no_email: 1", "bad_email: 1", 17, "1 left out for bad_email, found 0"),
        ("{no_email: 1}", "{}", 17, "no row left out for no_email, found 1"),
        ("count: 1", "count: 2", 18, "has 2 members, found 1"),
        ("name: All Leads, count", "name: Other, count", 18, "has 1 members, found 0"),
        ("query: 1", "query: 0", 19, "requests to query: 0, found 1 x 200"),
    ],
)
def test_an_unmet_expectation_fails_with_its_line(
    right: str, wrong: str, line: int, said: str
) -> None:
    """The complaint says what was expected, what was found, and where in the file."""
    changed = GOOD.replace(right, wrong, 1)
    assert changed != GOOD
    timeline = Theatre().play(changed)
    assert timeline.verdict == "failed"
    assert f"scenario.yaml:{line}: " in timeline.complaints()[0]
    assert said in timeline.complaints()[0]


def test_the_steps_after_a_failure_are_not_played() -> None:
    """The first step that goes wrong is the last one played, and the rest is counted."""
    theatre = Theatre()
    timeline = theatre.play(GOOD.replace("state: active", "state: disconnected"))
    assert timeline.steps_left == 4
    assert theatre.stage.acts == []


def test_the_members_are_held_against_the_org_and_not_against_the_report() -> None:
    """A connector that loses, invents or changes a member is found out, whatever it reports."""

    class Liar(DoubleConnector):
        def import_list(
            self, *, source: str, name: str, fields: Sequence[str], of: str | None = None
        ) -> ImportReport:
            report = super().import_list(source=source, name=name, fields=fields, of=of)
            first = self.listed[name][0]
            changed = type(first)(first.record_id, "other@example.com", {"Email": "x"})
            extra = type(first)("00Q000000000999AAA", "extra@example.com", {})
            self.listed[name] = (changed, extra)
            return report

    two = GOOD.replace(
        "- clock", "- record: {create: {LastName: Poe, Email: poe@example.com}}\n- clock"
    ).replace("imported: 1", "imported: 2")
    complaint = Theatre(Liar).play(two).complaints()[-1]
    assert "1 missing, as 00Q000000000002AAA" in complaint
    assert "1 too many, as 00Q000000000999AAA" in complaint
    assert "2 values differ" in complaint


def test_a_change_of_status_is_written_down_with_what_mends_it() -> None:
    """What the customer sees stands in the timeline, once for each change."""
    timeline = Theatre().play("- connect: {user: integration, secret: wrong token}")
    changes = [entry for entry in timeline.entries if isinstance(entry, StatusChanged)]
    assert [(c.before, c.after, c.cause, c.remedy) for c in changes] == [
        ("not_connected", "disconnected", "wrong_secret", "Mend it.")
    ]


CUT = """
- import_list: {source: leads, name: All Leads}
  when:
    request: query_more
    nth: 2
    cause: true
    do:
      - clock: {advance: 1h}
      - user: {alias: integration, expire_password: true}
  expect:
    report: {state: interrupted, cause: password_expired}
"""


def test_acts_in_the_middle_happen_before_their_request() -> None:
    """The acts stand between the first and the second page, and the connector meets them."""
    timeline = Theatre().play(CUT)
    assert timeline.verdict == "passed"
    kinds = [
        entry.resource if isinstance(entry, Exchanged) else "act"
        for entry in timeline.entries
        if isinstance(entry, Exchanged | ActInTheMiddle)
    ]
    assert kinds == ["query", "query_more", "act", "act", "query_more", "query_more"]


def test_the_nth_request_counts_from_the_beginning_of_the_step() -> None:
    """A second import has its own second page."""
    again = CUT + "- user: {alias: integration, set_password: true}\n" + CUT
    timeline = Theatre().play(again)
    assert timeline.verdict == "passed"
    assert sum(isinstance(entry, ActInTheMiddle) for entry in timeline.entries) == 4


def test_a_when_that_never_comes_true_breaks_the_scenario() -> None:
    """A scenario whose middle never came proves nothing and does not pass."""
    timeline = Theatre().play(CUT.replace("nth: 2", "nth: 9"))
    assert timeline.verdict == "broken"
    assert "scenario.yaml:7: `when` never came true" in timeline.complaints()[0]
    assert "the step made 3" in timeline.complaints()[0]


def test_an_act_that_fails_in_the_middle_breaks_the_scenario() -> None:
    """An error in the server's thread is not lost, and names its act."""
    act = "- record: {where: LastName = 'None', delete: true}"
    timeline = Theatre().play(CUT.replace("- clock: {advance: 1h}", act))
    assert timeline.verdict == "broken"
    assert "an act of `when` failed: no Lead matches" in timeline.complaints()[0]


def test_a_record_step_that_matches_nothing_breaks_the_scenario() -> None:
    """An act that did not happen cannot prove anything."""
    timeline = Theatre().play("- record: {where: LastName = 'None', delete: true}")
    assert timeline.verdict == "broken"
    assert "no Lead matches `where: LastName = 'None'`" in timeline.complaints()[0]


def test_an_org_that_refuses_an_act_breaks_the_scenario() -> None:
    """What the org raises is told with the line of the step."""

    class Refusing(DoubleStage):
        def expire_query_locators(self) -> None:
            message = "not today"
            raise RuntimeError(message)

    theatre = Theatre()
    theatre.stage = Refusing()
    timeline = theatre.play("- clock: {advance: 1h}\n- query_locators: {expire: true}")
    assert timeline.verdict == "broken"
    assert timeline.complaints() == (
        "scenario.yaml:8: the org refused it: RuntimeError: not today",
    )


def test_a_connector_that_raises_fails_the_scenario_without_its_secrets() -> None:
    """The exception is told; a secret in its text is not."""

    class Raising(DoubleConnector):
        def connect(self, username: str, secret: str, **_: Any) -> Status:
            message = f"cannot log {username} in with {secret}"
            raise RuntimeError(message)

    timeline = Theatre(Raising).play("- connect: {user: integration}")
    assert timeline.verdict == "failed"
    told = "cannot log integration@example.com in with [redacted][redacted]"
    assert timeline.complaints() == (f"scenario.yaml:7: the connector raised RuntimeError: {told}",)


def test_a_crash_of_the_stage_breaks_the_scenario_that_seemed_to_pass() -> None:
    """What the fake raises when it is left is the last word."""

    class Crashing(Theatre):
        def open_stage(self, seed: int) -> AbstractContextManager[DoubleStage]:  # type: ignore[override]
            @contextmanager
            def opened():  # type: ignore[no-untyped-def]  # noqa: ANN202 - a test's double
                with Theatre.open_stage(self, seed) as stage:
                    yield stage
                message = "the fake itself failed"
                raise RuntimeError(message)

            return opened()

    timeline = Crashing().play("- clock: {advance: 1h}")
    assert timeline.verdict == "broken"
    assert isinstance(timeline.entries[-1], Failed)
    assert "the fake itself failed" in timeline.complaints()[0]


def test_a_stage_that_cannot_be_opened_raises() -> None:
    """Without a stage there is nothing to tell: the error goes to the caller."""

    @contextmanager
    def shut(_: int):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a test's double
        message = "no port"
        raise OSError(message)
        yield

    with pytest.raises(OSError, match="no port"):
        play(written("- status: {}"), open_stage=shut, open_subject=Theatre().open_subject)


def test_without_its_cause_a_scenario_fails() -> None:
    """Leaving out what is marked as the cause leaves the expectations unmet."""
    theatre = Theatre()
    assert theatre.play(CUT, without_cause=True).verdict == "failed"
    argument = """
    - connect: {user: integration, secret: wrong token}
      cause: secret
      expect: {status: {state: disconnected}}
    """
    assert theatre.play(argument).verdict == "passed"
    assert theatre.play(argument, without_cause=True).verdict == "failed"
    step = """
    - connect: {user: integration}
    - user: {alias: integration, set_password: true}
      cause: true
      expect: {status: {state: disconnected}}
    """
    timeline = theatre.play(step, without_cause=True)
    assert [e.key for e in timeline.entries if isinstance(e, StepBegan)] == ["connect"]
    assert timeline.verdict == "failed"


def test_two_plays_with_one_seed_are_the_same() -> None:
    """The timeline is a function of scenario and seed."""
    theatres = Theatre(), Theatre()
    first, second = (json_text.render([theatre.play(GOOD, seed=7)]) for theatre in theatres)
    assert first == second
    assert theatres[0].seeds == [7]


def test_no_secret_that_was_ever_in_force_stands_in_a_timeline() -> None:
    """Passwords and tokens of before and after a change are taken out of every entry."""

    class Chatty(DoubleConnector):
        def connect(self, username: str, secret: str, **_: Any) -> Status:
            super().connect(username, secret)
            self.stage.send("query", response=f"you sent {secret}")
            self.seen = Status("active", message=secret, hints=(secret,))
            return self.seen

    steps = """
    - connect: {user: integration}
    - user: {alias: integration, set_password: true}
    - update_login: {user: integration}
      expect: {status: {message: hello}}
    """
    rendered = json_text.render([Theatre(Chatty).play(steps)])
    for secret in ("first-password", "FirstToken", "second-password", "SecondToken"):
        assert secret not in rendered
    assert "[redacted]" in rendered


def test_what_a_connector_says_can_always_be_written() -> None:
    """Half a character in a connector's words becomes its code instead of breaking a report."""

    class Garbled(DoubleConnector):
        def status(self) -> Status:
            return Status("active", message="\ud83d")

    timeline = Theatre(Garbled).play("- status: {}\n  expect: {status: {message: x}}")
    assert timeline.verdict == "failed"
    page.render([timeline]).encode()
    json_text.render([timeline]).encode()
    assert "\\ud83d" in timeline.complaints()[0]


def test_a_status_that_cannot_be_read_fails_the_scenario() -> None:
    """Reading the status after a step belongs to the connector, and so does its failure."""

    class Mute(DoubleConnector):
        def status(self) -> Status:
            if self.secrets:
                message = "the store is gone"
                raise RuntimeError(message)
            return super().status()

    timeline = Theatre(Mute).play("- connect: {user: integration}")
    assert timeline.verdict == "failed"
    assert "the connector raised RuntimeError: the store is gone" in timeline.complaints()[0]
