"""SetupAuditTrail: what is noted of changes that write no record, as passwords and policies.

What a written record leaves is noted by the writer (``records/setup_audit.py``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fake_salesforce.schema import Schema

from .database import Database
from .system_records import SystemRecords


@dataclass(frozen=True, slots=True)
class SetupAuditTrail:
    """Writes the audit trail of one org."""

    database: Database
    schema: Schema
    instance: str
    automated_user_id: str

    def note(
        self, section: str, action: str, display: str, *, now: datetime, by: str | None = None
    ) -> None:
        """Write one row.

        Args:
            section: of the Setup menu, as ``Manage Users``.
            action: as ``resetpassword``.
            display: the sentence.
            now: when.
            by: the id of the user who did it; None is the automated process.
        """
        with self.database.write() as connection:
            author = by or self.automated_user_id
            records = SystemRecords(connection, self.schema, self.instance, author, now)
            records.insert(
                "SetupAuditTrail", {"Section": section, "Action": action, "Display": display}
            )
