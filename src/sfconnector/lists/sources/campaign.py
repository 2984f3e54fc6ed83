"""A campaign: its members with their status, leads and contacts together.

A member shows the e-mail and name of its lead or contact, and is not stamped when those change; so
the stamps of lead and contact are followed beside its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from sfconnector.lists.sources.naming import one_of
from sfconnector.lists.sources.selection import Parent, Selection
from sfconnector.lists.sources.source import Chosen, Offered, Sight, Source
from sfconnector.salesforce import describe
from sfconnector.salesforce.query import quoted
from sfconnector.salesforce.rows import number, read_all, text
from sfconnector.salesforce.session import Session

MOST_GROUPS = 2000
"""Of a query that counts by groups; more are refused (reference 4.5)."""
COUNTS = "SELECT CampaignId, COUNT(Id) members FROM CampaignMember GROUP BY CampaignId LIMIT 2000"


def choose(session: Session, named: str | None) -> Chosen:
    """Find a campaign by its name or id.

    Raises:
        InputError: none is named, the user sees none, or several have the name.
        ConnectorError: as :meth:`Session.call`.
    """
    found = one_of(session, "Campaign", named, prefix="701")
    return Chosen(found.id, found.name)


def selection(campaign_id: str) -> Selection:
    """Return the members of a campaign."""
    return Selection(
        sobject="CampaignMember",
        scope=f"CampaignId = {quoted(campaign_id)}",
        parents=(Parent("Lead", "Lead"), Parent("Contact", "Contact")),
        kept=("LeadId", "ContactId"),
    )


def offers(sight: Sight) -> Iterator[Offered]:
    """Look for the campaigns: three calls, where any may be read.

    Raises:
        ConnectorError: as :meth:`Session.call`.
    """
    if not {"Campaign", "CampaignMember"} <= sight.objects.keys():
        return
    seen = {each.name for each in describe.of(sight.session, "Campaign")}
    fields = ("Id", "Name", *(each for each in ("Type", "Status") if each in seen))
    found = read_all(sight.session, f"SELECT {', '.join(fields)} FROM Campaign ORDER BY Name, Id")  # noqa: S608 - our own names
    counted = _counted(sight.session) if found else {}
    for row in found:
        yield Offered(
            source=CAMPAIGN.kind,
            of=text(row, "Id"),
            name=text(row, "Name"),
            group=text(row, "Type"),
            status=text(row, "Status"),
            records=None if counted is None else counted.get(text(row, "Id"), 0),
        )


def _counted(session: Session) -> dict[str, int] | None:
    """Return how many members campaigns have; None if there are too many to be told at once."""
    rows = read_all(session, COUNTS)
    if len(rows) == MOST_GROUPS:
        return None
    return {text(row, "CampaignId"): number(row, "members") for row in rows}


CAMPAIGN = Source(
    kind="campaign",
    says="the members of a campaign, leads and contacts",
    choose=choose,
    members=selection,
    offers=offers,
    related_fields=True,
    default_fields=("Email", "FirstName", "LastName", "CompanyOrAccount", "Status"),
)
