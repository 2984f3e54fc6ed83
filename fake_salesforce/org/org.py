"""An org: schema, records, users, sessions, limits and a clock, with one face for tests.

Nothing here knows HTTP. Everything an org is lives in its database; what Python holds besides are
objects that read it.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from fake_salesforce import ids, population, soql
from fake_salesforce.access import Access, FullAccess
from fake_salesforce.clock import Clock, from_wire, to_wire
from fake_salesforce.objects import ABSENT, STANDARD
from fake_salesforce.records import RecordWriter, Writing, rows
from fake_salesforce.records.values import Json, Stored
from fake_salesforce.schema import Schema, SObject

from . import secrets, sequences, tables
from .credentials import Credentials, LoginStatus
from .database import Database
from .founding import AUTOMATED_PROCESS, Founding, found
from .locators import Locators
from .queries import MOST_PAGE_ROWS, Asking, Queries
from .sessions import Session, Sessions
from .settings import Limits, Settings
from .usage import ApiUsage
from .users import User

_MEMBERS = 61 * 61


class Org:
    """One Salesforce org. Made by :meth:`fake_salesforce.FakeSalesforce.create_org`.

    As a context manager it is dropped at its end, which suits tests that need many: a fixture is
    not renewed for each example of a property test.
    """

    def __init__(
        self,
        *,
        path: Path | None,
        clock: Clock,
        seed: int,
        number: int,
        name: str,
        edition: str,
        is_sandbox: bool,
        is_username_taken: Callable[[str], bool],
        drop: Callable[[Org], None],
    ) -> None:
        """Open the org of a file, or found a new one.

        Args:
            path: the org's database; None keeps it in a temporary folder that ``close`` removes.
            clock: what the org takes the time from.
            seed: what ids and secrets are drawn from.
            number: how many-th org of that seed it is.
            name: its organization's name.
            edition: as ``Enterprise Edition`` (Organization.OrganizationType).
            is_sandbox: whether it is a sandbox.
            is_username_taken: whether an org beside this one has a user of that name.
            drop: closes the org and has its server forget it.
        """
        self.clock = clock
        self._seed = hashlib.sha256(f"{seed} {number}".encode()).digest()
        self._instance = _instance(self._seed, number)
        self._is_username_taken = is_username_taken
        self._drop = drop
        self._folder = tempfile.mkdtemp(prefix="fake-salesforce-") if path is None else None
        self.path = path or Path(str(self._folder), "org.sqlite")
        self.schema = Schema(STANDARD, absent=ABSENT)
        is_new = not self.path.exists() or self.path.stat().st_size == 0
        self.database = Database(
            self.path, prepare=soql.install_functions, durable=path is not None
        )
        self.limits = Limits(self.database)
        self.settings = Settings(self.database)
        self._writer = RecordWriter(self.schema)
        founding = Founding(
            organization_id=ids.record_id("00D", self._instance, number),
            automated_user_id=ids.record_id("005", self._instance, 1),
            profile_id=ids.record_id("00e", self._instance, 1),
            name=name,
            edition=edition,
            is_sandbox=is_sandbox,
            instance_name=f"NA{100 + number}",
            now=clock.now(),
        )
        try:
            if is_new:
                self._found(founding)
            else:
                self._reopen()
        except BaseException:
            self._discard()
            raise
        self.id = str(self._value("SELECT Id FROM Organization"))
        """The organization's 18-character id."""
        self.my_domain = _slug(self.name, number)
        """The first label of its host, ``<my_domain>.my.salesforce.com``."""
        self._automated_user_id = ids.record_id("005", self._instance, 1)
        self._profile_id = ids.record_id("00e", self._instance, 1)
        self.client_id = secrets.client_id(self._seed)
        """Consumer key of the org's default connected app."""
        self.client_secret = secrets.client_secret(self._seed)
        self.credentials = Credentials(self.database, settings=self.settings, seed=self._seed)
        self.sessions = Sessions(
            self.database, settings=self.settings, seed=self._seed, organization_id=self.id
        )
        self.api_usage = ApiUsage(self.database, limits=self.limits)
        self.locators = Locators(self.database, limits=self.limits, instance=self._instance)
        self.queries = Queries(self.database, schema=self.schema, locators=self.locators)

    def __repr__(self) -> str:
        return f"<Org {self.name!r} {self.id}>"

    # -- life ----------------------------------------------------------------------------------

    def _found(self, founding: Founding) -> None:
        with self.database.write() as connection:
            tables.create(connection, self.schema)
            sequences.take(connection, "005")
            found(connection, self._sobject("Organization"), self._sobject("User"), founding)
            connection.execute(
                "INSERT INTO _setting VALUES ('seed', ?)", (json.dumps(self._seed.hex()),)
            )

    def _reopen(self) -> None:
        """Take up an org where its file left it: its seed, and no earlier a time."""
        try:
            with self.database.read() as connection:
                settings = dict(connection.execute("SELECT name, value FROM _setting"))
                instance = connection.execute('SELECT substr("Id", 4, 3) FROM "Organization"')
                self._instance = instance.fetchone()[0]
            self._seed = bytes.fromhex(json.loads(settings["seed"]))
        except (sqlite3.Error, KeyError, TypeError) as error:
            message = f"{self.path} is no org of fake_salesforce: {error}"
            raise ValueError(message) from error
        if "closed" in settings:
            self.clock.move_to(from_wire(json.loads(settings["closed"])))

    def close(self) -> None:
        """Close the database, noting the time; remove a temporary one."""
        if self._folder is not None:
            self._discard()
            return
        with self.database.write() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO _setting VALUES ('closed', ?)",
                (json.dumps(to_wire(self.clock.now())),),
            )
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._drop(self)

    def _discard(self) -> None:
        """Close the database, noting nothing; remove a temporary one."""
        self.database.close()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    # -- facts ---------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """The organization's name."""
        return str(self._value("SELECT Name FROM Organization"))

    @property
    def is_sandbox(self) -> bool:
        """Whether the org is a sandbox."""
        return bool(self._value("SELECT IsSandbox FROM Organization"))

    @property
    def profile_id(self) -> str:
        """The id of the one profile that users have until profiles are sObjects here."""
        return self._profile_id

    def _value(self, statement: str) -> Stored:
        with self.database.read() as connection:
            value: Stored = connection.execute(statement).fetchone()[0]
        return value

    def _sobject(self, name: str) -> SObject:
        sobject = self.schema.sobject(name)
        if sobject is None:
            has = ", ".join(sorted(each.name for each in self.schema))
            message = f"there is no object {name!r}; this org has {has}"
            raise ValueError(message)
        return sobject

    # -- users ---------------------------------------------------------------------------------

    def create_user(
        self,
        username: str,
        *,
        first_name: str | None = None,
        last_name: str | None = None,
        email: str | None = None,
        **fields: Json,
    ) -> User:
        """Create a user with a password and a security token.

        Args:
            username: the login name, unique among all orgs of the server; it looks like an address.
            first_name: None leaves it empty.
            last_name: None takes the part of the username before the ``@``.
            email: None takes the username.
            **fields: further fields of User by API name, as ``TimeZoneSidKey="Europe/Paris"``.

        Raises:
            SalesforceError: Salesforce would refuse the user.
        """
        local_part = username.partition("@")[0]
        record: dict[str, Json] = {
            "Username": username,
            "FirstName": first_name,
            "LastName": last_name or local_part,
            "Email": email or username,
            "Alias": local_part[:8],
            "CommunityNickname": local_part[:40],
            "IsActive": True,
            "ProfileId": self._profile_id,
            "TimeZoneSidKey": "America/Los_Angeles",
            "LocaleSidKey": "en_US",
            "LanguageLocaleKey": "en_US",
            "EmailEncodingKey": "UTF-8",
        }
        user_id = self.create("User", record | fields)
        minted = self.credentials.mint(user_id, now=self.clock.now())
        return User(
            self,
            user_id=user_id,
            username=username,
            password=minted.password,
            security_token=minted.security_token,
        )

    def user(self, username: str) -> User:
        """Return a user that exists, with the secrets that were generated for it.

        Raises:
            ValueError: there is no such user, or its password is not a generated one, so that
                nobody but its owner knows it.
        """
        user_id = self.user_id_of(username)
        if user_id is None:
            message = f"{self!r} has no user {username}"
            raise ValueError(message)
        generated = self.credentials.generated(user_id)
        if generated is None:
            message = f"the password of {username} was not generated here, so it cannot be told"
            raise ValueError(message)
        return User(
            self,
            user_id=user_id,
            username=username,
            password=generated.password,
            security_token=generated.security_token,
        )

    def user_id_of(self, username: str) -> str | None:
        """Return the id of the user of that name, whatever its case; None if there is none.

        The automated process cannot log in, so it is no answer.
        """
        with self.database.read() as connection:
            row = connection.execute(
                'SELECT "Id" FROM "User" WHERE "Username" = ? COLLATE NOCASE AND "UserType" <> ?',
                (username, AUTOMATED_PROCESS),
            ).fetchone()
        return None if row is None else row[0]

    def user_record(self, user_id: str) -> dict[str, Stored]:
        """Return the row of a user by column name."""
        with self.database.read() as connection:
            record = rows.find(connection, self._sobject("User"), user_id)
        assert record is not None
        return record

    def time_zone_of(self, user_id: str) -> ZoneInfo:
        """Return the time zone in which a user's days begin and end."""
        return ZoneInfo(str(self.user_record(user_id)["TimeZoneSidKey"]))

    # -- logins and sessions -------------------------------------------------------------------

    def log_in(self, user_id: str, secret: str) -> LoginStatus:
        """Check a login and say how it ended; a success opens no session yet."""
        return self.credentials.check(user_id, secret, now=self.clock.now())

    def open_session(self, user_id: str, *, client: str) -> str:
        """Return a session id for a user who has logged in.

        Once the password has expired, no session from before the expiry is given out again: the
        two are treated apart (``settings.expired_password_stops_open_sessions``).
        """
        now = self.clock.now()
        expires_at = self.credentials.expires_at(user_id)
        has_expired = expires_at is not None and expires_at <= now
        return self.sessions.open(
            user_id, client=client, now=now, not_before=expires_at if has_expired else None
        )

    def use_session(self, session_id: str) -> Session:
        """Return the session of an id, used now.

        Raises:
            InvalidSessionIdError: there is none, or no longer.
        """
        return self.sessions.use(session_id, now=self.clock.now())

    def end_sessions(self, user: User | None = None) -> None:
        """End every session, or those of one user: their next call answers INVALID_SESSION_ID."""
        self.sessions.end(user_id=None if user is None else user.id)

    def expire_query_locators(self) -> None:
        """Make every open query locator invalid, as if its two days were over."""
        self.locators.expire()

    # -- records -------------------------------------------------------------------------------

    def access_of(self, user_id: str) -> Access:  # noqa: ARG002 - every user alike, until profiles
        """Return what a user may do. Every user may do everything until there are profiles."""
        return FullAccess()

    def _writing(self, user_id: str | None) -> Writing:
        author = user_id or self._automated_user_id
        return Writing(
            user_id=author,
            now=self.clock.now(),
            access=self.access_of(author),
            take_id=lambda connection, prefix: sequences.take_id(
                connection, prefix, self._instance
            ),
            is_username_taken=lambda name: (
                self.user_id_of(name) is not None or self._is_username_taken(name)
            ),
            profile_ids=frozenset({self._profile_id}),
        )

    def create(
        self, sobject_name: str, fields: Mapping[str, Json], *, user_id: str | None = None
    ) -> str:
        """Create a record and return its 18-character id.

        Args:
            sobject_name: as ``Lead``.
            fields: values by API name, as JSON has them.
            user_id: who creates it; None is the automated process.

        Raises:
            SalesforceError: Salesforce would refuse the record.
            WrongTypeError: a value is of another type than its field.
            ValueError: there is no such object.
        """
        sobject = self._sobject(sobject_name)
        with self.database.write() as connection:
            return self._writer.create(connection, sobject, fields, writing=self._writing(user_id))

    def update(
        self,
        sobject_name: str,
        record_id: str,
        fields: Mapping[str, Json],
        *,
        user_id: str | None = None,
    ) -> None:
        """Write some fields of a record; arguments and errors as :meth:`create`."""
        sobject = self._sobject(sobject_name)
        with self.database.write() as connection:
            self._writer.update(
                connection, sobject, record_id, fields, writing=self._writing(user_id)
            )

    def delete(self, sobject_name: str, record_id: str, *, user_id: str | None = None) -> None:
        """Put a record into the recycle bin; arguments and errors as :meth:`create`."""
        sobject = self._sobject(sobject_name)
        if not sobject.deletable:
            message = f"{sobject.name} records cannot be deleted"
            raise ValueError(message)
        with self.database.write() as connection:
            self._writer.delete(connection, sobject, record_id, writing=self._writing(user_id))

    def is_deleted(self, sobject_name: str, record_id: str) -> bool:
        """Tell whether the record of an 18-character id lies in the recycle bin."""
        with self.database.read() as connection:
            record = rows.find(connection, self._sobject(sobject_name), record_id)
        return record is not None and bool(record.get("IsDeleted"))

    def set_system_field(
        self, sobject_name: str, record_id: str, field_name: str, value: Stored
    ) -> None:
        """Write a field that no user can write, as it is stored: for staging the past."""
        with self.database.write() as connection:
            rows.update(connection, self._sobject(sobject_name), record_id, {field_name: value})

    def populate(self, *, leads: int, seed: int = 0) -> int:
        """Fill the org with records drawn from a seed; return how many were made.

        Args:
            leads: how many leads. About one in thirty has no e-mail address.
            seed: one seed gives the same leads in the same order.
        """
        sobject = self._sobject("Lead")
        with self.database.write() as connection:
            first = sequences.take(connection, sobject.key_prefix, leads) if leads else 1
            made = population.leads(
                sobject,
                leads,
                seed=seed,
                now=self.clock.now(),
                owner_id=self._automated_user_id,
                record_id=lambda number: ids.record_id(
                    sobject.key_prefix, self._instance, first + number
                ),
            )
            rows.insert_many(connection, sobject, made)
        return leads

    def query(self, text: str, *, include_deleted: bool = False) -> list[dict[str, Json]]:
        """Answer SOQL with all records at once, as a user who sees everything.

        Returns:
            Records by API name, values as JSON has them; no ``attributes``. A ``COUNT()`` gives
            one record ``{"count": n}``.

        Raises:
            SalesforceError: the text is no query.
            NotImplementedInFakeError: it is SOQL that the fake does not evaluate.
        """
        asking = Asking(
            user_id=self._automated_user_id,
            now=self.clock.now(),
            time_zone=self.time_zone_of(self._automated_user_id),
            access=FullAccess(),
            page_rows=2**31,
            include_deleted=include_deleted,
        )
        page = self.queries.first_page(text, asking)
        if page.projection is None:
            return [{"count": page.total_size}]
        records: list[dict[str, Json]] = [
            json.loads(each) for each in soql.render(page.projection, page.records)
        ]
        for record in records:
            del record["attributes"]
        return records

    def asking(self, user_id: str, *, page_rows: int, include_deleted: bool = False) -> Asking:
        """Return how a user of the API asks a query now.

        Args:
            user_id: who asks.
            page_rows: rows the client wants in a page; the org's limit for tests goes before it.
            include_deleted: whether the recycle bin is asked too (queryAll).
        """
        return Asking(
            user_id=user_id,
            now=self.clock.now(),
            time_zone=self.time_zone_of(user_id),
            access=self.access_of(user_id),
            page_rows=self.limits.query_page_rows or min(page_rows, MOST_PAGE_ROWS),
            include_deleted=include_deleted,
        )

    def now(self) -> datetime:
        """Return the org's time."""
        return self.clock.now()


def _instance(seed: bytes, number: int) -> str:
    """Return the three characters that stand for the org's instance in every id."""
    drawn = (int.from_bytes(seed[:4]) + number) % _MEMBERS
    return ids.DIGITS[drawn // 61 + 1] + ids.DIGITS[drawn % 61 + 1] + "0"


def _slug(name: str, number: int) -> str:
    """Return an org's My Domain label; the number makes it the only one of its server."""
    words = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "org"
    return f"{words[:20].strip('-')}-{number}"
