"""Settings and limits of an org: attributes that live in its database.

They are read at each use, so that a copy of the database is the whole org.
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

from .database import Database

Value = TypeVar("Value")


class Stored(Generic[Value]):
    """An attribute kept in the ``_setting`` table; until it is set, it has its default."""

    def __init__(self, default: Value, check: Callable[[Value], str | None]) -> None:
        """Declare the attribute.

        Args:
            default: its value in a new org.
            check: returns what is wrong with a value, or None.
        """
        self.default = default
        self._check = check

    @property
    def kind(self) -> Any:  # noqa: ANN401 - a type
        """The type of its values, as it is written beside the attribute."""
        [kind] = self.__orig_class__.__args__  # type: ignore[attr-defined] # where Generic keeps it
        return kind

    def fault(self, value: Value) -> str | None:
        """Return what is wrong with a value, or None."""
        return self._check(value)

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = f"{owner.__name__}.{name}"

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...

    @overload
    def __get__(self, instance: _InDatabase, owner: type) -> Value: ...

    def __get__(self, instance: _InDatabase | None, owner: type) -> Self | Value:
        if instance is None:
            return self
        with instance.database.read() as connection:
            row = connection.execute(
                "SELECT value FROM _setting WHERE name = ?", (self._name,)
            ).fetchone()
        if row is None:
            return self.default
        value: Value = json.loads(row[0])
        return value

    def __set__(self, instance: _InDatabase, value: Value) -> None:
        fault = self._check(value)
        if fault is not None:
            message = f"{self._name} = {value!r}: {fault}"
            raise ValueError(message)
        with instance.database.write() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO _setting VALUES (?, ?)", (self._name, json.dumps(value))
            )
            instance.changed(self._name.partition(".")[2], value)


class _InDatabase:
    __slots__ = ("database",)

    def __init__(self, database: Database) -> None:
        self.database = database

    def changed(self, name: str, value: object) -> None:
        """Have it told that an attribute was set, in the transaction that sets it."""


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _at_least(least: int) -> Callable[[int], str | None]:
    return lambda value: (
        None if _is_whole(value) and value >= least else f"must be a number of at least {least}"
    )


def _between(least: int, most: int) -> Callable[[int], str | None]:
    return lambda value: (
        None if _is_whole(value) and least <= value <= most else f"must be from {least} to {most}"
    )


def _address(value: str | None) -> str | None:
    try:
        if value is not None:
            ipaddress.ip_address(value)
    except ValueError:
        return "must be None or an address, as 203.0.113.7"
    return None


def _domain_label(value: str | None) -> str | None:
    if value is None or re.fullmatch("[a-z0-9]+(?:-[a-z0-9]+)*", value):
        return None
    return "must be None or a label, as acme-1: lower case letters, digits, single hyphens within"


def _one_of(*allowed: object) -> Callable[[object], str | None]:
    return lambda value: None if value in allowed else f"must be one of {list(allowed)}"


def _fields(value: int | None) -> str | None:
    is_right = value is None or (_is_whole(value) and value >= 1)
    return None if is_right else "must be None or a number of at least 1"


def _page_rows(value: int | None) -> str | None:
    most = 2000
    if value is None or (_is_whole(value) and 1 <= value <= most):
        return None
    return f"must be None or from 1 to {most}"


def attributes(holder: type[_InDatabase]) -> dict[str, Stored[Any]]:
    """Return the attributes that settings, or limits, keep in the database, by name."""
    return {name: each for name, each in vars(holder).items() if isinstance(each, Stored)}


_BOOLEANS = (True, False)
_EXPIRED = "Session expired or invalid"


class Limits(_InDatabase):
    """What an org allows. Figures of Salesforce name their source; the others are ours."""

    __slots__ = ()

    query_page_rows = Stored[int | None](None, _page_rows)
    """Rows of a query page, 1 to 2,000, whatever the client asks for. Ours: it lets a test page by
    a few rows. None leaves it to the client and Salesforce's rule (200 to 2,000, default 2,000)."""

    query_fields = Stored[int | None](None, _fields)
    """Fields that one query, or one record read by its id, may have; more are
    QUERY_TOO_COMPLICATED. Ours: real orgs refuse many fields so, formulas above all, but by no
    number that is known ([I:simple-salesforce#179], [I:restforce#468]). None takes any."""

    daily_api_requests = Stored[int](115_000, _at_least(1))
    """API calls in 24 hours; an Enterprise Edition with 15 licences has 115,000 (reference 6.5)."""

    concurrent_long_requests = Stored[int](25, _at_least(1))
    """Requests of 20 seconds or longer at a time; Developer Edition has 5 (reference 6.5)."""

    daily_bulk_batches = Stored[int](15_000, _at_least(1))
    """Batches of Bulk API and Bulk API 2.0 in 24 hours ([K:rest-api/list-org-limits])."""

    daily_bulk_query_jobs = Stored[int](10_000, _at_least(1))
    """Bulk API 2.0 query jobs in 24 hours (reference 6.5)."""

    hourly_sync_report_runs = Stored[int](500, _at_least(0))
    """Reports run synchronously in an hour (reference 3.13)."""

    hourly_async_report_runs = Stored[int](1_200, _at_least(0))
    """Reports run asynchronously in an hour (reference 3.13)."""

    concurrent_report_runs = Stored[int](20, _at_least(1))
    """Reports run synchronously at a time (reference 3.13)."""

    concurrent_report_results = Stored[int](200, _at_least(1))
    """Results of asynchronous runs fetched at a time (reference 3.13)."""

    data_storage_mb = Stored[int](10_240, _at_least(0))
    """Megabytes for records: 10 GB for an Enterprise Edition (believed)."""

    data_storage_used_mb = Stored[int](0, _at_least(0))
    """Megabytes of it that are staged as used, beside the records. Ours, for tests."""

    file_storage_mb = Stored[int](10_240, _at_least(0))
    """Megabytes for files, of which the fake has none (believed)."""

    query_locators_per_user = Stored[int](10, _at_least(1))
    """Open queries a user has at most; a further one closes the oldest (reference 3.6: ten was the
    rule of 2016, [I:simple-salesforce#95]). Those of subqueries do not count (believed)."""

    replicated_ids = Stored[int](600_000, _at_least(1))
    """Ids in an answer of Get Updated or Get Deleted ([K:rest-api/sobject-get-updated])."""
    logins_per_hour = Stored[int](3600, _at_least(1))
    """Logins of a user in an hour, then none for an hour ([K:api/login])."""

    query_locator_hours = Stored[int](48, _at_least(1))
    """Hours for which a query locator can be read (reference 3.6: 2 days)."""

    recent_reports = Stored[int](200, _at_least(1))
    """Reports that the list of recently viewed ones has at most (reference 3.13)."""


class Settings(_InDatabase):
    """How an org behaves where Salesforce lets an administrator choose, or where sources differ."""

    __slots__ = ("_tell",)

    def __init__(self, database: Database, *, tell: Callable[[str, object], None]) -> None:
        """Take the org's database.

        Args:
            database: where they are kept.
            tell: called with the name and the value of what was set.
        """
        super().__init__(database)
        self._tell = tell

    def changed(self, name: str, value: object) -> None:
        """Have it told that a setting was set."""
        self._tell(name, value)

    bulk_jobs = Stored[str]("at once", _one_of("at once", "by clock", "by step"))
    """When jobs of Bulk API are worked off: as soon as they are closed; ``bulk_job_seconds`` later
    on the clock; or one state at each ``org.step_job(job_id)``. Ours, for tests."""

    bulk_job_seconds = Stored[int](10, _at_least(1))
    """How long a job takes that is worked off by the clock. Ours."""

    password_expires_in_days = Stored[int](90, _one_of(0, 30, 60, 90, 180, 365))
    """Days until a password expires; 0 is never (reference 6.1: 90 is the default)."""

    maximum_invalid_logins = Stored[int](10, _one_of(0, 3, 5, 10))
    """Failed logins that lock a user out; 0 is never (reference 6.1: 10 is the default)."""

    lockout_minutes = Stored[int](15, _one_of(0, 15, 30, 60))
    """Minutes a lock-out lasts; 0 is until an administrator unlocks (reference 6.1: 15)."""

    password_history = Stored[int](3, _between(0, 24))
    """Former passwords that cannot be taken again (reference 6.1: 3 is the default)."""

    minimum_password_length = Stored[int](8, _between(5, 50))
    """Characters a new password has at least (reference 6.1: 8 is the default)."""

    password_complexity = Stored[int](1, _one_of(0, 1, 2, 3, 4))
    """What a new password must hold: 0 no restriction, 1 letters and numbers, 2 special characters
    too, 3 numbers and both cases, 4 all of these (reference 6.1: 1 is the default)."""

    minimum_password_lifetime_days = Stored[int](0, _one_of(0, 1))
    """Days a password is kept before it can be changed: minimumPasswordLifetime, off by default,
    is 24 hours (reference 6.1)."""

    session_timeout_minutes = Stored[int](120, _one_of(15, 30, 60, 120, 240, 480, 720, 1440))
    """Idle minutes after which a session expires (reference 6.4: 2 hours)."""

    lock_sessions_to_ip = Stored[bool](default=False, check=_one_of(*_BOOLEANS))
    """Whether a session serves only the address it was opened from (reference 1.9, 6.4)."""

    locked_session_answer = Stored[str](
        _EXPIRED, _one_of(_EXPIRED, "This session is not valid for use with the REST API")
    )
    """What a session locked to another address is answered: 401 INVALID_SESSION_ID with one of two
    texts that were both seen, [I:jsforce#386] and [I:nango#4344]."""

    enforce_login_ip_ranges_on_every_request = Stored[bool](
        default=False, check=_one_of(*_BOOLEANS)
    )
    """Whether the profile's login IP ranges hold for each call, not only for logins (reference
    6.4: enforceIpRangesEveryRequest)."""

    soap_login_enabled = Stored[bool](default=True, check=_one_of(*_BOOLEANS))
    """Whether SOAP ``login()`` is on; orgs of Winter '26 and later have it off (reference 8)."""

    username_password_flow_enabled = Stored[bool](default=True, check=_one_of(*_BOOLEANS))
    """Whether the OAuth username-password flow is allowed; orgs since Summer '23 block it."""

    api_add_on = Stored[bool](default=False, check=_one_of(*_BOOLEANS))
    """Whether an edition without the API has bought it (reference 6.4 of the domain: Professional
    and Group Edition are sold without)."""

    is_locked = Stored[bool](default=False, check=_one_of(*_BOOLEANS))
    """Whether the org is locked: nobody logs in (reference 1.7: ORG_LOCKED)."""

    my_domain = Stored[str | None](None, _domain_label)
    """The org's My Domain; None takes one from its name. ``org.change_my_domain`` sets it."""

    former_my_domain = Stored[str | None](None, _domain_label)
    """The My Domain that the org has left last; None if none. ``org.change_my_domain`` sets it."""

    former_host_answer = Stored[str](
        "invalid_session", _one_of("invalid_session", "redirect", "page", "not_found", "no_host")
    )
    """What a client meets at the host of the former My Domain (domain reference 6, row 22: 301, 404
    or an invalid session; believed): an invalid session and refused logins; a redirect to the new
    host; 404 with a page of HTML, or with an error in JSON; or no host of this name, which
    ``patch()`` plays."""

    source_ip = Stored[str | None](None, _address)
    """The address every caller has, to stage networks; ours. None is the caller's own."""

    believes_forwarded_for = Stored[bool](default=False, check=_one_of(*_BOOLEANS))
    """Whether the first address of ``X-Forwarded-For`` is the caller's; ours, for a fake that runs
    behind a proxy. Off, since anybody can send the header."""

    set_password_serves_oneself = Stored[bool](
        default=True,
        check=_one_of(*_BOOLEANS),
    )
    """Whether a user may set his own password by ``setPassword()``: the preference "Allow use of
    setPassword() API for self-resets", on until it is switched off ([D:208 setPassword])."""

    expired_password_stops_open_sessions = Stored[bool](
        default=True,
        check=_one_of(*_BOOLEANS),
    )
    """Whether a session opened before the password expired is refused too. Believed: the sources
    show only sessions opened after the expiry."""

    client_credentials_flow = Stored[bool](default=False, check=_one_of(*_BOOLEANS))
    """Whether connected apps may use the client credentials flow: it did not exist in Summer '20
    (reference 1.2, [D:224])."""

    enhanced_domains = Stored[bool](default=False, check=_one_of(*_BOOLEANS))
    """Whether a sandbox's own host is ``MyDomain--sbx.sandbox.my.salesforce.com`` instead of the
    form of 2020, ``MyDomain--sbx.cs40.my.salesforce.com`` (reference 1.1)."""

    login_hosts_apart = Stored[bool](default=True, check=_one_of(*_BOOLEANS))
    """Whether a sandbox's users are refused on login.salesforce.com, and those of other orgs on
    test.salesforce.com (reference 1.1: the failure itself is unverified)."""

    expired_password_answer = Stored[str]("2020", _one_of("2020", "2021"))
    """Which answer an expired password gets on data calls: 403 and the text seen until December
    2020, or 401 and the text recorded from December 2021 (reference 1.8)."""

    missing_api_enabled_answer = Stored[str](
        "API_DISABLED_FOR_ORG", _one_of("API_DISABLED_FOR_ORG", "API_CURRENTLY_DISABLED")
    )
    """Which answer a user without API Enabled gets: both are reported (reference 2)."""

    deletions_refused_after_days = Stored[int](30, _one_of(15, 30))
    """From how many days ago on Get Deleted refuses to begin. It tells deletions of 15 days ([K:
    rest-api/sobject-get-deleted]); that it refuses only what begins more than 30 days ago is
    [I:getomnico/omni#450]. 15 is the stricter reading."""
    availability = Stored[str]("normal", _one_of("normal", "read_only", "maintenance"))
    """Whether the org answers as usual, refuses every write (read-only mode, as while an instance
    is moved), or is down for maintenance."""

    compresses_answers = Stored[bool](default=False, check=_one_of(*_BOOLEANS))
    """Whether answers are gzip for who asks for it. Real servers do (unverified, reference 7.6); it
    is off so that a page costs no more than its making."""
