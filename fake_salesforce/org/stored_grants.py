"""What the org's records grant a user: permission sets, assignments, defaults, roles and groups.

Everything is read when it is first asked for and kept for one request, so a right that was lost is
lost at the next one.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, cached_property
from typing import Any

from fake_salesforce.access import FieldRights, ObjectRights, Organigram, circle_of
from fake_salesforce.schema import Schema

from .database import Database

_SETS = '(SELECT "PermissionSetId" FROM "PermissionSetAssignment" WHERE "AssigneeId" = ?)'
"""The permission sets of a user, that of his profile among them."""


class StoredGrants:
    """The permissions of one user, read from the org's database."""

    def __init__(self, database: Database, *, schema: Schema, user_id: str) -> None:
        self._database = database
        self._user_id = user_id
        permission_set = schema.known("PermissionSet")
        assert permission_set is not None
        self._columns = tuple(
            each.name
            for each in permission_set.columns
            if each.name.startswith("Permissions") and each.type == "boolean"
        )
        # Kept with the object, not in it, so that each question is asked of the database once.
        self.of_object = cache(self._of_object)
        self.of_fields = cache(self._of_fields)
        self.default_access = cache(self._default_access)
        self.circle = cache(self._circle)

    def has(self, permission: str) -> bool:
        """Tell whether a set has a system permission, as ``ApiEnabled``."""
        return f"Permissions{permission}" in self._permissions

    @cached_property
    def _permissions(self) -> frozenset[str]:
        columns = ", ".join(f'max("{each}")' for each in self._columns)
        row = self._rows(f'SELECT {columns} FROM "PermissionSet" WHERE "Id" IN {_SETS}')[0]  # noqa: S608 - names of the schema
        return frozenset(name for name, held in zip(self._columns, row, strict=True) if held)

    def _of_object(self, sobject_name: str) -> ObjectRights:
        row = self._rows(
            'SELECT max("PermissionsRead"), max("PermissionsCreate"), max("PermissionsEdit"),'  # noqa: S608 - a constant
            ' max("PermissionsDelete"), max("PermissionsViewAllRecords"),'
            ' max("PermissionsModifyAllRecords") FROM "ObjectPermissions"'
            f' WHERE "ParentId" IN {_SETS} AND "SobjectType" = ?',
            sobject_name,
        )[0]
        read, create, edit, delete, view_all, modify_all = map(bool, row)
        return ObjectRights(
            read=read,
            create=create,
            edit=edit,
            delete=delete,
            view_all=view_all,
            modify_all=modify_all,
        )

    def _of_fields(self, sobject_name: str) -> Mapping[str, FieldRights]:
        rows = self._rows(
            'SELECT "Field", max("PermissionsRead"), max("PermissionsEdit")'  # noqa: S608 - a constant
            ' FROM "FieldPermissions"'
            f' WHERE "ParentId" IN {_SETS} AND "SobjectType" = ? GROUP BY "Field"',
            sobject_name,
        )
        return {
            field.partition(".")[2]: FieldRights(bool(read), bool(edit))
            for field, read, edit in rows
        }

    def record_types(self, sobject_name: str) -> Mapping[str, bool]:
        """Return the available record types by id, and whether each is the profile's default."""
        rows = self._rows(
            "SELECT record_type_id, max(is_default) FROM _record_type_assignment"  # noqa: S608 - a constant
            f" WHERE permission_set_id IN {_SETS} AND sobject = ? GROUP BY record_type_id",
            sobject_name,
        )
        return {record_type_id: bool(is_default) for record_type_id, is_default in rows}

    def _default_access(self, organization_field: str) -> str:
        with self._database.read() as connection:
            row = connection.execute(
                f'SELECT "{organization_field}" FROM "Organization"'  # noqa: S608 - the schema's name
            ).fetchone()
        return str(row[0])

    def _circle(self) -> frozenset[str]:
        with self._database.read() as connection:
            return circle_of(self._user_id, _organigram(connection))

    def _rows(self, statement: str, *values: str) -> list[tuple[Any, ...]]:
        with self._database.read() as connection:
            return connection.execute(statement, (self._user_id, *values)).fetchall()


def _organigram(connection: sqlite3.Connection) -> Organigram:
    def pairs(statement: str) -> list[tuple[str, Any]]:
        return connection.execute(statement).fetchall()

    role_of_user = dict(pairs('SELECT "Id", "UserRoleId" FROM "User"'))
    members: defaultdict[str, set[str]] = defaultdict(set)
    for group, member in pairs('SELECT "GroupId", "UserOrGroupId" FROM "GroupMember"'):
        members[group].add(member)
    for group, role in pairs('SELECT "Id", "RelatedId" FROM "Group" WHERE "Type" = \'Role\''):
        members[group] |= {user for user, its_role in role_of_user.items() if its_role == role}
    closed = pairs('SELECT "Id", 1 FROM "Group" WHERE "DoesIncludeBosses" = 0')
    return Organigram(
        parent_of_role=dict(pairs('SELECT "Id", "ParentRoleId" FROM "UserRole"')),
        role_of_user=role_of_user,
        members_of_group={group: frozenset(each) for group, each in members.items()},
        closed_to_bosses=frozenset(group for group, _ in closed),
    )
