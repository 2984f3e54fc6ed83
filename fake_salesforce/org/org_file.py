"""The file an org lives in: made, opened again, closed.

A new file gets its tables and its first records. One that exists gives back what it was drawn from,
its seed and its instance, and the time at which it was closed.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import tempfile
from dataclasses import dataclass
from pathlib import Path

from fake_salesforce import ids, soql
from fake_salesforce.clock import Clock, from_wire, to_wire
from fake_salesforce.schema import Schema

from . import tables
from .database import Database
from .founding import Founding, found

SANDBOX_INSTANCE = "CS40"
"""The instance that all sandboxes are on; one of that name was seen (reference 1.1, [CCI])."""
_DIGITS = len(ids.DIGITS) - 1


@dataclass(frozen=True, slots=True)
class Origin:
    """What a new org is made from."""

    seed: int
    number: int
    """How many-th org of that seed it is, from 1."""
    name: str
    edition: str
    """As Organization.OrganizationType has it."""
    is_sandbox: bool


class OrgFile:
    """The database of an org, with the seed and the instance it was founded with."""

    def __init__(self, path: Path | None, *, origin: Origin, schema: Schema, clock: Clock) -> None:
        """Open the org of a file, or found a new one.

        Args:
            path: the file; None keeps the org in a temporary folder that ``close`` removes.
            origin: what a new org is made from.
            schema: the objects it has.
            clock: its clock, which is moved on to when the file was closed.

        Raises:
            ValueError: the file holds something else.
        """
        self._clock = clock
        self._folder = tempfile.mkdtemp(prefix="fake-salesforce-") if path is None else None
        self.path = path or Path(str(self._folder), "org.sqlite")
        is_new = not self.path.exists() or self.path.stat().st_size == 0
        self.seed = hashlib.sha256(f"{origin.seed} {origin.number}".encode()).digest()
        """What secrets are drawn from."""
        self.instance = _instance(self.seed, origin.number)
        """The three characters that stand for the org's instance in every id."""
        self.database = Database(
            self.path, prepare=soql.install_functions, durable=path is not None
        )
        try:
            if is_new:
                self._found(origin, schema)
            else:
                self._reopen()
        except BaseException:
            self._discard()
            raise

    @property
    def automated_user_id(self) -> str:
        """The id of the user that automation runs as: the org's first."""
        return ids.record_id("005", self.instance, 1)

    @property
    def profile_id(self) -> str:
        """The id of the profile System Administrator: the org's first."""
        return ids.record_id("00e", self.instance, 1)

    def _found(self, origin: Origin, schema: Schema) -> None:
        founding = Founding(
            organization_id=ids.record_id("00D", self.instance, origin.number),
            automated_user_id=self.automated_user_id,
            profile_id=self.profile_id,
            name=origin.name,
            edition=origin.edition,
            is_sandbox=origin.is_sandbox,
            instance_name=SANDBOX_INSTANCE if origin.is_sandbox else f"NA{100 + origin.number}",
            now=self._clock.now(),
            instance=self.instance,
        )
        with self.database.write() as connection:
            tables.create(connection, schema)
            found(connection, schema, founding)
            self._note(connection, "seed", self.seed.hex())

    def _reopen(self) -> None:
        """Take the org up where its file left it: its seed, and no earlier a time."""
        try:
            with self.database.read() as connection:
                settings = dict(connection.execute("SELECT name, value FROM _setting"))
                instance = connection.execute('SELECT substr("Id", 4, 3) FROM "Organization"')
                self.instance = instance.fetchone()[0]
            self.seed = bytes.fromhex(json.loads(settings["seed"]))
        except (sqlite3.Error, KeyError, TypeError) as error:
            message = f"{self.path} is no org of fake_salesforce: {error}"
            raise ValueError(message) from error
        if "closed" in settings:
            self._clock.move_to(from_wire(json.loads(settings["closed"])))

    @staticmethod
    def _note(connection: sqlite3.Connection, name: str, value: str) -> None:
        connection.execute(
            "INSERT OR REPLACE INTO _setting VALUES (?, ?)", (name, json.dumps(value))
        )

    def close(self) -> None:
        """Close the database, noting the time; remove a temporary one."""
        if self._folder is None:
            with self.database.write() as connection:
                self._note(connection, "closed", to_wire(self._clock.now()))
        self._discard()

    def _discard(self) -> None:
        """Close the database, noting nothing; remove a temporary one."""
        self.database.close()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


def _instance(seed: bytes, number: int) -> str:
    drawn = (int.from_bytes(seed[:4]) + number) % _DIGITS**2
    return ids.DIGITS[drawn // _DIGITS + 1] + ids.DIGITS[drawn % _DIGITS + 1] + "0"
