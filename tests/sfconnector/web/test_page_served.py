from __future__ import annotations

import threading

import httpx
import pytest

from sfconnector.secret import Secret
from sfconnector.web.server import Served, served
from web_stage import WebStage

LONGEST_SECONDS = 60


def test_a_signal_interrupts_no_code_of_the_server(
    stage: WebStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thread that Python interrupts does not serve: no lock of the server stays taken."""
    with served(stage.connector, host="127.0.0.1", port=0, password=Secret("")) as page:
        serving: list[threading.Thread] = []
        serve = page.server.serve

        def noting() -> None:
            serving.append(threading.current_thread())
            serve()

        monkeypatch.setattr(page.server, "serve", noting)
        visit = threading.Thread(target=_visit_and_stop, args=[page])
        visit.start()
        page.run()
        visit.join(LONGEST_SECONDS)
    assert [each is threading.main_thread() for each in serving] == [False]


def _visit_and_stop(page: Served) -> None:
    try:
        assert httpx.get(page.url, timeout=LONGEST_SECONDS, trust_env=False).is_success
    finally:
        page.stop()
