"""``jobs/ingest``: create a job, upload its rows, close it, and read what became of them."""

from __future__ import annotations

from collections.abc import Iterator

from fake_salesforce import ids
from fake_salesforce.api.call import Answer, Call, Route
from fake_salesforce.errors import (
    InvalidJobError,
    NotFoundError,
    UnsupportedMediaTypeError,
)
from fake_salesforce.org import Job, JobKind, Spec

from . import documents
from .listing import listing
from .multipart import read_multipart

_CSV = "text/csv"
_MOST_MULTIPART_CHARACTERS = 100_000
"""[K:api-asynch/create-a-job]."""


def jobs(call: Call) -> Answer:
    """List the jobs, up to 1,000 at a time."""
    return listing(call, JobKind.INGEST)


def create(call: Call) -> Answer:
    """Create a job; one that comes with its rows, as multipart, is closed at once."""
    content_type = call.headers.get("Content-Type", "")
    if not content_type.lower().startswith("multipart/form-data"):
        return Answer(documents.created(_created(call)))
    parts = read_multipart(call.body, content_type)
    content = parts.get("content", b"")
    if len(content.decode("utf-8", "replace")) > _MOST_MULTIPART_CHARACTERS:
        message = f"a multipart job takes {_MOST_MULTIPART_CHARACTERS} characters: upload the file"
        raise InvalidJobError(message)
    job = _created(call.with_json(parts.get("job", b"")))
    call.org.ingest_jobs.upload(job, [content])
    return Answer(documents.created(call.org.ingest_jobs.close(job)))


def _created(call: Call) -> Job:
    body = documents.body_of(call)
    external_id = body.get("externalIdFieldName")
    assignment_rule = body.get("assignmentRuleId")
    spec = Spec(
        sobject=documents.text_of(body, "object"),
        operation=documents.text_of(body, "operation"),
        layout=documents.layout_of(body),
        external_id_field=None if external_id is None else str(external_id),
        assignment_rule_id=None if assignment_rule is None else _rule_id(str(assignment_rule)),
    )
    return call.org.ingest_jobs.create(spec, user_id=call.user_id, version=call.version)


def _rule_id(text: str) -> str:
    """Return the id of an assignment rule; code and text of the refusal are believed."""
    if not ids.is_id(text):
        message = f"assignmentRuleId: id value of incorrect type: {text}"
        raise InvalidJobError(message)
    return ids.normalize(text)


def get(call: Call, job_id: str) -> Answer:
    """Tell how a job stands."""
    return Answer(documents.info(call.org.ingest_jobs.find(job_id)))


def upload(call: Call, job_id: str) -> Answer:
    """Keep a job's rows: 201 without a body."""
    job = call.org.ingest_jobs.find(job_id)
    media_type = call.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type != _CSV:
        message = f"Content type {media_type or '(none)'} not supported. Use {_CSV}."
        raise UnsupportedMediaTypeError(message)
    call.org.ingest_jobs.upload(job, call.pieces())
    return Answer(status=201, text="")


def change(call: Call, job_id: str) -> Answer:
    """Close a job, or abort it."""
    job = call.org.ingest_jobs.find(job_id)
    state = documents.body_of(call).get("state")
    if state == "UploadComplete":
        return Answer(documents.created(call.org.ingest_jobs.close(job)))
    if state == "Aborted":
        return Answer(documents.created(call.org.ingest_jobs.abort(job)))
    message = f"the state must be UploadComplete or Aborted, not {state!r}"
    raise InvalidJobError(message)


def delete(call: Call, job_id: str) -> Answer:
    """Forget a job: 204."""
    call.org.ingest_jobs.delete(call.org.ingest_jobs.find(job_id))
    return Answer.nothing()


def results(call: Call, job_id: str, which: str) -> Answer:
    """Give the rows that were saved, refused, or not come to; the name in any case."""
    jobs_of_org = call.org.ingest_jobs
    job = jobs_of_org.find(job_id)
    readers = {
        "successfulresults": jobs_of_org.successful,
        "failedresults": jobs_of_org.failed,
        "unprocessedrecords": jobs_of_org.unprocessed,
    }
    reader = readers.get(which.lower())
    if reader is None:
        raise NotFoundError(documents.MISSING)
    return _file(reader(job))


def _file(pieces: Iterator[bytes]) -> Answer:
    return Answer(pieces=pieces, content_type=f"{_CSV}; charset=UTF-8")


_JOB = "/jobs/ingest/<job_id>"

ROUTES = (
    Route("/jobs/ingest", "ingest_jobs", jobs),
    Route("/jobs/ingest", "ingest_job_create", create, ("POST",)),
    Route(_JOB, "ingest_job", get),
    Route(_JOB, "ingest_job_change", change, ("PATCH",)),
    Route(_JOB, "ingest_job_delete", delete, ("DELETE",)),
    Route(f"{_JOB}/batches", "ingest_upload", upload, ("PUT",), takes_pieces=True),
    Route(f"{_JOB}/<which>", "ingest_results", results),
)
