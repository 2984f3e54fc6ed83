"""Recording how an act on the connection went: state, cause, since when, and what it rests on.

A cause that disconnects breaks the connection until it is mended. One that pauses or degrades is
noted on a connection that otherwise works: the next success clears a pause, and the next success of
the same work what degrades it (see ``degraded``). On a broken one the cause that broke it stays. A
missing or wrong key is never written down: it is seen anew whenever somebody looks, and gone when
the key is back. Each change goes into the history.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import msgspec
from sqlalchemy import Connection

from sfconnector.connection import degraded
from sfconnector.connection.causes import EXPLANATIONS, KEY_CAUSES, Cause, Effect
from sfconnector.connection.context import ConnectionContext
from sfconnector.connection.credentials import Credentials
from sfconnector.connection.degraded import Degraded
from sfconnector.connection.diagnosis import Diagnosis
from sfconnector.connection.explain import Explained
from sfconnector.connection.status import Status, diagnosis_as_text, status_of
from sfconnector.errors import (
    NO_EVIDENCE,
    ConnectorError,
    DisconnectedError,
    Evidence,
    OrganizationSwitchedError,
)
from sfconnector.events import Disconnected, TroubleNoticed
from sfconnector.salesforce import missing_right
from sfconnector.store import connection_history, connections
from sfconnector.store.connection_history import Change
from sfconnector.store.connections import ConnectionRow

BY_ITSELF = "sfconnector"
"""Who acted where the connector noticed by itself."""
SWITCHES = frozenset({Cause.ORGANIZATION_SWITCHED, Cause.SANDBOX_REFRESHED})
WORKS_ON = "The connection works on with the login it had: this attempt has changed nothing."
USE = "use"
"""The act of work that runs by itself: an import, a sync."""


def failed(
    context: ConnectionContext,
    error: ConnectorError,
    explained: Explained,
    *,
    act: str = USE,
    work: str = degraded.ANY,
    offered: Credentials | None = None,
    are_stored: bool = False,
    works_on: bool = False,
) -> Status:
    """Record a failure and return the status it leaves.

    Args:
        context: the account.
        error: what happened.
        explained: what it means for the connection.
        act: what was done when it happened.
        work: which work it was, where the others may go on.
        offered: the credentials of an explicit act; None if the account's session was used. A
            refusal of another session than the present one says nothing about the present one,
            and is not recorded.
        are_stored: whether those offered are the stored ones of a broken connection; nothing is
            recorded if it has been mended meanwhile, or has got others.
        works_on: whether the connection is active with other credentials than those offered: a
            mistyped secret does not break what works, so nothing but the history is written. Nor
            does a new session that is refused, if somebody has got another one meanwhile. A
            switch of organizations stops the connector all the same, until somebody has looked.
    """
    now = context.clock.now()
    diagnosis = explained.diagnosis
    cause = diagnosis.cause
    effect = EXPLANATIONS[cause].effect
    with context.store.writing() as connection:
        row = connections.read(connection, context.account_id) or ConnectionRow(
            state="not_connected",
            since=now,
            username="" if offered is None else offered.username,
            login_url="" if offered is None else offered.login_url,
        )
        if isinstance(error, DisconnectedError):
            return status_of(row)  # what broke it is written there already
        if cause not in KEY_CAUSES and (
            _is_late(context, row, error)
            if offered is None
            else are_stored and (row.state == "active" or not context.keeps(row, offered))
        ):
            return status_of(row)
        breaks = effect is Effect.DISCONNECTS
        state = "disconnected" if breaks else row.state
        after = replace(
            row,
            state=state,
            cause=cause.value,
            since=row.since if (row.state, row.cause) == (state, cause.value) else now,
            detail=error.detail or error.message,
            hints=explained.hints,
            diagnosis=diagnosis_as_text(diagnosis),
            offered=_offered(error) if breaks else row.offered,
        )
        if cause in KEY_CAUSES or (not breaks and row.state == "disconnected"):
            return status_of(after)
        works_on = works_on or (
            cause is Cause.SESSION_REFUSED
            and row.state == "active"
            and _has_another_session(context, row, error)
        )
        if works_on and breaks and cause not in SWITCHES:
            note = f"{cause.value}: {after.detail}; the connection works on as it was"
            evidence = diagnosis.evidence
            note_change(context, connection, row, row, act=act, evidence=evidence, note=note)
            return status_of(replace(after, state=row.state, hints=(WORKS_ON, *after.hints)))
        note = ""
        if effect is Effect.DEGRADES and row.state == "active":
            refused = Degraded(
                work=work,
                cause=cause,
                since=now,
                detail=after.detail,
                hints=explained.hints,
                diagnosis=diagnosis,
                right=missing_right.named(error),
            )
            if all(each.work != work for each in degraded.of(row)):
                note = after.detail  # of the same cause, too, and another thing
            after = degraded.joined(row, refused)
        if breaks:
            after = replace(after, sealed_session=None)
            if offered is not None:
                after = replace(
                    after,
                    username=offered.username or row.username,
                    login_url=offered.login_url,
                    method=offered.method.value,
                )
        connections.write(connection, context.account_id, after)
        evidence = diagnosis.evidence
        note_change(context, connection, row, after, act=act, evidence=evidence, note=note)
    kind = Disconnected if breaks else TroubleNoticed
    message = EXPLANATIONS[cause].message
    context.emit(kind(at=now, cause=cause.value, message=message, detail=after.detail))
    return status_of(after)


def worked(
    context: ConnectionContext,
    *,
    works: Collection[str] = (),
    granted: Collection[str] = (),
    act: str = USE,
) -> None:
    """Clear what a success disproves, and nothing else.

    Args:
        context: the account.
        works: the work that was done to its end, by its names; nothing where a mere call was
            answered: that shows that the connection works, and not that a lost right is back.
        granted: rights that were seen to be there, as the doctor names them.
        act: what succeeded.
    """
    row = context.row()
    if row is None or row.state != "active" or row.cause is None:
        return
    with context.store.writing() as connection:
        row = connections.read(connection, context.account_id)
        if row is None or row.state != "active":
            return
        cleared = degraded.cleared(row, works=works, granted=granted, now=context.clock.now())
        if cleared == row:
            return
        connections.write(connection, context.account_id, cleared)
        left = {each.work for each in degraded.of(cleared)}
        healed = [each.work for each in degraded.of(row) if each.work not in left]
        note = f"{', '.join(filter(None, healed)) or 'the work'} goes on" if healed else ""
        note_change(context, connection, row, cleared, act=act, note=note)


def note_change(
    context: ConnectionContext,
    connection: Connection,
    before: ConnectionRow | None,
    after: ConnectionRow,
    *,
    act: str,
    evidence: Evidence = NO_EVIDENCE,
    note: str = "",
) -> None:
    """Write a change of state or cause, or any act with a note, into the history."""
    was = ("not_connected", None) if before is None else (before.state, before.cause)
    if was == (after.state, after.cause) and not note:
        return
    connection_history.add(
        connection,
        context.account_id,
        Change(
            at=context.clock.now(),
            who=BY_ITSELF if act == USE else context.actor.name,
            act=act,
            from_state=was[0],
            to_state=after.state,
            cause=after.cause,
            note=note or after.detail,
            evidence=evidence,
        ),
    )


def plain(cause: Cause, evidence: Evidence = NO_EVIDENCE) -> Explained:
    """Return an explanation that holds nothing but the cause and what it rests on."""
    return Explained(Diagnosis(cause=cause, evidence=evidence))


def _is_late(context: ConnectionContext, row: ConnectionRow, error: ConnectorError) -> bool:
    """Tell whether the connection has become another one while the error was on its way.

    Somebody ended it or saw it broken; or it has another session than the one that was refused.
    """
    return row.state != "active" or _has_another_session(context, row, error)


def _has_another_session(
    context: ConnectionContext, row: ConnectionRow, error: ConnectorError
) -> bool:
    """Tell whether the connection has another session than the one that was refused or replaced."""
    return error.session is not None and context.session_mark(row) not in {"", error.session}


def _offered(error: ConnectorError) -> str | None:
    if isinstance(error, OrganizationSwitchedError) and error.offered is not None:
        return msgspec.json.encode(error.offered).decode()
    return None
