"""The Salesforce side as a scenario sees it: an org, its users, its clock and its wire.

Everything but the file ``fake_stage.py`` knows only this protocol, so that scenarios, steps and
views can be tested without a server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol, get_args

from sfconformance.part import FieldValue

Resource = Literal[
    "soap",
    "oauth_token",
    "versions",
    "resources",
    "describe_global",
    "describe",
    "row_create",
    "row_get",
    "row_update",
    "row_delete",
    "query",
    "query_more",
    "query_all",
    "query_all_more",
    "tooling_query",
    "limits",
    "reports",
    "report_describe",
    "report_query",
    "report_run",
    "query_job_create",
    "query_job",
    "query_results",
    "query_job_delete",
]
"""A resource of the wire, by the name the fake's journal gives it."""

RESOURCES: tuple[str, ...] = get_args(Resource)
"""Every one of them."""


@dataclass(frozen=True)
class OrgStart:
    """The org as a scenario starts with it.

    Attributes:
        name: the organization's name.
        users: alias -> username.
        leads: how many leads are made up.
        leads_seed: where making them up starts.
        records: object name -> records, each field API name -> value.
        page_rows: rows of a query page; None leaves Salesforce's 2,000.
        edition: as Organization.OrganizationType has it.
        is_sandbox: whether it is a sandbox.
        profile: of its users; None leaves an administrator's.
    """

    name: str
    users: Mapping[str, str]
    leads: int = 0
    leads_seed: int = 0
    records: Mapping[str, Sequence[Mapping[str, FieldValue]]] = field(default_factory=dict)
    page_rows: int | None = None
    edition: str = "Enterprise Edition"
    is_sandbox: bool = False
    profile: str | None = None


@dataclass(frozen=True)
class ConnectedApp:
    """The connected app that an administrator has made for the connector.

    Attributes:
        client_id: its consumer key.
        client_secret: its consumer secret.
        private_key: in PEM, whose certificate the app has.
    """

    client_id: str
    client_secret: str = field(repr=False)
    private_key: str = field(repr=False)


@dataclass(frozen=True)
class WireExchange:
    """One request and its answer, secrets redacted.

    Attributes:
        number: its place in the journal, from 1.
        at: when, on the stage's clock.
        resource: one of :data:`RESOURCES`.
        method: the HTTP method.
        path: the path, without a query string that may hold secrets.
        status: the HTTP status.
        error_code: Salesforce's errorCode; None when the answer has none.
        request: an excerpt of what was sent.
        response: an excerpt of what was answered.
        delivery: how much of the answer was sent: "whole", "part" or "none".
    """

    number: int
    at: datetime
    resource: str
    method: str
    path: str
    status: int
    error_code: str | None
    request: str
    response: str
    delivery: str = "whole"


class StagedUser(Protocol):
    """A user of the org, as an administrator may act on it; what an act returns is not used."""

    @property
    def username(self) -> str:
        """The username."""
        ...

    @property
    def password(self) -> str:
        """The password in force."""
        ...

    @property
    def security_token(self) -> str:
        """The security token in force."""
        ...

    def set_password(self) -> object:
        """Give the user a new password and, with it, a new security token."""
        ...

    def reset_security_token(self) -> object:
        """Give the user a new security token."""
        ...

    def expire_password(self) -> object:
        """Let the password be as old as the policy allows and older."""
        ...


class Stage(Protocol):
    """An org that a scenario acts on."""

    @property
    def login_url(self) -> str:
        """Where a connector logs in."""
        ...

    def now(self) -> datetime:
        """Return the instant on the stage's clock, in UTC."""
        ...

    def advance(self, length: timedelta) -> None:
        """Move the stage's clock forward."""
        ...

    def set_up(self, org: OrgStart, *others: OrgStart) -> None:
        """Make the orgs that a scenario starts with; called once, before anything else.

        Steps on the org act on the first one, unless they name another.
        """
        ...

    def url_of(self, written: str) -> str:
        """Return a login URL of a file, with ``{stage}`` and ``{my_domain}`` filled in."""
        ...

    def user(self, alias: str) -> StagedUser:
        """Return the user of an alias of the scenario, as he is now."""
        ...

    def connected_app(self) -> ConnectedApp:
        """Return the connected app of the first org, made when it is first asked for."""
        ...

    def secrets(self) -> Iterable[str]:
        """Return every secret that a person may hold now, so that none is written down."""
        ...

    def carry_out(self, verb: str, asked: Mapping[str, Any], *, alias: str | None) -> None:
        """Do what a verb of the fake's control does, to a user if an alias is given."""
        ...

    def query(self, soql: str) -> Sequence[Mapping[str, object]]:
        """Return every row of a query, as a user who sees everything."""
        ...

    def create(self, sobject: str, values: Mapping[str, FieldValue]) -> str:
        """Create a record and return its id."""
        ...

    def update(self, sobject: str, record_id: str, values: Mapping[str, FieldValue]) -> None:
        """Change fields of a record."""
        ...

    def delete(self, sobject: str, record_id: str) -> None:
        """Delete a record."""
        ...

    def end_sessions(self, alias: str | None) -> None:
        """Make every session of a user void, or of every user when the alias is None."""
        ...

    def expire_query_locators(self) -> None:
        """Make every open query locator void."""
        ...

    def close_the_way(self, *, closed: bool) -> None:
        """Refuse every connection from now on, or take them again."""
        ...

    def routed(self) -> Callable[[], AbstractContextManager[None]]:
        """Return what opens, in another process, a context with hosts that lead to this stage.

        They are those of salesforce.com. It can be pickled.
        """
        ...

    def on_request(self, callback: Callable[[str], None]) -> Callable[[], None]:
        """Call back with the resource before each request is handled; return the unsubscriber.

        The callback runs in the server's thread.
        """
        ...

    def on_exchange(self, callback: Callable[[WireExchange], None]) -> Callable[[], None]:
        """Call back with each exchange before its answer is sent; return the unsubscriber.

        The callback runs in the server's thread.
        """
        ...


OpenStage = Callable[[int], AbstractContextManager[Stage]]
"""Opens an empty stage for a seed; leaving the context stops it and raises what it hid."""
