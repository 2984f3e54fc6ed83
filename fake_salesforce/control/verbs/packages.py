"""Managed packages: installed, upgraded, uninstalled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fake_salesforce.control.problems import blaming, unknown
from fake_salesforce.control.values import Name, OfOrg, org_of, user_named
from fake_salesforce.control.verb import Told, verb
from fake_salesforce.packages import packages, read_package

if TYPE_CHECKING:
    from fake_salesforce.org import Org
    from fake_salesforce.salesforce import FakeSalesforce


class OfPackage(OfOrg):
    """A package by the name of its data file, as `act-on`."""

    package: Name


class Install(OfPackage):
    """The version, as `1.85` or `1.85 beta`."""

    version: Name
    lightning_user: Name | None = None
    """The username of who is switched to Lightning Experience with it; None is nobody."""


class PackageTold(Told):
    """A package that there is, and what of it is installed."""

    package: str
    name: str
    namespace: str
    versions: list[str]
    installed: str | None
    """None if it is not."""


def _told(org: Org) -> list[PackageTold]:
    installed = org.packages.installed()
    found = {name: read_package(path) for name, path in packages().items()}
    return [
        PackageTold(
            package=name,
            name=each.name,
            namespace=each.namespace,
            versions=[version.number for version in each.versions],
            installed=installed.get(each.namespace),
        )
        for name, each in found.items()
    ]


def _known(asked: OfPackage) -> None:
    if asked.package not in packages():
        raise unknown("package", asked.package, packages())


@verb(
    "package list",
    "GET /orgs/{org}/packages",
    python="Packages.installed",
    examples=("package list",),
)
def every(salesforce: FakeSalesforce, asked: OfOrg) -> list[PackageTold]:
    """List the packages there are, and what of them is installed."""
    return _told(org_of(salesforce, asked.org))


@verb(
    "package install",
    "POST /orgs/{org}/packages/{package}/install",
    python="Org.install_package",
    words=("package", "version"),
    examples=(
        "package install act-on 1.84",
        "package install act-on '1.85 beta'",
        "package install act-on 1.80 --lightning-user jo@example.com",
    ),
)
def install(salesforce: FakeSalesforce, asked: Install) -> list[PackageTold]:
    """Install a managed package, or upgrade it."""
    _known(asked)
    with blaming("version"):
        read_package(packages()[asked.package]).version(asked.version)
    org = org_of(salesforce, asked.org)
    named = asked.lightning_user
    user = None if named is None else user_named(org, named)
    org.install_package(asked.package, asked.version, lightning_user=user)
    return _told(org)


@verb(
    "package uninstall",
    "POST /orgs/{org}/packages/{package}/uninstall",
    python="Org.uninstall_package",
    words=("package",),
    examples=("package uninstall act-on",),
)
def uninstall(salesforce: FakeSalesforce, asked: OfPackage) -> list[PackageTold]:
    """Uninstall a managed package, its fields and permission sets too."""
    _known(asked)
    org = org_of(salesforce, asked.org)
    org.uninstall_package(asked.package)
    return _told(org)


VERBS = (every, install, uninstall)
