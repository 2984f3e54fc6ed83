"""The command ``sfconformance``: run scenarios, list, explain and find them, print their schema."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track

from sfconformance import explanation, library, matching
from sfconformance.errors import ConformanceError
from sfconformance.reference import markdown
from sfconformance.runner import play
from sfconformance.scenario_file import ScenarioFile, load
from sfconformance.schema import scenario_schema
from sfconformance.timeline import Timeline
from sfconformance.views import console as story
from sfconformance.views import explanation as explained
from sfconformance.views import json_text, junit, matches, page

PASSED, FAILED = 0, 1


class ReportFile(click.Path):
    """A file to write when the play is over; one that cannot be is told before it begins."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, writable=True, path_type=Path)

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Path:
        """Return the path; refuse an option taken for a file, and a folder that is not there."""
        path = Path(os.fspath(value))
        if os.fspath(value).startswith("-"):
            self.fail(f"{value} looks like an option; a file of this name is ./{value}", param, ctx)
        super().convert(value, param, ctx)
        if not path.parent.is_dir():
            self.fail(f"{value} cannot be written: there is no folder {path.parent}", param, ctx)
        return path


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sfconnector", prog_name="sfconformance")
def main() -> None:
    """Play scenarios in which a connector meets a fake of Salesforce.

    \b
    sfconformance run                                 every bundled scenario
    sfconformance run disconnects/password-expired    one of them
    sfconformance list                                their names and titles
    sfconformance explain password-expired            cause, answer, remedy, recovery
    sfconformance reproduce "INVALID_LOGIN since we changed the password"
    """  # noqa: D301 - click reads \b


@main.command()
@click.argument("wanted", nargs=-1, metavar="[PATHS|NAMES]...")
@click.option("-k", "text", metavar="TEXT", help="Only scenarios whose name or title holds TEXT.")
@click.option("--seed", type=int, default=0, show_default=True, help="Where chance starts.")
@click.option("--json", "as_json", is_flag=True, help="Print the timelines as JSON, no story.")
@click.option(
    "--junit",
    "junit_file",
    type=ReportFile(),
    help="Also write JUnit XML there.",
)
@click.option(
    "--html",
    "html_file",
    type=ReportFile(),
    help="Also write one page with every story there.",
)
def run(
    wanted: tuple[str, ...],
    *,
    text: str | None,
    seed: int,
    as_json: bool,
    junit_file: Path | None,
    html_file: Path | None,
) -> None:
    """Play scenarios and tell what happened; without arguments, all bundled ones.

    Each argument is a file, a folder, or the name of a bundled scenario or of an area of them.

    \b
    sfconformance run
    sfconformance run disconnects --html report.html
    sfconformance run password-expired
    sfconformance run my-scenarios/ --junit report.xml -k token

    \b
    Exit codes:
      0  every scenario passed
      1  a scenario failed
      2  bad usage, or a file that is no scenario
    """  # noqa: D301 - click reads \b
    scenarios = _selected(wanted, text)
    timelines = _play(scenarios, seed, quiet=as_json)
    if junit_file is not None:
        _write(junit_file, junit.render(timelines))
    if html_file is not None:
        _write(html_file, page.render(timelines))
    if as_json:
        click.echo(json_text.render(timelines))
    else:
        _tell(timelines)
    failed = any(timeline.verdict != "passed" for timeline in timelines)
    sys.exit(FAILED if failed else PASSED)


@main.command(name="list")
def list_scenarios() -> None:
    """Show the name and the title of each bundled scenario."""
    for file in _selected((), None):
        click.echo(f"{file.name:<44} {file.scenario.title}")


@main.command()
@click.argument("name", metavar="NAME|PATH")
@click.option("--run/--no-run", "plays", default=True, help="Play it first, or tell the file only.")
@click.option("--seed", type=int, default=0, show_default=True, help="Where chance starts.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def explain(name: str, *, plays: bool, seed: int, as_json: bool) -> None:
    """Tell a scenario as support tells a case.

    What the customer says, the cause, what Salesforce answers, what the user sees, the remedy, the
    recovery. The scenario is played, so that the words are those of Salesforce and the connector;
    with --no-run it is told from its file.

    \b
    sfconformance explain password-expired
    sfconformance explain disconnects/locked-out --no-run
    sfconformance explain my-scenarios/ours.yaml --json

    \b
    Exit codes:
      0  it is told, and passed if it was played
      1  it was played and did not pass
      2  bad usage, or a file that is no scenario
    """  # noqa: D301 - click reads \b
    scenarios = _selected((name,), None)
    if len(scenarios) > 1:
        names = ", ".join(file.name for file in scenarios)
        message = f"{name!r} means more than one scenario: {names}; name one"
        raise click.UsageError(message)
    told = explanation.of_file(scenarios[0])
    if plays:
        told = explanation.of_run(scenarios[0], *_play(scenarios, seed, quiet=as_json))
    if as_json:
        click.echo(explained.as_json(told))
    else:
        explained.show(told, Console())
    sys.exit(PASSED if told.verdict in {None, "passed"} else FAILED)


@main.command()
@click.argument("text", nargs=-1, required=True, metavar="TEXT...")
@click.option(
    "--most", type=click.IntRange(1), default=5, show_default=True, help="How many ranks."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, and offer nothing.")
def reproduce(text: tuple[str, ...], *, most: int, as_json: bool) -> None:
    """Find the scenarios that fit a customer's words, a code, or an error's text.

    Each is shown with what it was found by and the command that plays it; at a terminal the best
    one is offered to be played.

    \b
    sfconformance reproduce "it worked until our admin changed the password"
    sfconformance reproduce LOGIN_MUST_USE_SECURITY_TOKEN
    sfconformance reproduce "sObject type 'Lead' is not supported" --json

    \b
    Exit codes:
      0  scenarios were found, and the one that was played passed
      1  no scenario fits, or the one that was played did not pass
      2  bad usage
    """  # noqa: D301 - click reads \b
    scenarios = {file.name: file for file in _selected((), None)}
    found = matching.match(" ".join(text), [matching.known(file) for file in scenarios.values()])
    shown = tuple(each for each in found if each.rank <= most)
    if as_json:
        click.echo(matches.as_json(shown))
        sys.exit(PASSED if shown else FAILED)
    if not shown:
        click.echo(
            "no scenario fits; try Salesforce's code or words, or look at `sfconformance list`",
            err=True,
        )
        sys.exit(FAILED)
    matches.show(shown, Console())
    click.echo(f"\nplay the best one: {shown[0].command}")
    if not _is_at_a_terminal():
        return
    if click.confirm(f"Play {shown[0].name} now?", default=True):
        timelines = _play((scenarios[shown[0].name],), 0, quiet=False)
        _tell(timelines)
        sys.exit(PASSED if timelines[0].verdict == "passed" else FAILED)


@main.command()
@click.option("--markdown", "as_markdown", is_flag=True, help="The step reference instead.")
def schema(*, as_markdown: bool) -> None:
    """Print the JSON Schema of a scenario file, for editors that complete YAML.

    \b
    sfconformance schema > scenario.schema.json
    """  # noqa: D301 - click reads \b
    click.echo(markdown() if as_markdown else json.dumps(scenario_schema(), indent=2))


def _selected(wanted: Sequence[str], text: str | None) -> tuple[ScenarioFile, ...]:
    """Load what is wanted; every bad file is told before anything is played."""
    complaints: list[str] = []
    scenarios: list[ScenarioFile] = []
    try:
        found = library.find(wanted, folder=library.path())
    except ConformanceError as error:
        raise click.UsageError(str(error)) from error
    for name, path in found:
        try:
            scenarios.append(load(_from_here(path), name=name))
        except ConformanceError as error:
            complaints.append(str(error))
    if complaints:
        raise click.UsageError("\n".join(complaints))
    if text is not None:
        word = text.casefold()
        scenarios = [s for s in scenarios if word in f"{s.name} {s.scenario.title}".casefold()]
    if not scenarios:
        told = "no scenario was found" + ("" if text is None else f" whose name holds {text!r}")
        raise click.UsageError(told)
    return tuple(scenarios)


def _from_here(path: Path) -> Path:
    """Return a path as it is written from the current folder, where it lies below it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _play(scenarios: Sequence[ScenarioFile], seed: int, *, quiet: bool) -> tuple[Timeline, ...]:
    from sfconformance.bundled import BundledConnector  # noqa: PLC0415 - `list` plays nothing
    from sfconformance.fake_stage import FakeStage  # noqa: PLC0415 - the same

    progress = Console(stderr=True)
    hidden = quiet or not progress.is_terminal
    described = track(
        scenarios, "Playing scenarios", console=progress, transient=True, disable=hidden
    )
    return tuple(
        play(file, open_stage=FakeStage.open, open_subject=BundledConnector.open, seed=seed)
        for file in described
    )


def _is_at_a_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _tell(timelines: Sequence[Timeline]) -> None:
    console = Console()
    for timeline in timelines:
        story.show(timeline, console)
    passed = sum(timeline.verdict == "passed" for timeline in timelines)
    verdict = "passed" if passed == len(timelines) else "failed"
    console.print(f"{verdict}: {passed} of {len(timelines)} scenarios passed", highlight=False)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}"
        raise click.UsageError(message) from error
