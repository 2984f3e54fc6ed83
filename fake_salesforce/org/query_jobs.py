"""Query jobs: a SOQL text whose records are read as CSV (reference 3.11).

The results are made when the job is worked off and do not change afterwards; a locator names a
record to read on from, and can be used again.
"""

from __future__ import annotations

import base64
import binascii
import sqlite3
from array import array
from collections.abc import Callable, Iterator, Sequence

from fake_salesforce import bulk, soql
from fake_salesforce.clock import Clock
from fake_salesforce.errors import (
    InvalidJobError,
    InvalidJobStateError,
    InvalidOperationOfJobError,
    JobNotCompleteError,
    SalesforceError,
)

from .database import Database
from .job_pace import JobPace
from .jobs import Job, JobKind, Jobs, JobState, Piece, Spec
from .queries import Asking, Found, Queries
from .settings import Settings

OPERATIONS = ("query", "queryAll")
DEFAULT_RECORDS = 10_000
"""Records of a set of results when the client does not say how many (believed: the guide's example
of a locator, ``MTAwMDA``, is 10000)."""
_PIECE_RECORDS = 2000
_NOT_COMPLETE = (
    "can only download query results of successfully completed bulk job with status: JOB_COMPLETE."
    " Current status: {}"
)
_STATUS_WORDS = {
    JobState.UPLOAD_COMPLETE: "UPLOAD_COMPLETE",
    JobState.IN_PROGRESS: "IN_PROGRESS",
    JobState.ABORTED: "ABORTED",
    JobState.FAILED: "FAILED",
}


class QueryJobs:
    """The query jobs of one org."""

    def __init__(
        self,
        jobs: Jobs,
        *,
        database: Database,
        queries: Queries,
        asking: Callable[..., Asking],
        settings: Settings,
        clock: Clock,
    ) -> None:
        self._jobs = jobs
        self._database = database
        self._queries = queries
        self._asking = asking
        self._clock = clock
        self._pace = JobPace(jobs, settings=settings, clock=clock, run=self._run)

    def create(
        self, text: str, *, operation: str, layout: bulk.Layout, user_id: str, version: str
    ) -> Job:
        """Create a job for a query.

        Raises:
            SalesforceError: the text is no query, or none that Bulk API answers.
        """
        if operation not in OPERATIONS:
            message = f"the operation must be one of {', '.join(OPERATIONS)}"
            raise InvalidOperationOfJobError(message)
        sobject = self._queries.object_of_bulk(text, self._asked_by(user_id, operation))
        spec = Spec(sobject=sobject, operation=operation, layout=layout, query=text)
        job = self._jobs.create(
            JobKind.QUERY,
            spec,
            user_id=user_id,
            version=version,
            state=JobState.UPLOAD_COMPLETE,
            now=self._clock.now(),
        )
        self._pace.closed(job)
        return job

    def _asked_by(self, user_id: str, operation: str) -> Asking:
        return self._asking(
            user_id, page_rows=_PIECE_RECORDS, include_deleted=operation == "queryAll"
        )

    def find(self, job_id: str) -> Job:
        """Return a job as it stands now.

        Raises:
            NotFoundError: there is none.
        """
        return self._pace.seen(self._jobs.find(JobKind.QUERY, job_id))

    def abort(self, job: Job) -> Job:
        """End a job.

        Raises:
            InvalidJobStateError: it has ended ([K:api-asynch/abort-a-query-job] for the code).
        """
        return self._jobs.move(
            job,
            JobState.ABORTED,
            now=self._clock.now(),
            allowed=(JobState.UPLOAD_COMPLETE, JobState.IN_PROGRESS),
        )

    def step(self, job_id: str) -> Job:
        """Move a job one state on."""
        return self._pace.step(self._jobs.find(JobKind.QUERY, job_id))

    def delete(self, job: Job) -> None:
        """Forget a job and its results.

        Raises:
            InvalidJobStateError: it has not ended (reference 3.11).
        """
        if job.state not in {JobState.JOB_COMPLETE, JobState.ABORTED, JobState.FAILED}:
            message = f"a job in the state {job.state} cannot be deleted: abort it first"
            raise InvalidJobStateError(message)
        self._jobs.delete(job)

    def results(
        self, job: Job, *, locator: str | None, most: int
    ) -> tuple[Iterator[bytes], int, str]:
        """Return a set of results: the file in pieces, how many records, and the next locator.

        Args:
            job: whose results.
            locator: where to read on; None is the beginning.
            most: records of the set.

        Returns:
            The next locator is ``null`` behind the last set.

        Raises:
            JobNotCompleteError: there are none (yet).
            InvalidJobError: there is no such locator (believed).
        """
        if job.state is not JobState.JOB_COMPLETE:
            status = _STATUS_WORDS[job.state]
            raise JobNotCompleteError(_NOT_COMPLETE.format(status))
        offset = 0 if locator is None else _offset(locator)
        if offset > job.processed:
            message = f"there is no set of results {locator!r}"
            raise InvalidJobError(message)
        end = min(offset + most, job.processed)
        following = "null" if end >= job.processed else _locator(end)
        return self._set(job, offset, end - offset), end - offset, following

    def _set(self, job: Job, offset: int, count: int) -> Iterator[bytes]:
        # The header is the first line of the file.
        yield from self._jobs.lines(job, Piece.RESULTS, offset=0, count=1)
        yield from self._jobs.lines(job, Piece.RESULTS, offset=offset + 1, count=count)

    def _run(self, job: Job) -> None:
        try:
            self._work_off(job)
        except SalesforceError as error:
            self._jobs.move(
                job,
                JobState.FAILED,
                now=self._clock.now(),
                error=f"{error.error_code} : {error.message}",
                allowed=(JobState.IN_PROGRESS,),
            )
        else:
            self._jobs.move(
                job,
                JobState.JOB_COMPLETE,
                now=self._clock.now(),
                allowed=(JobState.IN_PROGRESS,),
            )

    def _work_off(self, job: Job) -> None:
        assert job.spec.query is not None
        asking = self._asked_by(job.user_id, job.spec.operation)
        with self._database.write() as connection:
            found = self._queries.found(job.spec.query, asking)
            self._append(
                job, [bulk.csv_header(found.projection, job.spec.layout, version=job.version)]
            )
            for page in found.pages:
                lines = _lines(connection, found, page, job)
                self._append(job, lines)
                self._jobs.count(job, processed=len(lines), failed=0)

    def _append(self, job: Job, lines: Sequence[bytes]) -> None:
        lengths = array("q", map(len, lines))
        self._jobs.append(job, Piece.RESULTS, b"".join(lines), lengths=lengths)


def _lines(connection: sqlite3.Connection, found: Found, page: array[int], job: Job) -> list[bytes]:
    """Return the lines of rows, as SQLite writes them where it can."""
    projection, layout, version = found.projection, job.spec.layout, job.version
    lines = None
    if found.is_table:
        lines = bulk.written_lines(connection, projection, page, layout, version=version)
    if lines is None:
        records = soql.records(connection, projection, page)
        lines = bulk.csv_lines(projection, records, layout, version=version)
    return lines


def _locator(offset: int) -> str:
    """Return the text that stands for a record's number: base64 without its padding."""
    return base64.b64encode(str(offset).encode()).decode().rstrip("=")


def _offset(locator: str) -> int:
    try:
        padded = locator + "=" * (-len(locator) % 4)
        text = base64.b64decode(padded, validate=True).decode("ascii")
        if text.isdigit() and len(text) < len(str(2**63)):
            return int(text)
    except (binascii.Error, UnicodeDecodeError):
        pass
    message = f"there is no set of results {locator!r}"
    raise InvalidJobError(message)
