"""The permission sets, profiles and organization-wide defaults of an org, by name."""

from __future__ import annotations

from fake_salesforce.schema import Owned, Schema

from .database import Database
from .permission_set import PermissionSet
from .records import Records


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

    def remove(self, set_id: str) -> None:
        """Delete the permission set of an id, with its assignments and rights."""
        self._records.delete("PermissionSet", set_id)

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
