"""An org: schema, records, users, sessions, limits and a clock, with one face for tests.

Nothing here knows HTTP. Everything an org is lives in its database; what Python holds besides are
objects that read it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from fake_salesforce import soql
from fake_salesforce.access import Access, FullAccess, UserAccess
from fake_salesforce.clock import Clock
from fake_salesforce.objects import ABSENT, STANDARD
from fake_salesforce.records.values import Json, Stored, stored
from fake_salesforce.schema import Schema
from fake_salesforce.schema.custom import (
    CustomField,
    CustomObject,
    NewPicklistValue,
    NewRecordType,
)

from . import secrets
from .credentials import Credentials, LoginStatus
from .customization import Customization
from .locators import Locators
from .login_history import LoginAttempt, LoginHistory
from .org_file import OrgFile, Origin
from .permission_set import PermissionSet
from .permission_sets import PermissionSets
from .populating import Census
from .queries import MOST_PAGE_ROWS, Asking, Queries
from .records import Records
from .sessions import Session, Sessions
from .settings import Limits, Settings
from .stored_grants import StoredGrants
from .usage import ApiUsage
from .user_directory import UserDirectory, new_user
from .users import User


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
        origin: Origin,
        is_username_taken: Callable[[str], bool],
        drop: Callable[[Org], None],
    ) -> None:
        """Open the org of a file, or found a new one.

        Args:
            path: the org's file; None keeps it in a temporary folder that ``close`` removes.
            clock: what the org takes the time from.
            origin: what a new org is made from.
            is_username_taken: whether any org of the server has a user of that name.
            drop: closes the org and has its server forget it.
        """
        self.clock = clock
        self.schema = Schema(STANDARD, absent=ABSENT)
        self._drop = drop
        self._file = OrgFile(path, origin=origin, schema=self.schema, clock=clock)
        self.path = self._file.path
        self.database = database = self._file.database
        self.limits = Limits(database)
        self.settings = settings = Settings(database)
        self.id = str(self._value("SELECT Id FROM Organization"))
        """The organization's 18-character id."""
        self.my_domain = _slug(self.name, origin.number)
        """The first label of its host, ``<my_domain>.my.salesforce.com``."""
        seed = self._file.seed
        self.client_id = secrets.client_id(seed)
        """Consumer key of the org's default connected app."""
        self.client_secret = secrets.client_secret(seed)
        self.credentials = Credentials(
            database,
            settings=settings,
            seed=seed,
            never_expires=lambda user_id: self.access_of(user_id).has("PasswordNeverExpires"),
        )
        self.sessions = Sessions(database, settings=settings, seed=seed, organization_id=self.id)
        self.api_usage = ApiUsage(database, limits=self.limits)
        self.locators = Locators(database, limits=self.limits, instance=self._file.instance)
        self.customization = Customization(
            database,
            schema=self.schema,
            instance=self._file.instance,
            author=self._file.automated_user_id,
            now=clock.now,
        )
        self.queries = Queries(
            database, schema=self.schema, locators=self.locators, access_of=self.access_of
        )
        self.records = Records(
            self._file,
            schema=self.schema,
            clock=clock,
            access_of=self.access_of,
            is_username_taken=is_username_taken,
        )
        self._permission_sets = PermissionSets(self.records, database, self.schema)
        self._login_history = LoginHistory(
            database,
            login_history=self.records.sobject("LoginHistory"),
            instance=self._file.instance,
        )
        self.users = UserDirectory(database, self.records.sobject("User"))

    def __repr__(self) -> str:
        return f"<Org {self.name!r} {self.id}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._drop(self)

    def close(self) -> None:
        """Close the org's file; a temporary one is gone."""
        self.queries.close()
        self._file.close()

    def _value(self, statement: str) -> Stored:
        with self.database.read() as connection:
            value: Stored = connection.execute(statement).fetchone()[0]
        return value

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
        """The id of the profile System Administrator, which a new user gets unless told."""
        return self._file.profile_id

    # -- users and their sessions --------------------------------------------------------------

    def create_user(
        self,
        username: str,
        *,
        first_name: str | None = None,
        last_name: str | None = None,
        email: str | None = None,
        profile: str | None = None,
        **fields: Json,
    ) -> User:
        """Create a user with a password and a security token.

        Args:
            username: the login name, unique among all orgs of the server; it looks like an address.
            first_name: None leaves it empty.
            last_name: None takes the part of the username before the ``@``.
            email: None takes the username.
            profile: the name of a profile; None is System Administrator.
            **fields: further fields of User by API name, as ``TimeZoneSidKey="Europe/Paris"``.

        Raises:
            SalesforceError: Salesforce would refuse the user.
            ValueError: there is no such profile.
        """
        record = new_user(
            username,
            first_name=first_name,
            last_name=last_name,
            email=email,
            profile_id=self._permission_sets.profile_id(profile) if profile else self.profile_id,
        )
        user_id = self.create("User", record | fields)
        minted = self.credentials.mint(user_id, now=self.clock.now())
        return User(self, user_id=user_id, username=username, minted=minted)

    def user(self, username: str) -> User:
        """Return a user that exists, with the secrets that were generated for it.

        Raises:
            ValueError: there is no such user, or its password is not a generated one, so that
                nobody but its owner knows it.
        """
        user_id = self.users.id_of(username)
        if user_id is None:
            message = f"{self!r} has no user {username}"
            raise ValueError(message)
        generated = self.credentials.generated(user_id)
        if generated is None:
            message = f"the password of {username} was not generated here, so it cannot be told"
            raise ValueError(message)
        return User(self, user_id=user_id, username=username, minted=generated)

    def access_of(self, user_id: str) -> Access:
        """Return what a user may do; the automated process may do everything."""
        if user_id == self._file.automated_user_id:
            return FullAccess()
        grants = StoredGrants(self.database, schema=self.schema, user_id=user_id)
        return UserAccess(user_id, schema=self.schema, grants=grants)

    def log_in(
        self, user_id: str, secret: str, *, attempt: LoginAttempt | None = None
    ) -> LoginStatus:
        """Check a login, note it in LoginHistory, and say how it ended.

        A success opens no session yet.

        Args:
            user_id: whose login.
            secret: password and security token in one.
            attempt: how the login came; None is a browser of this machine.
        """
        now = self.clock.now()
        status = self.credentials.check(user_id, secret, now=now)
        self._login_history.note(user_id, attempt or LoginAttempt(), status=status.value, now=now)
        return status

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

    # -- rights --------------------------------------------------------------------------------

    def permission_set(self, name: str) -> PermissionSet:
        """Return the permission set of that API name, a new one without any right if need be."""
        return self._permission_sets.named(name)

    def profile(self, name: str) -> PermissionSet:
        """Return the rights of a profile, as ``Standard User``: its own permission set.

        Raises:
            ValueError: there is no such profile.
        """
        return self._permission_sets.of_profile(name)

    def share_by_default(self, sobject_name: str, access: str) -> None:
        """Set the organization-wide default of an object.

        Args:
            sobject_name: as ``Lead``.
            access: ``None`` (private), ``Read``, ``Edit``, ``ReadEditTransfer``, ``All`` or
                ``ControlledByParent``, as far as the object has them.

        Raises:
            ValueError: the object has no such default.
        """
        self._permission_sets.share_by_default(sobject_name, access)

    # -- what an administrator adds to the schema --------------------------------------------------

    def add_object(self, name: str, **definition: Json) -> None:
        """Add a custom object.

        Args:
            name: the API name, as ``Visit__c``.
            **definition: ``label``, ``plural_label``; ``name_format`` for names that are automatic
                numbers, as ``V-{0000}``.

        Raises:
            ValueError: there is one, or the definition is at fault.
        """
        self.customization.add_object(_defined(CustomObject, definition | {"name": name}))

    def add_field(self, sobject_name: str, name: str, **definition: Json) -> None:
        """Add a custom field: ``org.add_field("Lead", "Score__c", type="Number", precision=6)``.

        Args:
            sobject_name: as ``Lead``.
            name: the API name, as ``Score__c``.
            **definition: ``type`` and the further words of
                :class:`fake_salesforce.schema.custom.CustomField`.

        Raises:
            ValueError: the object has it already, or the definition is at fault.
        """
        custom = _defined(CustomField, definition | {"name": name})
        self.customization.add_field(sobject_name, custom)

    def add_record_type(
        self,
        sobject_name: str,
        developer_name: str,
        *,
        name: str | None = None,
        is_default: bool = False,
    ) -> str:
        """Add a record type to an object and return its id.

        The first one gives the object its field RecordTypeId.

        Raises:
            ValueError: the object has it already, or cannot have record types.
        """
        new = NewRecordType(developer_name=developer_name, name=name, is_default=is_default)
        return self.customization.add_record_type(sobject_name, new)

    def add_picklist_value(
        self,
        sobject_name: str,
        field_name: str,
        value: str,
        *,
        label: str | None = None,
        is_default: bool = False,
    ) -> None:
        """Add a value to the end of a picklist.

        Raises:
            ValueError: the field is no picklist, or has the value already.
        """
        new = NewPicklistValue(field=field_name, value=value, label=label, is_default=is_default)
        self.customization.add_picklist_value(sobject_name, new)

    def deploy(self, path: Path) -> None:
        """Add everything that a YAML file lists by object, or nothing.

        Under the name of each object come ``object`` (for a custom one), ``fields``,
        ``record_types`` and ``picklist_values``, each entry in the words of ``add_...``.

        Raises:
            ValueError: the file is not of that form, or an addition is refused.
        """
        self.customization.deploy(path)

    def set_formula_value(
        self, sobject_name: str, record_id: str, field_name: str, value: Json
    ) -> None:
        """Stage what a formula field of a record says: formulas are not evaluated.

        Raises:
            ValueError: the field is no formula.
        """
        field = self.records.sobject(sobject_name).field(field_name)
        if field is None or field.formula is None:
            message = f"{sobject_name}.{field_name} is no formula"
            raise ValueError(message)
        self.records.set_system_field(sobject_name, record_id, field.name, stored(field, value))

    # -- records, as somebody who stages a test writes and reads them ----------------------------

    def create(self, sobject_name: str, fields: Mapping[str, Json]) -> str:
        """Create a record as the automated process; see :meth:`.records.Records.create`."""
        return self.records.create(sobject_name, fields)

    def update(self, sobject_name: str, record_id: str, fields: Mapping[str, Json]) -> None:
        """Write some fields of a record as the automated process."""
        self.records.update(sobject_name, record_id, fields)

    def delete(self, sobject_name: str, record_id: str) -> None:
        """Put a record into the recycle bin as the automated process."""
        self.records.delete(sobject_name, record_id)

    def populate(
        self,
        *,
        leads: int = 0,
        contacts: int = 0,
        accounts: int = 0,
        campaigns: int = 0,
        opportunities: int = 0,
        tasks: int = 0,
        members_per_campaign: int = 20,
        seed: int = 0,
    ) -> int:
        """Fill the org with records drawn from a seed; return how many were made.

        They are related to one another and to what the org has already: contacts and opportunities
        to accounts, tasks to leads and contacts, campaigns to members of both. Campaign members and
        their statuses are counted among what was made.

        Args:
            leads: how many leads. About one in thirty has no e-mail address.
            contacts: how many contacts; alike.
            accounts: how many accounts.
            campaigns: how many campaigns.
            opportunities: how many opportunities.
            tasks: how many tasks.
            members_per_campaign: how many leads and contacts a new campaign has, if there are any.
            seed: one seed gives the same records in the same order.
        """
        census = Census(
            accounts=accounts,
            contacts=contacts,
            leads=leads,
            campaigns=campaigns,
            members_per_campaign=members_per_campaign,
            opportunities=opportunities,
            tasks=tasks,
        )
        return self.records.populate(census, seed=seed)

    def query(self, text: str, *, include_deleted: bool = False) -> list[dict[str, Json]]:
        """Answer SOQL with all records at once, as a user who sees everything.

        Returns:
            Records by API name, values as JSON has them; no ``attributes``, in parents and
            children neither. A ``COUNT()`` gives one record ``{"count": n}``.

        Raises:
            SalesforceError: the text is no query.
            NotImplementedInFakeError: it is SOQL that the fake does not evaluate.
        """
        user_id = self._file.automated_user_id
        asking = Asking(
            user_id=user_id,
            now=self.clock.now(),
            time_zone=self.users.time_zone_of(user_id),
            locale=self.users.locale_of(user_id),
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
        return [_without_attributes(each) for each in records]

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
            time_zone=self.users.time_zone_of(user_id),
            locale=self.users.locale_of(user_id),
            access=self.access_of(user_id),
            page_rows=self.limits.query_page_rows or min(page_rows, MOST_PAGE_ROWS),
            include_deleted=include_deleted,
        )


Definition = TypeVar("Definition", CustomField, CustomObject)


def _defined(kind: type[Definition], definition: Mapping[str, Json]) -> Definition:
    """Return a definition read as a data file is, so that both take the same words and values."""
    return kind.model_validate_json(json.dumps(definition))


def _without_attributes(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return a JSON value without the attributes of the records in it."""
    if isinstance(value, dict):
        return {
            key: _without_attributes(each) for key, each in value.items() if key != "attributes"
        }
    return [_without_attributes(each) for each in value] if isinstance(value, list) else value


def _slug(name: str, number: int) -> str:
    """Return an org's My Domain label; the number makes it the only one of its server."""
    words = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "org"
    return f"{words[:20].strip('-')}-{number}"
