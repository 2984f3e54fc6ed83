"""The status of the connection, as a user reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sfconnector.connection.causes import EXPLANATIONS, Cause
from sfconnector.store.connections import ConnectionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What is known of the connection; made of the store alone, no call is made for it."""

    state: str
    """``not_connected``, ``active`` or ``disconnected``."""
    since: datetime | None
    """Since when it is so; None if nobody has ever tried to connect."""
    cause: Cause | None
    """Why it does not work; on an active connection a cause that time alone heals, or None."""
    message: str
    remedy: str
    hints: tuple[str, ...] = ()
    detail: str = ""
    """Salesforce's own words, for engineers."""
    username: str | None = None
    organization_id: str | None = None
    organization_name: str | None = None
    instance_url: str | None = None


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
    if cause is not None:
        message, remedy = EXPLANATIONS[cause].message, EXPLANATIONS[cause].remedy
    elif row.state == "active":
        message, remedy = f"Connected to {row.organization_name}.", ""
    else:
        message, remedy = NEVER_CONNECTED.message, NEVER_CONNECTED.remedy
    return Status(
        state=row.state,
        since=row.since,
        cause=cause,
        message=message,
        remedy=remedy,
        hints=row.hints,
        detail=row.detail,
        username=row.username,
        organization_id=row.organization_id,
        organization_name=row.organization_name,
        instance_url=row.instance_url,
    )
