"""The rules for the connected user: API Only, an administrator, or one that a person uses too.

None of this stops anything: it is advice (connector domain 1.3, 1.4, 1.12).
"""

from __future__ import annotations

from collections.abc import Iterator

from sfconnector.doctor import setup_paths
from sfconnector.doctor.finding import Finding, Verdict
from sfconnector.doctor.observations import Observations, Refusal

API_ONLY = "API Only User"
ENTERPRISE = "Enterprise Edition"
_DEDICATED = (
    "Give the connector a user of its own: its writes are then known as such, its password and "
    "rights can be its own, and it survives changes of staff."
)


def findings(seen: Observations) -> Iterator[Finding]:
    """Judge the connected user."""
    yield _api_only(seen)
    yield _administrator(seen)
    yield _dedicated(seen)
    yield _may_look(seen)


def _api_only(seen: Observations) -> Finding:
    name = "API Only"
    path = setup_paths.of_permission(API_ONLY)
    if isinstance(seen.organization, Refusal):
        edition = None
    else:
        edition = seen.organization.edition
        if edition != ENTERPRISE:
            return Finding(
                name=name,
                title=API_ONLY,
                verdict=Verdict.FINE,
                evidence=f"It is offered with {ENTERPRISE}; this is {edition or 'another one'}.",
            )
    has = seen.has("ApiUserOnly")
    if has:
        evidence = "The user cannot log in by a browser."
        return Finding(name=name, title=API_ONLY, verdict=Verdict.FINE, evidence=evidence)
    if has is None or edition is None:
        evidence = seen.why_unknown() if has is None else "The edition is not known."
        return Finding(
            name=name,
            title=API_ONLY,
            verdict=Verdict.CANNOT_BE_TOLD,
            evidence=evidence,
            remedy=setup_paths.to_tell(path),
        )
    return Finding(
        name=name,
        title=API_ONLY,
        verdict=Verdict.ADVICE,
        evidence="The user can also log in by a browser.",
        remedy=f"If nobody works as this user: {path}.",
    )


def _administrator(seen: Observations) -> Finding:
    name, title = "administrator", "Administrator"
    has = seen.has("ModifyAllData")
    profile = "" if isinstance(seen.profile, Refusal) else f" Its profile is {seen.profile.name}."
    if has:
        return Finding(
            name=name,
            title=title,
            verdict=Verdict.ADVICE,
            evidence=f"The user has Modify All Data.{profile}",
            remedy="The connector needs far less: doctor --permission-set writes the minimum. "
            "The package's version can be validated by an administrator only, though.",
        )
    if has is None:
        return Finding(
            name=name,
            title=title,
            verdict=Verdict.CANNOT_BE_TOLD,
            evidence=f"{seen.why_unknown()}{profile}",
        )
    return Finding(
        name=name,
        title=title,
        verdict=Verdict.FINE,
        evidence=f"The user is none.{profile} An administrator installs and upgrades the package.",
    )


def _dedicated(seen: Observations) -> Finding:
    name, title = "dedicated user", "Dedicated user"
    if isinstance(seen.logins, Refusal):
        return Finding(
            name=name,
            title=title,
            verdict=Verdict.CANNOT_BE_TOLD,
            evidence=seen.logins.words,
            remedy=_DEDICATED,
        )
    persons = [each for each in seen.logins if each.is_interactive]
    looked = f"the logins that LoginHistory shows ({len(seen.logins)})"
    if persons:
        latest = max(each.at for each in persons)
        return Finding(
            name=name,
            title=title,
            verdict=Verdict.ADVICE,
            evidence=f"Somebody works as this user: {len(persons)} of {looked} came by a browser, "
            f"the latest on {latest:%Y-%m-%d at %H:%M %Z}.",
            remedy=_DEDICATED,
        )
    evidence = f"None of {looked} came by a browser."
    return Finding(name=name, title=title, verdict=Verdict.FINE, evidence=evidence)


def _may_look(seen: Observations) -> Finding:
    """Judge whether the doctor itself may look at permission sets."""
    name, title = "ViewSetup", "View Setup and Configuration, for this check"
    if not isinstance(seen.assigned, Refusal):
        evidence = "The user may read what its permission sets grant."
        return Finding(name=name, title=title, verdict=Verdict.FINE, evidence=evidence)
    return Finding(
        name=name,
        title=title,
        verdict=Verdict.ADVICE,
        evidence=f"The user may not read its permission sets: {seen.assigned.words}",
        stops="View All, Modify All and some system permissions cannot be told.",
        remedy="For the time of the check, if all is to be told: "
        f"{setup_paths.of_permission('View Setup and Configuration')}.",
    )
