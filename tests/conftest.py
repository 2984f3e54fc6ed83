"""What every test shares: Hypothesis profiles, and what a skip means in CI."""

from __future__ import annotations

import os
from collections.abc import Generator

import hypothesis
import pytest

pytest_plugins = ["pytester"]

EXAMPLES = 50

# So few keep CI short; `tox -e properties` plays a thousand of each.
hypothesis.settings.register_profile("default", deadline=None, max_examples=EXAMPLES)
hypothesis.settings.register_profile(
    "ci",
    deadline=None,
    max_examples=EXAMPLES,
    print_blob=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.register_profile(
    "thorough", parent=hypothesis.settings.get_profile("ci"), max_examples=1000
)
hypothesis.settings.register_profile(
    "soak", parent=hypothesis.settings.get_profile("ci"), max_examples=50_000
)
hypothesis.settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "default")
)

_NO_SKIPS = "SFCONNECTOR_NO_SKIPS"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,  # noqa: ARG001 - pytest passes arguments by name
    call: pytest.CallInfo[None],  # noqa: ARG001 - the same
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure where everything a test needs must be there."""
    report = yield
    if report.skipped and os.environ.get(_NO_SKIPS) and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, but {_NO_SKIPS} is set: {report.longrepr}"
    return report
