"""The connection against a model of all that can happen to it, and faults that the model finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

import planted_faults
from connection_machine import ConnectionMachine
from fake_salesforce import FakeSalesforce
from fake_salesforce.faults import ErrorPage, Match, ProxyPage
from planted_faults import Planted
from salesforce_side import LOGIN_RESOURCES
from sfconnector.connection.causes import Cause
from sfconnector.store.store import Store

SIZE = settings(
    max_examples=max(20, settings().max_examples // 5),
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)

Play = Callable[[ConnectionMachine], object]


def _tick_twice_on_a_refused_secret(machine: ConnectionMachine) -> None:
    machine.refuse_a_tick(0, "new password", "import")
    machine.tick_after_a_refusal(1, None, "sync")
    machine.tick_after_a_refusal(0, None, "import")


def _let_a_herd_come(machine: ConnectionMachine) -> None:
    machine.tick(0, None, "import")
    machine.herd()


def _mend_while_a_tick_logs_in(machine: ConnectionMachine) -> None:
    machine.mend_under_a_tick("new password", "update_login")
    machine.follow_the_remedies(1)


def _overtake_a_tick_that_logs_in(machine: ConnectionMachine) -> None:
    machine.overlap("tick", "update_login", ("right", "right"), 2, "frozen")
    machine.tick_after_a_refusal(0, None, "import")
    machine.follow_the_remedies(1)
    machine.overlap("tick", "connect", ("right", "right"), 2, "locked out")
    machine.tick_after_a_refusal(1, None, "sync")
    machine.follow_the_remedies(0)


def _refuse_a_herd(machine: ConnectionMachine) -> None:
    machine.overlap("tick", "tick", ("right", "right"), 2, "frozen")


def _disconnect_while_a_tick_logs_in(machine: ConnectionMachine) -> None:
    machine.mend_under_a_tick("end_sessions", "disconnect")


def _disconnect_while_a_tick_fails(machine: ConnectionMachine) -> None:
    machine.overlap("tick", "disconnect", ("right", "right"), 1, "maintain")


def _disconnect_while_a_test_logs_in(machine: ConnectionMachine) -> None:
    machine.refuse_a_tick(0, "locked out", "import")
    machine.side.mend(Cause.LOCKED_OUT)
    machine.overlap("test", "disconnect", ("right", "right"), 2, None)


def _end_the_sessions_twice(machine: ConnectionMachine) -> None:
    machine.overlap("test", "test", ("right", "right"), 3, "end_sessions")


def _end_the_session_of_a_late_connect(machine: ConnectionMachine) -> None:
    machine.overlap("connect", "update_login", ("right", "right"), 2, "end_sessions")


def _change_the_domain_under_a_late_connect(machine: ConnectionMachine) -> None:
    machine.overlap("connect", "update_login", ("right", "right"), 2, "change_my_domain")


def _end_the_sessions_of_a_late_tick(machine: ConnectionMachine) -> None:
    machine.overlap("tick", "update_login", ("right", "right"), 3, "end_sessions")


def _end_the_sessions_beside_a_mistyped_secret(machine: ConnectionMachine) -> None:
    machine.overlap("tick", "update_login", ("mistyped", "mistyped"), 3, "end_sessions")


def _close_the_hours(machine: ConnectionMachine) -> None:
    machine.refuse_a_tick(0, "login hours", "import")
    machine.follow_the_remedies(1)


def _demand_a_second_factor(machine: ConnectionMachine) -> None:
    machine.refuse_a_tick(0, "second factor", "import")
    machine.follow_the_remedies(1)


def _lead_the_login_elsewhere(machine: ConnectionMachine) -> None:
    machine.switch_under_a_tick(0, "move_login", "import")
    machine.follow_the_remedies(0)


def _take_it_down(machine: ConnectionMachine) -> None:
    machine.hinder("maintain")
    machine.tick(0, None, "import")
    machine.time_heals_what_pauses()
    machine.follow_the_remedies(1)


def _lock_out(machine: ConnectionMachine) -> None:
    machine.refuse_a_tick(0, "locked out", "import")
    machine.follow_the_remedies(1)


def _mistype(machine: ConnectionMachine) -> None:
    machine.connect(0, None, "mistyped")
    machine.update_login(1, None, "former")


def _lose_a_right(machine: ConnectionMachine) -> None:
    machine.tick(0, None, "import")
    machine.hinder("hide_leads")
    machine.tick(0, None, "sync")
    machine.tick(1, None, "contacts")
    machine.hinder("maintain")
    machine.tick(0, None, "contacts")
    machine.follow_the_remedies(1)


def _refresh_the_sandbox(machine: ConnectionMachine) -> None:
    machine.switch_under_a_tick(0, "refresh_sandbox", "import")
    machine.follow_the_remedies(1)


def _change_the_package(machine: ConnectionMachine) -> None:
    for version in ("1.9", "1.90", None):
        machine.change_package(version)
        machine.examine(0)


def _kill_and_lose(machine: ConnectionMachine) -> None:
    for cut in ((1, "before"), (1, "after"), (1, "lost"), (3, "begin"), (3, "commit")):
        machine.hinder("end_sessions")
        machine.tick(0, cut, "import")
        machine.update_login(1, cut, "mistyped")
        machine.disconnect(0, cut)
    machine.follow_the_remedies(0)


def _hide_the_refusals(machine: ConnectionMachine) -> None:
    machine.hinder("new password")
    machine.hinder("end_sessions")
    machine.salesforce.add_fault(
        ErrorPage(status=500) if machine.side.method == "soap" else ProxyPage(),
        match=Match(resource=LOGIN_RESOURCES[machine.side.method]),
        phase="after",
        count=20,
    )
    for number in range(4):
        machine.tick(number % 2, None, "import")
    machine.follow_the_remedies(1)


PLAYS: dict[str, tuple[Play, bool]] = {
    each.__name__.strip("_").replace("_", " "): (each, each is _refresh_the_sandbox)
    for each in (
        _tick_twice_on_a_refused_secret,
        _let_a_herd_come,
        _mend_while_a_tick_logs_in,
        _overtake_a_tick_that_logs_in,
        _refuse_a_herd,
        _disconnect_while_a_tick_logs_in,
        _disconnect_while_a_tick_fails,
        _disconnect_while_a_test_logs_in,
        _end_the_sessions_twice,
        _end_the_session_of_a_late_connect,
        _change_the_domain_under_a_late_connect,
        _end_the_sessions_of_a_late_tick,
        _end_the_sessions_beside_a_mistyped_secret,
        _close_the_hours,
        _demand_a_second_factor,
        _lead_the_login_elsewhere,
        _take_it_down,
        _lock_out,
        _mistype,
        _lose_a_right,
        _refresh_the_sandbox,
        _change_the_package,
        _kill_and_lose,
        _hide_the_refusals,
    )
}
"""Sequences of the machine's rules that are played each time, and whether in a sandbox."""

AT_THE_TOKEN_ENDPOINT = (
    "tick twice on a refused secret",
    "let a herd come",
    "overtake a tick that logs in",
    "close the hours",
    "lead the login elsewhere",
    "take it down",
    "hide the refusals",
)
"""Plays that are played by the OAuth password flow too."""

PLANTED: list[tuple[Planted, str]] = [
    (planted_faults.a_refused_secret_is_retried, "tick twice on a refused secret"),
    (planted_faults.a_refused_secret_is_retried, "overtake a tick that logs in"),
    (planted_faults.a_herd_logs_in_twice, "let a herd come"),
    (planted_faults.a_herd_logs_in_twice, "refuse a herd"),
    (planted_faults.who_comes_late_breaks_what_works, "mend while a tick logs in"),
    (planted_faults.disconnect_keeps_the_session, "disconnect while a tick logs in"),
    (planted_faults.login_hours_are_taken_for_the_network, "close the hours"),
    (planted_faults.nobody_thinks_of_a_second_factor, "demand a second factor"),
    (planted_faults.the_guard_sleeps, "lead the login elsewhere"),
    (planted_faults.maintenance_disconnects, "take it down"),
    (planted_faults.a_test_does_not_log_in, "lock out"),
    (planted_faults.a_test_undoes_a_disconnect, "disconnect while a test logs in"),
    (planted_faults.an_explicit_act_tries_twice, "mistype"),
    (planted_faults.any_work_heals_any_other, "lose a right"),
    (planted_faults.a_partial_sync_swallows_its_cause, "lose a right"),
    (planted_faults.a_hidden_refusal_is_none, "hide the refusals"),
]
"""Each fault, and the play that must not pass with it."""


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[type[ConnectionMachine]]:
    """The machine on a server of the module's own: its connectors wait on the server's clock."""
    empty = tmp_path_factory.mktemp("empty") / "store.sqlite"
    Store.open(empty).close()
    with FakeSalesforce() as salesforce:
        yield type(
            "OnServer", (ConnectionMachine,), {"salesforce": salesforce, "empty_store": empty}
        )


def played(
    machine: type[ConnectionMachine],
    name: str,
    planted: Planted = nullcontext,
    *,
    method: str = "soap",
) -> None:
    """Play a sequence from a connected account on, with a fault in the connector."""
    play, is_sandbox = PLAYS[name]
    stage = machine()
    try:
        stage.connected(is_sandbox=is_sandbox, method=method)
        with planted():
            play(stage)
    finally:
        stage.teardown()


def test_a_connection_whatever_happens_to_it(machine: type[ConnectionMachine]) -> None:
    """Diagnosis, failed logins, organizations and remedies, for any interleaving of acts.

    P40 to P44: the ledger counts failed logins by secret; an expired password ends in no loop; who
    finds the session gone logs in once for all; and what time heals never disconnects.
    """
    run_state_machine_as_test(machine, settings=SIZE)


@pytest.mark.parametrize("name", PLAYS)
def test_a_play_that_is_played_each_time(machine: type[ConnectionMachine], name: str) -> None:
    """What the machine might not try in one run is tried in every run."""
    played(machine, name)


@pytest.mark.parametrize("name", AT_THE_TOKEN_ENDPOINT)
def test_a_play_at_the_token_endpoint(machine: type[ConnectionMachine], name: str) -> None:
    """Password and token sent by OAuth follow the same rules."""
    played(machine, name, method="oauth-password")


@pytest.mark.parametrize(
    ("planted", "name"), PLANTED, ids=[f"{planted.__name__}-{name}" for planted, name in PLANTED]
)
def test_a_planted_fault_is_found(
    machine: type[ConnectionMachine], planted: Planted, name: str
) -> None:
    """With the fault in the connector the machine's own checks fail."""
    with pytest.raises(AssertionError):
        played(machine, name, planted)


def test_the_machine_finds_a_retry_by_itself(machine: type[ConnectionMachine]) -> None:
    """At its default size, and without a play that leads there."""
    search = settings(
        SIZE,
        max_examples=20,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        report_multiple_bugs=False,
    )
    with planted_faults.a_refused_secret_is_retried(), pytest.raises(AssertionError):
        run_state_machine_as_test(machine, settings=search)
