"""Which records a user deleted from a list, when and who: they become no members again.

It hangs on the record and not on a generation's row, so it outlives every import. One that is
restored is kept until everything has been read once more.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, exists, insert, select, update

from sfconnector.store.rows import delete_records, in_chunks
from sfconnector.store.tables import tombstones


def put(
    connection: Connection, list_id: int, record_ids: Sequence[str], *, by: str, now: datetime
) -> None:
    """Write down that records were deleted, in place of what was written of them before."""
    delete_records(connection, tombstones, tombstones.c.list_id == list_id, record_ids)
    for some in in_chunks(record_ids):
        connection.execute(
            insert(tombstones),
            [{"list_id": list_id, "record_id": each, "at": now, "by": by} for each in some],
        )


def restore(
    connection: Connection, list_id: int, record_ids: Sequence[str], *, now: datetime
) -> None:
    """Let records be members again once everything has been read."""
    for some in in_chunks(record_ids):
        connection.execute(
            update(tombstones)
            .where(tombstones.c.list_id == list_id)
            .where(tombstones.c.record_id.in_(some))
            .values(restored_at=now)
        )


def of_records(connection: Connection, list_id: int, record_ids: Sequence[str]) -> frozenset[str]:
    """Return which of these records are deleted from a list."""
    deleted = (tombstones.c.list_id == list_id) & tombstones.c.restored_at.is_(None)
    if not connection.scalar(select(exists().where(deleted))):
        return frozenset()  # as nearly every list
    return frozenset(
        record_id
        for some in in_chunks(record_ids)
        for record_id in connection.scalars(
            select(tombstones.c.record_id).where(deleted).where(tombstones.c.record_id.in_(some))
        )
    )


def restored(connection: Connection, list_id: int) -> frozenset[str]:
    """Return the records that were restored, and everything has not been read since."""
    return frozenset(
        connection.scalars(
            select(tombstones.c.record_id)
            .where(tombstones.c.list_id == list_id)
            .where(tombstones.c.restored_at.is_not(None))
        )
    )


def forget_restored(connection: Connection, list_id: int) -> None:
    """Forget those that were restored: everything has been read."""
    connection.execute(
        delete(tombstones)
        .where(tombstones.c.list_id == list_id)
        .where(tombstones.c.restored_at.is_not(None))
    )
