"""What is used of an org's limits, by their names in ``GET /limits``: set, spent, reset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from fake_salesforce.control.problems import unknown
from fake_salesforce.control.values import Name, OfOrg, org_of
from fake_salesforce.control.verb import Told, verb

if TYPE_CHECKING:
    from fake_salesforce.org import Org
    from fake_salesforce.salesforce import FakeSalesforce

_Amount = Annotated[int, Field(ge=0, le=2**53)]


class LimitTold(Told):
    """A limit: what there is, and what of it is used."""

    name: str
    most: int
    used: int
    remaining: int


class SetLimit(OfOrg):
    """How much of a limit was used by now; it may be more than there is."""

    name: Name
    used: _Amount


class SpendLimit(OfOrg):
    """How much of a limit to use."""

    name: Name
    amount: _Amount = 1


class ResetLimits(OfOrg):
    """Which limit; None is every one."""

    name: Name | None = None


def _told(org: Org) -> list[LimitTold]:
    usage = org.usage
    return [
        LimitTold(
            name=each,
            most=usage.most(each),
            used=usage.used(each),
            remaining=max(usage.most(each) - usage.used(each), 0),
        )
        for each in usage.names
    ]


def _org(salesforce: FakeSalesforce, org: str, name: str) -> Org:
    found = org_of(salesforce, org)
    if name not in found.usage.names:
        raise unknown("limit", name, found.usage.names)
    return found


@verb("limits list", "GET /orgs/{org}/limits", python="Usage.told", examples=("limits list",))
def every(salesforce: FakeSalesforce, asked: OfOrg) -> list[LimitTold]:
    """Tell of each limit what there is, and what of it is used."""
    return _told(org_of(salesforce, asked.org))


@verb(
    "limits set",
    "PUT /orgs/{org}/limits/{name}",
    python="Usage.set",
    words=("name", "used"),
    examples=("limits set DailyApiRequests 115000",),
)
def put(salesforce: FakeSalesforce, asked: SetLimit) -> list[LimitTold]:
    """Have it that just so much of a limit was used by now."""
    org = _org(salesforce, asked.org, asked.name)
    org.usage.set(asked.name, asked.used)
    return _told(org)


@verb(
    "limits spend",
    "POST /orgs/{org}/limits/{name}/spend",
    python="Usage.spend",
    words=("name", "amount"),
    examples=("limits spend DailyApiRequests 1000",),
)
def spend(salesforce: FakeSalesforce, asked: SpendLimit) -> list[LimitTold]:
    """Use something of a limit; more than is left is refused, and nothing is spent."""
    org = _org(salesforce, asked.org, asked.name)
    org.usage.spend(asked.name, asked.amount)
    return _told(org)


@verb(
    "limits reset",
    "POST /orgs/{org}/limits/reset",
    python="Usage.reset",
    words=("name",),
    examples=("limits reset", "limits reset DailyApiRequests"),
)
def reset(salesforce: FakeSalesforce, asked: ResetLimits) -> list[LimitTold]:
    """Have it that nothing of a limit, or of any, was used."""
    org = org_of(salesforce, asked.org)
    if asked.name is not None:
        _org(salesforce, asked.org, asked.name)
    org.usage.reset(asked.name)
    return _told(org)


VERBS = (every, put, spend, reset)
