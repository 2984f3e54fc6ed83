"""Permission sets and profiles as whoever stages an org holds them.

Everything is written through the records, so SOQL tells it at once and the next request obeys it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fake_salesforce.profiles import Rights
from fake_salesforce.profiles.rows import (
    field_letter,
    field_permissions,
    object_permissions,
    permission_columns,
)
from fake_salesforce.records.permissions import DEPENDENCIES
from fake_salesforce.records.values import Json
from fake_salesforce.schema import Field, Schema, SObject

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

_FIELD_RIGHTS = {"read": "PermissionsRead", "edit": "PermissionsEdit"}
"""The words for rights on a field."""


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

    def gain(self, right: str) -> None:
        """Grant one right, in a word or two; argument and errors as :meth:`lose`."""
        match right.split(" "):
            case [path, "read" | "edit" as of_field] if "." in path:
                self.show_field(path, editable=of_field == "edit")
            case [name, of_object]:
                self.grant(name, of_object)
            case _:
                self.allow(right)

    def lose(self, right: str) -> None:
        """Take one right away, in a word or two.

        Args:
            right: ``Lead edit``, ``Lead.Email read``, ``Lead.Email edit`` or ``ApiEnabled``.

        Raises:
            ValueError: there is no such right.
        """
        match right.split(" "):
            case [path, "read"] if "." in path:
                self.hide_field(path)
            case [path, "edit"] if "." in path:
                self.show_field(path)
            case [name, of_object]:
                self.revoke(name, of_object)
            case _:
                self.forbid(right)

    def granted(self) -> dict[str, list[str]]:
        """Return the rights that the set gives: by object, by field, and system permissions."""
        system = [each.name for each in permission_columns(self._records.sobject("PermissionSet"))]
        return {
            **self._held("ObjectPermissions", "SobjectType", _RIGHTS, where="ParentId"),
            **self._held("FieldPermissions", "Field", _FIELD_RIGHTS, where="ParentId"),
            **self._held(
                "PermissionSet",
                "Name",
                {each.removeprefix("Permissions"): each for each in system},
                where="Id",
            ),
        }

    def _held(
        self, sobject_name: str, what: str, columns: Mapping[str, str], *, where: str
    ) -> dict[str, list[str]]:
        """Return the words whose columns are true, by what each record is about."""
        listed = ", ".join(f'"{each}"' for each in (what, *columns.values()))
        with self._database.read() as connection:
            rows = connection.execute(
                f'SELECT {listed} FROM "{sobject_name}" WHERE "{where}" = ? ORDER BY "{what}"',  # noqa: S608 - the schema's names
                (self.id,),
            ).fetchall()
        return {
            name: [word for word, has in zip(columns, held, strict=True) if has]
            for name, *held in rows
        }

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
