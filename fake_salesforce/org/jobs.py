"""The jobs of Bulk API 2.0 as an org keeps them: what was asked, the state, the files in pieces.

What a job does is told in ``ingest_jobs.py`` and ``query_jobs.py``.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fake_salesforce.bulk import Layout
from fake_salesforce.clock import from_wire, to_wire
from fake_salesforce.errors import InvalidJobStateError, NotFoundError

from . import sequences
from .database import Database

KEY_PREFIX = "750"
_MISSING = "The requested resource does not exist"
"""[K:api-asynch/get-information-about-an-ingest-job]: a job that was deleted."""


class JobKind(StrEnum):
    """What a job does, and the name of its resource."""

    INGEST = "ingest"
    QUERY = "query"


class JobState(StrEnum):
    """The states of a job (reference 3.10, [K:api-asynch/job-states])."""

    OPEN = "Open"
    UPLOAD_COMPLETE = "UploadComplete"
    IN_PROGRESS = "InProgress"
    JOB_COMPLETE = "JobComplete"
    ABORTED = "Aborted"
    FAILED = "Failed"


class Piece(StrEnum):
    """The files of a job."""

    DATA = "data"
    """What was uploaded."""
    SUCCESSFUL = "successful"
    FAILED = "failed"
    RESULTS = "results"
    """What a query found."""


@dataclass(frozen=True, slots=True)
class Spec:
    """What a job was created with."""

    sobject: str
    operation: str
    layout: Layout
    external_id_field: str | None = None
    assignment_rule_id: str | None = None
    query: str | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands."""

    id: str
    kind: JobKind
    user_id: str
    version: str
    """The API version it was created by."""
    spec: Spec
    state: JobState
    created: datetime
    changed: datetime
    closed: datetime | None
    """When the upload was complete; None before."""
    processed: int
    failed: int
    error: str | None


class Jobs:
    """The jobs of one org."""

    def __init__(self, database: Database, *, instance: str) -> None:
        self._database = database
        self._instance = instance

    def create(
        self,
        kind: JobKind,
        spec: Spec,
        *,
        user_id: str,
        version: str,
        state: JobState,
        now: datetime,
    ) -> Job:
        """Create a job; one that is not open is closed from the beginning."""
        stamp = to_wire(now)
        with self._database.write() as connection:
            job_id = sequences.take_id(connection, KEY_PREFIX, self._instance)
            connection.execute(
                "INSERT INTO _job (id, kind, user_id, version, spec, state, created, changed,"
                " closed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    job_id,
                    kind,
                    user_id,
                    version,
                    _spec_text(spec),
                    state,
                    stamp,
                    stamp,
                    None if state is JobState.OPEN else stamp,
                ),
            )
            return self.find(kind, job_id)

    def find(self, kind: JobKind, job_id: str) -> Job:
        """Return a job.

        Raises:
            NotFoundError: there is none of that id and kind.
        """
        with self._database.read() as connection:
            row = connection.execute(
                f"SELECT {_COLUMNS} FROM _job WHERE id = ? AND kind = ?",  # noqa: S608 - our words
                (job_id, kind),
            ).fetchone()
        if row is None:
            raise NotFoundError(_MISSING)
        return _job(row)

    def kind_of(self, job_id: str) -> JobKind:
        """Return of which kind a job is.

        Raises:
            NotFoundError: there is none.
        """
        with self._database.read() as connection:
            row = connection.execute("SELECT kind FROM _job WHERE id = ?", (job_id,)).fetchone()
        if row is None:
            raise NotFoundError(_MISSING)
        return JobKind(row[0])

    def all(self, kind: JobKind, *, after: int, most: int) -> list[tuple[int, Job]]:
        """Return jobs with their numbers, in the order in which they were created."""
        with self._database.read() as connection:
            found = connection.execute(
                f"SELECT number, {_COLUMNS} FROM _job WHERE kind = ? AND number > ?"  # noqa: S608 - our words
                " ORDER BY number LIMIT ?",
                (kind, after, most),
            ).fetchall()
        return [(row[0], _job(row[1:])) for row in found]

    def move(
        self,
        job: Job,
        state: JobState,
        *,
        now: datetime,
        error: str | None = None,
        allowed: Sequence[JobState],
    ) -> Job:
        """Move a job to another state.

        Raises:
            InvalidJobStateError: it is in none of the states in which it may be moved there.
        """
        stamp = to_wire(now)
        with self._database.write() as connection:
            current = self.find(job.kind, job.id)
            if current.state not in allowed:
                message = f"a job in the state {current.state} cannot become {state}"
                raise InvalidJobStateError(message)
            connection.execute(
                "UPDATE _job SET state = ?, changed = ?, error = ?, closed = coalesce(closed, ?)"
                " WHERE id = ?",
                (
                    state,
                    stamp,
                    error,
                    stamp if state is JobState.UPLOAD_COMPLETE else None,
                    job.id,
                ),
            )
            return self.find(job.kind, job.id)

    def count(self, job: Job, *, processed: int, failed: int) -> None:
        """Add to the numbers of a job's records."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE _job SET processed = processed + ?, failed = failed + ? WHERE id = ?",
                (processed, failed, job.id),
            )

    def delete(self, job: Job) -> None:
        """Forget a job and its files."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM _job_piece WHERE job_id = ?", (job.id,))
            connection.execute("DELETE FROM _job WHERE id = ?", (job.id,))

    def has(self, job: Job, kind: Piece) -> bool:
        """Tell whether a job has any piece of a file."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT 1 FROM _job_piece WHERE job_id = ? AND kind = ? LIMIT 1", (job.id, kind)
            ).fetchone()
        return row is not None

    def append(self, job: Job, kind: Piece, body: bytes, *, lengths: array[int]) -> None:
        """Add a piece to the end of a file.

        Args:
            job: whose file.
            kind: which file.
            body: the bytes.
            lengths: the bytes of each line, where lines are to be found again; empty otherwise.
        """
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO _job_piece SELECT ?, ?, coalesce(max(number), 0) + 1, ?, ?, ?"
                " FROM _job_piece WHERE job_id = ? AND kind = ?",
                (job.id, kind, len(lengths), lengths.tobytes(), body, job.id, kind),
            )

    def pieces(self, job: Job, kind: Piece) -> Iterator[bytes]:
        """Return the pieces of a file, each read when it is taken."""
        number = 0
        while True:
            with self._database.read() as connection:
                row = connection.execute(
                    "SELECT number, body FROM _job_piece WHERE job_id = ? AND kind = ?"
                    " AND number > ? ORDER BY number LIMIT 1",
                    (job.id, kind, number),
                ).fetchone()
            if row is None:
                return
            number = row[0]
            yield row[1]

    def lines(self, job: Job, kind: Piece, *, offset: int, count: int) -> Iterator[bytes]:
        """Return ``count`` lines of a file from the line ``offset`` on, piece by piece."""
        with self._database.read() as connection:
            sizes: list[tuple[int, int]] = connection.execute(
                "SELECT number, lines FROM _job_piece WHERE job_id = ? AND kind = ?"
                " ORDER BY number",
                (job.id, kind),
            ).fetchall()
        first = 0
        for number, size in sizes:
            begin, end = max(offset - first, 0), min(offset + count - first, size)
            if begin < end:
                yield self._lines(job, kind, number, begin, end)
            first += size

    def _lines(self, job: Job, kind: Piece, number: int, begin: int, end: int) -> bytes:
        with self._database.read() as connection:
            row: tuple[bytes, bytes] = connection.execute(
                "SELECT lengths, body FROM _job_piece WHERE job_id = ? AND kind = ? AND number = ?",
                (job.id, kind, number),
            ).fetchone()
        lengths = array("q", row[0])
        start = sum(lengths[:begin])
        return row[1][start : start + sum(lengths[begin:end])]


_COLUMNS = (
    "id, kind, user_id, version, spec, state, created, changed, closed, processed, failed, error"
)


def _spec_text(spec: Spec) -> str:
    return json.dumps(
        {
            "object": spec.sobject,
            "operation": spec.operation,
            "columnDelimiter": spec.layout.column_delimiter,
            "lineEnding": spec.layout.line_ending,
            "externalIdFieldName": spec.external_id_field,
            "assignmentRuleId": spec.assignment_rule_id,
            "query": spec.query,
        }
    )


def _spec(text: str) -> Spec:
    kept: Mapping[str, str] = json.loads(text)
    return Spec(
        sobject=kept["object"],
        operation=kept["operation"],
        layout=Layout(kept["columnDelimiter"], kept["lineEnding"]),
        external_id_field=kept["externalIdFieldName"],
        assignment_rule_id=kept["assignmentRuleId"],
        query=kept["query"],
    )


def _job(row: sqlite3.Row | tuple[str, ...]) -> Job:
    job_id, kind, user_id, version, spec, state, created, changed, closed, *numbers, error = row
    return Job(
        id=job_id,
        kind=JobKind(kind),
        user_id=user_id,
        version=version,
        spec=_spec(spec),
        state=JobState(state),
        created=from_wire(created),
        changed=from_wire(changed),
        closed=None if closed is None else from_wire(closed),
        processed=int(numbers[0]),
        failed=int(numbers[1]),
        error=error,
    )
