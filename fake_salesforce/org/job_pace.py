"""When a job of Bulk API is worked off: at once, by the clock, or one state at a step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from fake_salesforce.clock import Clock

from .jobs import Job, Jobs, JobState
from .settings import Settings

_WAITING = (JobState.UPLOAD_COMPLETE, JobState.IN_PROGRESS)


class JobPace:
    """Moves closed jobs on, as the org's setting ``bulk_jobs`` says."""

    def __init__(
        self, jobs: Jobs, *, settings: Settings, clock: Clock, run: Callable[[Job], None]
    ) -> None:
        """Make it.

        Args:
            jobs: keeps the states.
            settings: tell the pace.
            clock: tells how long a job has waited.
            run: works off a job that is in progress, and moves it to its last state.
        """
        self._jobs = jobs
        self._settings = settings
        self._clock = clock
        self._run = run

    def closed(self, job: Job) -> None:
        """Take up a job whose upload is complete."""
        if self._settings.bulk_jobs == "at once":
            self._finish(job)

    def seen(self, job: Job) -> Job:
        """Return a job as it stands now: by the clock it has gone on since it was last seen."""
        if self._settings.bulk_jobs == "by clock" and job.state in _WAITING:
            assert job.closed is not None
            waited = self._clock.now() - job.closed
            if waited >= timedelta(seconds=self._settings.bulk_job_seconds):
                self._finish(job)
            elif waited > timedelta(0) and job.state is JobState.UPLOAD_COMPLETE:
                self._start(job)
        return self._jobs.find(job.kind, job.id)

    def step(self, job: Job) -> Job:
        """Move a job one state on: into progress, or to its end. Other jobs stay as they are."""
        if job.state is JobState.UPLOAD_COMPLETE:
            self._start(job)
        elif job.state is JobState.IN_PROGRESS:
            self._run(job)
        return self._jobs.find(job.kind, job.id)

    def _start(self, job: Job) -> Job:
        return self._jobs.move(job, JobState.IN_PROGRESS, now=self._clock.now(), allowed=_WAITING)

    def _finish(self, job: Job) -> None:
        self._run(self._start(job))
