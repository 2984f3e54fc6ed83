"""Ingest jobs: rows of CSV that are created, updated, upserted or deleted (reference 3.10).

Rows are worked off 200 at a time, each by itself: a row that is refused stands in the failed
results and keeps nobody else. The rights are those of the user who made the job, at that moment.
"""

from __future__ import annotations

import itertools
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from fake_salesforce import bulk, releases
from fake_salesforce.access import Access
from fake_salesforce.clock import Clock
from fake_salesforce.errors import (
    FeatureNotEnabledError,
    InvalidEntityError,
    InvalidJobError,
    InvalidJobStateError,
    InvalidOperationOfJobError,
    MissingArgumentError,
    RequestLimitExceededError,
    SalesforceError,
)
from fake_salesforce.records.entity_types import (
    check_createable,
    check_deletable,
    check_updateable,
    own_id,
)
from fake_salesforce.records.save_options import SaveOptions
from fake_salesforce.records.values import WrongTypeError
from fake_salesforce.schema import Schema, SObject

from .database import Database
from .job_pace import JobPace
from .jobs import Job, JobKind, Jobs, JobState, Piece, Spec
from .records import Records
from .settings import Settings
from .usage import Usage

OPERATIONS = ("insert", "delete", "hardDelete", "update", "upsert")
MOST_BYTES = 150_000_000 * 3 // 4
"""150 MB once they are base64 ([K:api-asynch/upload-job-data])."""
_CHUNK_ROWS = 200
_BATCH_CHUNKS = 10_000 // _CHUNK_ROWS
"""A batch is made of every 10,000 rows ([K:api-asynch/understanding-bulk-api-20-ingest])."""
_HARD_DELETE = (
    "hardDelete operation requires special user profile permission, please contact your system"
    " administrator"
)
"""Believed: the text is remembered, and in no source here."""
_UNFINISHED = (JobState.OPEN, JobState.UPLOAD_COMPLETE, JobState.IN_PROGRESS)


class _NoBatchLeftError(Exception):
    """The day's batches are used up ([K:api-asynch/understanding-bulk-api-20-ingest])."""


class IngestJobs:
    """The ingest jobs of one org."""

    def __init__(
        self,
        jobs: Jobs,
        *,
        database: Database,
        records: Records,
        schema: Schema,
        access_of: Callable[[str], Access],
        usage: Usage,
        settings: Settings,
        clock: Clock,
    ) -> None:
        self._jobs = jobs
        self._usage = usage
        self._database = database
        self._records = records
        self._schema = schema
        self._access_of = access_of
        self._clock = clock
        self._pace = JobPace(jobs, settings=settings, clock=clock, run=self._run)

    def create(self, spec: Spec, *, user_id: str, version: str) -> Job:
        """Create a job that is open for an upload.

        Raises:
            SalesforceError: its object or operation is none that there is, or the user may not.
        """
        if spec.operation not in OPERATIONS:
            message = f"the operation must be one of {', '.join(OPERATIONS)}"
            raise InvalidOperationOfJobError(message)
        access = self._access_of(user_id)
        sobject = self._schema.sobject(spec.sobject)
        if sobject is None or not access.can_read_object(sobject):
            message = f"Entity '{spec.sobject}' is not supported by the Bulk API."
            raise InvalidEntityError(message)
        if spec.operation == "hardDelete" and not access.has("BulkApiHardDelete"):
            raise FeatureNotEnabledError(_HARD_DELETE)
        _check_external_id(spec, sobject)
        return self._jobs.create(
            JobKind.INGEST,
            spec,
            user_id=user_id,
            version=version,
            state=JobState.OPEN,
            now=self._clock.now(),
        )

    def find(self, job_id: str) -> Job:
        """Return a job as it stands now.

        Raises:
            NotFoundError: there is none.
        """
        return self._pace.seen(self._jobs.find(JobKind.INGEST, job_id))

    def upload(self, job: Job, pieces: Iterable[bytes]) -> None:
        """Keep the file of a job; there is one upload a job.

        Raises:
            InvalidJobStateError: the job is not open, or has a file.
            InvalidJobError: the file is too large; nothing of it is kept.
        """
        if job.state is not JobState.OPEN:
            message = f"a job in the state {job.state} takes no data: create another one"
            raise InvalidJobStateError(message)
        size = 0
        with self._database.write():
            if self._jobs.has(job, Piece.DATA):
                # The first words are recorded ([P]); the rest is ours.
                message = f"Found multiple contents for job: <{job.id}>: upload one file a job"
                raise InvalidJobStateError(message)
            for piece in pieces:
                size += len(piece)
                if size > MOST_BYTES:
                    message = f"a job takes {MOST_BYTES} bytes: divide the file"
                    raise InvalidJobError(message)
                self._jobs.append(job, Piece.DATA, piece, lengths=array("q"))

    def close(self, job: Job) -> Job:
        """Say that the upload is complete; return the job as it stands before it is worked off.

        Raises:
            InvalidJobStateError: it is not open.
        """
        closed = self._jobs.move(
            job, JobState.UPLOAD_COMPLETE, now=self._clock.now(), allowed=(JobState.OPEN,)
        )
        self._pace.closed(closed)
        return closed

    def abort(self, job: Job) -> Job:
        """End a job; what it has done stays.

        Raises:
            InvalidJobStateError: it has ended.
        """
        return self._jobs.move(job, JobState.ABORTED, now=self._clock.now(), allowed=_UNFINISHED)

    def step(self, job_id: str) -> Job:
        """Move a job one state on."""
        return self._pace.step(self._jobs.find(JobKind.INGEST, job_id))

    def delete(self, job: Job) -> None:
        """Forget a job and its results.

        Raises:
            InvalidJobStateError: it is open or in progress
                ([K:api-asynch/get-information-about-an-ingest-job]).
        """
        if job.state in {JobState.OPEN, JobState.IN_PROGRESS}:
            message = f"a job in the state {job.state} cannot be deleted: abort it first"
            raise InvalidJobStateError(message)
        self._jobs.delete(job)

    # -- results -------------------------------------------------------------------------------

    def successful(self, job: Job) -> Iterator[bytes]:
        """Return the file of the rows that were saved, in pieces."""
        return self._results(job, ("sf__Id", "sf__Created"), Piece.SUCCESSFUL)

    def failed(self, job: Job) -> Iterator[bytes]:
        """Return the file of the rows that were refused, in pieces."""
        return self._results(job, ("sf__Id", "sf__Error"), Piece.FAILED)

    def unprocessed(self, job: Job) -> Iterator[bytes]:
        """Return the file of the rows that a failed or aborted job did not come to, in pieces."""
        if job.state not in {JobState.FAILED, JobState.ABORTED}:
            yield self._header(job, ())
            return
        try:
            rows = bulk.rows(self._jobs.pieces(job, Piece.DATA), job.spec.layout)
            header = next(rows, None)
            if header is not None:
                yield _header_line((), header, job)
            for row in islice(rows, job.processed, None):
                yield bulk.quoted_line(row, job.spec.layout)
        except (bulk.ClientInputError, bulk.InvalidBatchError):
            # A file that cannot be read is given back as it is.
            yield from self._jobs.pieces(job, Piece.DATA)

    def _results(self, job: Job, first: Sequence[str], kind: Piece) -> Iterator[bytes]:
        yield self._header(job, first)
        yield from self._jobs.pieces(job, kind)

    def _header(self, job: Job, first: Sequence[str]) -> bytes:
        try:
            rows = bulk.rows(self._jobs.pieces(job, Piece.DATA), job.spec.layout)
            header = next(rows, [])
        except (bulk.ClientInputError, bulk.InvalidBatchError):
            header = []
        return _header_line(first, header, job)

    # -- the work ------------------------------------------------------------------------------

    def _run(self, job: Job) -> None:
        try:
            self._work_off(job)
        except bulk.ClientInputError as error:
            self._fail(job, f"ClientInputError : {error}")
        except bulk.InvalidBatchError as error:
            self._fail(job, f"InvalidBatch : {error}")
        except _NoBatchLeftError as error:
            self._fail(job, f"ExceededQuota : {error}")
        else:
            if self._is_aborted(job):
                return
            self._jobs.move(
                job,
                JobState.JOB_COMPLETE,
                now=self._clock.now(),
                allowed=(JobState.IN_PROGRESS,),
            )

    def _fail(self, job: Job, error: str) -> None:
        self._jobs.move(
            job,
            JobState.FAILED,
            now=self._clock.now(),
            error=error,
            allowed=(JobState.IN_PROGRESS,),
        )

    def _is_aborted(self, job: Job) -> bool:
        return self._jobs.find(job.kind, job.id).state is JobState.ABORTED

    def _work_off(self, job: Job) -> None:
        sobject = self._schema.known(job.spec.sobject)
        assert sobject is not None
        access = self._access_of(job.user_id)
        readable = frozenset(
            each.name for each in sobject.fields if access.can_read_field(sobject, each)
        )
        rows = bulk.rows(self._jobs.pieces(job, Piece.DATA), job.spec.layout)
        header = next(rows, None)
        if header is None:
            return
        columns = bulk.header_of(sobject, header, readable=readable)
        for number in itertools.count():
            chunk = list(islice(rows, _CHUNK_ROWS))
            if not chunk:
                return
            with self._database.write():
                if self._is_aborted(job):
                    return
                if number % _BATCH_CHUNKS == 0:
                    self._begin_batch()
                self._save(job, sobject, columns, chunk)

    def _begin_batch(self) -> None:
        """Count a batch against the day's allocation.

        Raises:
            _NoBatchLeftError: it is used up: the remaining rows are not processed.
        """
        try:
            self._usage.spend("DailyBulkApiBatches")
        except RequestLimitExceededError as error:
            raise _NoBatchLeftError(error.message) from error

    def _save(
        self, job: Job, sobject: SObject, columns: list[bulk.Column], chunk: list[bulk.Row]
    ) -> None:
        """Save rows, and keep what became of each."""
        lines: dict[Piece, list[bytes]] = {Piece.SUCCESSFUL: [], Piece.FAILED: []}
        for row in chunk:
            try:
                with self._database.attempt():
                    record_id, is_new = self._saved(job, sobject, columns, row)
            except (SalesforceError, WrongTypeError) as error:
                failed_id = ""
                if releases.IDS_OF_FAILED_ROWS.holds_in(job.version):
                    failed_id = bulk.id_in(columns, row)
                told = [failed_id, bulk.told(error), *row]
                lines[Piece.FAILED].append(bulk.quoted_line(told, job.spec.layout))
            else:
                told = [record_id, "true" if is_new else "false", *row]
                lines[Piece.SUCCESSFUL].append(bulk.quoted_line(told, job.spec.layout))
        for kind, each in lines.items():
            if each:
                self._jobs.append(job, kind, b"".join(each), lengths=array("q"))
        self._jobs.count(job, processed=len(chunk), failed=len(lines[Piece.FAILED]))

    def _saved(
        self, job: Job, sobject: SObject, columns: list[bulk.Column], row: bulk.Row
    ) -> tuple[str, bool]:
        """Save a row; return the record's id and whether it is new."""
        given_id, fields = bulk.fields_of(columns, row)
        options = _save_options(job.spec)
        if job.spec.operation == "insert":
            check_createable(sobject)
            given = fields if given_id is None else fields | {"Id": given_id}
            return self._records.create(
                sobject.name, given, user_id=job.user_id, options=options
            ), True
        if job.spec.operation == "upsert":
            done = self._records.upsert_row(
                sobject.name,
                job.spec.external_id_field or "",
                given_id,
                fields,
                user_id=job.user_id,
                options=options,
            )
            return done.record_id, done.was_created
        if given_id is None:
            verb = "delete" if job.spec.operation != "update" else "update"
            article = "an" if verb == "update" else "a"
            message = f"Id not specified in {article} {verb} call"
            raise MissingArgumentError(message, fields=())
        record_id = own_id(sobject, given_id)
        if job.spec.operation == "update":
            check_updateable(sobject)
            self._records.update(
                sobject.name, record_id, fields, user_id=job.user_id, options=options
            )
        else:
            check_deletable(sobject)
            self._records.delete(sobject.name, record_id, user_id=job.user_id)
            if job.spec.operation == "hardDelete" and sobject.field("IsDeleted") is not None:
                # The right was asked for when the job was made.
                self._records.empty_recycle_bin(record_id)
        return record_id, False


def _save_options(spec: Spec) -> SaveOptions:
    """Return how a job's rows are saved.

    Its assignment rule may be inactive ([K:api-asynch/create-a-job]); that none is asked unless it
    is named, and that duplicates which are only told about are refused, is believed.
    """
    return SaveOptions(auto_assign=spec.assignment_rule_id or False, allow_save=False)


def _check_external_id(spec: Spec, sobject: SObject) -> None:
    """Refuse an upsert without a field that tells records apart (texts believed)."""
    if spec.operation != "upsert":
        return
    field = sobject.field(spec.external_id_field or "")
    if field is None or not (field.external_id or field.id_lookup):
        message = (
            "externalIdFieldName must name a field of the object that is an external id, not"
            f" {spec.external_id_field!r}"
        )
        raise InvalidJobError(message)


def _header_line(first: Sequence[str], header: Sequence[str], job: Job) -> bytes:
    """Return the first line of a job's results: its own columns quoted, the file's not ([P])."""
    layout = job.spec.layout
    own = [f'"{each}"' for each in first]
    return (layout.delimiter.join([*own, *header]) + layout.newline).encode("utf-8")
