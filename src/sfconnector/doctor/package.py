"""The rules for the package: its version, its Lightning Support App, and where reports are read.

Where the version cannot be validated nothing is said of it as a fact; the product's own warning is
shown instead, as for every user who is no administrator (connector domain 1.4, P50).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sfconnector.doctor.finding import Finding, Verdict
from sfconnector.doctor.observations import Observations, Refusal
from sfconnector.salesforce.installed_packages import installed, version_of
from sfconnector.salesforce.package_version import (
    LATEST,
    READS_REPORTS_IN_LIGHTNING,
)

CANNOT_BE_VALIDATED = (
    "Your Salesforce.com account does not have the latest Act-On package or is using a deprecated "
    "package."
)
APP = "Act-On Lightning Support App"

_INTERFACES: Mapping[bool | None, str] = {
    True: "The user is in Lightning Experience. ",
    False: "The user is in Salesforce Classic. ",
    None: "",
}
_INSTALL = "Let an administrator install the package from AppExchange."
_UPGRADE = "Let an administrator upgrade the package: Setup > Installed Packages."
_CLASSIC = "Switch the user to Salesforce Classic: its menu > Switch to Salesforce Classic"


def findings(seen: Observations) -> Iterator[Finding]:
    """Judge the package, its app, and the user interface that reports are read by."""
    yield version(seen)
    yield interface(seen)
    yield support_app(seen)


def version(seen: Observations) -> Finding:
    """Judge the version against the one reports need, and against the latest."""
    name, title = "package version", "Package version"
    if isinstance(seen.packages, Refusal):
        return Finding(
            name=name,
            title=title,
            verdict=Verdict.CANNOT_BE_TOLD,
            evidence=CANNOT_BE_VALIDATED,
            stops=f"The version cannot be validated: {seen.packages.words}",
            remedy="Let an administrator look: Setup > Installed Packages. The warning is always "
            "shown for a user who may not see that page; it may be ignored if the version is "
            f"{LATEST}.",
        )
    package = installed(seen.packages)
    if package is None:
        return Finding(
            name=name,
            title=title,
            verdict=Verdict.MISSING,
            evidence="The package is not among the installed ones.",
            stops="The package's pages and fields are not there.",
            remedy=_INSTALL,
        )
    found = version_of(package)
    evidence = f"{found} is installed; the latest known is {LATEST}."
    if found >= LATEST:
        return Finding(name=name, title=title, verdict=Verdict.FINE, evidence=evidence)
    if found >= READS_REPORTS_IN_LIGHTNING:
        return Finding(
            name=name, title=title, verdict=Verdict.ADVICE, evidence=evidence, remedy=_UPGRADE
        )
    return Finding(
        name=name,
        title=title,
        verdict=Verdict.WARNING,
        evidence=evidence,
        stops=f"Below {READS_REPORTS_IN_LIGHTNING} reports import only for a user in Classic.",
        remedy=_UPGRADE,
    )


def interface(seen: Observations) -> Finding:
    """Judge whether reports can be imported in the user interface that the user prefers."""
    name, title = "reports in Lightning", "Reports in the user's interface"
    stops = "Reports cannot be imported."
    needed = f"{READS_REPORTS_IN_LIGHTNING} of the package"
    is_new = _reads_in_lightning(seen)
    lightning = None if isinstance(seen.user, Refusal) else seen.user.prefers_lightning
    if is_new:
        evidence = f"{_INTERFACES[lightning]}From {needed} on, reports import in both."
        return Finding(name=name, title=title, verdict=Verdict.FINE, evidence=evidence)
    if lightning is False:
        evidence = f"The user is in Salesforce Classic, which reports need below {needed}."
        return Finding(name=name, title=title, verdict=Verdict.FINE, evidence=evidence)
    if lightning is None:
        words = seen.user.words if isinstance(seen.user, Refusal) else "The preference is hidden."
        evidence = f"Whether the user is in Classic is not known: {words}"
    elif is_new is None:
        evidence = (
            "The user is in Lightning Experience, where reports need version "
            f"{READS_REPORTS_IN_LIGHTNING} of the package; the version cannot be validated."
        )
    else:
        return Finding(
            name=name,
            title=title,
            verdict=Verdict.MISSING,
            evidence=f"The user is in Lightning Experience, and reports need {needed} there.",
            stops=stops,
            remedy=f"{_UPGRADE} Or: {_CLASSIC}.",
        )
    return Finding(
        name=name,
        title=title,
        verdict=Verdict.CANNOT_BE_TOLD,
        evidence=evidence,
        stops=stops,
        remedy=f"Let an administrator look: Setup > Installed Packages. Or: {_CLASSIC}.",
    )


def support_app(seen: Observations) -> Finding:
    """Judge whether the user is authorized to use the Lightning Support App."""
    name, title = "Lightning Support App", f"{APP} authorized"
    stops = "The package's pages in Lightning Experience stay empty; synchronising is not affected."
    remedy = (
        f"Setup > Connected Apps OAuth Usage > {APP} > Install, then Manage App Policies: pre-"
        "authorize System Administrator and the profile of every user of the package."
    )
    if isinstance(seen.connected_apps, Refusal):
        verdict, evidence = Verdict.CANNOT_BE_TOLD, seen.connected_apps.words
    else:
        apps = [each for each in seen.connected_apps if each.label.casefold() == APP.casefold()]
        if not apps:
            verdict = Verdict.CANNOT_BE_TOLD
            evidence = "The organization's app menu does not list it."
        elif any(each.is_accessible for each in apps):
            evidence = "The connected user is authorized to use it."
            return Finding(name=name, title=title, verdict=Verdict.GRANTED, evidence=evidence)
        else:
            verdict, evidence = Verdict.MISSING, "The connected user is not authorized to use it."
    return Finding(
        name=name, title=title, verdict=verdict, evidence=evidence, stops=stops, remedy=remedy
    )


def _reads_in_lightning(seen: Observations) -> bool | None:
    if isinstance(seen.packages, Refusal):
        return None
    package = installed(seen.packages)
    return package is not None and version_of(package) >= READS_REPORTS_IN_LIGHTNING
