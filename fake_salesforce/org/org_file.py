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

from . import app_menu, exporting
from .database import Database
from .founding import Founding, found
from .template import Template

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

    @property
    def secret_seed(self) -> bytes:
        """What the org's secrets are drawn from."""
        return hashlib.sha256(f"{self.seed} {self.number}".encode()).digest()


class OrgFile:
    """The database of an org, with the seed and the instance it was founded with."""

    def __init__(
        self,
        path: Path | None,
        *,
        origin: Origin,
        template: Template,
        exported: Path | None = None,
        clock: Clock,
    ) -> None:
        """Open the org of a file, or found a new one.

        Args:
            path: the file; None keeps the org in a temporary folder that ``close`` removes.
            origin: what a new org is made from.
            template: what a new org is a copy of.
            exported: a file that an org was exported to, which this one becomes; None founds one.
            clock: its clock, which is moved on to when the file was closed.

        Raises:
            ValueError: the file holds something else.
        """
        self._clock = clock
        self._origin = origin
        self._template = template
        self._is_temporary = path is None
        self._folder = Path(tempfile.mkdtemp(prefix="fake-salesforce-"))
        self.path = path or self._folder / "org.sqlite"
        is_new = not self.path.exists() or self.path.stat().st_size == 0
        self.seed = origin.secret_seed
        """What secrets are drawn from."""
        self.instance = _instance(self.seed, origin.number)
        """The three characters that stand for the org's instance in every id."""
        try:
            if exported is not None:
                is_new = False
                shutil.copyfile(exported, self.path)
                exporting.take_in(self.path, seed=self.seed)
            elif is_new:
                template.copy_to(self.path)
        except BaseException:
            if is_new or exported is not None:
                self.path.unlink(missing_ok=True)
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        self.database = self._open(self.path)
        try:
            if is_new:
                self._found()
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

    def _found(self) -> None:
        origin = self._origin
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
        self._write_first_records(self.database, founding)

    def _write_first_records(self, database: Database, founding: Founding) -> None:
        with database.write() as connection:
            self._template.make_own(connection, instance=self.instance, founded=founding.founded)
            found(connection, self._template.schema, founding)
            self._note(connection, "seed", self.seed.hex())

    def new_path(self, name: str) -> Path:
        """Return the path of a file in the org's temporary folder, which goes with the org."""
        return self._folder / name

    def found_again(self, path: Path) -> None:
        """Write the org to a file as it was founded, but for the time, which is now's."""
        with self.database.read() as connection:
            row = connection.execute(
                'SELECT "Id", "Name", "OrganizationType", "IsSandbox", "InstanceName"'
                ' FROM "Organization"'
            ).fetchone()
        organization_id, name, edition, is_sandbox, instance_name = row
        founding = Founding(
            organization_id=organization_id,
            automated_user_id=self.automated_user_id,
            profile_id=self.profile_id,
            name=name,
            edition=edition,
            is_sandbox=bool(is_sandbox),
            instance_name=instance_name,
            now=self._clock.now(),
            instance=self.instance,
        )
        self._template.copy_to(path)
        database = self._open(path)
        try:
            self._write_first_records(database, founding)
        finally:
            database.close()

    def _open(self, path: Path) -> Database:
        return Database(path, prepare=_prepare, durable=not self._is_temporary)

    def _reopen(self) -> None:
        """Take the org up where its file left it: its seed, and no earlier a time."""
        try:
            with self.database.read() as connection:
                settings = dict(connection.execute("SELECT name, value FROM _setting"))
                instance = connection.execute('SELECT substr("Id", 4, 3) FROM "Organization"')
                self.instance = instance.fetchone()[0]
                self._check_complete(connection)
            self.seed = bytes.fromhex(json.loads(settings["seed"]))
        except (sqlite3.Error, KeyError, TypeError) as error:
            message = f"{self.path} is no org of fake_salesforce: {error}"
            raise ValueError(message) from error
        if "closed" in settings:
            self._clock.move_to(from_wire(json.loads(settings["closed"])))

    def _check_complete(self, connection: sqlite3.Connection) -> None:
        """Refuse the file of a version of the fake that had fewer objects.

        Raises:
            ValueError: it is one.
        """
        there = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}
        missing = sorted({each.name for each in self._template.schema} - there)
        if missing:
            message = (
                f"{self.path} is of another version of fake_salesforce: it has no"
                f" {', '.join(missing)}. Found a new org in another file"
            )
            raise ValueError(message)

    @staticmethod
    def _note(connection: sqlite3.Connection, name: str, value: str) -> None:
        connection.execute(
            "INSERT OR REPLACE INTO _setting VALUES (?, ?)", (name, json.dumps(value))
        )

    def close(self) -> None:
        """Close the database, noting the time; remove a temporary one."""
        if not self._is_temporary:
            with self.database.write() as connection:
                self._note(connection, "closed", to_wire(self._clock.now()))
        self._discard()

    def _discard(self) -> None:
        """Close the database, noting nothing; remove a temporary one."""
        self.database.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def _instance(seed: bytes, number: int) -> str:
    drawn = (int.from_bytes(seed[:4]) + number) % _DIGITS**2
    return ids.DIGITS[drawn // _DIGITS + 1] + ids.DIGITS[drawn % _DIGITS + 1] + "0"


def _prepare(connection: sqlite3.Connection) -> None:
    """Give a new connection the functions that statements and views use."""
    soql.install_functions(connection)
    app_menu.install_functions(connection)
