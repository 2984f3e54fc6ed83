"""The texts of pages that SQLite wrote, kept for whoever asks for them later.

A text is a function of the SELECT that gives it, of the row numbers of its page and of the state of
the database: rights and labels are all in the SELECT, so a right that is lost makes it another one.
Any change of what a query can show lets go of everything. It is a cache of one process, in a
temporary file that is made when the first page is kept.
"""

from __future__ import annotations

import hashlib
import tempfile
import threading
import weakref
from array import array
from typing import IO

from fake_salesforce import soql

from .database import State

_MOST_BYTES = 1024**3
"""Of all texts that are kept; the disk has them, memory some 200 bytes for each page."""


_NO_ROWS: array[int] = array("q")


class KeptTexts:
    """The texts of pages of one org, by the SELECT that gives them and by the page's row numbers.

    A SELECT that names no rows stands for the row numbers that a query finds.
    """

    def __init__(self, *, most_bytes: int = _MOST_BYTES) -> None:
        self.most_bytes = most_bytes
        """Of all texts that are kept together."""
        self._lock = threading.Lock()
        self._file: IO[bytes] | None = None
        self._state: State = (-1, 0)
        self._size = 0
        self._places: dict[bytes, tuple[int, int, int]] = {}

    def find(
        self, state: State, select: soql.Select, page: array[int] = _NO_ROWS
    ) -> soql.Written | None:
        """Return what a SELECT gives in a state of the database, if it is kept."""
        key = _key(select, page)
        with self._lock:
            if state != self._state or key not in self._places:
                return None
            assert self._file is not None
            number, begin, length = self._places[key]
            self._file.seek(begin)
            return soql.Written(number, self._file.read(length))

    def keep(
        self,
        state: State,
        select: soql.Select,
        written: soql.Written,
        page: array[int] = _NO_ROWS,
    ) -> None:
        """Keep what a SELECT gave in a state; whatever is of an earlier one is let go of."""
        key = _key(select, page)
        with self._lock:
            if state < self._state or len(written.array) > self.most_bytes:
                return
            if state > self._state or self._size + len(written.array) > self.most_bytes:
                self._forget()
                self._state = state
            if self._file is None:
                self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by finalize
                weakref.finalize(self, self._file.close)
            self._file.seek(self._size)
            self._file.write(written.array)
            self._places[key] = written.number, self._size, len(written.array)
            self._size += len(written.array)

    def forget(self) -> None:
        """Let go of every text, and of the disk they take."""
        with self._lock:
            self._forget()

    def _forget(self) -> None:
        self._places.clear()
        self._size = 0
        if self._file is not None:
            self._file.truncate(0)


def _key(select: soql.Select, page: array[int]) -> bytes:
    digest = hashlib.blake2b(repr(select).encode(), digest_size=16)
    digest.update(page)
    return digest.digest()
