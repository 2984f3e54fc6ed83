"""Scenario files as pytest items: ``pytest --sfconformance-scenarios scenarios/``.

Only files at or below the given paths are collected; other YAML is none of our business. The option
adds its paths to what pytest collects. The ini key ``sfconformance_scenarios`` does so only when
pytest is run without arguments, so that running one test file stays just that. Loading this plugin
loads neither the fake nor a connector, and it has no fixture.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from sfconformance.scenario_file import ScenarioFile
    from sfconformance.timeline import Timeline

OPTION = "--sfconformance-scenarios"
INI_KEY = "sfconformance_scenarios"
SUFFIX = ".yaml"

_PATHS = pytest.StashKey[tuple[Path, ...]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option and the ini key."""
    group = parser.getgroup("sfconformance", "scenarios of sfconformance")
    group.addoption(
        OPTION,
        action="append",
        default=[],
        metavar="PATH",
        help="A scenario file, or a folder of them, to play as tests; may be given again.",
    )
    parser.addini(INI_KEY, type="paths", default=[], help=f"Paths, as of {OPTION}.")


def pytest_configure(config: pytest.Config) -> None:
    """Find the given paths, and have pytest collect them.

    Raises:
        pytest.UsageError: a path does not exist.
    """
    invoked_in = config.invocation_params.dir
    given = tuple((invoked_in / path).resolve() for path in config.getoption(OPTION))
    kept = tuple(Path(path).resolve() for path in config.getini(INI_KEY))
    for path in (*given, *kept):
        if not path.exists():
            message = f"{OPTION} or {INI_KEY}: there is no {path}"
            raise pytest.UsageError(message)
    config.stash[_PATHS] = (*given, *kept)
    everything = config.args_source is not pytest.Config.ArgsSource.ARGS
    for path in (*given, *(kept if everything else ())):
        if str(path) not in config.args:
            config.args.append(str(path))


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ScenarioCollector | None:
    """Collect a scenario file at or below a given path."""
    if file_path.suffix != SUFFIX:
        return None
    resolved = file_path.resolve()
    for path in parent.config.stash[_PATHS]:
        if resolved == path or path in resolved.parents:
            collector: ScenarioCollector = ScenarioCollector.from_parent(parent, path=file_path)
            return collector
    return None


class ScenarioCollector(pytest.File):
    """A scenario file: one test."""

    def collect(self) -> Iterator[ScenarioItem]:
        """Load the file.

        Raises:
            CollectError: it is no scenario; shown with its lines and no traceback of ours.
        """
        from sfconformance.errors import ScenarioError  # noqa: PLC0415 - loaded by who plays
        from sfconformance.scenario_file import load  # noqa: PLC0415 - the same

        try:
            file = load(self.path)
        except ScenarioError as error:
            raise self.CollectError(str(error)) from error
        item: ScenarioItem = ScenarioItem.from_parent(self, name=file.name, file=file)
        yield item


class ScenarioFailedError(Exception):
    """A scenario was played and did not pass."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        super().__init__(f"{timeline.name}: {timeline.verdict}")


class ScenarioItem(pytest.Item):
    """One scenario, played with the bundled connector."""

    def __init__(self, *, file: ScenarioFile, **kwargs: Any) -> None:  # noqa: ANN401 - pytest's own
        super().__init__(**kwargs)
        self.file = file

    def runtest(self) -> None:
        """Play it.

        Raises:
            ScenarioFailedError: it did not pass.
        """
        from sfconformance.bundled import BundledConnector  # noqa: PLC0415 - loaded by who plays
        from sfconformance.fake_stage import FakeStage  # noqa: PLC0415 - the same
        from sfconformance.runner import play  # noqa: PLC0415 - the same

        timeline = play(self.file, open_stage=FakeStage.open, open_subject=BundledConnector.open)
        if timeline.verdict != "passed":
            raise ScenarioFailedError(timeline)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:  # noqa: ANN401 - pytest's own
        """Show the story and the complaints instead of a traceback of ours."""
        from sfconformance.views.console import as_text  # noqa: PLC0415 - loaded by who plays

        if isinstance(excinfo.value, ScenarioFailedError):
            return as_text(excinfo.value.timeline)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return the file and the scenario's title."""
        return self.path, 0, self.file.scenario.title
