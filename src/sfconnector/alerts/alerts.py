"""Alerts as a listener: looks how the connection stands, claims what is to be told, and sends it.

Events are only the occasion to look: what decides is the connection in the store, and whether the
key at hand opens its secrets, without which no work is done. So an event that a killed process
never told is made up for by the next look, and ``due`` looks without any event, as a schedule does
for what must outlast a blip, be told again the next day or be tried again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from sfconnector.alerts import content
from sfconnector.alerts.delivery import Delivered, Delivery, Parcel
from sfconnector.alerts.rule import (
    Begin,
    Condition,
    Down,
    Retry,
    Send,
    Unconnected,
    Up,
    decide,
    observe,
    warning_retries,
)
from sfconnector.connection.causes import EXPLANATIONS, KEY_CAUSES, Cause
from sfconnector.connection.context import ConnectionContext
from sfconnector.errors import KeyMissingError, KeyWrongError
from sfconnector.events import (
    AlertFailed,
    AlertSent,
    Connected,
    Disconnected,
    Event,
    PasswordExpiresSoon,
    TroubleNoticed,
)
from sfconnector.store import accounts, alerts, connections
from sfconnector.store.alerts import Notice, Outage
from sfconnector.store.connections import ConnectionRow

OCCASIONS = (Connected, Disconnected, TroubleNoticed, PasswordExpiresSoon)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """What an administrator was told, and when."""

    recipient: str
    kind: str
    """``down``, ``recovery``, ``warning`` or ``test``."""
    subject: str
    at: datetime
    tries: int
    outcome: str
    """``sent``, ``failed`` (it is tried again), ``in_doubt`` or ``unfinished`` (it is not)."""
    error: str


class Alerts:
    """Alerts one account's administrators."""

    def __init__(
        self,
        context: ConnectionContext,
        deliveries: Sequence[Delivery],
        *,
        account: str,
        horizon: timedelta,
    ) -> None:
        """Take who is told.

        Args:
            context: the account.
            deliveries: the ways to the administrators; none alerts nobody.
            account: its name.
            horizon: how long trouble that time heals alerts nobody.
        """
        self._context = context
        self._deliveries = {each.recipient: each for each in deliveries}
        self._account = account
        self._horizon = horizon

    def __call__(self, event: Event) -> None:
        """Look when something happened to the connection, or a warning is due."""
        if isinstance(event, OCCASIONS):
            self.due()

    def due(self) -> None:
        """Send what is due now.

        Raises:
            StateError: the store cannot be used. No delivery raises.
        """
        if not self._deliveries:
            return
        now = self._context.clock.now()
        with self._context.store.reading() as connection:
            if self._is_quiet(connection, now):
                return
        with self._context.store.writing() as connection:
            claimed = self._claim(connection, now)
        self._send(claimed)

    def owe(self, connection: Connection, event: PasswordExpiresSoon) -> None:
        """Write in the caller's transaction that a warning is to be sent to each administrator.

        The next look sends it, whichever process looks.
        """
        for recipient in self._deliveries:
            alerts.claim(
                connection,
                self._context.account_id,
                recipient=recipient,
                kind="warning",
                about=f"password {event.expires_at.isoformat()} {event.days}",
                content=content.password(self._account, event),
                now=event.at,
                is_owed=True,
            )

    def told(self) -> tuple[Alert, ...]:
        """Return who was told what and when, the oldest first."""
        with self._context.store.reading() as connection:
            notices = alerts.notices(connection, self._context.account_id)
        return tuple(
            Alert(
                recipient=each.recipient,
                kind=each.kind,
                subject=content.subject(each),
                at=each.claimed_at,
                tries=each.tries,
                outcome=each.outcome or "unfinished",
                error=each.error,
            )
            for each in notices
        )

    def test(self) -> tuple[Alert, ...]:
        """Send every administrator a message that says it is a test, and tell how it went."""
        now = self._context.clock.now()
        trial = content.trial(self._account, now)
        parcel = Parcel(
            number=f"sfconnector.test.{now:%Y%m%dT%H%M%S}", kind="test", content=trial, at=now
        )
        results = [(name, each.deliver(parcel)) for name, each in self._deliveries.items()]
        return tuple(
            Alert(
                recipient=recipient,
                kind="test",
                subject=trial["subject"],
                at=now,
                tries=1,
                outcome=delivered.outcome,
                error=delivered.error,
            )
            for recipient, delivered in results
        )

    def _is_quiet(self, connection: Connection, now: datetime) -> bool:
        """Tell, without waiting for other writers, whether there is nothing to write or send."""
        last = alerts.latest_outage(connection, self._context.account_id)
        condition = self._condition(connection, now)
        if observe(last, condition, now=now) is not None:
            return False
        notices = alerts.notices(connection, self._context.account_id)
        if warning_retries(notices, now=now):
            return False
        return last is None or not any(
            self._decide(last, notices, recipient, now) for recipient in self._deliveries
        )

    def _claim(self, connection: Connection, now: datetime) -> list[Notice]:
        account_id = self._context.account_id
        outage = alerts.latest_outage(connection, account_id)
        change = observe(outage, self._condition(connection, now), now=now)
        if isinstance(change, Begin):
            outage = alerts.begin_outage(
                connection, account_id, began_at=change.began_at, cause=change.cause
            )
        elif change is not None:
            alerts.update_outage(connection, change)
            outage = change
        notices = alerts.notices(connection, account_id)
        claimed = [each for each in warning_retries(notices, now=now) if self._knows(each)]
        for recipient in self._deliveries if outage is not None else ():
            assert outage is not None
            decided = self._decide(outage, notices, recipient, now)
            if isinstance(decided, Send):
                made = content.down if decided.kind == "down" else content.recovery
                notice = alerts.claim(
                    connection,
                    account_id,
                    recipient=recipient,
                    kind=decided.kind,
                    about=str(outage.id),
                    content=made(self._account, outage),
                    now=now,
                )
                claimed.append(notice)
            elif isinstance(decided, Retry):
                claimed.append(decided.notice)
        for each in claimed:
            if each.outcome == "failed":
                alerts.claim_again(connection, each, now=now)
        return claimed

    def _decide(
        self, outage: Outage, notices: Sequence[Notice], recipient: str, now: datetime
    ) -> Send | Retry | None:
        cause = Cause(outage.cause)
        return decide(
            outage,
            [each for each in notices if each.recipient == recipient],
            may_pass=EXPLANATIONS[cause].transient or cause in KEY_CAUSES,
            horizon=self._horizon,
            now=now,
        )

    def _send(self, claimed: Sequence[Notice]) -> None:
        for notice in claimed:
            now = self._context.clock.now()
            parcel = Parcel(
                number=_number(notice),
                kind=notice.kind,
                content=notice.content,
                at=now,
            )
            delivered = self._deliveries[notice.recipient].deliver(parcel)
            with self._context.store.writing() as connection:
                alerts.finish(
                    connection, notice.id, outcome=delivered.outcome, error=delivered.error
                )
            self._context.emit(_event(notice, delivered, now))

    def _knows(self, notice: Notice) -> bool:
        return notice.recipient in self._deliveries

    def _condition(self, connection: Connection, now: datetime) -> Condition:
        row = connections.read(connection, self._context.account_id)
        found = condition_of(row)
        cause = None if isinstance(found, Unconnected) else self._key_trouble(connection)
        return found if cause is None else Down(now, cause.value)

    def _key_trouble(self, connection: Connection) -> Cause | None:
        """Tell why this process cannot open the account's secrets; None if it can."""
        check = accounts.key_check(connection, self._context.account_id)
        if check is None:
            return None
        try:
            self._context.box.open(check)
        except KeyMissingError:
            return Cause.KEY_MISSING
        except KeyWrongError:
            return Cause.KEY_WRONG
        return None


def condition_of(row: ConnectionRow | None) -> Condition:
    """Tell from the stored connection whether it works."""
    if row is None or row.state == "not_connected":
        return Unconnected()
    if row.cause is None:
        return Up()
    return Down(row.since, row.cause)


def _number(notice: Notice) -> str:
    """Return what stays the same when a notice is tried again, and differs between stores."""
    told = json.dumps(dict(notice.content), sort_keys=True).encode()
    return f"sfconnector.{notice.id}.{hashlib.sha256(told).hexdigest()[:16]}"


def _event(notice: Notice, delivered: Delivered, now: datetime) -> AlertSent | AlertFailed:
    if delivered.outcome == "sent":
        return AlertSent(at=now, recipient=notice.recipient, kind=notice.kind)
    return AlertFailed(at=now, recipient=notice.recipient, kind=notice.kind, reason=delivered.error)
