"""Instants as HTTP writes them in its headers."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime


def http_date(instant: datetime) -> str:
    """Return an instant in HTTP's form: ``Mon, 20 Jul 2020 09:00:00 GMT``."""
    return format_datetime(instant.replace(microsecond=0), usegmt=True)
