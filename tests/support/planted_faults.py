"""Deliberate faults of the connector, each of which the machine of the connection must find."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any
from unittest import mock

from sqlalchemy import Connection

from sfconnector.connection import attempts, causes, check, connect, degraded, diagnosis, sign_in
from sfconnector.connection.attempts import Send, Wait, Withhold
from sfconnector.connection.authority import StoredAuthority
from sfconnector.connection.causes import Cause
from sfconnector.connection.context import ConnectionContext
from sfconnector.connection.status import status_of
from sfconnector.errors import LoginRefusedError
from sfconnector.store import connections
from sfconnector.store.connections import ConnectionRow
from sfconnector.store.login_attempts import LoginAttempt

JUDGE = attempts.judge
CONNECT = connect.connect
EXPLICIT = sign_in.explicit
Planted = Callable[[], AbstractContextManager[object]]


@contextmanager
def a_refused_secret_is_retried() -> Iterator[None]:
    """A scheduled tick tries the refused secret again."""

    def active(authority: StoredAuthority, connection: Connection) -> ConnectionRow:
        row = connections.read(connection, authority._context.account_id)
        assert row is not None
        return row

    def judge(history: object, *, now: datetime, is_guess: bool = False) -> Send:
        del history, now, is_guess
        return Send()

    with (
        mock.patch.object(StoredAuthority, "_active", active),
        mock.patch.object(attempts, "judge", judge),
    ):
        yield


@contextmanager
def a_herd_logs_in_twice() -> Iterator[None]:
    """A process does not wait for the login that another one has sent."""

    def judge(
        history: tuple[LoginAttempt, ...], *, now: datetime, is_guess: bool = False
    ) -> Send | Wait | Withhold:
        verdict = JUDGE(history, now=now, is_guess=is_guess)
        return Send() if isinstance(verdict, Wait) else verdict

    with mock.patch.object(attempts, "judge", judge):
        yield


def login_hours_are_taken_for_the_network() -> AbstractContextManager[object]:
    """A cause that Salesforce's answer determines is told as another one."""
    table = {**causes.BY_CODE, "LOGIN_DURING_RESTRICTED_TIME": Cause.IP_RESTRICTED}
    return mock.patch.object(causes, "BY_CODE", table)


def nobody_thinks_of_a_second_factor() -> AbstractContextManager[object]:
    """Where one answer stands for many, a cause is missing among the candidates."""
    return mock.patch.object(diagnosis, "MFA", diagnosis.REFRESHED)


@contextmanager
def the_guard_sleeps() -> Iterator[None]:
    """The organization that the login leads to is read, whichever it is."""
    with ExitStack() as stack:
        for module in ("authority", "connect", "sign_in"):
            name = f"sfconnector.connection.{module}.refuse_another"
            stack.enter_context(mock.patch(name, return_value=None))
        yield


def maintenance_disconnects() -> AbstractContextManager[object]:
    """What time heals is taken for something that somebody must mend."""
    explanation = replace(causes.EXPLANATIONS[Cause.MAINTENANCE], effect=causes.Effect.DISCONNECTS)
    return mock.patch.dict(causes.EXPLANATIONS, {Cause.MAINTENANCE: explanation})


@contextmanager
def a_test_does_not_log_in() -> Iterator[None]:
    """The remedy "run test" does nothing on a broken connection."""

    def stays(context: Any, credentials: object, **named: object) -> object:
        del credentials, named
        return status_of(context.row())

    with mock.patch.object(check, "connect", stays):
        yield


def a_test_undoes_a_disconnect() -> AbstractContextManager[object]:
    """A test that was on its way connects what somebody has just disconnected."""
    return mock.patch.object(ConnectionContext, "keeps", return_value=True)


@contextmanager
def an_explicit_act_tries_twice() -> Iterator[None]:
    """Connect sends a refused login once more."""

    def twice(*given: Any, **named: Any) -> object:
        try:
            return EXPLICIT(*given, **named)
        except LoginRefusedError:
            return EXPLICIT(*given, **named)

    with mock.patch.object(sign_in, "explicit", twice):
        yield


@contextmanager
def disconnect_keeps_the_session() -> Iterator[None]:
    """A late login is written over what was forgotten."""

    def kept(authority: StoredAuthority, connection: Connection) -> ConnectionRow:
        row = connections.read(connection, authority._context.account_id)
        assert row is not None
        return row

    with mock.patch.object(StoredAuthority, "_active", kept):
        yield


@contextmanager
def any_work_heals_any_other() -> Iterator[None]:
    """A lost right is forgotten when something else works."""

    def cleared(row: ConnectionRow, *, now: datetime, **_: object) -> ConnectionRow:
        return replace(row, cause=None, detail="", hints=(), since=now, degraded="[]")

    with mock.patch.object(degraded, "cleared", cleared):
        yield


@contextmanager
def a_partial_sync_swallows_its_cause() -> Iterator[None]:
    """A sync that finds a right lost says so in its report alone."""
    with mock.patch("sfconnector.lists_face.cause_of", return_value=None):
        yield


@contextmanager
def who_comes_late_breaks_what_works() -> Iterator[None]:
    """A login with the former secret, refused late, disconnects what was mended meanwhile."""
    with mock.patch.object(StoredAuthority, "_of_another_login", return_value=None):
        yield


def a_hidden_refusal_is_none() -> AbstractContextManager[object]:
    """An answer that cannot be read is taken for one that judges nobody."""
    return mock.patch.object(attempts, "outcome_of", return_value="undecided")
