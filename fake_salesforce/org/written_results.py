"""What queries found, kept as text: row numbers, and the records' JSON texts.

SQLite writes the texts while it finds the rows, so a million records are read in one pass, and any
page is a slice of what is kept. It is a cache of one process, in temporary files, and decides
nothing: a result is used only while the tables it was read from are as they were, and only for the
rows that a locator names. Whoever puts an older state of an org in place must ``forget`` it.
"""

from __future__ import annotations

import itertools
import tempfile
import threading
import weakref
from array import array
from collections import OrderedDict
from collections.abc import Hashable, Iterator

from .changes import Serials

_IN_MEMORY = 256 * 1024
"""Bytes that a result keeps in memory; a longer one has a temporary file."""

_MOST_BYTES = 1024**3
"""Of the texts of one result, and of all results that are kept."""

_MOST_RESULTS = 4
_STEP = 256
"""Rows that are written together; where each of these begins is kept."""


class WrittenResult:
    """The rows a query finds, in its order, with the text of each."""

    def __init__(self, rows: Iterator[tuple[int, bytes]], *, most_bytes: int = _MOST_BYTES) -> None:
        """Read every row; texts beyond ``most_bytes`` are not kept."""
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed by finalize
        weakref.finalize(self, self._file.close)
        self._lock = threading.Lock()
        self.row_numbers = array("q")
        """The number of each row."""
        self._lengths = array("l")
        self._begins = array("q")
        self.size = 0
        """Bytes of the texts that are kept, with a comma behind each."""
        while step := list(itertools.islice(rows, _STEP)):
            numbers, texts = zip(*step, strict=True)
            self.row_numbers.extend(numbers)
            if self.size < most_bytes:
                self._lengths.extend(map(len, texts))
                self._begins.append(self.size)
                self.size += self._file.write(b",".join((*texts, b"")))

    def texts(self, row_numbers: array[int], offset: int) -> bytes | None:
        """Return the texts of rows, with commas between them; None unless they stand there.

        Args:
            row_numbers: the rows.
            offset: which of the result's rows the first of them is.
        """
        end = offset + len(row_numbers)
        if end > len(self._lengths) or self.row_numbers[offset:end] != row_numbers:
            return None
        if not row_numbers:
            return b""
        begin = self._begin(offset)
        with self._lock:
            self._file.seek(begin)
            return self._file.read(self._begin(end - 1) + self._lengths[end - 1] - begin)

    def _begin(self, at: int) -> int:
        """Return where the text of a row begins."""
        step = at // _STEP
        return self._begins[step] + at % _STEP + sum(self._lengths[step * _STEP : at])


class WrittenResults:
    """The last results of one org's queries, by the SELECT that found them."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, tuple[Serials, WrittenResult]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, select: Hashable, serials: Serials | None) -> WrittenResult | None:
        """Return what a SELECT found, if the tables it reads are still as they were."""
        with self._lock:
            known, result = self._kept.get(select, (None, None))
            if known is None or known != serials:
                return None
            self._kept.move_to_end(select)
            return result

    def keep(self, select: Hashable, serials: Serials | None, result: WrittenResult) -> None:
        """Keep a result, and let go of the oldest ones; without serials it would never be found."""
        if serials is None:
            return
        with self._lock:
            self._kept[select] = serials, result
            self._kept.move_to_end(select)
            while len(self._kept) > 1 and (
                len(self._kept) > _MOST_RESULTS
                or sum(each.size for _, each in self._kept.values()) > _MOST_BYTES
            ):
                self._kept.popitem(last=False)

    def forget(self) -> None:
        """Let go of every result."""
        with self._lock:
            self._kept.clear()
