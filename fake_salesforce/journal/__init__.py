"""The journal: what was asked and answered, without any secret; and crashes of the fake itself."""

from .conditions import Conditions, meeting
from .exchange import Arrival, Exchange, Told
from .export import har, json_lines
from .journal import MOST_EXCHANGES, CrashError, Journal
from .note import Note
from .redaction import redacted, session_hash

__all__ = [
    "MOST_EXCHANGES",
    "Arrival",
    "Conditions",
    "CrashError",
    "Exchange",
    "Journal",
    "Note",
    "Told",
    "har",
    "json_lines",
    "meeting",
    "redacted",
    "session_hash",
]
