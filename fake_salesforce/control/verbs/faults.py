"""Faults: staged for one org or for the whole server, listed, taken away."""

from __future__ import annotations

import dataclasses
import typing
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, create_model

from fake_salesforce.control.problems import ProblemError, unknown, wrong
from fake_salesforce.control.values import Name, OrgName, org_of
from fake_salesforce.control.verb import Asked, Nothing, Told, verb
from fake_salesforce.faults import FAULTS, KINDS, Fault, Faults, Outage

if TYPE_CHECKING:
    from fake_salesforce.salesforce import FakeSalesforce


Nth = Annotated[int, Field(ge=1)]


class MatchAsked(BaseModel):
    """Which requests: those that meet every condition; none at all are all requests."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    resource: Name | None = None
    """The resource's name in the journal, as `query_more`."""
    method: Name | None = None
    """The HTTP method."""
    object: Name | None = None
    """The object that the path names, or the query's FROM."""
    username: Name | None = None
    """Whose call it is, or who logs in."""
    nth: Nth | None = None
    """Only the n-th of the requests that meet the conditions above, from 1."""
    every: Nth | None = None
    """Only each n-th of them."""
    probability: Annotated[float, Field(gt=0, le=1)] | None = None
    """Only as many of them, drawn from the seed."""


def _model(fault: type[Fault]) -> type[BaseModel]:
    """Return the model of a fault's JSON: its kind and its fields."""
    hints = typing.get_type_hints(fault, include_extras=True)
    fields: dict[str, Any] = {
        each.name: (
            hints[each.name],
            ... if each.default is dataclasses.MISSING else each.default,
        )
        for each in dataclasses.fields(fault)
    }
    return create_model(
        f"{fault.__name__}Fault",
        __config__=ConfigDict(extra="forbid", frozen=True),
        __doc__=(fault.__doc__ or "").partition("\n")[0],
        kind=(Literal[fault.kind], ...),  # type: ignore[arg-type] # made from the faults there are
        **fields,
    )


MODELS: dict[str, type[BaseModel]] = {each.kind: _model(each) for each in FAULTS}
"""The models of the faults there are, by kind."""


class Add(Asked):
    """What is to go wrong, when, how often, and where."""

    fault: Annotated[reduce(or_, MODELS.values()), Field(discriminator="kind")]  # type: ignore[valid-type] # made from the faults there are
    match: MatchAsked = MatchAsked()
    phase: Literal["before", "after", "late"] | None = None
    """Before the request is handled, after it was committed, or late; None is the fault's own."""
    count: Nth | None = None
    """How often at most; None is without end."""
    seconds_late: Annotated[float, Field(gt=0, le=86_400)] | None = None
    """For the phase `late`; None is 30."""
    org: OrgName | None = None
    """The org in which it goes wrong; None is the whole server."""


class OfOrgOrServer(Asked):
    """Whose faults."""

    org: OrgName | None = None
    """None is the whole server."""


class OfFault(OfOrgOrServer):
    """A fault by its number."""

    number: Annotated[int, Field(ge=0, le=2**53)]


class FaultTold(Told):
    """A fault that is staged, with its counters."""

    number: int
    fault: dict[str, JsonValue]
    match: dict[str, JsonValue]
    phase: str
    seconds_late: float | None
    count: int | None
    matched: int
    fired: int
    org: str | None
    """The org's id; None where it is the whole server's."""


class KindTold(Told):
    """A fault that there is."""

    kind: str
    summary: str
    phases: list[str]
    fields: dict[str, JsonValue]
    """Its fields with their defaults; null where one has to be given."""


def _rack(salesforce: FakeSalesforce, org: str | None) -> tuple[Faults, str | None]:
    if org is None:
        return salesforce.faults, None
    found = org_of(salesforce, org)
    return found.faults, found.id


def _told(rack: Faults, org_id: str | None) -> list[FaultTold]:
    return [FaultTold(**each, org=org_id) for each in rack.told()]


@verb("fault list", "GET /faults", python="Faults.told", examples=("fault list",))
def every(salesforce: FakeSalesforce, _: Nothing) -> list[FaultTold]:
    """List the faults that are staged, the whole server's and each org's, with their counters."""
    return [
        *_told(salesforce.faults, None),
        *(told for org in salesforce.orgs for told in _told(org.faults, org.id)),
    ]


@verb("fault kinds", "GET /faults/kinds", python="faults.FAULTS", examples=("fault kinds",))
def kinds(salesforce: FakeSalesforce, _: Nothing) -> list[KindTold]:  # noqa: ARG001 - the same everywhere
    """List the faults there are, with their fields."""
    return [
        KindTold(
            kind=each.kind,
            summary=(each.__doc__ or "").partition("\n")[0].rstrip("."),
            phases=list(_phases(each)),
            fields={
                field.name: None if field.default is dataclasses.MISSING else field.default
                for field in dataclasses.fields(each)
            },
        )
        for each in FAULTS
    ]


def _phases(kind: type[Fault]) -> tuple[str, ...]:
    needed = {
        each.name: 1 for each in dataclasses.fields(kind) if each.default is dataclasses.MISSING
    }
    return kind(**needed).phases


@verb(
    "fault add",
    "POST /faults",
    python="Faults.add",
    words=("fault",),
    examples=(
        "fault add reset-inside --resource query --nth 3",
        "fault add latency --seconds 2 --probability 0.1",
        "fault add error-page-503 --count 1 --org Acme",
    ),
    status=201,
)
def add(salesforce: FakeSalesforce, asked: Add) -> FaultTold:
    """Stage a fault for one org, or for the whole server."""
    rack, org_id = _rack(salesforce, asked.org)
    data = asked.fault.model_dump()
    if issubclass(KINDS[data["kind"]], Outage):
        _check_outage(salesforce, data)
    try:
        number = rack.add(
            data,
            match=asked.match.model_dump(),
            phase=asked.phase,
            count=asked.count,
            seconds_late=asked.seconds_late,
        )
    except ValueError as error:
        raise wrong("match.resource" if "no resource" in str(error) else "", str(error)) from error
    [told] = [each for each in _told(rack, org_id) if each.number == number]
    return told


def _check_outage(salesforce: FakeSalesforce, data: dict[str, Any]) -> None:
    """Refuse an outage that nobody could end: it shuts this panel out, too."""
    if data["seconds"] is None:
        what = "the server is lost to this panel, too: say for how long"
        raise wrong("fault.seconds", what)
    if not salesforce.clock.is_running:
        detail = (
            "The clock stands still, and with the server lost nobody outside can move it to the"
            " outage's end: stage it in Python, or on a server whose clock runs."
        )
        raise ProblemError(409, "It cannot be done as things are", detail)


@verb(
    "fault remove",
    "DELETE /faults/{number}",
    python="Faults.remove",
    words=("number",),
    examples=("fault remove 1", "fault remove 2 --org Acme"),
)
def remove(salesforce: FakeSalesforce, asked: OfFault) -> None:
    """Take a fault away."""
    rack, _ = _rack(salesforce, asked.org)
    try:
        rack.remove(asked.number)
    except ValueError as error:
        numbers = [str(each.number) for each in rack.staged]
        raise unknown("fault", str(asked.number), numbers) from error


@verb(
    "fault clear",
    "DELETE /faults",
    python="Faults.clear",
    examples=("fault clear", "fault clear --org Acme"),
)
def clear(salesforce: FakeSalesforce, asked: OfOrgOrServer) -> None:
    """Take every fault away, of one org or of the whole server."""
    rack, _ = _rack(salesforce, asked.org)
    rack.clear()


VERBS = (every, kinds, add, remove, clear)
