"""What the connector needs: the minimum rights, as data (connector domain 1.19 to 1.21).

A right on a line, with what stops without it. Delete on leads and contacts is here only because
Salesforce grants Modify All to nobody without it; the connector deletes nothing. The source names
fields by their labels; their API names are those of reference 5.3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

Right: TypeAlias = Literal["read", "create", "edit", "delete", "view_all", "modify_all"]

NAMES: Mapping[Right, str] = {
    "read": "Read",
    "create": "Create",
    "edit": "Edit",
    "delete": "Delete",
    "view_all": "View All",
    "modify_all": "Modify All",
}
"""The rights on an object in the words of Setup."""

NEEDS: Mapping[Right, tuple[Right, ...]] = {
    "read": (),
    "create": ("read",),
    "edit": ("read",),
    "delete": ("read", "edit"),
    "view_all": ("read",),
    "modify_all": ("read", "edit", "delete", "view_all"),
}
"""Without which others Salesforce grants no right (Salesforce help, "Object Permissions")."""


@dataclass(frozen=True, slots=True)
class ObjectRight:
    """A right on an object."""

    sobject: str
    right: Right
    stops: str

    @property
    def name(self) -> str:
        """As ``Lead view_all``."""
        return f"{self.sobject} {self.right}"


@dataclass(frozen=True, slots=True)
class FieldRight:
    """A right on a field; a field of the administrator's own is known by its label alone."""

    sobject: str
    field: str
    """The API name; empty for a field of the administrator's own."""
    label: str
    access: Literal["read", "edit"]
    stops: str
    permissionable: bool = True
    """Whether field-level security governs it; only such fields stand in a permission set."""

    @property
    def name(self) -> str:
        """As ``Lead.Email edit``; by label for a field of the administrator's own."""
        return f"{self.sobject}.{self.field or self.label} {self.access}"


@dataclass(frozen=True, slots=True)
class SystemRight:
    """A system permission: one that must be there, or one that must not."""

    permission: str
    """As PermissionSet spells it, without ``Permissions``."""
    label: str
    stops: str
    wanted: bool = True


def _person(sobject: str, plural: str) -> tuple[ObjectRight, ...]:
    return (
        ObjectRight(sobject, "read", f"{plural} are neither imported nor synchronised."),
        ObjectRight(sobject, "create", f"Form submissions make no new {plural}."),
        ObjectRight(
            sobject, "edit", f"Opt-outs, hard bounces, scores and values do not reach {plural}."
        ),
        ObjectRight(sobject, "delete", "Modify All cannot be granted; nothing is ever deleted."),
        ObjectRight(
            sobject, "view_all", f"Lists lack the {plural} of other owners, without any error."
        ),
        ObjectRight(
            sobject,
            "modify_all",
            f"Opt-outs, hard bounces and scores are refused for {plural} of other owners.",
        ),
    )


OBJECT_RIGHTS: tuple[ObjectRight, ...] = (
    ObjectRight("Account", "read", "Contacts come without the fields of their account."),
    ObjectRight("Account", "view_all", "Fields of accounts of other owners stay empty."),
    ObjectRight("Campaign", "read", "Campaigns cannot be imported as lists."),
    ObjectRight("Campaign", "create", "No campaign can be made from a marketing list."),
    ObjectRight("Campaign", "edit", "Members are not added to campaigns, nor their status set."),
    ObjectRight("Campaign", "view_all", "Campaigns of other owners cannot be chosen."),
    *_person("Contact", "contacts"),
    *_person("Lead", "leads"),
    ObjectRight("Opportunity", "read", "Revenue reports stay empty."),
    ObjectRight("Opportunity", "view_all", "Revenue reports lack opportunities of other owners."),
)


def _person_fields(sobject: str, plural: str) -> tuple[FieldRight, ...]:
    return (
        FieldRight(sobject, "Email", "Email", "edit", f"No {plural} can be members of a list."),
        FieldRight(
            sobject,
            "HasOptedOutOfEmail",
            "Email Opt Out",
            "edit",
            "Opt-outs travel in neither direction.",
        ),
        FieldRight(sobject, "", "Hard Bounce", "edit", "Hard bounces are not written back."),
        FieldRight(sobject, "", "Lead Score", "edit", "Scores are not written back."),
        FieldRight(
            sobject, "LeadSource", "Lead Source", "edit", "The source of new records stays empty."
        ),
        FieldRight(
            sobject, "OwnerId", "Owner ID", "read", "Owners are not known.", permissionable=False
        ),
        FieldRight(
            sobject,
            "Id",
            "Record ID",
            "read",
            "Records cannot be told apart.",
            permissionable=False,
        ),
    )


_COUNTS = "Campaign reports lack this figure."
_ACTIVITY = "Activities are written without it, or refused."

FIELD_RIGHTS: tuple[FieldRight, ...] = (
    FieldRight("Account", "", "Active", "read", "Segments by it stay empty."),
    FieldRight("Account", "AnnualRevenue", "Annual Revenue", "read", "Segments by it stay empty."),
    FieldRight("Account", "Industry", "Industry", "read", "Segments by it stay empty."),
    FieldRight("Campaign", "NumberOfContacts", "Contacts in Campaign", "read", _COUNTS),
    FieldRight(
        "Campaign", "NumberOfConvertedLeads", "Converted Leads in Campaign", "read", _COUNTS
    ),
    FieldRight("Campaign", "NumberOfLeads", "Leads in Campaign", "read", _COUNTS),
    FieldRight("Campaign", "NumberOfOpportunities", "Opportunities in Campaign", "read", _COUNTS),
    *_person_fields("Contact", "contacts"),
    *_person_fields("Lead", "leads"),
    FieldRight(
        "Lead", "Status", "Lead Status", "edit", "The status is not set.", permissionable=False
    ),
    FieldRight("Opportunity", "Amount", "Amount", "read", "Revenue reports have no amounts."),
    FieldRight("Opportunity", "LeadSource", "Lead Source", "read", "Revenue has no source."),
    FieldRight("Task", "Description", "Comments", "edit", _ACTIVITY),
    FieldRight("Task", "ActivityDate", "Due Date", "edit", _ACTIVITY),
    FieldRight("Task", "WhoId", "Name", "edit", "Activities belong to no lead or contact."),
    FieldRight("Task", "Type", "Type", "edit", _ACTIVITY),
)

SYSTEM_RIGHTS: tuple[SystemRight, ...] = (
    SystemRight("ApiEnabled", "API Enabled", "Nothing works: every call is refused."),
    SystemRight("EditTask", "Edit Tasks", "Activities are not logged as tasks."),
    SystemRight("ExportReport", "Export Reports", "Reports of over 2,000 rows are not imported."),
    SystemRight("RunReports", "Run Reports", "No report can be imported as a list."),
    SystemRight(
        "ViewPublicReports",
        "View Reports in Public Folders",
        "Reports in public folders cannot be chosen.",
    ),
    SystemRight(
        "TwoFactorApi",
        "Multi-Factor Authentication for API Logins",
        "Logins with password and security token may be refused, and read as a wrong password.",
        wanted=False,
    ),
)

SOBJECTS: tuple[str, ...] = ("Account", "Campaign", "Contact", "Lead", "Opportunity", "Task")
"""The objects that are described."""

PERMISSIONS: tuple[str, ...] = (
    *(each.permission for each in SYSTEM_RIGHTS),
    "ApiUserOnly",
    "ModifyAllData",
    "ViewAllData",
)
"""The system permissions that are asked for."""

MOST_FIELDS = 100
"""Fewer fields across all objects are normally enough (connector domain 1.23)."""


def own_field_name(label: str) -> str:
    """Return a label as it is compared: letters and digits in lower case."""
    return "".join(each for each in label.casefold() if each.isalnum())
