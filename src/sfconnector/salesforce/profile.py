"""The profile of a user: its name, and the system permissions it grants (reference 5.3).

It is read by its id, so that a column the user cannot read is left out instead of refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sfconnector.salesforce import sobject_row
from sfconnector.salesforce.rows import text
from sfconnector.salesforce.session import Session

PERMISSION = "Permissions"
"""How the columns of PermissionSet and Profile begin, as ``PermissionsApiEnabled``."""

NAMES_ON_PROFILE: Mapping[str, str] = {"InstallMultiforce": "InstallPackaging"}
"""Profile spells a few permissions in its own way (reference 5.2, InstalledSubscriberPackage)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A profile: its name, and which of the permissions it names it grants."""

    name: str
    granted: frozenset[str]


def read(session: Session, profile_id: str) -> Profile:
    """Read the profile.

    Raises:
        ConnectorError: as :meth:`Session.call`.
    """
    row = sobject_row.read(session.call(sobject_row.request("Profile", profile_id)))
    granted = (
        name.removeprefix(PERMISSION)
        for name, value in row.items()
        if name.startswith(PERMISSION) and value is True
    )
    return Profile(
        name=text(row, "Name"),
        granted=frozenset(NAMES_ON_PROFILE.get(each, each) for each in granted),
    )
