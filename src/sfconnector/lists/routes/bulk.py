"""Members by a query job of Bulk API 2.0: made, awaited, read set by set.

A locator names the job and the set, so that an interrupted import goes on with the job it began.
Salesforce keeps a job's results for days; when they are gone, a new job is made for what lies
behind the last stored Id. Jobs are left to Salesforce to delete: that saves a call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sfconnector.clock import Clock
from sfconnector.errors import NotFoundError, QueryJobError, QueryLocatorError
from sfconnector.events import Event, QueryJobAwaited
from sfconnector.lists.fields import EMAIL
from sfconnector.salesforce import bulk_query
from sfconnector.salesforce.bulk_query import QueryJob, SetReader
from sfconnector.salesforce.query import NO_PATHS, Page
from sfconnector.salesforce.session import Session

FIRST_WAIT_SECONDS = 0.5
MOST_WAIT_SECONDS = 30.0
PATIENCE = 1.5
"""How much longer each wait is: a job is over for a fifth of its time, at most, unnoticed."""
BEHIND = "behind/"
"""What a locator begins with that stands for a job yet to be made; an Id stands behind it."""


class BulkRoute:
    """The rows of a query, by jobs. A :class:`~sfconnector.sync.pull.Source`."""

    def __init__(
        self,
        session: Session,
        soql: Callable[[str | None], str],
        fields: Mapping[str, str],
        *,
        paths: Mapping[str, str] = NO_PATHS,
        clock: Clock,
        emit: Callable[[Event], None],
    ) -> None:
        """Take what is read.

        Args:
            session: sends.
            soql: writes the query of the rows behind an Id, ordered by Id; None means of all.
            fields: the selected fields by API name, each with its type as describe tells it.
            paths: of the fields that lie elsewhere than their name says.
            clock: what waiting for a job is measured by.
            emit: is told of each look at a job that is not complete.
        """
        self._session = session
        self._soql = soql
        self._reader: SetReader[Any] = SetReader(fields, text_field=EMAIL, paths=paths)
        self._clock = clock
        self._emit = emit
        self._job: QueryJob | None = None

    def open(self, after: str | None) -> Page[Any]:
        """Make a job, wait for it, and return its first set.

        Raises:
            QueryJobError: the job failed or was aborted.
            ConnectorError: as :meth:`Session.call`.
        """
        job = bulk_query.read_job(self._session.call(bulk_query.create(self._soql(after))))
        self._job = self._awaited(job.id)
        return self._set(self._job, None)

    def follow(self, locator: str) -> Page[Any]:
        """Return the set at a locator, of this process's job or of an earlier one's.

        Raises:
            QueryLocatorError: Salesforce does not know the job any more.
        """
        if locator.startswith(BEHIND):
            return self.open(locator.removeprefix(BEHIND))
        job_id, _, place = locator.partition("/")
        job = self._job
        try:
            if job is None or job.id != job_id:
                job = self._job = self._awaited(job_id)
            return self._set(job, place)
        except NotFoundError as error:
            message = "Salesforce does not know the query job any more"
            raise QueryLocatorError(
                message, status=error.status, code=error.code, evidence=error.evidence
            ) from error

    def following(self, page: Page[Any]) -> str | None:
        """Return the locator of the next set, None after the last."""
        return page.next_records_url

    def _set(self, job: QueryJob, place: str | None) -> Page[Any]:
        answer = self._session.call(bulk_query.results(job.id, place))
        return self._reader.read(answer, job=job)

    def _awaited(self, job_id: str) -> QueryJob:
        wait = FIRST_WAIT_SECONDS
        while (job := self._asked(job_id)).state in bulk_query.UNFINISHED:
            self._emit(
                QueryJobAwaited(
                    at=self._clock.now(),
                    job_id=job.id,
                    state=job.state,
                    records=job.records,
                    delay_seconds=wait,
                )
            )
            self._clock.sleep(wait)
            wait = min(PATIENCE * wait, MOST_WAIT_SECONDS)
        if job.state != bulk_query.COMPLETE:
            message = f"the query job {job.id} ended as {job.state}"
            raise QueryJobError(message, status=200, code=job.state, detail=job.error)
        return job

    def _asked(self, job_id: str) -> QueryJob:
        return bulk_query.read_job(self._session.call(bulk_query.status(job_id)))


def is_locator(locator: str) -> bool:
    """Tell whether a locator leads to a set of a job, and not to a page of REST."""
    return not locator.startswith("/")
