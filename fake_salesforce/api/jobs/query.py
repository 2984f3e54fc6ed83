"""``jobs/query``: create a job for a query, and read its records as CSV."""

from __future__ import annotations

import re

from fake_salesforce.api.call import Answer, Call, Route
from fake_salesforce.api.newer_soql import looking_for_newer
from fake_salesforce.errors import ConflictError, InvalidJobError
from fake_salesforce.org import BULK_RECORDS, JobKind

from . import documents
from .listing import listing

_NUMBER = re.compile(r"[1-9][0-9]{0,17}")


def jobs(call: Call) -> Answer:
    """List the jobs, up to 1,000 at a time."""
    return listing(call, JobKind.QUERY)


def create(call: Call) -> Answer:
    """Create a job for a query."""
    body = documents.body_of(call)
    call.org.usage.spend("DailyBulkV2QueryJobs")
    text = documents.text_of(body, "query")
    with looking_for_newer(text, call.version, is_bulk=True):
        job = call.org.query_jobs.create(
            text,
            operation=documents.text_of(body, "operation"),
            layout=documents.layout_of(body),
            user_id=call.user_id,
            version=call.version,
        )
    return Answer(documents.created(job))


def get(call: Call, job_id: str) -> Answer:
    """Tell how a job stands."""
    return Answer(documents.info(call.org.query_jobs.find(job_id)))


def change(call: Call, job_id: str) -> Answer:
    """Abort a job."""
    job = call.org.query_jobs.find(job_id)
    state = documents.body_of(call).get("state")
    if state != "Aborted":
        message = f"the state must be Aborted, not {state!r}"
        raise InvalidJobError(message)
    return Answer(documents.created(call.org.query_jobs.abort(job)))


def delete(call: Call, job_id: str) -> Answer:
    """Forget a job: 204."""
    call.org.query_jobs.delete(call.org.query_jobs.find(job_id))
    return Answer.nothing()


def results(call: Call, job_id: str) -> Answer:
    """Give a set of records, and the locator of the next one.

    Raises:
        ConflictError: the job was created by another API version (reference 3.11).
    """
    job = call.org.query_jobs.find(job_id)
    if job.version != call.version:
        message = f"the job was created by API version {job.version}: use it for the results"
        raise ConflictError(message)
    most = call.arguments.get("maxRecords", str(BULK_RECORDS))
    if _NUMBER.fullmatch(most) is None:
        message = f"maxRecords must be a number, not {most!r}"
        raise InvalidJobError(message)
    pieces, count, following = call.org.query_jobs.results(
        job, locator=call.arguments.get("locator"), most=int(most)
    )
    headers = {"Sforce-Locator": following, "Sforce-NumberOfRecords": str(count)}
    return Answer(pieces=pieces, headers=headers, content_type="text/csv; charset=UTF-8")


_JOB = "/jobs/query/<job_id>"

ROUTES = (
    Route("/jobs/query", "query_jobs", jobs),
    Route("/jobs/query", "query_job_create", create, ("POST",)),
    Route(_JOB, "query_job", get),
    Route(_JOB, "query_job_change", change, ("PATCH",)),
    Route(_JOB, "query_job_delete", delete, ("DELETE",)),
    Route(f"{_JOB}/results", "query_results", results),
)
