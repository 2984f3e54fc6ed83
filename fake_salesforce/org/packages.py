"""The packages installed in an org: installed, upgraded, uninstalled.

What a package brings is in the org's schema and records as if an administrator had made it, under
the package's namespace. The Tooling API tells which packages there are, PackageLicense their
licences. The ids of packages and versions are the same in every org, as real ones are.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from fake_salesforce import ids
from fake_salesforce.objects.tooling import TOOLING
from fake_salesforce.packages import Package, PackageVersion, Release
from fake_salesforce.records.values import Stored
from fake_salesforce.schema import Schema

from .connected_apps import ConnectedApps, PermittedUsers
from .customization import Customization
from .database import Database
from .permission_sets import PermissionSets
from .system_records import SystemRecords


@dataclass(frozen=True, slots=True, kw_only=True)
class Packages:
    """Installs and uninstalls packages."""

    database: Database
    schema: Schema
    tooling: Schema
    instance: str
    author: str
    customization: Customization
    connected_apps: ConnectedApps
    permission_sets: PermissionSets
    now: Callable[[], datetime]

    @classmethod
    def tooling_schema(cls) -> Schema:
        """Return the objects of the Tooling API."""
        return Schema(TOOLING, absent=frozenset())

    def install(self, package: Package, number: str) -> None:
        """Install a version, or upgrade to it; nothing is installed if a part is refused.

        Raises:
            ValueError: there is no such version, a newer one is installed, or a beta is, which
                cannot be upgraded; the message says which.
        """
        version = package.version(number)
        kept = list(self.schema)
        try:
            with self.database.write() as connection:
                present = self._present(package)
                _check_upgrade(package, present, version)
                self._bring(connection, package, version)
                self._note(connection, package, version, is_new=present is None)
        except BaseException:
            self.schema.restore(kept)
            raise

    def uninstall(self, package: Package) -> None:
        """Uninstall a package with everything that it brought, the values of its fields too.

        Raises:
            ValueError: it is not installed.
        """
        if self._present(package) is None:
            message = f"{package.name} is not installed"
            raise ValueError(message)
        kept = list(self.schema)
        try:
            with self.database.write() as connection:
                self._remove(connection, package)
        except BaseException:
            self.schema.restore(kept)
            raise

    def installed(self) -> dict[str, str]:
        """Return the versions that are installed, by namespace, as ``1.85 beta``."""
        with self.database.read() as connection:
            found = connection.execute(
                'SELECT p."NamespacePrefix", v."MajorVersion", v."MinorVersion",'
                ' v."PatchVersion", v."IsBeta" FROM "InstalledSubscriberPackage" i'
                ' JOIN "SubscriberPackage" p ON p."Id" = i."SubscriberPackageId"'
                ' JOIN "SubscriberPackageVersion" v ON v."Id" = i."SubscriberPackageVersionId"'
            ).fetchall()
        return {
            namespace: f"{major}.{minor}{f'.{patch}' if patch else ''}{' beta' if beta else ''}"
            for namespace, major, minor, patch, beta in found
        }

    def _present(self, package: Package) -> Release | None:
        number = self.installed().get(package.namespace)
        return None if number is None else Release.of(number)

    # -- what it brings ------------------------------------------------------------------------

    def _bring(
        self, connection: sqlite3.Connection, package: Package, version: PackageVersion
    ) -> None:
        for name, brought in version.fields_.items():
            sobject = self.schema.known(name)
            for each in brought:
                if sobject is None or sobject.field(each.name) is None:
                    self.customization.add_field(name, each)
        for rights in version.permission_sets:
            permission_set = self.permission_sets.named(rights.name)
            permission_set.take(rights)
            connection.execute(
                'UPDATE "PermissionSet" SET "NamespacePrefix" = ? WHERE "Id" = ?',
                (package.namespace, permission_set.id),
            )
        for name in version.connected_apps:
            if not self.connected_apps.has(name):
                self.connected_apps.add(
                    name,
                    needs_secret=True,
                    certificate=None,
                    permitted_users=PermittedUsers.ADMIN_APPROVED,
                    approves_everybody=False,
                    is_blocked=False,
                    relaxes_ip=False,
                    namespace=package.namespace,
                )

    def _remove(self, connection: sqlite3.Connection, package: Package) -> None:
        for (set_id,) in connection.execute(
            'SELECT "Id" FROM "PermissionSet" WHERE "NamespacePrefix" = ?', (package.namespace,)
        ).fetchall():
            self.permission_sets.remove(set_id)
        for name in {each for version in package.versions for each in version.connected_apps}:
            self.connected_apps.remove(name)
        for sobject_name, field_name in self._own_fields(package):
            _drop_field(connection, self.schema, sobject_name, field_name)
        own = (_package_id(package),)
        for statement in (
            'DELETE FROM "InstalledSubscriberPackage" WHERE "SubscriberPackageId" = ?',
            'DELETE FROM "SubscriberPackageVersion" WHERE "SubscriberPackageId" = ?',
            'DELETE FROM "SubscriberPackage" WHERE "Id" = ?',
        ):
            connection.execute(statement, own)
        connection.execute(
            'DELETE FROM "PackageLicense" WHERE "NamespacePrefix" = ?', (package.namespace,)
        )

    def _own_fields(self, package: Package) -> Iterator[tuple[str, str]]:
        prefix = f"{package.namespace}__"
        for sobject in list(self.schema):
            for field in sobject.fields:
                if field.name.startswith(prefix):
                    yield sobject.name, field.name

    # -- what is told of it --------------------------------------------------------------------

    def _note(
        self,
        connection: sqlite3.Connection,
        package: Package,
        version: PackageVersion,
        *,
        is_new: bool,
    ) -> None:
        tooling = SystemRecords(connection, self.tooling, self.instance, self.author, self.now())
        package_id, version_id = _package_id(package), _version_id(package, version)
        tooling.insert("SubscriberPackageVersion", _version_record(package, version))
        if not is_new:
            connection.execute(
                'UPDATE "InstalledSubscriberPackage" SET "SubscriberPackageVersionId" = ?'
                ' WHERE "SubscriberPackageId" = ?',
                (version_id, package_id),
            )
            return
        tooling.insert(
            "SubscriberPackage",
            {
                "Id": package_id,
                "Name": package.name,
                "NamespacePrefix": package.namespace,
                "Description": package.description or None,
                "IsPackageValid": 1,
            },
        )
        tooling.insert(
            "InstalledSubscriberPackage",
            {
                "SubscriberPackageId": package_id,
                "SubscriberPackageVersionId": version_id,
                "MinPackageVersionId": version_id,
            },
        )
        SystemRecords(connection, self.schema, self.instance, self.author, self.now()).insert(
            "PackageLicense",
            {
                "NamespacePrefix": package.namespace,
                "Status": "Active",
                "AllowedLicenses": package.allowed_licenses,
                "UsedLicenses": 0,
                "IsProvisioned": 1,
            },
        )


def _check_upgrade(package: Package, present: Release | None, version: PackageVersion) -> None:
    if present is None:
        return
    if present >= version.release:
        message = f"{package.name} is installed in a version that is not older than"
        raise ValueError(f"{message} {version.number}: uninstall it first")
    if not present.is_released:
        message = f"the beta of {package.name} cannot be upgraded: uninstall it first"
        raise ValueError(message)


def _version_record(package: Package, version: PackageVersion) -> dict[str, Stored]:
    release = version.release
    return {
        "Id": _version_id(package, version),
        "SubscriberPackageId": _package_id(package),
        "Name": version.name,
        "MajorVersion": release.major,
        "MinorVersion": release.minor,
        "PatchVersion": release.patch,
        "BuildNumber": version.build,
        "IsBeta": int(not release.is_released),
        "IsManaged": 1,
        "PublisherName": package.publisher,
        "ReleaseState": "Released" if release.is_released else "Beta",
    }


def _package_id(package: Package) -> str:
    return _global_id("033", package.namespace)


def _version_id(package: Package, version: PackageVersion) -> str:
    return _global_id("04t", f"{package.namespace} {version.number}")


def _global_id(key_prefix: str, name: str) -> str:
    """Return an id that is the same in every org."""
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:5])
    return ids.record_id(key_prefix, "1U0", number)


def _drop_field(
    connection: sqlite3.Connection, schema: Schema, sobject_name: str, field_name: str
) -> None:
    """Take a custom field out of the schema, the table, the rights and the definitions."""
    sobject = schema.known(sobject_name)
    assert sobject is not None
    remaining = tuple(each for each in sobject.fields if each.name != field_name)
    connection.execute(f'DROP INDEX IF EXISTS "_{sobject_name}_{field_name}"')
    connection.execute(f'ALTER TABLE "{sobject_name}" DROP COLUMN "{field_name}"')
    connection.execute(
        'DELETE FROM "FieldPermissions" WHERE "Field" = ?', (f"{sobject_name}.{field_name}",)
    )
    for number, body in connection.execute(
        "SELECT number, body FROM _definition WHERE kind = 'field'"
    ).fetchall():
        kept = json.loads(body)
        if (kept["sobject"], kept["field"]["name"]) == (sobject_name, field_name):
            connection.execute("DELETE FROM _definition WHERE number = ?", (number,))
    schema.put(replace(sobject, fields=remaining))
