"""InstalledSubscriberPackage of the Tooling API: which packages are installed (reference 5.2).

Without the permission Download AppExchange Packages the object is not there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sfconnector.salesforce.package_version import PackageVersion
from sfconnector.salesforce.rows import number, read_page, text, tooling
from sfconnector.salesforce.session import Session

NAME = "act-on"
"""How the name of the package begins, in any case."""
_VERSION = "SubscriberPackageVersion"
_FIELDS = (
    *("SubscriberPackage.Name", "SubscriberPackage.NamespacePrefix"),
    *(f"{_VERSION}.MajorVersion", f"{_VERSION}.MinorVersion", f"{_VERSION}.PatchVersion"),
    *(f"{_VERSION}.BuildNumber", f"{_VERSION}.IsBeta"),
)
SOQL = f"SELECT Id, {', '.join(_FIELDS)} FROM InstalledSubscriberPackage"  # noqa: S608 - SOQL


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledPackage:
    """A package and the numbers of its version."""

    name: str
    namespace: str
    major: int
    minor: int
    patch: int
    build: int
    is_beta: bool


def read(session: Session) -> tuple[InstalledPackage, ...]:
    """Read the installed packages.

    Raises:
        ConnectorError: as :meth:`Session.call`; most users may not ask.
    """
    return tuple(
        InstalledPackage(
            name=text(row, "SubscriberPackage", "Name"),
            namespace=text(row, "SubscriberPackage", "NamespacePrefix"),
            major=number(row, _VERSION, "MajorVersion"),
            minor=number(row, _VERSION, "MinorVersion"),
            patch=number(row, _VERSION, "PatchVersion"),
            build=number(row, _VERSION, "BuildNumber"),
            is_beta=bool(number(row, _VERSION, "IsBeta")),
        )
        for row in read_page(session.call(tooling(SOQL)))
    )


def installed(packages: Sequence[InstalledPackage]) -> InstalledPackage | None:
    """Return the package; None if it is not installed."""
    return next((each for each in packages if each.name.casefold().startswith(NAME)), None)


def version_of(package: InstalledPackage) -> PackageVersion:
    """Return the package's version."""
    beta = package.build if package.is_beta else None
    return PackageVersion(package.major, package.minor, package.patch, beta)
