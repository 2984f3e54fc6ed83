"""The rule for record types: those the account works with, and those the user is not assigned.

Describe tells of each record type whether it is active and whether the user may give it to a
record. Whoever may not can still read the records that have it (connector domain 1.22, 2.11).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sfconnector.doctor import setup_paths
from sfconnector.doctor.finding import Finding, Verdict
from sfconnector.doctor.observations import Observations
from sfconnector.salesforce.describe import Described, RecordTypeInfo
from sfconnector.store.record_types import RecordType

PEOPLE = ("Contact", "Lead")
FIELD = "RecordTypeId"


def findings(
    seen: Observations, chosen: Sequence[RecordType], neighbours: Sequence[str] = ()
) -> Iterator[Finding]:
    """Judge the record types of every object that has some, or that the account has chosen of.

    Args:
        seen: what was read.
        chosen: the record types that the account works with.
        neighbours: the other accounts on the same organization.
    """
    names = dict.fromkeys([*seen.described, *(each.sobject for each in chosen)])
    for sobject in names:
        own = [each for each in chosen if each.sobject == sobject]
        described = seen.described.get(sobject)
        shares = neighbours if sobject in PEOPLE else ()
        if isinstance(described, Described):
            if own:
                yield _of_account(described, own)
            elif described.record_type_infos or shares:
                yield _of_user(described, shares)
        elif own:
            yield _finding(
                sobject,
                Verdict.CANNOT_BE_TOLD,
                f"The account works with {_names(own)}; {sobject} cannot be described.",
                stops=f"The account's lists of {sobject}.",
                remedy=setup_paths.to_tell(setup_paths.of_object(sobject, "Read")),
            )


def _of_account(described: Described, chosen: Sequence[RecordType]) -> Finding:
    sobject = described.name
    infos = {each.record_type_id: each for each in described.record_type_infos}
    standings = {
        each.name: infos[each.id].standing if each.id in infos else "gone" for each in chosen
    }
    told = f"The account works with {_names(chosen)}. {_offered(described.record_type_infos)}"
    stops, remedies = [], []
    for standing, (words, stopped, remedy) in {
        "gone": (
            "No more in Salesforce",
            f"Lists of {sobject} are not imported or synced until others are chosen.",
            f"Choose others: record-types set {sobject}",
        ),
        "inactive": (
            "Not active",
            "Records that have it are read as before; none can be given it.",
            f"Activate it ({setup_paths.RECORD_TYPES}), or: record-types set {sobject}",
        ),
        "withheld": (
            "Not assigned to the user",
            "Records that have it are read as before; the user can give it to none.",
            _assignments(sobject),
        ),
    }.items():
        names = sorted(name for name, own in standings.items() if own == standing)
        if names:
            told += f" {words}: {', '.join(names)}."
            stops.append(stopped)
            remedies.append(remedy)
    if described.field(FIELD) is None:
        told += f" The field {sobject}.{FIELD} is hidden."
        stops.append(f"Lists of {sobject} are not imported or synced.")
        remedies.append(setup_paths.of_field(sobject, "Record Type", "read"))
    verdict = Verdict.MISSING if stops else Verdict.GRANTED
    return _finding(sobject, verdict, told, stops=" ".join(stops), remedy="; ".join(remedies))


def _of_user(described: Described, neighbours: Sequence[str]) -> Finding:
    sobject, infos = described.name, described.record_type_infos
    told, remedies = _offered(infos), []
    withheld = sorted(each.name for each in _own(infos) if each.standing == "withheld")
    if withheld:
        told += f" Not available: {', '.join(withheld)}."
        remedies.append(
            f"If records of these are the connector's business: {_assignments(sobject)}"
        )
    if neighbours:
        told += (
            f" The organization is used by {', '.join(neighbours)} too, and this account has the "
            "records of all."
        )
        remedies.append(
            f"Choose record types of its own for each account: record-types set {sobject}"
        )
    verdict = Verdict.ADVICE if remedies else Verdict.FINE
    return _finding(sobject, verdict, told, remedy="; ".join(remedies))


def _own(infos: Sequence[RecordTypeInfo]) -> list[RecordTypeInfo]:
    return [each for each in infos if not each.master]


def _offered(infos: Sequence[RecordTypeInfo]) -> str:
    offered = sorted(
        f"{each.name} (default)" if each.default_record_type_mapping else each.name
        for each in _own(infos)
        if each.standing == "offered"
    )
    return f"Available: {', '.join(offered) or 'the master record type alone'}."


def _assignments(sobject: str) -> str:
    return (
        f"{setup_paths.SET} > Object Settings > {setup_paths.PLURALS[sobject]} > Edit: tick them "
        "under Record Type Assignments"
    )


def _names(chosen: Sequence[RecordType]) -> str:
    return ", ".join(sorted(each.name for each in chosen))


def _finding(
    sobject: str, verdict: Verdict, evidence: str, *, stops: str = "", remedy: str = ""
) -> Finding:
    return Finding(
        name=f"{sobject} record types",
        title=f"{sobject}: record types",
        verdict=verdict,
        evidence=evidence,
        stops=stops,
        remedy=remedy,
    )
