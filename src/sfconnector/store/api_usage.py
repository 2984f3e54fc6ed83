"""API calls of an account by the hour, and what Salesforce last told of the organization's limit.

Calls are claimed in blocks before they are sent, so that several processes together keep to a cap
and a killed one leaves its block counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from sqlalchemy import Connection, delete, insert, select, update

from sfconnector.store.tables import api_calls, api_limits

Reason: TypeAlias = Literal["cap", "reserve", "limit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiLimits:
    """What is known of the limit, and whether calls are held back."""

    used: int | None = None
    """By everybody in 24 hours, as Salesforce told; None: never told."""
    most: int | None = None
    ours: int = 0
    """How many of ``used`` were this account's."""
    read_at: datetime | None = None
    held_until: datetime | None = None
    held_for: Reason | None = None


def calls_since(connection: Connection, account_id: int, hour: datetime) -> dict[datetime, int]:
    """Return the calls of each hour from this one on, the oldest first."""
    rows = connection.execute(
        select(api_calls.c.hour, api_calls.c.calls)
        .where(api_calls.c.account_id == account_id)
        .where(api_calls.c.hour >= hour)
        .order_by(api_calls.c.hour)
    )
    return {row.hour: row.calls for row in rows}


def add_calls(connection: Connection, account_id: int, hour: datetime, calls: int) -> None:
    """Count calls in an hour; a negative number gives back what was claimed and not sent."""
    moved = connection.execute(
        update(api_calls)
        .where(api_calls.c.account_id == account_id)
        .where(api_calls.c.hour == hour)
        .values(calls=api_calls.c.calls + calls)
    )
    if moved.rowcount == 0:
        connection.execute(insert(api_calls).values(account_id=account_id, hour=hour, calls=calls))


def forget_before(connection: Connection, account_id: int, hour: datetime) -> None:
    """Delete the counts of the hours before this one."""
    connection.execute(
        delete(api_calls).where(api_calls.c.account_id == account_id).where(api_calls.c.hour < hour)
    )


def read_limits(connection: Connection, account_id: int) -> ApiLimits:
    """Return what is known of the limit; nothing for an account that has never called."""
    row = connection.execute(
        select(api_limits).where(api_limits.c.account_id == account_id)
    ).one_or_none()
    if row is None:
        return ApiLimits()
    return ApiLimits(
        used=row.used,
        most=row.most,
        ours=row.ours,
        read_at=row.read_at,
        held_until=row.held_until,
        held_for=row.held_for,
    )


def write_limits(connection: Connection, account_id: int, limits: ApiLimits) -> None:
    """Store what is known of the limit in place of what was."""
    values = {name: getattr(limits, name) for name in ApiLimits.__dataclass_fields__}
    connection.execute(delete(api_limits).where(api_limits.c.account_id == account_id))
    connection.execute(insert(api_limits).values(account_id=account_id, **values))
