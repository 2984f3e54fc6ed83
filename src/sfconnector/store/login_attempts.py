"""Login attempts: a row committed before a login is sent, its outcome written after the answer.

A process killed in between leaves a row without an outcome. The fingerprint is a keyed hash of
user, secret and host, so the rows tell whether these very credentials were refused, and nothing
more. Which account sent them does not matter: Salesforce counts the failures of a user.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from sqlalchemy import Connection, insert, select, update

from sfconnector.store.tables import login_attempts

Outcome: TypeAlias = Literal["accepted", "refused", "undecided", "never_sent", "answer_lost"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginAttempt:
    """One attempt; ``outcome`` is None while it runs, or for ever if its process was killed."""

    id: int
    started_at: datetime
    finished_at: datetime | None
    outcome: Outcome | None
    fault_code: str | None
    fault_text: str | None = None
    until: datetime | None = None
    """When it is over at the latest, by the time-outs of its process; None if that is not known."""


def begin(
    connection: Connection,
    account_id: int,
    *,
    fingerprint: str,
    act: str,
    now: datetime,
    until: datetime,
) -> int:
    """Write the row of an attempt about to be sent; the caller commits before it sends.

    Args:
        connection: to the store.
        account_id: who sends it.
        fingerprint: of its credentials.
        act: what it is sent for.
        now: when it begins.
        until: when it will have had an answer, or be given up.
    """
    made = connection.execute(
        insert(login_attempts).values(
            account_id=account_id, fingerprint=fingerprint, act=act, started_at=now, until=until
        )
    )
    assert made.inserted_primary_key is not None
    attempt_id = made.inserted_primary_key[0]
    assert isinstance(attempt_id, int)
    return attempt_id


def finish(
    connection: Connection,
    attempt_id: int,
    *,
    outcome: Outcome,
    fault_code: str | None,
    fault_text: str | None = None,
    now: datetime,
) -> None:
    """Write how an attempt ended."""
    connection.execute(
        update(login_attempts)
        .where(login_attempts.c.id == attempt_id)
        .values(outcome=outcome, fault_code=fault_code, fault_text=fault_text, finished_at=now)
    )


def revise(connection: Connection, attempt_id: int, *, outcome: Outcome) -> None:
    """Write another outcome of an attempt that has ended: more is known of it now."""
    connection.execute(
        update(login_attempts).where(login_attempts.c.id == attempt_id).values(outcome=outcome)
    )


def history(connection: Connection, fingerprints: Sequence[str]) -> tuple[LoginAttempt, ...]:
    """Return the attempts with these credentials by any account, the newest first."""
    rows = connection.execute(
        select(
            login_attempts.c.id,
            login_attempts.c.started_at,
            login_attempts.c.finished_at,
            login_attempts.c.outcome,
            login_attempts.c.fault_code,
            login_attempts.c.fault_text,
            login_attempts.c.until,
        )
        .where(login_attempts.c.fingerprint.in_(fingerprints))
        .order_by(login_attempts.c.id.desc())
    )
    return tuple(
        LoginAttempt(
            id=row.id,
            started_at=row.started_at,
            finished_at=row.finished_at,
            outcome=row.outcome,
            fault_code=row.fault_code,
            fault_text=row.fault_text,
            until=row.until,
        )
        for row in rows
    )
