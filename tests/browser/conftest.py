"""The page in a real browser: Chromium without a window, and axe-core to judge what it shows.

Where browser, driver or checker cannot be had the tests are skipped and say so, unless skips count
as failures.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import node_clients
from fake_salesforce import FakeSalesforce
from sfconnector import Secret
from sfconnector.web.server import served
from web_stage import WebStage

if TYPE_CHECKING:
    from headless import Browser

Serve = Callable[[], str]


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for the session."""
    pytest.importorskip("selenium", reason="selenium is not installed; tox -e browser has it")
    import headless  # noqa: PLC0415 - selenium may be missing

    with ExitStack() as stack:
        try:
            opened = stack.enter_context(headless.browser(tmp_path_factory.mktemp("profile")))
        except headless.NotHadError as error:
            pytest.skip(str(error))
        yield opened


@pytest.fixture
def browser(chromium: Browser) -> Browser:
    """The browser, without a cookie, as wide as a laptop, with scripts."""
    chromium.open("about:blank")
    chromium.forget()
    chromium.allow_scripts(allowed=True)
    chromium.look(width=1280, scheme="light")
    chromium.complaints()
    return chromium


@pytest.fixture(scope="session")
def axe(pytestconfig: pytest.Config) -> str:
    """The source of axe-core, as it is pinned."""
    cache = os.environ.get("SFCONNECTOR_NODE_CLIENTS")
    assert pytestconfig.cache is not None
    folder = pytestconfig.cache.mkdir("node_clients") if cache is None else Path(cache)
    try:
        modules = node_clients.installed(
            node_clients.node(), pytestconfig.rootpath / "tests" / "browser" / "node", folder
        )
    except node_clients.NotHadError as error:
        pytest.skip(str(error))
    return (modules / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def server() -> Iterator[FakeSalesforce]:
    """One fake for the module."""
    with FakeSalesforce() as running:
        yield running


@pytest.fixture
def stage(tmp_path: Path, server: FakeSalesforce) -> WebStage:
    """An org, a store and the page over both."""
    return WebStage(tmp_path, server)


@pytest.fixture
def serve(stage: WebStage) -> Iterator[Serve]:
    """Serve the page as the command does, and return its URL."""
    with ExitStack() as stack:

        def start() -> str:
            page = stack.enter_context(
                served(
                    stage.connector,
                    host="127.0.0.1",
                    port=0,
                    password=Secret(""),
                    login_url=stage.salesforce.url,
                )
            )
            thread = threading.Thread(target=page.run)
            thread.start()
            stack.callback(thread.join)
            stack.callback(page.stop)
            return page.url

        yield start
