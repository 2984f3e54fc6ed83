"""An org: schema, records, users, sessions, limits and a clock, with one face for tests.

Nothing here knows HTTP. Everything an org is lives in its database; what Python holds besides are
objects that read it.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from fake_salesforce import soql
from fake_salesforce.access import Access, FullAccess, UserAccess
from fake_salesforce.clock import Clock
from fake_salesforce.errors import InvalidSessionIdError
from fake_salesforce.faults import KINDS, Faults
from fake_salesforce.objects import ABSENT, STANDARD
from fake_salesforce.records.values import Json, Stored, stored
from fake_salesforce.schema import Schema

from . import exporting
from .administration import Administration
from .admission import Admission
from .connected_apps import ConnectedApp, ConnectedApps, PermittedUsers
from .credentials import Credentials
from .customization import Customization
from .customization_face import CustomizationFace
from .deployment import Deployment
from .doors import LoginStatus
from .fault_store import FaultStore
from .gate import Gate
from .ingest_jobs import IngestJobs
from .jobs import JobKind, Jobs
from .locators import Locators
from .login_history import LoginAttempt, LoginHistory
from .logins import Logins
from .metadata_changes import MetadataChanges
from .org_file import OrgFile, Origin
from .packages import Packages
from .passwords import Passwords
from .permission_set import PermissionSet
from .permission_sets import PermissionSets
from .population_face import PopulationFace
from .profile_rules import ProfileRules
from .queries import MOST_PAGE_ROWS, Asking, Queries
from .query_jobs import QueryJobs
from .recents import Recents
from .record_face import RecordFace
from .record_locks import RecordLocks
from .records import Records
from .replication import Replication
from .reports import Reports
from .rule_book import RuleBook
from .sessions import EXPIRED, Session, Sessions
from .settings import Limits, Settings, attributes
from .setup_audit_trail import SetupAuditTrail
from .snapshots import Snapshot, Snapshots
from .storage import Storage
from .stored_grants import StoredGrants
from .tally import Tally
from .template import Template
from .under_way import UnderWay
from .usage import Usage
from .user_directory import UserDirectory, new_user
from .users import User


class Org(Administration, CustomizationFace, PopulationFace, RecordFace):
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
        template: Template,
        exported: Path | None,
        is_username_taken: Callable[[str], bool],
        drop: Callable[[Org], None],
    ) -> None:
        """Open the org of a file, or found a new one.

        Args:
            path: the org's file; None keeps it in a temporary folder that ``close`` removes.
            clock: what the org takes the time from.
            origin: what a new org is made from.
            template: what a new org is a copy of.
            exported: a file that another org was exported to, which this org becomes; None founds
                a new one.
            is_username_taken: whether any org of the server has a user of that name.
            drop: closes the org and has its server forget it.
        """
        self.clock = clock
        self.schema = Schema(STANDARD, absent=ABSENT)
        self._drop = drop
        self._file = OrgFile(path, origin=origin, template=template, exported=exported, clock=clock)
        self.path = self._file.path
        self.database = database = self._file.database
        self.limits = Limits(database)
        self.settings = settings = Settings(database, tell=self.tell_setting)
        self.id = str(self._value("SELECT Id FROM Organization"))
        """The organization's 18-character id."""
        self.instance = self._file.instance
        self._first_domain = _slug(self.name, origin.number)
        seed = self._file.seed
        self.connected_apps = ConnectedApps(
            database,
            instance=self._file.instance,
            author=self._file.automated_user_id,
            seed=seed,
            now=clock.now,
        )
        self.profile_rules = ProfileRules(database)
        self.credentials = Credentials(
            database,
            seed=seed,
            policy_of=self.password_policy_of,
            age_of=self.password_age_of,
            never_expires=lambda user_id: self.access_of(user_id).has("PasswordNeverExpires"),
        )
        self.sessions = Sessions(database, settings=settings, seed=seed, organization_id=self.id)
        self.usage = Usage(database, limits=self.limits, now=clock.now)
        self.storage = Storage(database, schema=self.schema, limits=self.limits)
        self.under_way = UnderWay()
        self.admission = Admission(
            settings=settings,
            limits=self.limits,
            usage=self.usage,
            under_way=self.under_way,
            now=clock.now,
        )
        self.tally = Tally()
        self.faults = Faults(FaultStore(database), seed=seed, kinds=KINDS)
        self.locators = Locators(database, limits=self.limits, instance=self._file.instance)
        self.customization = Customization(
            database,
            schema=self.schema,
            instance=self._file.instance,
            author=self._file.automated_user_id,
            now=clock.now,
        )
        self.recents = Recents(database)
        self.rule_book = RuleBook(database, schema=self.schema, customization=self.customization)
        self._deployment = Deployment(
            database,
            schema=self.schema,
            customization=self.customization,
            rule_book=self.rule_book,
        )
        self._record_locks = RecordLocks(database, schema=self.schema)
        self.queries = Queries(
            database,
            schema=self.schema,
            locators=self.locators,
            recents=self.recents,
            access_of=self.access_of,
        )
        user = self.schema.known("User")
        assert user is not None
        self.users = UserDirectory(database, user)
        self.records = Records(
            self._file,
            schema=self.schema,
            clock=clock,
            access_of=self.access_of,
            is_username_taken=is_username_taken,
            recents=self.recents,
            tally=self.tally,
            storage=self.storage,
            time_zone_of=self.users.time_zone_of,
            locale_of=self.users.locale_of,
            record_types_changed=self.customization.read_record_types,
        )
        self.metadata_changes = MetadataChanges(database)
        self.replication = Replication(
            database, queries=self.queries, limits=self.limits, settings=settings
        )
        self._gate = Gate()
        self._snapshots = Snapshots(
            self._file, org_id=self.id, gate=self._gate, take_up=self._take_up
        )
        self.jobs = Jobs(database, instance=self._file.instance)
        self.ingest_jobs = IngestJobs(
            self.jobs,
            database=database,
            records=self.records,
            schema=self.schema,
            access_of=self.access_of,
            usage=self.usage,
            settings=settings,
            clock=clock,
        )
        self.query_jobs = QueryJobs(
            self.jobs,
            database=database,
            queries=self.queries,
            asking=self.asking,
            settings=settings,
            clock=clock,
        )
        self.reports = Reports(
            database,
            schema=self.schema,
            queries=self.queries,
            asking=self.asking,
            access_of=self.access_of,
            limits=self.limits,
            usage=self.usage,
            clock=clock,
            instance=self._file.instance,
            author=self._file.automated_user_id,
        )
        self._permission_sets = PermissionSets(self.records, database, self.schema)
        tooling = Packages.tooling_schema()
        self.tooling_queries = Queries(
            database,
            schema=tooling,
            recents=self.recents,
            locators=self.locators,
            access_of=self.access_of,
        )
        self.packages = Packages(
            database=database,
            schema=self.schema,
            tooling=tooling,
            instance=self._file.instance,
            author=self._file.automated_user_id,
            customization=self.customization,
            connected_apps=self.connected_apps,
            permission_sets=self._permission_sets,
            now=clock.now,
        )
        self.audit_trail = SetupAuditTrail(
            database, self.schema, self._file.instance, self._file.automated_user_id
        )
        self.logins = Logins(
            database=database,
            schema=self.schema,
            settings=settings,
            limits=self.limits,
            credentials=self.credentials,
            rules=self.profile_rules,
            history=LoginHistory(
                database,
                login_history=self.records.sobject("LoginHistory"),
                instance=self._file.instance,
            ),
            access_of=self.access_of,
        )
        self.passwords = Passwords(
            self.credentials,
            settings=settings,
            users=self.users,
            access_of=self.access_of,
            audit_trail=self.audit_trail,
            now=clock.now,
        )

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

    # -- the org as a whole --------------------------------------------------------------------

    def undisturbed(self) -> contextlib.AbstractContextManager[None]:
        """Return a block in whose middle the org is not put back to a snapshot."""
        return self._gate.together()

    def snapshot(self, name: str | None = None) -> Snapshot:
        """Return the org as it is now, for :meth:`restore`; requests go on meanwhile.

        Args:
            name: of the snapshot among the org's; None gives it a number.

        Raises:
            ValueError: there is a snapshot of that name.
        """
        return self._snapshots.take(name)

    @property
    def snapshots(self) -> Mapping[str, Snapshot]:
        """The snapshots that can be restored, by name."""
        return self._snapshots.taken

    def _take_up(self) -> None:
        """Make what Python holds what the database says."""
        self.customization.take_up()
        self.id = str(self._value("SELECT Id FROM Organization"))
        self.sessions.move_to(self.id)

    def restore(self, snapshot: Snapshot) -> None:
        """Put the org back to a snapshot: records, schema, users, sessions, counters, switches.

        Requests wait meanwhile. The clock stays: it is the server's. A ``User`` that a test holds
        knows the secrets it was given; take it anew if they changed.

        Raises:
            ValueError: the snapshot is another org's, or was discarded.
            RuntimeError: it is called in the middle of a request.
        """
        self._snapshots.restore(snapshot)

    def reset(self) -> None:
        """Put the org back to how it was founded, at the present time: no users, no records.

        Raises:
            RuntimeError: it is called in the middle of a request.
        """
        self._snapshots.reset()

    def export(self, path: Path) -> None:
        """Write the org to one file without any secret, for ``salesforce.import_org``.

        Sessions, query locators, hashes and the seed stay behind.

        Raises:
            FileExistsError: there is such a file.
        """
        exporting.export(self.database, path, now=self.clock.now())

    def _value(self, statement: str) -> Stored:
        with self.database.read() as connection:
            value: Stored = connection.execute(statement).fetchone()[0]
        return value

    @property
    def name(self) -> str:
        """The organization's name."""
        return str(self._value("SELECT Name FROM Organization"))

    @property
    def instance_name(self) -> str:
        """The instance it is on, as ``NA101``; its host is ``na101.salesforce.com``."""
        return str(self._value("SELECT InstanceName FROM Organization"))

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

    def known_user(self, username: str) -> User:
        """Return a user that exists, whether or not anybody knows his secrets.

        Raises:
            ValueError: there is no such user.
        """
        user_id = self.users.id_of(username)
        if user_id is None:
            message = f"{self!r} has no user {username}"
            raise ValueError(message)
        minted = self.credentials.generated(user_id)
        name = str(self.users.record(user_id)["Username"])
        return User(self, user_id=user_id, username=name, minted=minted)

    def user(self, username: str) -> User:
        """Return a user that exists, with the secrets that were generated for it.

        Raises:
            ValueError: there is no such user, or its password is not a generated one, so that
                nobody but its owner knows it.
        """
        user = self.known_user(username)
        if self.credentials.generated(user.id) is None:
            message = f"the password of {username} was not generated here, so it cannot be told"
            raise ValueError(message)
        return user

    @property
    def client_id(self) -> str:
        """Consumer key of the org's default connected app."""
        return self.connected_apps.default.client_id

    @property
    def client_secret(self) -> str:
        """Consumer secret of the org's default connected app."""
        return self.connected_apps.default.client_secret

    def add_connected_app(
        self,
        name: str,
        *,
        secret: bool = True,
        certificate: str | None = None,
        permitted_users: str = PermittedUsers.SELF_AUTHORIZE,
        approved: bool = True,
        blocked: bool = False,
        relax_ip: bool = False,
    ) -> ConnectedApp:
        """Add a connected app, whose clients may then log users in.

        Args:
            name: unlike that of any other app of the org.
            secret: whether its clients must send the client secret.
            certificate: the PEM of an X.509 certificate: its RSA key signs JWT assertions.
            permitted_users: ``All users may self-authorize`` or ``Admin approved users are
                pre-authorized``.
            approved: whether every user has approved it, or is approved for it. If not, each needs
                ``app.approve(user)``.
            blocked: whether an administrator has blocked it.
            relax_ip: whether it waives login IP ranges.

        Raises:
            ValueError: there is an app of that name, or an argument is none of those.
        """
        return self.connected_apps.add(
            name,
            needs_secret=secret,
            certificate=certificate,
            permitted_users=PermittedUsers(permitted_users),
            approves_everybody=approved,
            is_blocked=blocked,
            relaxes_ip=relax_ip,
        )

    def connected_app(self, name: str) -> ConnectedApp:
        """Return the connected app of a name.

        Raises:
            ValueError: there is none.
        """
        return self.connected_apps.named(name)

    def access_of(self, user_id: str) -> Access:
        """Return what a user may do; the automated process may do everything."""
        if user_id == self._file.automated_user_id:
            return FullAccess()
        grants = StoredGrants(self.database, schema=self.schema, user_id=user_id)
        return UserAccess(user_id, schema=self.schema, grants=grants)

    def log_in(
        self, user_id: str, secret: str | None, *, attempt: LoginAttempt | None = None
    ) -> LoginStatus:
        """Check a login, note it in LoginHistory, and say how it ended.

        A success opens no session yet.

        Args:
            user_id: whose login.
            secret: password and security token in one; None where an app vouches for the user.
            attempt: how the login came; None is a client of the API on this machine.
        """
        return self.logins.attempt(user_id, secret, attempt or LoginAttempt(), now=self.clock.now())

    def open_session(
        self, user_id: str, *, client: str, attempt: LoginAttempt | None = None
    ) -> str:
        """Return a session id for a user who has logged in.

        Once the password has expired, no session from before the expiry is given out again: the
        two are treated apart (``settings.expired_password_stops_open_sessions``).

        Args:
            user_id: whose session.
            client: what logs in; other clients of the user have other sessions.
            attempt: how the login came; None leaves the session to every address.
        """
        now = self.clock.now()
        expires_at = self.credentials.expires_at(user_id)
        has_expired = expires_at is not None and expires_at <= now
        return self.sessions.open(
            user_id,
            client=client,
            now=now,
            not_before=expires_at if has_expired else None,
            source_ip=None
            if attempt is None
            else self.logins.source_ip(attempt.source_ip, attempt.forwarded_for),
        )

    def use_session(
        self, session_id: str, *, peer: str | None = None, forwarded_for: str | None = None
    ) -> Session:
        """Return the session of an id, used now.

        Args:
            session_id: what the client sent.
            peer: the address at the other end of the connection; None asks for none.
            forwarded_for: the header ``X-Forwarded-For``, if there was one.

        Raises:
            InvalidSessionIdError: there is none, or no longer, or not for this address.
        """
        self.records.expire_recycle_bin()
        source_ip = None if peer is None else self.logins.source_ip(peer, forwarded_for)
        session = self.sessions.use(session_id, now=self.clock.now(), source_ip=source_ip)
        if source_ip is not None and self.settings.enforce_login_ip_ranges_on_every_request:
            ranges = self.logins.login_ip_ranges(session.user_id)
            if ranges and source_ip not in ranges:
                raise InvalidSessionIdError(EXPIRED)
        return session

    def must_set_password(self, session: Session) -> bool:
        """Tell whether a session is given no data, for its user's password has expired.

        Reference 1.8; a switch says whether that holds for sessions from before the expiry.
        """
        expires_at = self.credentials.expires_at(session.user_id)
        if expires_at is None or self.clock.now() < expires_at:
            return False
        return session.opened >= expires_at or self.settings.expired_password_stops_open_sessions

    def end_sessions(self, user: User | None = None) -> None:
        """End every session, or those of one user: their next call answers INVALID_SESSION_ID."""
        self.sessions.end(user_id=None if user is None else user.id)

    def expire_query_locators(self) -> None:
        """Make every open query locator invalid, as if its two days were over."""
        self.locators.expire()

    def step_job(self, job_id: str) -> str:
        """Move a job of Bulk API one state on, and return the state: for ``bulk_jobs = "by step"``.

        Raises:
            NotFoundError: there is no such job.
        """
        kind = self.jobs.kind_of(job_id)
        jobs = self.ingest_jobs if kind is JobKind.INGEST else self.query_jobs
        return jobs.step(job_id).state.value

    def configure(self, **values: bool | int | str | None) -> None:
        """Set several switches at once, all or none: ``org.configure(source_ip="203.0.113.7")``.

        Args:
            **values: by the names that ``org.settings`` and ``org.limits`` have for them.

        Raises:
            ValueError: there is no such switch, or it does not take the value.
        """
        of_settings, of_limits = attributes(Settings), attributes(Limits)
        with self.database.write():
            for name, value in values.items():
                if name not in of_settings | of_limits:
                    has = ", ".join((*of_settings, *of_limits))
                    message = f"there is no switch {name!r}; there are {has}"
                    raise ValueError(message)
                setattr(self.settings if name in of_settings else self.limits, name, value)

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

    def query(self, text: str, *, include_deleted: bool = False) -> list[dict[str, Json]]:
        """Answer SOQL with all records at once, as a user who sees everything.

        Returns:
            Records by API name, values as JSON has them; no ``attributes``, in parents and
            children neither. A ``COUNT()`` gives one record ``{"count": n}``.

        Raises:
            SalesforceError: the text is no query.
            NotImplementedInFakeError: it is SOQL that the fake does not evaluate.
        """
        self.catch_up()
        if include_deleted:
            self.records.expire_recycle_bin()
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
            state=self.database.state,
            user_id=user_id,
            now=self.clock.now(),
            time_zone=self.users.time_zone_of(user_id),
            locale=self.users.locale_of(user_id),
            access=self.access_of(user_id),
            page_rows=self.limits.query_page_rows or min(page_rows, MOST_PAGE_ROWS),
            most_fields=self.limits.query_fields,
            include_deleted=include_deleted,
        )


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
