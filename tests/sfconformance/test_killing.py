"""A connector's process is killed in the middle of a step, or the scenario says why it was not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from conformance_doubles import DoubleConnector, Theatre
from sfconformance.seat import Seat
from sfconformance.subject import Killable, UnsupportedError
from sfconformance.timeline import ActInTheMiddle, Checked, StepBegan

KILLED = """
- record: {create: {LastName: Doe, Email: doe@example.com}}
- import_list:
    source: leads
    name: All Leads
    role: marketing
    killed_at: {request: query_more, nth: 2}
  cause: killed_at
  expect:
    list: {name: All Leads, count: 0}
    wire: {query_more: 2}
"""


def test_the_process_is_killed_at_the_request_that_is_named() -> None:
    """The request is handled and counted, the work is not done, and the story tells of it."""
    theatre = Theatre()
    timeline = theatre.play(KILLED)
    assert timeline.complaints() == ()
    (told,) = [each for each in timeline.entries if isinstance(each, ActInTheMiddle)]
    assert (told.sentence, told.before, told.line) == (
        "the connector's process is killed",
        "query_more number 2 of this step",
        12,
    )
    began = [each.sentence for each in timeline.entries if isinstance(each, StepBegan)]
    assert began[-1] == (
        "the list 'All Leads' is imported from leads, and the connector's process is killed at "
        "query_more number 2"
    )


def test_the_next_step_meets_a_connector_that_starts_anew() -> None:
    """The account is asked for again, at the same seat, once the process is dead."""
    theatre = Theatre()
    theatre.play(KILLED)
    assert theatre.subject is not None
    # The first look, the step's seat, its process, and the connector after it.
    assert theatre.subject.seats == [Seat(), *[Seat(role="marketing")] * 3]


@pytest.mark.parametrize(("where", "nth"), [("", 1), ("request: query, ", 1), ("", 4)])
def test_any_request_can_be_the_last(where: str, nth: int) -> None:
    """Without a resource every request counts."""
    timeline = Theatre().play(
        f"- import_list: {{source: leads, name: x, killed_at: {{{where}nth: {nth}}}}}\n"
        f"  expect: {{wire: {{total: {nth}}}, list: {{name: x, count: 0}}}}"
    )
    assert timeline.complaints() == ()


def test_a_kill_that_never_comes_breaks_the_scenario() -> None:
    """As a `when`: how many requests there were is told."""
    timeline = Theatre().play("- import_list: {source: leads, name: x, killed_at: {nth: 9}}")
    assert timeline.verdict == "broken"
    assert timeline.complaints() == (
        "scenario.yaml:7: `killed_at` never came true: it waits for request 9, and the step made 4",
    )


def test_acts_in_the_middle_come_before_the_kill() -> None:
    """An org may change under a connector that dies."""
    timeline = Theatre().play(
        KILLED
        + """\
  when:
    request: query_more
    nth: 2
    do:
      - clock: {advance: 1h}
"""
    )
    assert timeline.complaints() == ()
    told = [each.sentence for each in timeline.entries if isinstance(each, ActInTheMiddle)]
    assert told == ["1 hour go by", "the connector's process is killed"]


def test_without_the_kill_the_scenario_fails() -> None:
    """The kill can be marked as the cause, and is left out then."""
    timeline = Theatre().play(KILLED, without_cause=True)
    assert timeline.verdict == "failed"
    unmet = {
        each.subject for each in timeline.entries if isinstance(each, Checked) and not each.met
    }
    assert unmet == {"list", "wire"}


def test_a_report_of_a_killed_import_is_never_there() -> None:
    """Who was killed reports nothing, and an expectation of a report is not met."""
    timeline = Theatre().play(KILLED.replace("wire: {query_more: 2}", "report: {imported: 1}"))
    assert "expected a report of an import, found the step made none" in timeline.complaints()[0]


class Undying(DoubleConnector):
    """A connector that cannot be killed, and says so."""

    def killable(  # type: ignore[override] # no generator: it raises when it is called
        self, seat: Seat
    ) -> AbstractContextManager[Killable]:
        """Do not."""
        raise UnsupportedError(f"a process for {seat.role}")


class Reluctant(DoubleConnector):
    """A connector that says so only when the process is to be opened."""

    @contextmanager
    def killable(self, seat: Seat) -> Iterator[Killable]:
        """Do not."""
        raise UnsupportedError(f"a process for {seat.role}")
        yield self


class Older(DoubleConnector):
    """A connector that was written before there was such a thing."""

    killable = None  # type: ignore[assignment]


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        (Undying, " (a process for marketing)"),
        (Reluctant, " (a process for marketing)"),
        (Older, ""),
    ],
)
def test_a_connector_that_cannot_be_killed_is_told_with_the_step(
    kind: type[DoubleConnector], why: str
) -> None:
    """The scenario is not for it, and the step stands in the complaint."""
    timeline = Theatre(kind).play(KILLED)
    assert timeline.verdict == "unsupported"
    told = f"the connector cannot do this: being killed in the middle of import_list{why}"
    assert timeline.complaints() == (f"scenario.yaml:8: {told}",)
