"""The pytest plugin collects the scenario files it is given, and only those.

Each run is a process of its own: within this one, pytester would unload SQLAlchemy again, whose
compiled modules cannot be loaded twice.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from conformance_doubles import text

pytestmark = pytest.mark.slow

CONNECTS = """
- connect: {user: integration}
  expect:
    status: {state: active}
"""
BAD = CONNECTS.replace("active", "disconnected")


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """A project with a test, a folder of scenarios, and a YAML file that is none of ours."""
    pytester.makepyfile(test_it="def test_it():\n    pass\n")
    pytester.makefile(".yaml", other="a: [")
    for name, steps in (("good", CONNECTS), ("bad", BAD)):
        file = pytester.path / "scenarios" / f"{name}.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text(steps), encoding="utf-8")
    return pytester


def test_no_yaml_is_collected_unasked(project: pytest.Pytester) -> None:
    """Without the option or the ini key the plugin leaves every file alone."""
    project.runpytest_subprocess().assert_outcomes(passed=1)


def test_a_folder_is_played_as_tests(project: pytest.Pytester) -> None:
    """Each scenario is a test; the failure is the story, without a traceback of the harness."""
    result = project.runpytest_subprocess("--sfconformance-scenarios", "scenarios")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(
        [
            "*the customer connects as integration with password and token*",
            "*NOT MET*status: expected state is disconnected, found active*",
            "*bad.yaml:9: status: expected state is disconnected, found active",
        ]
    )
    result.stdout.no_fnmatch_line("*performance.py*")


def test_one_file_is_played_alone(project: pytest.Pytester) -> None:
    """With an argument, pytest plays that and the files of the option."""
    result = project.runpytest_subprocess(
        "test_it.py", "--sfconformance-scenarios", "scenarios/good.yaml"
    )
    result.assert_outcomes(passed=2)


def test_the_ini_key_counts_when_everything_is_run(project: pytest.Pytester) -> None:
    """Running one test file stays just that; running all plays the scenarios too."""
    project.makeini("[pytest]\nsfconformance_scenarios = scenarios\n")
    project.runpytest_subprocess().assert_outcomes(passed=2, failed=1)
    project.runpytest_subprocess("test_it.py").assert_outcomes(passed=1)
    project.runpytest_subprocess("scenarios/good.yaml").assert_outcomes(passed=1)


def test_a_bad_file_is_an_error_with_its_line(project: pytest.Pytester) -> None:
    """What is no scenario is told with file and line, and without a traceback."""
    (project.path / "scenarios" / "ugly.yaml").write_text("titel: x\n", encoding="utf-8")
    result = project.runpytest_subprocess(
        "--sfconformance-scenarios", "scenarios/ugly.yaml", "test_it.py"
    )
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*ugly.yaml:1: unknown key `titel` (did you mean `title`?)*"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_path_that_does_not_exist_is_refused(project: pytest.Pytester) -> None:
    """A wrong path is a usage error, not zero scenarios passed."""
    result = project.runpytest_subprocess("--sfconformance-scenarios", "scenaros")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*there is no *scenaros*"])


def test_loading_the_plugin_loads_neither_side() -> None:
    """A test run that plays no scenario pays for none."""
    code = (
        "import sys, sfconformance.pytest_plugin\n"
        "loaded = {name.partition('.')[0] for name in sys.modules}\n"
        "print(*sorted(loaded & {'flask', 'sfconnector', 'fake_salesforce', 'pydantic', 'rich'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
