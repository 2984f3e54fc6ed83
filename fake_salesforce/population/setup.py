"""What an administrator sets up: roles, users, groups, queues, permission sets.

They are written one by one as an administrator writes them, so that all follows from them that
follows from a real one: the assignment of the profile's permission set, the audit trail.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from fake_salesforce.records.values import Json
from fake_salesforce.schema import SObject

from .drawing import one_of, values_of
from .pools import Pools

QUEUED = ("Lead", "Case")
"""What a queue of a population can own."""

_BELOW = 3
"""Roles below a role, and users below a manager."""
_SHARE_INACTIVE = 0.05
_TIME_ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "Europe/London",
    "Europe/Berlin",
)
_READ = ("Account", "Campaign", "Contact", "Lead", "Opportunity")


@dataclass(frozen=True, slots=True)
class Staff:
    """Whom and what a new user belongs to."""

    domain: str
    """What usernames end in."""
    profile_ids: Sequence[str]
    role_ids: Sequence[str]
    managers: Sequence[str]
    """The users who are there, the oldest first."""


def role(number: int, above: Sequence[str], words: Pools) -> dict[str, Json]:
    """Return the role of a number, counted from 0, below one of those that are there."""
    return {
        "Name": f"{words.titles[number % len(words.titles)][:60]} {number + 1}",
        "DeveloperName": f"Role_{number + 1}",
        "ParentRoleId": above[(len(above) - 1) // _BELOW] if above else None,
        "OpportunityAccessForAccountOwner": "Edit",
        "CaseAccessForAccountOwner": "Edit",
    }


def user(number: int, staff: Staff, words: Pools, chance: random.Random) -> dict[str, Json]:
    """Return the user of a number, counted from 0."""
    first, last = chance.choice(words.first_names), chance.choice(words.last_names)
    name = f"{first}.{last}.{number + 1}".lower()
    place = chance.choice(words.places)
    above = staff.managers
    return {
        "Username": f"{name}@{staff.domain}",
        "FirstName": first,
        "LastName": last,
        "Email": f"{name}@{staff.domain}",
        "Alias": f"{first[:1]}{last[:3]}{number + 1}".lower()[:8],
        "CommunityNickname": name[:40],
        "Title": chance.choice(words.titles)[:80],
        "City": place.city,
        "State": place.state,
        "Country": "USA",
        "Phone": chance.choice(words.phones),
        "EmployeeNumber": f"{number + 1:06}",
        "IsActive": chance.random() >= _SHARE_INACTIVE,
        "ProfileId": chance.choice(staff.profile_ids),
        "UserRoleId": one_of(chance, staff.role_ids),
        "ManagerId": above[(len(above) - 1) // _BELOW] if above else None,
        "UserPermissionsMarketingUser": chance.random() < 0.3,  # noqa: PLR2004 - some of them
        "TimeZoneSidKey": chance.choice(_TIME_ZONES),
        "LocaleSidKey": "en_US",
        "LanguageLocaleKey": "en_US",
        "EmailEncodingKey": "UTF-8",
    }


def group(number: int, words: Pools) -> dict[str, Json]:
    """Return the public group of a number, counted from 0."""
    city = words.places[number % len(words.places)].city
    return {
        "Name": f"Team {city} {number + 1}"[:40],
        "DeveloperName": f"Team_{number + 1}",
        "Type": "Regular",
    }


def queue(number: int, words: Pools) -> dict[str, Json]:
    """Return the queue of a number, counted from 0."""
    city = words.places[number % len(words.places)].city
    return {
        "Name": f"Queue {city} {number + 1}"[:40],
        "DeveloperName": f"Queue_{number + 1}",
        "Type": "Queue",
        "Email": f"queue{number + 1}@queues.example",
    }


def permission_set(number: int, words: Pools) -> dict[str, Json]:
    """Return the permission set of a number, counted from 0."""
    title = words.titles[number % len(words.titles)]
    return {
        "Name": f"Population_{number + 1}",
        "Label": f"{title[:60]} {number + 1}",
        "Description": f"For {title}",
    }


def rights(object_permissions: SObject, chance: random.Random) -> dict[str, Json]:
    """Return what a permission set grants on one object: to read, and perhaps to edit."""
    known = set(values_of(object_permissions, "SobjectType"))
    may_edit = chance.random() < 0.5  # noqa: PLR2004 - every other one
    return {
        "SobjectType": chance.choice([each for each in _READ if each in known]),
        "PermissionsRead": True,
        "PermissionsCreate": may_edit,
        "PermissionsEdit": may_edit,
    }


def some(chance: random.Random, user_ids: Sequence[str], most: int) -> Sequence[str]:
    """Return a few of the users, at least one if there are any, nobody twice."""
    return chance.sample(user_ids, min(len(user_ids), 1 + int(chance.random() * most)))
