"""What each user viewed or wrote last: the recent items, LastViewedDate and LastReferencedDate.

Salesforce counts a record as viewed when its page is opened or when it is modified ([K:
object-reference/system-fields]); reading it through the API counts for nothing ([K:rest-api/
recently-viewed-items]). That creating it counts as modifying it, and that a record is referenced
only when it is viewed, are believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fake_salesforce import soql
from fake_salesforce.clock import to_wire

from . import sequences
from .database import Database

MOST_RECENT = 200
"""Recent items kept of an object ([D:226 resources_recent_items])."""
_EITHER = frozenset({"VIEW", "REFERENCE"})


class Recents:
    """The recent items of one org's users."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, user_id: str, record_id: str, *, now: datetime) -> None:
        """Note that a user viewed or wrote the record of an 18-character id."""
        with self._database.write() as connection:
            soql.note_recency(connection, _EITHER, [record_id], user_id=user_id, at=to_wire(now))
            self.list_as_viewed(user_id, [record_id])

    def list_as_viewed(self, user_id: str, record_ids: Sequence[str]) -> None:
        """Put records in front of a user's recent items, the last of them first.

        The oldest items of an object beyond those that are kept are forgotten.
        """
        with self._database.write() as connection:
            for record_id in record_ids[-MOST_RECENT:]:
                number = sequences.take(connection, "recent item")
                connection.execute(
                    "INSERT OR REPLACE INTO _recent_item VALUES (?, ?, ?)",
                    (user_id, record_id, number),
                )
            for prefix in sorted({each[:3] for each in record_ids}):
                connection.execute(
                    "DELETE FROM _recent_item WHERE user_id = :user"
                    " AND substr(record_id, 1, 3) = :prefix AND number NOT IN"
                    " (SELECT number FROM _recent_item WHERE user_id = :user"
                    " AND substr(record_id, 1, 3) = :prefix ORDER BY number DESC LIMIT :most)",
                    {"user": user_id, "prefix": prefix, "most": MOST_RECENT},
                )

    def of(self, user_id: str, *, key_prefix: str | None = None) -> list[str]:
        """Return the ids of a user's recent items, the latest first.

        Args:
            user_id: whose.
            key_prefix: of the object that is meant; None means all of them.
        """
        with self._database.read() as connection:
            found = connection.execute(
                "SELECT record_id FROM _recent_item WHERE user_id = ?"
                " AND substr(record_id, 1, 3) = coalesce(?, substr(record_id, 1, 3))"
                " ORDER BY number DESC",
                (user_id, key_prefix),
            ).fetchall()
        return [record_id for (record_id,) in found]
