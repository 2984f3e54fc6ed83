"""UserRecordAccess: what a user may do with single records, which every user may ask of himself.

Sources: object reference, UserRecordAccess: at most 200 ids a query, and records that the user
cannot read are left out.
"""

from __future__ import annotations

from dataclasses import dataclass

from sfconnector.salesforce.rows import among, read_all, text
from sfconnector.salesforce.session import Session

MOST_RECORDS = 200


@dataclass(frozen=True, slots=True)
class Sample:
    """Records of others: how many were looked at, and one that is not wholly open, if any."""

    records: int
    not_open: str | None


def read(session: Session, sobject: str, user_id: str, *, condition: str = "") -> Sample:
    """Look at some records of others, and whether the user has all access to each.

    Args:
        session: the user's.
        sobject: an object with owners.
        user_id: the user, whose own records prove nothing.
        condition: a further condition in SOQL.

    Raises:
        ConnectorError: as :meth:`Session.call`.
    """
    others = f"OwnerId NOT IN {among([user_id])}" + (f" AND {condition}" if condition else "")
    found = read_all(
        session,
        f"SELECT Id FROM {sobject} WHERE {others} "  # noqa: S608 - SOQL of checked names
        f"ORDER BY Id DESC LIMIT {MOST_RECORDS}",
    )
    ids = [text(row, "Id") for row in found]
    if not ids:
        return Sample(0, None)
    rows = read_all(
        session,
        "SELECT RecordId, HasAllAccess FROM UserRecordAccess "  # noqa: S608 - SOQL of ids
        f"WHERE UserId = '{user_id}' AND RecordId IN {among(ids)}",
    )
    not_open = [text(row, "RecordId") for row in rows if row.get("HasAllAccess") is False]
    return Sample(len(rows), min(not_open, default=None))
