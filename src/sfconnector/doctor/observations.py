"""What the doctor has read, as values: what was told, and what Salesforce refused to tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias, TypeVar

from sfconnector.salesforce.app_menu import ConnectedApp
from sfconnector.salesforce.describe import Described
from sfconnector.salesforce.describe_global import ListedObject
from sfconnector.salesforce.installed_packages import InstalledPackage
from sfconnector.salesforce.limits import Usage
from sfconnector.salesforce.login_history import PastLogin
from sfconnector.salesforce.permission_sets import Assigned
from sfconnector.salesforce.profile import Profile
from sfconnector.salesforce.record_access import Sample
from sfconnector.salesforce.reports import Shelf
from sfconnector.salesforce.user_record import User

ToldT = TypeVar("ToldT")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A probe that was not answered, in Salesforce's words, or why it was not asked."""

    words: str


Told: TypeAlias = ToldT | Refusal
"""What a probe gave: the answer, or the refusal."""

NOT_ASKED = Refusal("not asked")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationFacts:
    """What the Organization record tells that matters here."""

    edition: str
    """As ``Enterprise Edition``."""
    default_access: Mapping[str, str]
    """The organization-wide default by object, as ``{"Lead": "ReadEditTransfer"}``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observations:
    """Everything that was read, at one time, as one user."""

    at: datetime
    """By the connector's clock."""
    clock_skew: timedelta | None
    """How far Salesforce's clock is ahead of the connector's; None if it was not told."""
    instance_url: str
    tls: str | None
    """The version of TLS of the first answer; None over plain HTTP."""
    api_usage: Usage | None = None
    """From the last answer's header."""
    limits: Told[Mapping[str, Usage]] = NOT_ASKED
    organization: Told[OrganizationFacts] = NOT_ASKED
    user: Told[User] = NOT_ASKED
    profile: Told[Profile] = NOT_ASKED
    assigned: Told[Assigned] = NOT_ASKED
    object_rights: Told[Mapping[str, frozenset[str]]] = NOT_ASKED
    """The rights by object that the user's permission sets grant."""
    objects: Told[tuple[ListedObject, ...]] = NOT_ASKED
    described: Mapping[str, Told[Described]] = field(default_factory=dict)
    """By object; those that describe global does not list are not asked for."""
    custom: Mapping[str, Told[Described]] = field(default_factory=dict)
    """Readable custom objects that refer to leads or contacts; very many are not all asked for."""
    samples: Mapping[str, Told[Sample]] = field(default_factory=dict)
    """Records of others, by object."""
    shelf: Told[Shelf] = NOT_ASKED
    may_run_reports: Told[bool] = NOT_ASKED
    packages: Told[tuple[InstalledPackage, ...]] = NOT_ASKED
    connected_apps: Told[tuple[ConnectedApp, ...]] = NOT_ASKED
    logins: Told[tuple[PastLogin, ...]] = NOT_ASKED

    def lists(self, sobject: str) -> bool | None:
        """Tell whether the user can read an object; None if that is not known."""
        if not isinstance(self.objects, Refusal):
            return any(each.name == sobject and each.queryable for each in self.objects)
        return True if isinstance(self.described.get(sobject), Described) else None

    def has(self, permission: str) -> bool | None:
        """Tell whether the user has a system permission, as ``RunReports``; None if not known.

        The profile alone proves that it is there, never that it is not: permission sets add to it.
        """
        if not isinstance(self.profile, Refusal) and permission in self.profile.granted:
            return True
        if isinstance(self.assigned, Refusal) or permission not in self.assigned.known:
            return None
        return permission in self.assigned.granted

    def why_unknown(self) -> str:
        """Say why permission sets do not tell more."""
        if isinstance(self.assigned, Refusal):
            return f"Permission sets tell it, and may not be read ({self.assigned.words})."
        return "This organization's permission sets do not name the permission."
