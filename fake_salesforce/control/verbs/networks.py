"""Trusted networks (Network Access): from there a login needs no security token."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from fake_salesforce.control.problems import blaming
from fake_salesforce.control.values import Name, OfOrg, org_of
from fake_salesforce.control.verb import verb

if TYPE_CHECKING:
    from fake_salesforce.salesforce import FakeSalesforce


class Trust(OfOrg):
    """Addresses: `203.0.113.7`, `203.0.113.0/24` or `203.0.113.1-203.0.113.9`."""

    ranges: Annotated[list[Name], Field(min_length=1)]


@verb(
    "network trust",
    "POST /orgs/{org}/networks",
    python="Org.trust_network",
    words=("ranges",),
    examples=("network trust 127.0.0.1 203.0.113.0/24",),
)
def trust(salesforce: FakeSalesforce, asked: Trust) -> None:
    """Trust addresses: from there a login needs no security token."""
    org = org_of(salesforce, asked.org)
    with blaming("ranges"):
        org.trust_network(*asked.ranges)


@verb(
    "network distrust",
    "DELETE /orgs/{org}/networks",
    python="Org.distrust_networks",
    examples=("network distrust",),
)
def distrust(salesforce: FakeSalesforce, asked: OfOrg) -> None:
    """Trust no network any more."""
    org_of(salesforce, asked.org).distrust_networks()


VERBS = (trust, distrust)
