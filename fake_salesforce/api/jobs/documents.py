"""What is told of a job, and what a request to create one says, in Salesforce's words."""

from __future__ import annotations

from collections.abc import Mapping

from fake_salesforce import bulk
from fake_salesforce.api.call import Call
from fake_salesforce.api.json_body import read_object
from fake_salesforce.clock import to_wire
from fake_salesforce.errors import InvalidJobError
from fake_salesforce.org import Job, JobKind, JobState

MISSING = "The requested resource does not exist"
"""Reference 2, [CCI]."""
_JOB_TYPES = {JobKind.INGEST: "V2Ingest", JobKind.QUERY: "V2Query"}


def body_of(call: Call) -> Mapping[str, object]:
    """Return the JSON object that a request about jobs carries."""
    return read_object(call.body, content_type=call.headers.get("Content-Type", "")).values


def text_of(body: Mapping[str, object], name: str) -> str:
    """Return a text that a job cannot do without.

    Raises:
        InvalidJobError: it is missing.
    """
    value = body.get(name)
    if not isinstance(value, str) or not value:
        message = f"{name} is required, and must be a text"
        raise InvalidJobError(message)
    return value


def layout_of(body: Mapping[str, object]) -> bulk.Layout:
    """Return the layout that a job names; COMMA and LF unless told.

    Raises:
        InvalidJobError: it is none that there is.
    """
    content_type = body.get("contentType", "CSV")
    delimiter = body.get("columnDelimiter", "COMMA")
    ending = body.get("lineEnding", "LF")
    for name, value, known in (
        ("contentType", content_type, ("CSV",)),
        ("columnDelimiter", delimiter, tuple(bulk.DELIMITERS)),
        ("lineEnding", ending, tuple(bulk.LINE_ENDINGS)),
    ):
        if value not in known:
            message = f"{name} must be one of {', '.join(known)}, not {value!r}"
            raise InvalidJobError(message)
    return bulk.Layout(str(delimiter), str(ending))


def created(job: Job) -> dict[str, object]:
    """Return what the answer to a creation tells of a job (reference 3.10, 3.11)."""
    told: dict[str, object] = {
        "id": job.id,
        "operation": job.spec.operation,
        "object": job.spec.sobject,
        "createdById": job.user_id,
        "createdDate": to_wire(job.created),
        "systemModstamp": to_wire(job.changed),
        "state": job.state.value,
        "concurrencyMode": "Parallel",
        "contentType": "CSV",
        "apiVersion": float(job.version),
    }
    if job.spec.external_id_field is not None:
        told["externalIdFieldName"] = job.spec.external_id_field
    if job.spec.assignment_rule_id is not None:
        told["assignmentRuleId"] = job.spec.assignment_rule_id
    if job.kind is JobKind.INGEST and job.state is JobState.OPEN:
        told["contentUrl"] = f"services/data/v{job.version}/jobs/ingest/{job.id}/batches"
    told["lineEnding"] = job.spec.layout.line_ending
    told["columnDelimiter"] = job.spec.layout.column_delimiter
    return told


def listed(job: Job) -> dict[str, object]:
    """Return what a list of jobs tells of a job: its type too, where the guide has it."""
    told: dict[str, object] = {}
    for name, value in created(job).items():
        told[name] = value
        if name == "apiVersion":
            told["jobType"] = _JOB_TYPES[job.kind]
    return told


def info(job: Job) -> dict[str, object]:
    """Return what is told of one job that is asked for.

    Times are 0: the fake's clock does not move while it works (ours).
    """
    told = listed(job)
    if job.state is not JobState.OPEN or job.kind is JobKind.QUERY:
        told["numberRecordsProcessed"] = job.processed
    if job.kind is JobKind.INGEST:
        if job.state is not JobState.OPEN:
            told["numberRecordsFailed"] = job.failed
        told |= {"retries": 0, "totalProcessingTime": 0}
        told |= {"apiActiveProcessingTime": 0, "apexProcessingTime": 0}
    else:
        told |= {"retries": 0, "totalProcessingTime": 0}
    if job.error is not None:
        told["errorMessage"] = job.error
    return told
