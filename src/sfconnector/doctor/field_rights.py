"""The rules for rights on fields, by describe: a hidden one is not there, others say if updateable.

A field of the administrator's own, as Hard Bounce, is looked for by its label. If it is not found,
nobody can tell whether it is hidden or was never made.
"""

from __future__ import annotations

from collections.abc import Iterator

from sfconnector.doctor import setup_paths
from sfconnector.doctor.finding import Finding, Verdict
from sfconnector.doctor.observations import Observations
from sfconnector.doctor.requirements import FIELD_RIGHTS, FieldRight, own_field_name
from sfconnector.salesforce.describe import Described, DescribedField


def findings(seen: Observations) -> Iterator[Finding]:
    """Judge each right on a field."""
    for needed in FIELD_RIGHTS:
        verdict, evidence = _judged(seen, needed)
        path = setup_paths.of_field(needed.sobject, needed.label, needed.access)
        remedy = ""
        if verdict is Verdict.MISSING:
            remedy = path
        elif verdict is Verdict.CANNOT_BE_TOLD:
            remedy = f"Let an administrator look: {path}."
        stops = needed.stops
        if _is_seen(seen, needed):
            stops = "What the connector writes to the field is refused."
        yield Finding(
            name=needed.name,
            title=f"{needed.sobject}: {needed.label} ({needed.access})",
            verdict=verdict,
            evidence=evidence,
            stops="" if verdict is Verdict.GRANTED else stops,
            remedy=remedy,
        )


def found(described: Described, needed: FieldRight) -> DescribedField | None:
    """Return the field that a right is about; None if the user can read none such."""
    if needed.field:
        return described.field(needed.field)
    wanted = own_field_name(needed.label)
    own = (each for each in described.fields if each.name.endswith("__c"))
    return next(
        (
            each
            for each in own
            if wanted in {own_field_name(each.label), own_field_name(each.name.removesuffix("__c"))}
        ),
        None,
    )


def _is_seen(seen: Observations, needed: FieldRight) -> bool:
    described = seen.described.get(needed.sobject)
    return isinstance(described, Described) and found(described, needed) is not None


def _judged(seen: Observations, needed: FieldRight) -> tuple[Verdict, str]:
    described = seen.described.get(needed.sobject)
    if isinstance(described, Described):
        return _in_describe(described, needed)
    if described is None or seen.lists(needed.sobject) is False:
        return Verdict.CANNOT_BE_TOLD, f"It shows once {needed.sobject} can be read."
    return Verdict.CANNOT_BE_TOLD, described.words


def _in_describe(described: Described, needed: FieldRight) -> tuple[Verdict, str]:
    field = found(described, needed)
    if field is None and not needed.field:
        return Verdict.CANNOT_BE_TOLD, (
            f"No field of the administrator's own is labelled {needed.label}: it is hidden, or "
            "there is none yet."
        )
    if field is None:
        return Verdict.MISSING, "Describe does not name the field: it is hidden from the user."
    if needed.access == "read" or field.updateable:
        told = "updateable" if field.updateable else "readable"
        return Verdict.GRANTED, f"Describe names {field.name} as {told}."
    if not described.updateable:
        return Verdict.CANNOT_BE_TOLD, (
            f"Describe names {field.name}; whether it can be edited shows once {needed.sobject} "
            "records can."
        )
    return Verdict.MISSING, f"Describe names {field.name} as not updateable."
