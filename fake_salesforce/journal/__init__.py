"""The journal: what was asked and answered, without any secret; and crashes of the fake itself."""

from .exchange import Arrival, Exchange, Told
from .export import har, json_lines
from .journal import MOST_EXCHANGES, CrashError, Journal
from .note import Note
from .redaction import redacted, session_hash

__all__ = [
    "MOST_EXCHANGES",
    "Arrival",
    "CrashError",
    "Exchange",
    "Journal",
    "Note",
    "Told",
    "har",
    "json_lines",
    "redacted",
    "session_hash",
]
