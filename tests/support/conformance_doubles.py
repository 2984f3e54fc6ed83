"""Small doubles of the two sides of a stage: an org in dictionaries and a connector by script.

They let the harness be tested without a server: what a connector "sends" is recorded by the stage
at once, through the same callbacks a served fake would use.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any

from sfconformance.errors import ScenarioError
from sfconformance.part import FieldValue
from sfconformance.runner import play
from sfconformance.scenario_file import ScenarioFile, loads
from sfconformance.seat import Method, Seat
from sfconformance.stage import ConnectedApp, OrgStart, WireExchange
from sfconformance.subject import (
    Account,
    Binding,
    Change,
    DoctorFinding,
    Event,
    Examination,
    ImportReport,
    Killable,
    KilledError,
    Member,
    Status,
    Surroundings,
    SyncReport,
    TickReport,
    UnsupportedError,
)
from sfconformance.timeline import Timeline

START = datetime(2020, 7, 20, 9, tzinfo=UTC)
HEADER = """\
title: A scenario
why: To test the harness.
sources: [none, this is a test]
org:
  users: {integration: integration@example.com}
"""


class DoubleUser:
    """A user with predictable secrets."""

    def __init__(self, username: str) -> None:
        self.username = username
        self.password = "first-password"
        self.security_token = "FirstToken"
        self.expired = False

    def set_password(self) -> None:
        """Take new secrets."""
        self.password, self.security_token, self.expired = "second-password", "SecondToken", False

    def reset_security_token(self) -> None:
        """Take a new token."""
        self.security_token = "ThirdToken"

    def expire_password(self) -> None:
        """Let the password expire."""
        self.expired = True


class DoubleStage:
    """An org in dictionaries. ``query`` answers every Lead, whatever is asked."""

    def __init__(self) -> None:
        self.login_url = "http://stage.example.com:1234"
        self.users: dict[str, DoubleUser] = {}
        self.leads: dict[str, dict[str, FieldValue]] = {}
        self.acts: list[str] = []
        self.queries: list[str] = []
        self._now = START
        self.is_killed = False
        """Whether the connector is killed by the request that is being sent."""
        self._before: list[Callable[[str], None]] = []
        self._after: list[Callable[[WireExchange], None]] = []
        self._number = 0

    def now(self) -> datetime:
        """Return the instant."""
        return self._now

    def advance(self, length: timedelta) -> None:
        """Move the clock."""
        self._now += length

    def set_up(self, org: OrgStart, *others: OrgStart) -> None:
        """Make users and leads."""
        self.users = {
            alias: DoubleUser(username)
            for each in (org, *others)
            for alias, username in each.users.items()
        }
        for record in org.records.get("Lead", ()):
            self.create("Lead", record)

    def user(self, alias: str) -> DoubleUser:
        """Return a user."""
        return self.users[alias]

    def url_of(self, written: str) -> str:
        """Fill in where the stage is."""
        return written.replace("{stage}", "stage.example.com").replace("{my_domain}", "example")

    def connected_app(self) -> ConnectedApp:
        """Return an app with predictable secrets."""
        return ConnectedApp("the-client-id", "the-client-secret", "the-private-key")

    def secrets(self) -> Iterable[str]:
        """Return what the users have."""
        for user in self.users.values():
            yield from (user.password, user.security_token)

    def carry_out(self, verb: str, asked: Mapping[str, Any], *, alias: str | None) -> None:
        """Note the act."""
        self.acts.append(f"{verb} of {alias} with {dict(asked)}")

    def query(self, soql: str) -> Sequence[Mapping[str, object]]:
        """Return every Lead, or the one record type."""
        self.queries.append(soql)
        if "FROM RecordType" in soql:
            return [{"Id": "012000000000001AAA", "DeveloperName": "Boats"}]
        return [{"Id": record_id, **values} for record_id, values in self.leads.items()]

    def create(self, sobject: str, values: Mapping[str, FieldValue]) -> str:
        """Create a record."""
        record_id = f"00Q00000000000{len(self.leads)}AAA"
        self.leads[record_id] = {"Email": None, **values}
        self.acts.append(f"create {sobject}")
        return record_id

    def update(self, sobject: str, record_id: str, values: Mapping[str, FieldValue]) -> None:
        """Change a record."""
        self.leads[record_id].update(values)
        self.acts.append(f"update {sobject}")

    def delete(self, sobject: str, record_id: str) -> None:
        """Delete a record."""
        del self.leads[record_id]
        self.acts.append(f"delete {sobject}")

    def end_sessions(self, alias: str | None) -> None:
        """Note the act."""
        self.acts.append(f"end sessions of {alias}")

    def expire_query_locators(self) -> None:
        """Note the act."""
        self.acts.append("expire query locators")

    def close_the_way(self, *, closed: bool) -> None:
        """Note the act."""
        self.acts.append(f"the way is {'closed' if closed else 'open'}")

    def routed(self) -> Callable[[], AbstractContextManager[None]]:
        """Lead nowhere."""
        return nullcontext

    def on_request(self, callback: Callable[[str], None]) -> Callable[[], None]:
        """Subscribe."""
        self._before.append(callback)
        return lambda: self._before.remove(callback)

    def on_exchange(self, callback: Callable[[WireExchange], None]) -> Callable[[], None]:
        """Subscribe."""
        self._after.append(callback)
        return lambda: self._after.remove(callback)

    def send(
        self, resource: str, *, status: int = 200, code: str | None = None, response: str = ""
    ) -> None:
        """Pretend that a request came and was answered."""
        for before in tuple(self._before):
            before(resource)
        self._number += 1
        exchange = WireExchange(
            number=self._number,
            at=self._now,
            resource=resource,
            method="GET",
            path=f"/services/{resource}/{self._number}",
            status=status,
            error_code=code,
            request="",
            response=response,
        )
        for after in tuple(self._after):
            after(exchange)
        if self.is_killed:
            self.is_killed = False
            raise KilledError


class DoubleConnector:
    """A connector that accepts the right secret and imports every lead with an address.

    It has one account, which it is itself, and tells of the rest that it has it not.
    """

    def __init__(self, stage: DoubleStage, surroundings: Surroundings) -> None:
        self.stage = stage
        self.surroundings = surroundings
        self.secrets: list[str] = []
        self.seen = Status("not_connected")
        self.listed: dict[str, tuple[Member, ...]] = {}
        self.seats: list[Seat] = []

    def account(self, seat: Seat) -> Account:
        """Return itself, noting the seat."""
        self.seats.append(seat)
        return self

    @contextmanager
    def killable(self, seat: Seat) -> Iterator[Killable]:
        """Return itself, whose next request ends in its death."""
        self.seats.append(seat)
        yield self

    def kill(self) -> None:
        """Die once the request that is being sent is answered."""
        self.stage.is_killed = True

    def connect(
        self,
        username: str,
        secret: str,
        *,
        login_url: str | None = None,
        method: Method = "soap",
        client_id: str = "",
        client_secret: str = "",
    ) -> Status:
        """Log in by SOAP at the stage."""
        if method != "soap" or client_id or client_secret or login_url is not None:
            raise UnsupportedError(f"logging in by {method} at {login_url}")
        self.secrets.append(secret)
        user = next(u for u in self.stage.users.values() if u.username == username)
        good = secret == user.password + user.security_token
        self.stage.send("soap", status=200 if good else 500, code=None if good else "INVALID_LOGIN")
        self.seen = (
            Status("active", username=username, message="Connected.")
            if good
            else Status("disconnected", "wrong_secret", message="Refused.", remedy="Mend it.")
        )
        return self.seen

    def update_login(self, secret: str, username: str | None = None) -> Status:
        """Log in again."""
        return self.connect(username or "", secret)

    def status(self) -> Status:
        """Return what was seen last."""
        return self.seen

    def test(self) -> Status:
        """Do not."""
        raise UnsupportedError("testing the connection")

    def disconnect(self) -> Status:
        """Forget."""
        self.seen = Status("not_connected")
        return self.seen

    def history(self) -> Sequence[Change]:
        """Have none."""
        return ()

    def organization(self) -> Binding:
        """Be bound to nothing."""
        return Binding(organization_id=None)

    def confirm_organization(self, organization_id: str, *, reason: str) -> Status:
        """Do not."""
        raise UnsupportedError(f"confirming {organization_id}: {reason}")

    def rebind_organization(self, organization_id: str, *, reason: str) -> Status:
        """Do not."""
        raise UnsupportedError(f"binding to {organization_id}: {reason}")

    def choose_record_types(self, sobject: str, names: Sequence[str]) -> None:
        """Do not."""
        raise UnsupportedError(f"choosing the record types {names} of {sobject}")

    def import_list(
        self, *, source: str, name: str, fields: Sequence[str], of: str | None = None
    ) -> ImportReport:
        """Import in one query and three further pages."""
        assert of is None
        rows = self.stage.query(f"{source}: {fields}")
        self.stage.send("query")
        for number in range(3):
            self.stage.send("query_more")
            facts = {"pages": number + 1}
            self.surroundings.listener(Event("page_imported", self.stage.now(), facts))
        if any(user.expired for user in self.stage.users.values()):
            self.seen = Status("disconnected", "password_expired", message="Expired.")
            return ImportReport(name, "interrupted", 0, 0, {}, 1, "password_expired")
        members = tuple(
            Member(str(row["Id"]), str(row["Email"]), {"Email": str(row["Email"])})
            for row in rows
            if row["Email"]
        )
        self.listed[name] = members
        skipped = len(rows) - len(members)
        reasons = {"no_email": skipped} if skipped else {}
        return ImportReport(name, "complete", len(members), skipped, reasons, 4)

    def sync_list(self, name: str, *, full: bool = False, allow_shrink: bool = False) -> SyncReport:
        """Find one change."""
        assert not allow_shrink
        return SyncReport(name, "complete", "full" if full else "changes", changed=1)

    def schedule_list(self, name: str, every: str) -> None:
        """Be due in an hour, whatever is asked."""
        self.stage.acts.append(f"schedule {name} every {every}")

    def tick(self) -> TickReport:
        """Sync one list, fail with another and leave the rest."""
        return TickReport(
            synced=(self.sync_list("Synced"),),
            not_synced={"Busy": "another process works on it"},
            waits="calls are held back",
            next_due_at=self.stage.now() + timedelta(hours=1),
        )

    def doctor(self) -> Examination:
        """Find one thing missing, one that cannot be told, and one in order."""
        return Examination(
            (
                DoctorFinding(
                    "Lead read", "missing", "Read on Lead", "No.", "Imports.", "Grant it."
                ),
                DoctorFinding("package version", "cannot_be_told", evidence="Who knows."),
                DoctorFinding("ApiEnabled", "granted"),
            )
        )

    def members(self, name: str) -> tuple[Member, ...]:
        """Return the members."""
        return self.listed.get(name, ())


class Theatre:
    """Opens the doubles, keeps the ones it opened, and plays scenarios on them."""

    def __init__(self, connector: type[DoubleConnector] = DoubleConnector) -> None:
        self._connector = connector
        self.stage = DoubleStage()
        self.subject: DoubleConnector | None = None
        self.seeds: list[int] = []

    @contextmanager
    def open_stage(self, seed: int) -> Iterator[DoubleStage]:
        """Open the stage, noting the seed."""
        self.seeds.append(seed)
        yield self.stage

    @contextmanager
    def open_subject(self, surroundings: Surroundings) -> Iterator[DoubleConnector]:
        """Open the connector."""
        self.subject = self._connector(self.stage, surroundings)
        yield self.subject

    def play(self, steps: str, *, without_cause: bool = False, seed: int = 0) -> Timeline:
        """Play these steps."""
        return play(
            written(steps),
            open_stage=self.open_stage,
            open_subject=self.open_subject,
            without_cause=without_cause,
            seed=seed,
        )


def text(steps: str, header: str = HEADER) -> str:
    """Return a scenario's text with these steps, whatever their indentation."""
    return f"{header}steps:\n{textwrap.indent(textwrap.dedent(steps).strip(), '  ')}\n"


def written(steps: str, header: str = HEADER) -> ScenarioFile:
    """Return the scenario of these steps."""
    return loads(text(steps, header), path="scenario.yaml", name="area/scenario")


def refused(read: Callable[[str], object], content: str) -> ScenarioError | None:
    """Return the error with which a text is refused, None if it is read; others are raised."""
    try:
        read(content)
    except ScenarioError as error:
        return error
    return None
