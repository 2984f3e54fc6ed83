"""The examination: every rule over what was read, in one report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime

from sfconnector.doctor import (
    connected_user,
    field_rights,
    object_rights,
    package,
    permission_set,
    record_types,
    system_rights,
    visible_data,
    wire,
)
from sfconnector.doctor.finding import Finding, Verdict
from sfconnector.doctor.observations import Observations, Refusal
from sfconnector.store.record_types import RecordType


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What the doctor found, as one user at one time."""

    at: datetime
    username: str
    findings: tuple[Finding, ...]
    counts: Mapping[str, int]
    """How many findings there are of each verdict, the worst first."""
    permission_set: bytes = field(repr=False)
    """The minimum rights as metadata XML."""
    left_out: tuple[str, ...]
    """Fields of the administrator's own that it lacks, since none such was found."""

    @property
    def granted(self) -> frozenset[str]:
        """The names of the rights that are there for certain."""
        return frozenset(each.name for each in self.findings if each.verdict is Verdict.GRANTED)

    @property
    def missing(self) -> tuple[Finding, ...]:
        """What is missing for certain."""
        return tuple(each for each in self.findings if each.verdict is Verdict.MISSING)


def examine(
    seen: Observations,
    *,
    used: Mapping[str, AbstractSet[str]],
    chosen: Sequence[RecordType] = (),
    neighbours: Sequence[str] = (),
) -> Examination:
    """Judge everything that was read.

    Args:
        seen: what was read.
        used: API names of the fields that marketing lists use, by object.
        chosen: the record types that the account works with.
        neighbours: the other accounts on the same organization.
    """
    findings = (
        *system_rights.findings(seen),
        *object_rights.findings(seen),
        *field_rights.findings(seen),
        *package.findings(seen),
        *connected_user.findings(seen),
        *record_types.findings(seen, chosen, neighbours),
        *visible_data.findings(seen, used),
        *wire.findings(seen),
    )
    counts = {
        verdict.value: sum(each.verdict is verdict for each in findings) for verdict in Verdict
    }
    return Examination(
        at=seen.at,
        username="" if isinstance(seen.user, Refusal) else seen.user.username,
        findings=findings,
        counts=counts,
        permission_set=permission_set.minimum(seen),
        left_out=permission_set.left_out(seen),
    )
