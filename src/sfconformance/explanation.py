"""A scenario told as support tells a case, from what the customer says to the recovery.

Most of it is told from a run, in the very words that Salesforce and the connector use. Without a
run it is told from the file, which has what is expected of both. Pure functions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sfconformance.expectations.doctor import ExpectedFinding
from sfconformance.model import Item
from sfconformance.scenario_file import ScenarioFile
from sfconformance.steps import Step
from sfconformance.timeline import DoctorFound, Exchanged, StatusChanged, StepBegan, Timeline
from sfconformance.views.story import FIRST_ERROR_STATUS, LOST, said

HTML = ("<!doctype html", "<html")
LONGEST_BEGINNING = max(map(len, HTML))
NOTHING = "nothing: the connector stays as it is"
IN_ORDER = frozenset({None, "granted", "fine", "advice"})
"""Verdicts of the doctor that nobody has to act on."""


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """A scenario as a case of support; each part is a list of sentences."""

    name: str
    title: str
    path: str
    customer_says: str
    """Empty where the file does not tell."""
    why: str
    cause: tuple[str, ...]
    """What happens without which all would be well."""
    salesforce_answers: tuple[str, ...]
    """Status, errorCode and Salesforce's words."""
    user_sees: tuple[str, ...]
    remedy: tuple[str, ...]
    recovery: tuple[str, ...]
    """What is done, and how the connection stands in the end."""
    sources: tuple[str, ...]
    verdict: str | None
    """How the run went that it is told from; None where it is told from the file alone."""

    @property
    def command(self) -> str:
        """The command that plays it."""
        return f"sfconformance run {self.name}"


def of_file(file: ScenarioFile, *, name: str | None = None) -> Explanation:
    """Tell a scenario from its file: what is expected, in the file's words."""
    scenario = file.scenario
    first = [item for item in scenario.steps if _is_trouble(item)][:1]
    return Explanation(
        name=name or file.name,
        title=scenario.title,
        path=file.path,
        customer_says=_flat(scenario.customer_says or ""),
        why=_flat(scenario.why),
        cause=tuple(_causes(file)),
        salesforce_answers=tuple(answer for item in first for answer in _expected_answers(item)),
        user_sees=(
            *(told for item in first for told in _expected_view(item)),
            *_messages(file),
            *(f"the doctor: {name}: {each.verdict}" for name, each in _looked_for(file)),
        )
        or (NOTHING,),
        remedy=(
            *(told for item in first for told in _expected_remedy(item)),
            *(f"... {each.remedy} ..." for _, each in _looked_for(file) if each.remedy),
        ),
        recovery=tuple(step.sentence() for step in _after_the_trouble(file)),
        sources=scenario.sources,
        verdict=None,
    )


def of_run(file: ScenarioFile, timeline: Timeline, *, name: str | None = None) -> Explanation:
    """Tell a scenario from a run of it, in the words of Salesforce and of the connector."""
    told = of_file(file, name=name)
    changes = [entry for entry in timeline.entries if isinstance(entry, StatusChanged)]
    trouble = next((change for change in changes if change.cause), None)
    ends_in = changes[-1] if changes else None
    found = tuple(_found(file, timeline))
    return replace(
        told,
        salesforce_answers=tuple(_answers(timeline, trouble)),
        user_sees=(
            *(() if trouble is None else _view(trouble)),
            *_messages(file),
            *map(_sight, found),
        )
        or (NOTHING,),
        remedy=(
            *(() if trouble is None else _remedies(trouble)),
            *(each.remedy for each in found if each.remedy),
        ),
        recovery=(*told.recovery, *(() if ends_in is None else (_end(ends_in),))),
        verdict=timeline.verdict,
    )


def _flat(text: str) -> str:
    return " ".join(text.split())


def _is_trouble(item: Item) -> bool:
    if item.expect is None:
        return False
    status, report = item.expect.status, item.expect.report
    broken = status is not None and (status.cause is not None or status.state == "disconnected")
    return broken or (report is not None and report.cause is not None)


def _causes(file: ScenarioFile) -> Iterator[str]:
    for item in file.scenario.steps:
        if item.cause:
            yield item.step.sentence()
        if item.when is not None and item.when.cause:
            for act in item.when.do:
                yield f"{act.step.sentence()}, in the middle of this: {item.step.sentence()}"


def _after_the_trouble(file: ScenarioFile) -> Iterator[Step]:
    """Return the steps after the last one that shows trouble, or after the cause."""
    steps = file.scenario.steps
    places = [
        place for place, item in enumerate(steps) if _is_trouble(item) or tuple(_findings(item))
    ]
    if not places:
        places = [place for place, item in enumerate(steps) if item.cause or item.when]
    after = steps[max(places, default=-1) + 1 :]
    return (item.step for item in after if item.expect is None or not item.expect.has_refusal)


def _expected_answers(item: Item) -> Iterator[str]:
    assert item.expect is not None, "an item without expectations shows no trouble"
    status = item.expect.status
    if status is not None and status.evidence is not None:
        found = status.evidence
        parts = (None if found.status is None else str(found.status), found.code)
        answer = " ".join(part for part in parts if part)
        yield ": ".join(part for part in (answer, found.text) if part)
    elif item.expect.wire is not None:
        yield from item.expect.wire.errors()


def _expected_view(item: Item) -> Iterator[str]:
    assert item.expect is not None, "an item without expectations shows no trouble"
    status, report = item.expect.status, item.expect.report
    if status is None:
        yield f"the import is interrupted, because of {report.cause if report else None}"
        return
    yield _state(status.state or "active", status.cause)
    if status.message:
        yield f'"... {status.message} ..."'


def _messages(file: ScenarioFile) -> Iterator[str]:
    """Return what imports and syncs are expected to say, each once, in the file's words."""
    told: dict[str, None] = {}
    for item in file.scenario.steps:
        if item.expect is not None:
            for report in (item.expect.report, item.expect.sync):
                if report is not None and report.message:
                    told[f'the import or sync says: "... {report.message} ..."'] = None
    yield from told


def _expected_remedy(item: Item) -> Iterator[str]:
    status = None if item.expect is None else item.expect.status
    if status is None:
        return
    if status.remedy:
        yield f"... {status.remedy} ..."
    if status.hint:
        yield f"a hint: ... {status.hint} ..."
    if status.candidates:
        yield f"it may be: {', '.join(status.candidates)}"
    if status.who and status.who != "nobody":
        yield f"it is up to: {status.who}"


def _answers(timeline: Timeline, trouble: StatusChanged | None) -> Iterator[str]:
    """Return the refusals of the step in which the trouble shows, each once.

    Where there are none, the last answer is told; where nothing breaks, the whole run counts.
    """
    chapter: list[Exchanged] = []
    for entry in timeline.entries:
        if isinstance(entry, StepBegan) and trouble is not None:
            chapter = []
        elif isinstance(entry, Exchanged):
            chapter.append(entry)
        elif entry is trouble:
            break
    refused = [each for each in chapter if each.status >= FIRST_ERROR_STATUS]
    told = dict.fromkeys(_answer(each) for each in refused or chapter[-1:])
    yield from told or ("nothing: no request reached it",)


def _answer(exchange: Exchanged) -> str:
    if exchange.delivery != "whole":
        return f"{exchange.status} to {exchange.resource}, {LOST[exchange.delivery]}"
    if exchange.status >= FIRST_ERROR_STATUS:
        code = f" {exchange.error_code}" if exchange.error_code else ""
        return f"{exchange.status}{code}: {said(exchange.response)}"
    if exchange.response.lstrip()[:LONGEST_BEGINNING].casefold().startswith(HTML):
        return f"{exchange.status} to {exchange.resource}, with a page of HTML"
    return f"{exchange.status} to {exchange.resource}: no refusal"


def _view(change: StatusChanged) -> Iterator[str]:
    yield _state(change.after, change.cause)
    yield f'"{change.message}"'


def _remedies(change: StatusChanged) -> Iterator[str]:
    yield change.remedy
    yield from change.hints
    yield from (f"it may be {candidate}" for candidate in change.candidates)
    if change.who and change.who != "nobody":
        yield f"it is up to: {change.who}"


def _looked_for(file: ScenarioFile) -> Iterator[tuple[str, ExpectedFinding]]:
    """Return what the file expects of the doctor that is not in order."""
    for item in file.scenario.steps:
        yield from _findings(item)


def _findings(item: Item) -> Iterator[tuple[str, ExpectedFinding]]:
    if item.expect is not None and item.expect.doctor is not None:
        for name, expected in item.expect.doctor.finds.items():
            if expected.verdict not in IN_ORDER:
                yield name, expected


def _found(file: ScenarioFile, timeline: Timeline) -> Iterator[DoctorFound]:
    """Return what the doctor found, of what the file expects, each once."""
    names = {name for name, _ in _looked_for(file)}
    for entry in timeline.entries:
        if isinstance(entry, DoctorFound) and entry.name in names:
            names.remove(entry.name)
            yield entry


def _sight(found: DoctorFound) -> str:
    told = found.verdict.replace("_", " ")
    return f"the doctor: {found.title or found.name}: {told}. {found.evidence}"


def _end(change: StatusChanged) -> str:
    again = " again" if change.cause is None else ""
    return f"{_state(change.after, change.cause)}{again}"


def _state(state: str, cause: str | None) -> str:
    told = state.replace("_", " ")
    if cause is None:
        return f"the connector is {told}"
    if state == "active":
        return f"the connector stays {told}, and tells of {cause}"
    return f"the connector is {told}, because of {cause}"
