"""The status of the connection, as a user reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec

from sfconnector.connection.causes import EXPLANATIONS, Cause
from sfconnector.connection.diagnosis import Candidate, Diagnosis
from sfconnector.errors import NO_EVIDENCE, Evidence
from sfconnector.limits.frees import Frees
from sfconnector.store.connections import ConnectionRow
from sfconnector.store.record_types import RecordType

NEXT_STEP = "Open the Data Management panel and choose what is synced, then import lists."


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What is known of the connection; made of the store alone, no call is made for it."""

    state: str
    """``not_connected``, ``active`` or ``disconnected``."""
    since: datetime | None
    """Since when it is so; None if nobody has ever tried to connect."""
    cause: Cause | None
    """Why it does not work; on an active connection a cause that pauses or degrades, or None."""
    message: str
    remedy: str
    who: str = ""
    """Who must act."""
    heals: str = ""
    """What makes it work again once they have acted."""
    hints: tuple[str, ...] = ()
    frees: Frees | None = None
    """When the limit that is reached frees, as far as is known; None if none is, or nothing is."""
    candidates: tuple[Candidate, ...] = ()
    """Where Salesforce gives one answer for many: what it may be, the likeliest first."""
    login_status: str | None = None
    """What the user's login history says of the refused login, where it could be read."""
    detail: str = ""
    """Salesforce's own words, for engineers."""
    evidence: Evidence = NO_EVIDENCE
    next_step: str = ""
    method: str = ""
    username: str | None = None
    organization_id: str | None = None
    organization_name: str | None = None
    instance_url: str | None = None
    score_field: str | None = None
    """What the account writes its scores into; told by ``status`` alone, as the next."""
    record_types: tuple[RecordType, ...] = ()
    """Those the account works with; of an object that has none here, every record."""

    @property
    def is_undecided(self) -> bool:
        """Whether it is of a test whose answer says nothing about the connection."""
        return self.cause is None and bool(self.detail)


AGAIN = " Then run connect again: no secret is stored that could be tried by itself."

NEVER_CONNECTED = Status(
    state="not_connected",
    since=None,
    cause=None,
    message="No Salesforce organization is connected.",
    remedy="Run connect with the username of the integration user.",
)


def status_of(row: ConnectionRow | None) -> Status:
    """Turn the stored connection into a status."""
    if row is None:
        return NEVER_CONNECTED
    cause = None if row.cause is None else Cause(row.cause)
    who = heals = ""
    if cause is not None:
        explanation = EXPLANATIONS[cause]
        message, remedy = explanation.message, explanation.remedy
        who, heals = explanation.who.value, explanation.heals.value
        if row.state == "not_connected" and explanation.transient:
            remedy += AGAIN
    elif row.state == "active":
        message, remedy = f"Connected to {row.organization_name}.", ""
    else:
        message, remedy = NEVER_CONNECTED.message, NEVER_CONNECTED.remedy
    diagnosis = _diagnosis(row)
    return Status(
        state=row.state,
        since=row.since,
        cause=cause,
        message=message,
        remedy=remedy,
        who=who,
        heals=heals,
        hints=row.hints,
        candidates=() if diagnosis is None else diagnosis.candidates,
        login_status=None if diagnosis is None else diagnosis.login_status,
        detail=row.detail,
        evidence=NO_EVIDENCE if diagnosis is None else diagnosis.evidence,
        next_step=NEXT_STEP if row.state == "active" and cause is None else "",
        method=row.method,
        username=row.username,
        organization_id=row.organization_id,
        organization_name=row.organization_name,
        instance_url=row.instance_url,
    )


def diagnosis_as_text(diagnosis: Diagnosis) -> str:
    """Return a diagnosis as the store keeps it."""
    return msgspec.json.encode(diagnosis).decode()


def _diagnosis(row: ConnectionRow) -> Diagnosis | None:
    if row.diagnosis is None:
        return None
    return msgspec.json.decode(row.diagnosis, type=Diagnosis)
