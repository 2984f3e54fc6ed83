"""The ``Date`` header (RFC 9110, 6.6.1): what Salesforce's clock showed when it answered."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from sfconnector.salesforce.exchange import Answer


def read(answer: Answer) -> datetime | None:
    """Return the instant, to the second; None if the header is missing or is no date."""
    try:
        instant = parsedate_to_datetime(answer.header("Date"))
    except ValueError:
        return None
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
