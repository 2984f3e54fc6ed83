"""One scenario on its stage: each step carried out, looked at and checked.

Steps of the connector say at which of its accounts they are done. After a step on the org, the
account is looked at that was last worked with.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import fields

from sfconformance.errors import StepError
from sfconformance.expectations import Evidence
from sfconformance.interruption import interruption, killing
from sfconformance.model import Item, When
from sfconformance.recorder import Recorder
from sfconformance.scenario_file import ScenarioFile
from sfconformance.seat import Seat
from sfconformance.source import KeyPath
from sfconformance.stage import Stage
from sfconformance.steps import ConnectorStep, ListStep, OrgStep, Step
from sfconformance.steps.list_step import KilledAt
from sfconformance.subject import (
    Account,
    Answer,
    Examination,
    ImportReport,
    Killable,
    KilledError,
    RefusedError,
    Status,
    Subject,
    SyncReport,
    TickReport,
    UnsupportedError,
)
from sfconformance.timeline import (
    ActInTheMiddle,
    Blame,
    Checked,
    DoctorFound,
    Failed,
    StatusChanged,
    StepBegan,
)

NOTEWORTHY = frozenset({"missing", "cannot_be_told", "warning"})
"""The verdicts of the doctor that the timeline tells."""


class Performance:
    """A scenario being played, which remembers each connector's status from step to step."""

    def __init__(
        self, file: ScenarioFile, stage: Stage, subject: Subject, *, recorder: Recorder
    ) -> None:
        self._file = file
        self._stage = stage
        self._subject = subject
        self._recorder = recorder
        self._learn_secrets()
        self._seat = Seat()
        self._account: Account = subject.account(self._seat)
        self._statuses: dict[tuple[str, str], Status] = {
            self._seat.connector: self._account.status()
        }

    def play(self, index: int, item: Item, *, without_cause: bool = False) -> bool:
        """Play the item at this place in the file and return whether all of it went well."""
        path: KeyPath = ("steps", index)
        step: Step | None = item.step
        when = item.when
        if without_cause:
            step = item.step_without_cause()
            when = None if when is not None and when.cause else when
        self._recorder.begin_step()
        report: Answer | None = None
        refusal = None
        place: KeyPath = (*path, item.step.key)
        try:
            if step is not None:
                self._begin(step, index)
                try:
                    report = self._carry_out(step, when, path)
                except RefusedError as error:
                    if item.expect is None or not item.expect.has_refusal:
                        raise
                    refusal = str(error)
            if isinstance(report, Examination):
                self._note(report)
            self._look_at_status()
        except UnsupportedError as error:
            return self._fail("unsupported", str(error), path=place)
        except StepError as error:
            return self._fail("broken", str(error), path=place)
        except Exception as error:  # noqa: BLE001 - whatever a connector raises fails its scenario
            told = f"the connector raised {type(error).__name__}: {error}"
            return self._fail("failed", told, path=place)
        return self._check(item, report, refusal, path)

    def _begin(self, step: Step, index: int) -> None:
        self._recorder.add(
            StepBegan(
                at=self._stage.now(),
                number=index + 1,
                key=step.key,
                side="org" if isinstance(step, OrgStep) else "connector",
                sentence=step.sentence(),
                line=self._file.line(("steps", index, step.key)),
            )
        )

    def _carry_out(self, step: Step, when: When | None, path: KeyPath) -> Answer | None:
        if isinstance(step, OrgStep):
            self._act(step)
            return None
        assert isinstance(step, ConnectorStep), "a step is one or the other"
        if step.seat != self._seat:
            self._seat, self._account = step.seat, self._subject.account(step.seat)
            self._statuses.setdefault(self._seat.connector, self._account.status())
        with interruption(when, lambda: self._act_in_the_middle(when, path), stage=self._stage):
            if isinstance(step, ListStep) and step.killed_at is not None:
                return self._until_killed(step, step.killed_at, path)
            try:
                return step.ask(self._account, self._stage)
            finally:
                self._learn_secrets()  # a connected app is made when it is first needed

    def _until_killed(self, step: ListStep, at: KilledAt, path: KeyPath) -> Answer | None:
        """Have a process of its own take the step, kill it, and let a new connector go on."""
        process: Killable | None = None

        def kill() -> None:
            self._recorder.add(
                ActInTheMiddle(
                    at=self._stage.now(),
                    sentence="the connector's process is killed",
                    before=f"{at.request or 'request'} number {at.nth} of this step",
                    line=self._file.line((*path, step.key, "killed_at")),
                )
            )
            assert process is not None, "only it sends requests"
            process.kill()

        try:
            with (
                self._killable(step) as process,
                killing(at, kill, stage=self._stage),
                suppress(KilledError),
            ):
                return step.work(process)
        finally:
            self._account = self._subject.account(self._seat)
        return None

    @contextmanager
    def _killable(self, step: ListStep) -> Iterator[Killable]:
        """Open the process that is to be killed.

        Raises:
            UnsupportedError: the connector's work cannot be killed; the error names the step.
        """
        what = f"being killed in the middle of {step.key}"
        if getattr(self._subject, "killable", None) is None:  # written before there was this
            raise UnsupportedError(what)
        with ExitStack() as stack:
            try:
                process = stack.enter_context(self._subject.killable(self._seat))
            except UnsupportedError as error:
                raise UnsupportedError(f"{what} ({error.what})") from error
            yield process

    def _act(self, step: OrgStep) -> None:
        try:
            step.act(self._stage)
        except StepError:
            raise
        except Exception as error:
            message = f"the org refused it: {type(error).__name__}: {error}"
            raise StepError(message) from error
        self._learn_secrets()

    def _act_in_the_middle(self, when: When | None, path: KeyPath) -> None:
        assert when is not None, "there is no middle without a `when`"
        for index, act in enumerate(when.do):
            place: KeyPath = (*path, "when", "do", index, act.step.key)
            self._recorder.add(
                ActInTheMiddle(
                    at=self._stage.now(),
                    sentence=act.step.sentence(),
                    before=f"{when.request} number {when.nth} of this step",
                    line=self._file.line(place),
                )
            )
            self._act(act.org_step)

    def _learn_secrets(self) -> None:
        self._recorder.redaction.learn(*self._stage.secrets())

    @property
    def _status(self) -> Status:
        return self._statuses[self._seat.connector]

    def _note(self, examination: Examination) -> None:
        for found in examination.findings:
            if found.verdict in NOTEWORTHY:
                facts = {field.name: getattr(found, field.name) for field in fields(found)}
                self._recorder.add(DoctorFound(at=self._stage.now(), **facts))

    def _look_at_status(self) -> None:
        before, after = self._status, self._account.status()
        if (before.state, before.cause) != (after.state, after.cause):
            self._recorder.add(
                StatusChanged(
                    at=self._stage.now(),
                    before=before.state,
                    after=after.state,
                    cause=after.cause,
                    message=after.message,
                    remedy=after.remedy,
                    hints=after.hints,
                    who=after.who,
                    candidates=tuple(each.sentence() for each in after.candidates),
                    account=self._seat.account,
                )
            )
        self._statuses[self._seat.connector] = after

    def _check(
        self,
        item: Item,
        report: Answer | None,
        refusal: str | None,
        path: KeyPath,
    ) -> bool:
        if item.expect is None:
            return True
        evidence = Evidence(
            status=self._status,
            report=report if isinstance(report, ImportReport) else None,
            sync=report if isinstance(report, SyncReport) else None,
            tick=report if isinstance(report, TickReport) else None,
            examination=report if isinstance(report, Examination) else None,
            refusal=refusal,
            exchanges=self._recorder.exchanges(),
            logins=self._recorder.logins(),
            account=self._account,
            stage=self._stage,
        )
        well = True
        for expectation in item.expect.expectations():
            place: KeyPath = (*path, "expect", expectation.key)
            for finding in expectation.findings(evidence):
                well = well and finding.met
                key = () if finding.key is None else (finding.key,)
                self._recorder.add(
                    Checked(
                        at=self._stage.now(),
                        met=finding.met,
                        subject=expectation.key,
                        expected=finding.expected,
                        found=finding.found,
                        line=self._file.line((*place, *key)),
                    )
                )
        return well

    def _fail(self, verdict: Blame, message: str, *, path: KeyPath) -> bool:
        self._recorder.add(
            Failed(
                at=self._stage.now(), verdict=verdict, message=message, line=self._file.line(path)
            )
        )
        return False
