"""The sessions of an org: opened by a login, ended by two idle hours or on purpose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from fake_salesforce.clock import from_wire, to_wire
from fake_salesforce.errors import InvalidSessionIdError

from . import secrets, sequences
from .database import Database
from .settings import Settings

EXPIRED = "Session expired or invalid"
"""Reference 2, [RF]."""
RESTRICTED = (
    "The users password has expired, you must call SetPassword before attempting any other API"
    " operations"
)
"""What the session of an expired password is told (reference 1.7, 1.8)."""


@dataclass(frozen=True, slots=True)
class Session:
    """An open session: whose it is and since when. The session id itself is not kept."""

    number: int
    user_id: str
    opened: datetime


class Sessions:
    """The sessions of one org, kept as salted hashes of their ids."""

    def __init__(
        self, database: Database, *, settings: Settings, seed: bytes, organization_id: str
    ) -> None:
        self._database = database
        self._settings = settings
        self._seed = seed
        self._organization_id = organization_id
        self._salt = secrets.salt(seed, "sessions")

    def _expires(self, last_used: str) -> datetime:
        return from_wire(last_used) + timedelta(minutes=self._settings.session_timeout_minutes)

    def open(
        self,
        user_id: str,
        *,
        client: str,
        now: datetime,
        not_before: datetime | None = None,
        source_ip: str | None = None,
    ) -> str:
        """Return a session id for a user.

        While a session of the same user and client lives, it is given out again (reference 6.4,
        [P]); a login counts as a use of it.

        Args:
            user_id: whose session.
            client: what logs in; other clients of the user have other sessions.
            now: when.
            not_before: a session opened earlier is not given out again; None sets no bound.
            source_ip: the address it is opened from. Where sessions are locked to theirs, that of
                another address is not given out again (believed). None serves every address.
        """
        earliest = "" if not_before is None else to_wire(not_before)
        is_locked = self._settings.lock_sessions_to_ip
        with self._database.write() as connection:
            row = connection.execute(
                "SELECT number, last_used FROM _session"
                " WHERE user_id = ? AND client = ? AND ended = 0 AND opened >= ?"
                " AND (NOT ? OR source_ip IS ?) ORDER BY number DESC LIMIT 1",
                (user_id, client, earliest, is_locked, source_ip),
            ).fetchone()
            if row is not None and now < self._expires(row[1]):
                connection.execute(
                    "UPDATE _session SET last_used = ? WHERE number = ?", (to_wire(now), row[0])
                )
                return secrets.session_id(self._seed, self._organization_id, row[0])
            number = sequences.take(connection, "session")
            session_id = secrets.session_id(self._seed, self._organization_id, number)
            hashed = secrets.hashed(session_id, self._salt)
            connection.execute(
                "INSERT INTO _session VALUES (?, ?, ?, ?, ?, ?, 0, ?)",
                (hashed, number, user_id, client, to_wire(now), to_wire(now), source_ip),
            )
        return session_id

    def use(self, session_id: str, *, now: datetime, source_ip: str | None = None) -> Session:
        """Return the session of an id and note that it was used now.

        Args:
            session_id: what the client sent.
            now: when.
            source_ip: the caller's address; None is whatever the session was opened from.

        Raises:
            InvalidSessionIdError: the session is unknown, ended, or was idle for too long, or it is
                locked to another address (reference 1.9).
        """
        hashed = secrets.hashed(session_id, self._salt)
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT number, user_id, opened, last_used, ended, source_ip FROM _session"
                " WHERE hash = ?",
                (hashed,),
            ).fetchone()
        if row is None or row[4] or now >= self._expires(row[3]):
            raise InvalidSessionIdError(EXPIRED)
        is_elsewhere = None not in {source_ip, row[5]} and source_ip != row[5]
        if is_elsewhere and self._settings.lock_sessions_to_ip:
            raise InvalidSessionIdError(self._settings.locked_session_answer)
        if row[3] != to_wire(now):
            with self._database.write(is_bookkeeping=True) as connection:
                connection.execute(
                    "UPDATE _session SET last_used = ? WHERE number = ?", (to_wire(now), row[0])
                )
        return Session(row[0], row[1], from_wire(row[2]))

    def user_id_of(self, session_id: str) -> str | None:
        """Return whose a session is or was, without using it; None if there never was one."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT user_id FROM _session WHERE hash = ?",
                (secrets.hashed(session_id, self._salt),),
            ).fetchone()
        return None if row is None else str(row[0])

    def end_named(self, session_id: str) -> None:
        """End the session of an id, if there is one."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE _session SET ended = 1 WHERE hash = ?",
                (secrets.hashed(session_id, self._salt),),
            )

    def move_to(self, organization_id: str) -> None:
        """Have the ids of new sessions begin with another organization id."""
        self._organization_id = organization_id

    def end_one(self, session: Session) -> None:
        """End one session, as its client's logout does."""
        with self._database.write() as connection:
            connection.execute("UPDATE _session SET ended = 1 WHERE number = ?", (session.number,))

    def end(self, *, user_id: str | None = None) -> None:
        """End every session, or every session of one user."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE _session SET ended = 1 WHERE user_id = coalesce(?, user_id)", (user_id,)
            )
