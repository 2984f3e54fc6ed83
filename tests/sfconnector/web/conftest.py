"""The page over a fake: one server a module, one org and one store a test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fake_salesforce import FakeSalesforce
from web_stage import Visitor, WebStage


@pytest.fixture(scope="module")
def server() -> Iterator[FakeSalesforce]:
    """One server for the module."""
    with FakeSalesforce() as running:
        yield running


@pytest.fixture
def stage(tmp_path: Path, server: FakeSalesforce) -> WebStage:
    """An org, a store and the page over both."""
    return WebStage(tmp_path, server)


@pytest.fixture
def visitor(stage: WebStage) -> Visitor:
    """Somebody who looks at the page."""
    return Visitor(stage.app())
