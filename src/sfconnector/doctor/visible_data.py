"""The rules for what the user sees: custom objects, and how many fields.

Field-level security can hide only some fields, so only those are counted: the others nobody can
take away. Counted are the standard objects that the connector needs, and the custom objects that
can be read and refer to leads or contacts; of others nothing is ever read (connector domain 1.22,
1.23).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from sfconnector.doctor import custom_objects, field_rights, setup_paths
from sfconnector.doctor.finding import Finding, Verdict
from sfconnector.doctor.observations import Observations, Refusal
from sfconnector.doctor.requirements import FIELD_RIGHTS, MOST_FIELDS
from sfconnector.salesforce.describe import Described
from sfconnector.salesforce.installed_packages import installed

_MOST_NAMED = 12


def findings(seen: Observations, used: Mapping[str, AbstractSet[str]]) -> Iterator[Finding]:
    """Judge what the user sees.

    Args:
        seen: what was read.
        used: API names of the fields that marketing lists use, by object.
    """
    described = {name: each for name, each in seen.described.items() if isinstance(each, Described)}
    custom = {name: each for name, each in seen.custom.items() if isinstance(each, Described)}
    yield _custom_objects(seen, described)
    yield _field_count(seen, {**described, **custom})
    yield _unneeded(seen, {**described, **custom}, used)


def _custom_objects(seen: Observations, described: Mapping[str, Described]) -> Finding:
    name, title = "custom objects", "Custom objects related to Lead or Contact"
    if isinstance(seen.objects, Refusal):
        evidence = seen.objects.words
        return Finding(name=name, title=title, verdict=Verdict.CANNOT_BE_TOLD, evidence=evidence)
    custom = custom_objects.readable(seen.objects)
    related = custom_objects.related(custom, described)
    usable = "; ".join(f"{each} ({', '.join(parents)})" for each, parents in related.items())
    others = sorted(custom - set(related))
    evidence = f"Readable and related: {usable or 'none'}."
    if others:
        evidence += f" Readable and not related, so not usable: {_named(others)}."
    remedy = ""
    unseen = [each for each in custom_objects.PEOPLE if each not in described]
    if unseen:
        verdict = Verdict.CANNOT_BE_TOLD
        evidence += f" What is related to {' and '.join(unseen)} shows once it can be read."
    else:
        verdict = Verdict.ADVICE if others else Verdict.FINE
        if others:
            remedy = "Take Read on the objects that are not usable away, unless something else "
            remedy += "needs it."
    return Finding(name=name, title=title, verdict=verdict, evidence=evidence, remedy=remedy)


def _field_count(seen: Observations, described: Mapping[str, Described]) -> Finding:
    name, title = "field count", f"Fields, against {MOST_FIELDS}"
    missing = [each for each in (*seen.described, *seen.custom) if each not in described]
    every = sum(len(each.fields) for each in described.values())
    open_ = sum(each.permissionable for one in described.values() for each in one.fields)
    evidence = (
        f"The user can read {open_} fields of {len(described)} objects that could be hidden, "
        f"{every} in all."
    )
    if open_ >= MOST_FIELDS:
        return Finding(
            name=name,
            title=title,
            verdict=Verdict.WARNING,
            evidence=evidence,
            stops=f"{MOST_FIELDS} fields and more may slow imports down.",
            remedy="Hide fields that no list, segment or form uses: "
            f"{setup_paths.SET} > Object Settings > the object > Edit: untick Read Access",
        )
    if isinstance(seen.objects, Refusal):
        missing.append("custom objects")
    if missing:
        evidence += f" Not seen: {_named(missing)}."
        return Finding(name=name, title=title, verdict=Verdict.CANNOT_BE_TOLD, evidence=evidence)
    return Finding(name=name, title=title, verdict=Verdict.FINE, evidence=evidence)


def _unneeded(
    seen: Observations, described: Mapping[str, Described], used: Mapping[str, AbstractSet[str]]
) -> Finding:
    name, title = "unneeded fields", "Fields that nothing uses"
    package = None if isinstance(seen.packages, Refusal) else installed(seen.packages)
    own = f"{package.namespace}__" if package is not None and package.namespace else None
    unneeded: list[str] = []
    for sobject, each in described.items():
        needed = {
            found.name
            for right in FIELD_RIGHTS
            if right.sobject == sobject and (found := field_rights.found(each, right)) is not None
        } | used.get(sobject, frozenset())
        unneeded += [
            f"{sobject}.{field.name}"
            for field in each.fields
            if field.permissionable
            and field.name not in needed
            and not (own and field.name.startswith(own))
        ]
    if not described:
        return Finding(
            name=name,
            title=title,
            verdict=Verdict.CANNOT_BE_TOLD,
            evidence="No object could be described.",
        )
    if not unneeded:
        evidence = "Each field that could be hidden is needed or used."
        return Finding(name=name, title=title, verdict=Verdict.FINE, evidence=evidence)
    return Finding(
        name=name,
        title=title,
        verdict=Verdict.ADVICE,
        evidence=f"Readable, neither in the minimum nor in a list: {_named(unneeded)}.",
        remedy=f"{setup_paths.SET} > Object Settings > the object > Edit: untick Read Access",
    )


def _named(names: list[str]) -> str:
    rest = len(names) - _MOST_NAMED
    more = f" and {rest} more" if rest > 0 else ""
    return f"{', '.join(names[:_MOST_NAMED])}{more}"
