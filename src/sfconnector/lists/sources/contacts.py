"""All Contacts."""

from __future__ import annotations

from sfconnector.lists.sources.selection import Selection
from sfconnector.lists.sources.source import Source, only, whole

SELECTION = Selection(sobject="Contact")

CONTACTS = Source(
    kind="contacts",
    says="all contacts",
    choose=only("contacts", "All Contacts"),
    members=lambda _: SELECTION,
    offers=whole("contacts", "All Contacts", "Contact"),
    default_fields=("Email", "FirstName", "LastName"),
)
