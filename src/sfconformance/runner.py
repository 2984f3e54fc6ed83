"""Plays a scenario on a stage with a connector, and returns its timeline.

The steps are played in order until one goes wrong: an expectation that is not met, a connector
that raises, an act that is impossible, a ``when`` that never comes true. The expectations of one
step are all checked, so that one look tells everything. What the stage itself raises, as a crash of
the fake, makes the scenario broken, never passed.
"""

from __future__ import annotations

from sfconformance.performance import Performance
from sfconformance.recorder import Recorder
from sfconformance.scenario_file import ScenarioFile
from sfconformance.stage import OpenStage, Stage
from sfconformance.subject import OpenSubject, Surroundings
from sfconformance.timeline import Failed, Timeline


def play(
    file: ScenarioFile,
    *,
    open_stage: OpenStage,
    open_subject: OpenSubject,
    seed: int = 0,
    without_cause: bool = False,
) -> Timeline:
    """Play a scenario once.

    Args:
        file: the scenario.
        open_stage: opens the Salesforce side.
        open_subject: opens the connector.
        seed: where every draw of chance starts, on both sides.
        without_cause: leave out what the file marks as its cause; a scenario worth having then
            fails.
    """
    recorder = Recorder()
    run = _Run(file, recorder, without_cause=without_cause)
    stage: Stage | None = None
    try:
        with open_stage(seed) as stage:
            run.on(stage, open_subject, seed)
    except Exception as error:
        # Without a stage there is no clock to tell the failure by: the caller's set-up is wrong.
        if stage is None:
            raise
        told = f"it could not be played to its end: {type(error).__name__}: {error}"
        line = file.line(("steps", max(run.played - 1, 0)))
        recorder.add(Failed(at=stage.now(), verdict="broken", message=told, line=line))
    scenario = file.scenario
    return Timeline(
        name=file.name,
        path=file.path,
        title=scenario.title,
        why=scenario.why,
        sources=scenario.sources,
        entries=recorder.entries(),
        steps_left=len(scenario.steps) - run.played,
    )


class _Run:
    """One run of a file; it knows how far it came."""

    def __init__(self, file: ScenarioFile, recorder: Recorder, *, without_cause: bool) -> None:
        self._file = file
        self._recorder = recorder
        self._without_cause = without_cause
        self.played = 0

    def on(self, stage: Stage, open_subject: OpenSubject, seed: int) -> None:
        """Set the org up, open the connector and play the steps until one goes wrong."""
        scenario = self._file.scenario
        self._recorder.redaction.learn_origin(stage.login_url)
        stage.set_up(scenario.org.start(), *(other.start() for other in scenario.other_orgs))
        surroundings = Surroundings(
            login_url=stage.login_url,
            now=stage.now,
            sleep=stage.advance,
            listener=self._recorder.event,
            seed=seed,
            routed=stage.routed(),
        )
        leave = stage.on_exchange(self._recorder.exchange)
        try:
            with open_subject(surroundings) as subject:
                performance = Performance(self._file, stage, subject, recorder=self._recorder)
                for index, item in enumerate(scenario.steps):
                    self.played = index + 1
                    if not performance.play(index, item, without_cause=self._without_cause):
                        return
        finally:
            leave()
