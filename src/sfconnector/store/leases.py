"""Leases: who works on a thing, for how long, and the token that fences off whoever did before.

A lease is on a kind and a key, as ``("list", "3")``. It is checked and renewed inside each
transaction of the work (:meth:`Hold.keep`), by its token and not by the time: a holder whose term
is over may go on as long as nobody took over, whatever the clock did; one whose lease was taken
over is refused there and writes nothing. A token is given once: each take of a key has a greater
one, and the row that remembers the last one is never deleted.

An expired lease may be taken over, and so may that of a process which is known to be dead. So may
one that ends later than anybody may hold it from now on: the clock was set back since.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, insert, select, update

from sfconnector.clock import Clock
from sfconnector.errors import LeaseHeldError, LeaseLostError, StoreUnavailableError
from sfconnector.store import holders
from sfconnector.store.store import Store
from sfconnector.store.tables import leases

_LIST = "list"
TERM = timedelta(minutes=10)
"""How long a lease is good for without being renewed: longer than an answer is waited for once.

Who waits for longer, as for an answer that is asked for again, renews it meanwhile.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A lease as its holder has it."""

    kind: str
    key: str
    holder: str
    """As :func:`holders.this_process` names a process."""
    token: int
    expires_at: datetime
    """By the clock of whoever took or renewed it last."""


def take(
    connection: Connection,
    kind: str,
    key: str,
    *,
    now: datetime,
    holder: str | None = None,
    term: timedelta = TERM,
    is_gone: Callable[[str], bool] = holders.is_gone,
) -> Lease:
    """Take a lease, inside the caller's write transaction.

    Args:
        connection: of the transaction.
        kind: what kind of thing is worked on, a word that a person may be told.
        key: which one of the kind.
        now: the time.
        holder: who takes it; None is this process. The same holder cannot take it twice.
        term: how long it is good for unless renewed; the same for all who take this kind.
        is_gone: tells of a holder whether it is known to be dead.

    Raises:
        LeaseHeldError: somebody else works on it; the error says who, and until when.
    """
    holder = holder or holders.this_process()
    row = connection.execute(
        select(leases).where(leases.c.kind == kind).where(leases.c.key == key).with_for_update()
    ).one_or_none()
    expires_at = now + term
    if row is None:
        connection.execute(
            insert(leases).values(kind=kind, key=key, token=1, holder=holder, expires_at=expires_at)
        )
        return Lease(kind=kind, key=key, holder=holder, token=1, expires_at=expires_at)
    if (
        row.holder is not None
        and now < row.expires_at <= now + 2 * term
        and not is_gone(row.holder)
    ):
        raise _held(kind, row.holder, row.expires_at)
    lease = Lease(kind=kind, key=key, holder=holder, token=row.token + 1, expires_at=expires_at)
    connection.execute(
        update(leases)
        .where(leases.c.kind == kind)
        .where(leases.c.key == key)
        .values(token=lease.token, holder=holder, expires_at=expires_at)
    )
    return lease


def check(connection: Connection, lease: Lease) -> None:
    """Make sure, inside a write transaction, that nobody took over; nobody can until it ends.

    Raises:
        LeaseLostError: somebody did, or the lease was given back; nothing may be written.
    """
    row = connection.execute(
        select(leases.c.token, leases.c.holder)
        .where(leases.c.kind == lease.kind)
        .where(leases.c.key == lease.key)
        .with_for_update()
    ).one_or_none()
    if row is None or row.token != lease.token or row.holder is None:
        raise _lost(lease, None if row is None else row.holder)


def renew(connection: Connection, lease: Lease, *, now: datetime, term: timedelta = TERM) -> Lease:
    """Check a lease and let its term begin anew; returns it with its new end.

    Raises:
        LeaseLostError: as :func:`check`.
    """
    check(connection, lease)
    renewed = replace(lease, expires_at=now + term)
    connection.execute(
        update(leases)
        .where(leases.c.kind == lease.kind)
        .where(leases.c.key == lease.key)
        .values(expires_at=renewed.expires_at)
    )
    return renewed


def release(connection: Connection, lease: Lease) -> None:
    """Give a lease back, so that others need not wait; one that was taken over is left alone."""
    connection.execute(
        update(leases)
        .where(leases.c.kind == lease.kind)
        .where(leases.c.key == lease.key)
        .where(leases.c.token == lease.token)
        .values(holder=None)
    )


def is_held(
    connection: Connection,
    kind: str,
    key: str,
    *,
    now: datetime,
    is_gone: Callable[[str], bool] = holders.is_gone,
) -> bool:
    """Tell whether somebody works on a thing, as far as is known; promises nothing."""
    row = connection.execute(
        select(leases.c.holder, leases.c.expires_at)
        .where(leases.c.kind == kind)
        .where(leases.c.key == key)
    ).one_or_none()
    return (
        row is not None
        and row.holder is not None
        and now < row.expires_at
        and not is_gone(row.holder)
    )


class Hold:
    """A lease while work goes on under it; given back when its ``with`` block ends.

    A store that cannot be reached at the end keeps the lease until its term is over.
    """

    def __init__(self, store: Store, clock: Clock, lease: Lease) -> None:
        self._store = store
        self._clock = clock
        self._lease = lease
        self.since = clock.now()
        """When the work began."""

    @property
    def lease(self) -> Lease:
        """The lease as last renewed."""
        return self._lease

    def keep(self, connection: Connection) -> None:
        """Check and renew the lease; called inside every transaction of the work.

        Raises:
            LeaseLostError: somebody took over; the transaction must not be committed.
        """
        self._lease = renew(connection, self._lease, now=self._clock.now())

    def renew(self) -> None:
        """Check and renew the lease while the work waits, if half of its term is over.

        It is called from whichever thread waits.

        Raises:
            LeaseLostError: somebody took over; there is nothing more to wait for.
        """
        if self._lease.expires_at - self._clock.now() <= TERM / 2:
            with self._store.writing() as connection:
                self.keep(connection)

    def release(self) -> None:
        """Give the lease back now."""
        with suppress(StoreUnavailableError), self._store.writing() as connection:
            release(connection, self._lease)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def _held(kind: str, holder: str, until: datetime) -> LeaseHeldError:
    who = holders.told(holder)
    message = (
        f"{who} works on this {kind} and holds it until {until:%Y-%m-%d %H:%M:%S} UTC, or longer "
        "if it goes on; let it finish, or try again then"
    )
    return LeaseHeldError(message, holder=who, until=until)


def _lost(lease: Lease, holder: str | None) -> LeaseLostError:
    by = "another process" if holder is None else holders.told(holder)
    message = (
        f"{by} took over the work on this {lease.kind} while this process was away; "
        "what was stored before stands, and nothing was written since"
    )
    return LeaseLostError(message, detail=f"{lease.kind} {lease.key}, token {lease.token}")


def hold_list(store: Store, connection: Connection, list_id: int, clock: Clock) -> Hold:
    """Take a list's lease for work on it.

    Raises:
        LeaseHeldError: another process works on it.
    """
    return Hold(store, clock, take(connection, _LIST, str(list_id), now=clock.now()))


def is_list_held(connection: Connection, list_id: int, *, now: datetime) -> bool:
    """Tell whether somebody works on a list."""
    return is_held(connection, _LIST, str(list_id), now=now)
