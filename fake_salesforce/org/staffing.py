"""Staffs an org with drawn roles, users, groups, queues and permission sets."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from fake_salesforce.population import setup
from fake_salesforce.population.drawing import Drawing
from fake_salesforce.population.pools import pools
from fake_salesforce.records.values import Json
from fake_salesforce.schema import Schema

_MOST_MEMBERS = 5
_PROFILES = ("Standard User", "Marketing User", "System Administrator")

Create = Callable[[str, Mapping[str, Json], datetime], str]
"""Writes a record of an object as an administrator did at some time, and gives its id."""


@dataclass(frozen=True, slots=True)
class Staffing:
    """Writes what is set up, in the transaction of its population.

    All of it is as old as the oldest records, so that users are there who could own them.
    """

    connection: sqlite3.Connection
    schema: Schema
    drawing: Drawing
    create: Create
    domain: str
    """What the usernames of populated users end in, behind the ``@``."""

    def active(self) -> list[str]:
        """Return the ids of the active users of populations, the oldest first."""
        return self._ids(
            'SELECT "Id" FROM "User" WHERE "IsActive" = 1 AND "Username" LIKE ? ORDER BY _row',
            f"%@{self.domain}",
        )

    def roles(self, count: int) -> int:
        """Make roles, each below another one; return how many records that is."""
        above = self._ids('SELECT "Id" FROM "UserRole" ORDER BY _row')
        words = pools(self.drawing.seed)
        for _ in range(count):
            above.append(self._made("UserRole", setup.role(len(above), above, words)))
        return count

    def users(self, count: int) -> int:
        """Make users; return how many records that is."""
        words, chance = pools(self.drawing.seed), self.drawing.chance("User")
        managers = self.active()
        first = len(self._ids('SELECT "Id" FROM "User"'))
        profile_ids = [
            each
            for name in _PROFILES
            for each in self._ids('SELECT "Id" FROM "Profile" WHERE "Name" = ?', name)
        ]
        role_ids = self._ids('SELECT "Id" FROM "UserRole" ORDER BY _row')
        staff = setup.Staff(self.domain, profile_ids, role_ids, managers)
        for number in range(first, first + count):
            drawn = setup.user(number, staff, words, chance)
            user_id = self._made("User", drawn)
            if drawn["IsActive"]:
                managers.append(user_id)
        return count

    def groups(self, count: int) -> int:
        """Make public groups with members; return how many records that is."""
        first, words = self._first("Group"), pools(self.drawing.seed)
        made = 0
        for number in range(first, first + count):
            group_id = self._made("Group", setup.group(number, words))
            made += 1 + self._members(group_id)
        return made

    def queues(self, count: int) -> int:
        """Make queues with members and what they are for; return how many records that is."""
        first, words = self._first("Group"), pools(self.drawing.seed)
        made = 0
        for number in range(first, first + count):
            queue_id = self._made("Group", setup.queue(number, words))
            for name in setup.QUEUED:
                self._made("QueueSobject", {"QueueId": queue_id, "SobjectType": name})
            made += 1 + len(setup.QUEUED) + self._members(queue_id)
        return made

    def permission_sets(self, count: int) -> int:
        """Make permission sets with a right, assigned to users; return how many records that is."""
        words, chance = pools(self.drawing.seed), self.drawing.chance("PermissionSet")
        first = self._first("PermissionSet")
        rights = self.schema.known("ObjectPermissions")
        assert rights is not None
        made = 0
        for number in range(first, first + count):
            set_id = self._made("PermissionSet", setup.permission_set(number, words))
            granted = setup.rights(rights, chance)
            self._made("ObjectPermissions", {"ParentId": set_id, **granted})
            assignees = setup.some(chance, self.active(), _MOST_MEMBERS)
            for user_id in assignees:
                assigned = {"PermissionSetId": set_id, "AssigneeId": user_id}
                self._made("PermissionSetAssignment", assigned)
            made += 2 + len(assignees)
        return made

    def _members(self, group_id: str) -> int:
        chance = self.drawing.chance(f"members of {group_id}")
        user_ids = setup.some(chance, self.active(), _MOST_MEMBERS)
        for user_id in user_ids:
            self._made("GroupMember", {"GroupId": group_id, "UserOrGroupId": user_id})
        return len(user_ids)

    def _made(self, name: str, fields: Mapping[str, Json]) -> str:
        return self.create(name, fields, self.drawing.oldest)

    def _first(self, name: str) -> int:
        """Return a number that is free in the names of an object's records."""
        return len(self._ids(f'SELECT "Id" FROM "{name}"'))  # noqa: S608 - our own words

    def _ids(self, statement: str, *values: str) -> list[str]:
        return [row[0] for row in self.connection.execute(statement, values).fetchall()]
