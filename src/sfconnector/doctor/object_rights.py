"""The rules for rights on objects: what describe tells, and what only permission sets tell."""

from __future__ import annotations

from collections.abc import Iterator

from sfconnector.doctor import setup_paths
from sfconnector.doctor.finding import Finding, Verdict
from sfconnector.doctor.observations import Observations, Refusal
from sfconnector.doctor.requirements import NAMES, NEEDS, OBJECT_RIGHTS, ObjectRight, Right
from sfconnector.salesforce.describe import Described

_TOLD = {True: Verdict.GRANTED, False: Verdict.MISSING, None: Verdict.CANNOT_BE_TOLD}
_FLAGS = {"create": "createable", "edit": "updateable", "delete": "deletable"}
_OPENS_READING = frozenset({"Read", "Edit", "ReadEditTransfer", "All"})
"""Organization-wide defaults with which everybody reads every record."""
_AS_ACCOUNT = "ControlledByParent"


def findings(seen: Observations) -> Iterator[Finding]:
    """Judge each right on an object."""
    for needed in OBJECT_RIGHTS:
        has, evidence = judged(seen, needed.sobject, needed.right)
        path = setup_paths.of_object(needed.sobject, NAMES[needed.right])
        yield Finding(
            name=needed.name,
            title=f"{needed.sobject}: {NAMES[needed.right]}",
            verdict=_TOLD[has],
            evidence=evidence,
            stops="" if has else needed.stops,
            remedy=_remedy(seen, needed, has=has, path=path),
        )


def judged(seen: Observations, sobject: str, right: Right) -> tuple[bool | None, str]:
    """Tell whether the user has a right on an object, None if not known, and how one knows."""
    if right == "read":
        return _read(seen, sobject)
    if right in _FLAGS:
        return _by_describe(seen, sobject, right)
    return _by_permission_sets(seen, sobject, right)


def _read(seen: Observations, sobject: str) -> tuple[bool | None, str]:
    is_listed = seen.lists(sobject)
    if is_listed is None:
        assert isinstance(seen.objects, Refusal)
        return None, seen.objects.words
    if is_listed:
        return True, "Describe names the object as one that can be queried."
    return False, f"Describe global does not list {sobject} as an object that can be queried."


def _by_describe(seen: Observations, sobject: str, right: Right) -> tuple[bool | None, str]:
    described = seen.described.get(sobject)
    if isinstance(described, Described):
        flag = _FLAGS[right]
        has = bool(getattr(described, flag))
        return has, f"Describe says {flag}: {str(has).lower()}."
    if seen.lists(sobject) is False:
        return False, "It needs Read, which is missing."
    words = described.words if described is not None else "not described"
    return None, words


def _by_permission_sets(seen: Observations, sobject: str, right: Right) -> tuple[bool | None, str]:
    """Judge View All or Modify All, which no describe tells."""
    for permission in ("ModifyAllData", "ViewAllData"):
        if seen.has(permission) and (right == "view_all" or permission == "ModifyAllData"):
            return True, f"{permission} opens every record of every object."
    if not isinstance(seen.object_rights, Refusal):
        has = right in seen.object_rights.get(sobject, frozenset())
        told = "grant it" if has else "do not grant it"
        return has, f"The permission sets of the user {told}."
    for other in NEEDS[right]:
        if other != "view_all" and judged(seen, sobject, other)[0] is False:
            return False, f"It needs {NAMES[other]}, which is missing."
    sample = seen.samples.get(sobject)
    if right == "modify_all" and sample is not None and not isinstance(sample, Refusal):
        if sample.not_open is not None:
            return False, f"UserRecordAccess denies all access to {sample.not_open}."
        looked = "There are no records of others to look at."
        if sample.records:
            looked = (
                f"It has all access to {sample.records} records of others, which may be shared."
            )
        return None, f"{seen.why_unknown()} {looked}"
    return None, f"{seen.why_unknown()}{_by_default(seen, sobject, right)}"


def _by_default(seen: Observations, sobject: str, right: Right) -> str:
    """Say what the organization-wide default does meanwhile."""
    if right != "view_all" or isinstance(seen.organization, Refusal):
        return ""
    default = seen.organization.default_access.get(sobject, "")
    if not default:
        return ""
    if default in _OPENS_READING:
        does = "opens all records to reading anyway"
    elif default == _AS_ACCOUNT:
        does = "opens those of readable accounts"
    else:
        does = "hides records of others"
    return f" The organization-wide default ({default}) {does}."


def _remedy(seen: Observations, needed: ObjectRight, *, has: bool | None, path: str) -> str:
    if has:
        return ""
    if has is None:
        return setup_paths.to_tell(path)
    user = seen.user
    if (
        needed.sobject == "Campaign"
        and needed.right in {"create", "edit"}
        and not isinstance(user, Refusal)
        and user.is_marketing_user is False
    ):
        return f"{path}; and Setup > Users > Users > the user > Edit: tick Marketing User"
    return path
