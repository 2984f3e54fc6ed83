"""The harness's own errors.

```
ConformanceError
  ScenarioError(path, problems)     a scenario file cannot be used; every problem names its line
  StepError                         a step could not be carried out as the scenario tells it
```

An expectation that is not met is no error: it is a line of the timeline.
"""

from __future__ import annotations

from dataclasses import dataclass


class ConformanceError(Exception):
    """The root of what the harness raises on purpose."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in a scenario file.

    Attributes:
        line: the line it stands on, from 1.
        column: the column it begins at, from 1.
        message: what is wrong and what would be right.
    """

    line: int
    column: int
    message: str


class ScenarioError(ConformanceError):
    """A scenario file cannot be used: not readable, not YAML, or not a scenario.

    Attributes:
        path: the file, as it was given.
        problems: every problem found, in the order of the lines.
    """

    def __init__(self, path: str, problems: tuple[Problem, ...]) -> None:
        self.path = path
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(f"{path}:{p.line}: {p.message}" for p in self.problems))


class StepError(ConformanceError):
    """A step could not be carried out as told, as when no record matches its ``where``."""
