"""How many records the request of this thread has read and written, for the journal."""

from __future__ import annotations

import threading


class Tally(threading.local):
    """Counts of one thread, since it was last taken."""

    def __init__(self) -> None:
        self.read = 0
        self.written = 0

    def note(self, *, read: int = 0, written: int = 0) -> None:
        """Count some records."""
        self.read += read
        self.written += written

    def take(self) -> tuple[int, int]:
        """Return the records read and written since the last time, and begin anew."""
        taken = (self.read, self.written)
        self.read = self.written = 0
        return taken
