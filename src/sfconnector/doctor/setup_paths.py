"""Where in Setup a right is granted, for a permission set; a profile has the same sections."""

from __future__ import annotations

PLURALS = {
    "Account": "Accounts",
    "Campaign": "Campaigns",
    "Contact": "Contacts",
    "Lead": "Leads",
    "Opportunity": "Opportunities",
    "Task": "Tasks",
}

SET = "Setup > Users > Permission Sets > the connector's set"

RECORD_TYPES = "Setup > Object Manager > the object > Record Types"


def of_object(sobject: str, right: str) -> str:
    """Return the path to a right on an object, in the words of Setup."""
    return f"{SET} > Object Settings > {PLURALS[sobject]} > Edit: tick {right}"


def of_field(sobject: str, label: str, access: str) -> str:
    """Return the path to a right on a field."""
    tick = "Edit Access" if access == "edit" else "Read Access"
    return f"{SET} > Object Settings > {PLURALS[sobject]} > Edit: tick {tick} for {label}"


def of_permission(label: str, *, wanted: bool = True) -> str:
    """Return the path to a system permission."""
    if wanted:
        return f"{SET} > System Permissions > Edit: tick {label}"
    return (
        "Setup > Users > Profiles and Permission Sets, each one of this user > System Permissions "
        f"> Edit: untick {label}"
    )


def to_tell(path: str) -> str:
    """Return what to do about a right that cannot be told."""
    return f"Let an administrator look: {path}."
