"""Outages and the notices of them: a row is claimed and committed before anything is sent.

A notice whose outcome is missing was sent, or its process was killed in between; it counts as told,
so that nobody is told twice.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from sqlalchemy import Connection, insert, select, update

from sfconnector.store.tables import alert_notices, alert_outages

Kind: TypeAlias = Literal["down", "recovery", "warning"]
Outcome: TypeAlias = Literal["sent", "failed", "in_doubt"]
End: TypeAlias = Literal["recovered", "given_up"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A time in which the connection does not work."""

    id: int
    began_at: datetime
    cause: str
    """The value of the present cause; the last one of an outage that has ended."""
    ended_at: datetime | None = None
    end: End | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What one administrator is told, once."""

    id: int
    recipient: str
    kind: Kind
    about: str
    """An outage's number, or what a warning warns of."""
    content: Mapping[str, str]
    claimed_at: datetime
    tries: int
    outcome: Outcome | None
    """None while it is sent, or for ever if its process was killed."""
    error: str


def latest_outage(connection: Connection, account_id: int) -> Outage | None:
    """Return the account's last outage, open or ended; None if there was none."""
    row = connection.execute(
        select(alert_outages)
        .where(alert_outages.c.account_id == account_id)
        .order_by(alert_outages.c.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return Outage(
        id=row.id, began_at=row.began_at, cause=row.cause, ended_at=row.ended_at, end=row.end
    )


def begin_outage(
    connection: Connection, account_id: int, *, began_at: datetime, cause: str
) -> Outage:
    """Write that an outage has begun."""
    made = connection.execute(
        insert(alert_outages).values(account_id=account_id, began_at=began_at, cause=cause)
    )
    assert made.inserted_primary_key is not None
    return Outage(id=made.inserted_primary_key[0], began_at=began_at, cause=cause)


def update_outage(connection: Connection, outage: Outage) -> None:
    """Write an outage's cause and end."""
    connection.execute(
        update(alert_outages)
        .where(alert_outages.c.id == outage.id)
        .values(cause=outage.cause, ended_at=outage.ended_at, end=outage.end)
    )


def notices(connection: Connection, account_id: int) -> tuple[Notice, ...]:
    """Return the account's notices, the oldest first."""
    rows = connection.execute(
        select(alert_notices)
        .where(alert_notices.c.account_id == account_id)
        .order_by(alert_notices.c.id)
    )
    return tuple(
        Notice(
            id=row.id,
            recipient=row.recipient,
            kind=row.kind,
            about=row.about,
            content=json.loads(row.content),
            claimed_at=row.claimed_at,
            tries=row.tries,
            outcome=row.outcome,
            error=row.error,
        )
        for row in rows
    )


def claim(
    connection: Connection,
    account_id: int,
    *,
    recipient: str,
    kind: Kind,
    about: str,
    content: Mapping[str, str],
    now: datetime,
    is_owed: bool = False,
) -> Notice:
    """Write a notice about to be sent; the caller commits before it sends.

    One that is owed nobody has tried to send yet: it is to be tried as one that failed is.
    """
    outcome: Outcome | None
    tries, outcome, error = (0, "failed", "not sent yet") if is_owed else (1, None, "")
    made = connection.execute(
        insert(alert_notices).values(
            account_id=account_id,
            recipient=recipient,
            kind=kind,
            about=about,
            content=json.dumps(dict(content)),
            claimed_at=now,
            tries=tries,
            outcome=outcome,
            error=error,
        )
    )
    assert made.inserted_primary_key is not None
    return Notice(
        id=made.inserted_primary_key[0],
        recipient=recipient,
        kind=kind,
        about=about,
        content=content,
        claimed_at=now,
        tries=tries,
        outcome=outcome,
        error=error,
    )


def claim_again(connection: Connection, notice: Notice, *, now: datetime) -> None:
    """Write that a notice which failed is about to be sent again."""
    connection.execute(
        update(alert_notices)
        .where(alert_notices.c.id == notice.id)
        .values(claimed_at=now, tries=notice.tries + 1, outcome=None, error="")
    )


def finish(connection: Connection, notice_id: int, *, outcome: Outcome, error: str) -> None:
    """Write how sending a notice ended."""
    connection.execute(
        update(alert_notices)
        .where(alert_notices.c.id == notice_id)
        .values(outcome=outcome, error=error)
    )
