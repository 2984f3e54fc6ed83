"""All Leads: those that are not converted."""

from __future__ import annotations

from sfconnector.lists.sources.selection import Selection
from sfconnector.lists.sources.source import Source, only, whole

SELECTION = Selection(sobject="Lead", converted="IsConverted", converted_to="ConvertedContactId")

LEADS = Source(
    kind="leads",
    says="all leads that are not converted",
    choose=only("leads", "All Leads"),
    members=lambda _: SELECTION,
    offers=whole("leads", "All Leads", "Lead"),
)
