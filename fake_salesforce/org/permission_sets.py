"""Permission sets and profiles as whoever stages an org holds them.

Everything is written through the records, so SOQL tells it at once and the next request obeys it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fake_salesforce.profiles import Rights
from fake_salesforce.profiles.rows import field_letter, field_permissions, object_permissions
from fake_salesforce.records.permissions import DEPENDENCIES
from fake_salesforce.records.values import Json
from fake_salesforce.schema import Field, Owned, Schema, SObject

from .database import Database
from .records import Records
from .standard_grants import assign_record_type

_RIGHTS = {
    "read": "PermissionsRead",
    "create": "PermissionsCreate",
    "edit": "PermissionsEdit",
    "delete": "PermissionsDelete",
    "view_all": "PermissionsViewAllRecords",
    "modify_all": "PermissionsModifyAllRecords",
}
"""The words for rights on an object."""


class PermissionSet:
    """One permission set, or the one that a profile owns: what it grants, and how to change it."""

    def __init__(self, records: Records, database: Database, schema: Schema, set_id: str) -> None:
        self._records = records
        self._database = database
        self._schema = schema
        self.id = set_id
        """The 18-character id of the PermissionSet record."""

    def __repr__(self) -> str:
        return f"<PermissionSet {self.id}>"

    def grant(self, sobject_name: str, *rights: str) -> None:
        """Grant rights on an object, with those that they need.

        Args:
            sobject_name: as ``Lead``.
            *rights: of ``read``, ``create``, ``edit``, ``delete``, ``view_all`` and
                ``modify_all``.

        Raises:
            ValueError: there is no such object or right.
            SalesforceError: object permissions do not govern the object.
        """
        granted = {column for each in rights for column in _with_needed(_column(each))}
        self._write_object(sobject_name, dict.fromkeys(granted, True))

    def revoke(self, sobject_name: str, *rights: str) -> None:
        """Take rights on an object away, with those that need them; arguments as :meth:`grant`."""
        lost = {column for each in rights for column in _with_dependent(_column(each))}
        self._write_object(sobject_name, dict.fromkeys(lost, False))

    def show_field(self, path: str, *, editable: bool = False) -> None:
        """Let a field, as ``Lead.Email``, be read, and perhaps edited.

        Raises:
            ValueError: there is no such field, or it cannot be hidden.
        """
        sobject, field = self._field(path)
        self._write_field(sobject, field, "E" if editable else "R")

    def hide_field(self, path: str) -> None:
        """Take a field, as ``Lead.HasOptedOutOfEmail``, away: it is as if there were none.

        Raises:
            ValueError: there is no such field, or it cannot be hidden.
        """
        sobject, field = self._field(path)
        found = self._find("FieldPermissions", "Field", f"{sobject.name}.{field.name}")
        if found is not None:
            self._records.delete("FieldPermissions", found)

    def allow(self, *permissions: str) -> None:
        """Grant system permissions, as ``ApiEnabled``.

        Raises:
            ValueError: there is no such permission.
        """
        self._write_system(permissions, is_granted=True)

    def forbid(self, *permissions: str) -> None:
        """Take system permissions away; arguments and errors as :meth:`allow`."""
        self._write_system(permissions, is_granted=False)

    def offer_record_type(
        self, sobject_name: str, developer_name: str, *, is_default: bool = False
    ) -> None:
        """Make a record type available.

        Raises:
            ValueError: the object has no such record type.
        """
        sobject = self._records.sobject(sobject_name)
        with self._database.write() as connection:
            record_type_id = _record_type(sobject, developer_name)
            assign_record_type(connection, self.id, sobject, record_type_id, is_default=is_default)

    def withdraw_record_type(self, sobject_name: str, developer_name: str) -> None:
        """Make a record type unavailable; records that have it keep it.

        Raises:
            ValueError: the object has no such record type.
        """
        sobject = self._records.sobject(sobject_name)
        with self._database.write() as connection:
            connection.execute(
                "DELETE FROM _record_type_assignment"
                " WHERE permission_set_id = ? AND record_type_id = ?",
                (self.id, _record_type(sobject, developer_name)),
            )

    def take(self, rights: Rights) -> None:
        """Grant what a data file of ``profiles/`` lists, in addition to what is granted."""
        self.allow(*rights.permissions)
        for values in object_permissions(rights):
            granted = dict.fromkeys((name for name, held in values.items() if held == 1), True)
            self._write_object(str(values["SobjectType"]), granted)
        for values in field_permissions(rights, self._schema):
            sobject, field = self._field(str(values["Field"]))
            self._write_field(sobject, field, "E" if values["PermissionsEdit"] else "R")

    # -- how -----------------------------------------------------------------------------------

    def _field(self, path: str) -> tuple[SObject, Field]:
        sobject_name, _, name = path.partition(".")
        sobject = self._records.sobject(sobject_name)
        field = sobject.field(name)
        governing = None if field is None else sobject.governing_field(field)
        if governing is None:
            can_be = ", ".join(each.name for each in sobject.permissionable_fields) or "none"
            message = f"{path} cannot be hidden; of {sobject.name} these can be: {can_be}"
            raise ValueError(message)
        return sobject, governing

    def _find(self, sobject_name: str, column: str, value: str) -> str | None:
        with self._database.read() as connection:
            row = connection.execute(
                f'SELECT "Id" FROM "{sobject_name}" WHERE "ParentId" = ? AND "{column}" = ?',  # noqa: S608 - the schema's names
                (self.id, value),
            ).fetchone()
        return None if row is None else str(row[0])

    def _write_object(self, sobject_name: str, columns: Mapping[str, bool]) -> None:
        name = self._records.sobject(sobject_name).name
        found = self._find("ObjectPermissions", "SobjectType", name)
        if found is None:
            identity: dict[str, Json] = {"ParentId": self.id, "SobjectType": name}
            self._records.create("ObjectPermissions", identity | dict(columns))
        else:
            self._records.update("ObjectPermissions", found, columns)

    def _write_field(self, sobject: SObject, field: Field, letter: str) -> None:
        values = field_letter(sobject, field, letter)
        found = self._find("FieldPermissions", "Field", str(values["Field"]))
        rights: dict[str, Json] = {
            name: bool(values[name]) for name in ("PermissionsRead", "PermissionsEdit")
        }
        if found is not None:
            self._records.update("FieldPermissions", found, rights)
            return
        identity: dict[str, Json] = {
            "ParentId": self.id,
            "SobjectType": sobject.name,
            "Field": values["Field"],
        }
        self._records.create("FieldPermissions", identity | rights)

    def _write_system(self, permissions: tuple[str, ...], *, is_granted: bool) -> None:
        permission_set = self._records.sobject("PermissionSet")
        for each in permissions:
            if permission_set.field(f"Permissions{each}") is None:
                message = f"there is no system permission {each!r}; they are named as ApiEnabled"
                raise ValueError(message)
        columns = {f"Permissions{each}": is_granted for each in permissions}
        self._records.update("PermissionSet", self.id, columns)


class PermissionSets:
    """The permission sets, profiles and organization-wide defaults of one org."""

    def __init__(self, records: Records, database: Database, schema: Schema) -> None:
        self._records = records
        self._database = database
        self._schema = schema

    def named(self, name: str) -> PermissionSet:
        """Return the permission set of that API name, a new one without any right if need be."""
        found = self._id('SELECT "Id" FROM "PermissionSet" WHERE "Name" = ?', name)
        set_id = found or self._records.create("PermissionSet", {"Name": name, "Label": name})
        return self._handle(set_id)

    def of_profile(self, name: str) -> PermissionSet:
        """Return the permission set that a profile owns.

        Raises:
            ValueError: there is no such profile.
        """
        found = self._id(
            'SELECT "Id" FROM "PermissionSet" WHERE "ProfileId" = ? AND "IsOwnedByProfile" = 1',
            self.profile_id(name),
        )
        assert found is not None
        return self._handle(found)

    def profile_id(self, name: str) -> str:
        """Return the id of a profile.

        Raises:
            ValueError: there is no such profile.
        """
        found = self._id('SELECT "Id" FROM "Profile" WHERE "Name" = ?', name)
        if found is None:
            with self._database.read() as connection:
                names = connection.execute('SELECT "Name" FROM "Profile"').fetchall()
            has = ", ".join(sorted(each for (each,) in names))
            message = f"there is no profile {name!r}; this org has {has}"
            raise ValueError(message)
        return found

    def share_by_default(self, sobject_name: str, access: str) -> None:
        """Set the organization-wide default of an object; see :meth:`.org.Org.share_by_default`."""
        match self._records.sobject(sobject_name).sharing:
            case Owned(default=str(column)):
                pass
            case _:
                message = f"{sobject_name} has no organization-wide default that can be set"
                raise ValueError(message)
        field = self._records.sobject("Organization").field(column)
        assert field is not None
        values = [each.value for each in field.picklist_values]
        if access not in values:
            message = f"{column} is one of {', '.join(values)}, not {access!r}"
            raise ValueError(message)
        with self._database.write() as connection:
            connection.execute(f'UPDATE "Organization" SET "{column}" = ?', (access,))  # noqa: S608 - the schema's name

    def _handle(self, set_id: str) -> PermissionSet:
        return PermissionSet(self._records, self._database, self._schema, set_id)

    def _id(self, statement: str, value: str) -> str | None:
        with self._database.read() as connection:
            row = connection.execute(statement, (value,)).fetchone()
        return None if row is None else str(row[0])


def _column(right: str) -> str:
    if right not in _RIGHTS:
        message = f"there is no right {right!r} on an object; there are {', '.join(_RIGHTS)}"
        raise ValueError(message)
    return _RIGHTS[right]


def _with_needed(column: str) -> Iterator[str]:
    yield column
    yield from DEPENDENCIES.get(column, ())


def _with_dependent(column: str) -> Iterator[str]:
    yield column
    yield from (right for right, needed in DEPENDENCIES.items() if column in needed)


def _record_type(sobject: SObject, developer_name: str) -> str:
    for each in sobject.record_types:
        if each.developer_name == developer_name:
            return each.id
    message = f"{sobject.name} has no record type {developer_name!r}"
    raise ValueError(message)
