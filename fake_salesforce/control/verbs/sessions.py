"""Sessions and what is open besides: ended, expired, moved on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from fake_salesforce.control.problems import unknown
from fake_salesforce.control.values import OfOrg, org_of, user_named
from fake_salesforce.control.verb import Told, verb
from fake_salesforce.errors import NotFoundError

if TYPE_CHECKING:
    from fake_salesforce.salesforce import FakeSalesforce


class EndSessions(OfOrg):
    """Whose; None is everybody's."""

    username: Annotated[str, Field(min_length=1, max_length=80)] | None = None


class StepJob(OfOrg):
    """A job of Bulk API."""

    job_id: Annotated[str, Field(pattern="^[0-9A-Za-z]{15,18}$")]


class JobTold(Told):
    """The state of a job."""

    state: str


@verb(
    "session end",
    "POST /orgs/{org}/sessions/end",
    python="Org.end_sessions",
    examples=("session end", "session end --username jo@example.com"),
)
def end(salesforce: FakeSalesforce, asked: EndSessions) -> None:
    """End every session, or those of one user: their next call answers INVALID_SESSION_ID."""
    org = org_of(salesforce, asked.org)
    org.end_sessions(None if asked.username is None else user_named(org, asked.username))


@verb(
    "session expire-query-locators",
    "POST /orgs/{org}/query-locators/expire",
    python="Org.expire_query_locators",
    examples=("session expire-query-locators",),
)
def expire_query_locators(salesforce: FakeSalesforce, asked: OfOrg) -> None:
    """Make every open query locator invalid, as if its two days were over."""
    org_of(salesforce, asked.org).expire_query_locators()


@verb(
    "session step-job",
    "POST /orgs/{org}/jobs/{job_id}/step",
    python="Org.step_job",
    words=("job_id",),
    examples=("session step-job 7500000000001AAAA",),
)
def step_job(salesforce: FakeSalesforce, asked: StepJob) -> JobTold:
    """Move a job of Bulk API one state on, where `bulk_jobs` is `by step`."""
    try:
        return JobTold(state=org_of(salesforce, asked.org).step_job(asked.job_id))
    except NotFoundError as error:
        raise unknown("job", asked.job_id, ()) from error


VERBS = (end, expire_query_locators, step_job)
