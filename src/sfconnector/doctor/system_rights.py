"""The rules for system permissions: by permission sets if the user may read them, else by probes.

API Enabled is proved by the very calls; Edit Tasks by the describe of Task; Run Reports by running
a report's definition unsaved; View Reports in Public Folders by a report that lies in one. Export
Reports and Multi-Factor Authentication for API Logins are told by permission sets alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from sfconnector.doctor import setup_paths
from sfconnector.doctor.finding import Finding, Verdict
from sfconnector.doctor.observations import Observations, Refusal
from sfconnector.doctor.requirements import SYSTEM_RIGHTS, SystemRight
from sfconnector.salesforce.describe import Described

Judgement: TypeAlias = tuple[bool | None, str]
"""Whether the user has the permission, None if not known, and how one knows."""


def findings(seen: Observations) -> Iterator[Finding]:
    """Judge each system permission."""
    for needed in SYSTEM_RIGHTS:
        has, evidence = judged(seen, needed)
        path = setup_paths.of_permission(needed.label, wanted=needed.wanted)
        if has is None:
            verdict, remedy = Verdict.CANNOT_BE_TOLD, setup_paths.to_tell(path)
        elif has is needed.wanted:
            verdict, remedy = Verdict.GRANTED, ""
        else:
            verdict, remedy = Verdict.MISSING, path
        yield Finding(
            name=needed.permission,
            title=needed.label if needed.wanted else f"{needed.label}: off",
            verdict=verdict,
            evidence=evidence,
            stops="" if verdict is Verdict.GRANTED else needed.stops,
            remedy=remedy,
        )


def judged(seen: Observations, needed: SystemRight) -> Judgement:
    """Tell whether the user has a permission: by what permission sets say, else by a probe."""
    has = seen.has(needed.permission)
    if has is not None:
        told = "granted by" if has else "in none of"
        return has, f"It is {told} the profile and permission sets of the user."
    probe = _PROBES.get(needed.permission, _nothing)
    return probe(seen)


def _api_enabled(_: Observations) -> Judgement:
    return True, "Salesforce answers the calls of this very check."


def _edit_tasks(seen: Observations) -> Judgement:
    described = seen.described.get("Task")
    if isinstance(described, Described):
        has = described.createable and described.updateable
        return has, f"Describe says that tasks {'can' if has else 'cannot'} be created and edited."
    if seen.lists("Task") is False:
        return False, "Describe global does not list Task as an object that can be queried."
    return None, described.words if described is not None else "not described"


def _run_reports(seen: Observations) -> Judgement:
    if isinstance(seen.may_run_reports, Refusal):
        return None, seen.may_run_reports.words
    if seen.may_run_reports:
        return True, "A report's definition was run unsaved."
    return False, "Salesforce says that the user has no permission to run reports."


def _public_reports(seen: Observations) -> Judgement:
    if isinstance(seen.shelf, Refusal):
        return None, seen.shelf.words
    if seen.shelf.in_public_folder is not None:
        return True, f"The user sees a report in the public folder {seen.shelf.in_public_folder}."
    return None, (
        f"{seen.why_unknown()} The user sees no report in a public folder: it lacks the right, or "
        "there is none."
    )


def _nothing(seen: Observations) -> Judgement:
    return None, seen.why_unknown()


_PROBES: Mapping[str, Callable[[Observations], Judgement]] = {
    "ApiEnabled": _api_enabled,
    "EditTask": _edit_tasks,
    "RunReports": _run_reports,
    "ViewPublicReports": _public_reports,
}
