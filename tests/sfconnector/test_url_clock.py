"""The connector's clock over HTTP, on the control panel of the fake."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_salesforce import FakeSalesforce
from sfconnector.clock import UrlClock, clock_from
from sfconnector.errors import ConfigurationError


@given(st.floats(0, 10_000, allow_nan=False))
def test_sleeping_moves_the_stage(salesforce: FakeSalesforce, seconds: float) -> None:
    """The stage's clock is the connector's: sleeping moves it by so much, and never waits."""
    clock = clock_from(salesforce.url)
    assert isinstance(clock, UrlClock)
    before = clock.now()
    assert before == salesforce.clock.now()
    clock.sleep(seconds)
    assert salesforce.clock.now() - before == pytest.approx(
        timedelta(seconds=seconds), abs=timedelta(microseconds=2)
    )
    assert clock.now() == salesforce.clock.now()


def test_sleeping_backwards_moves_nothing(salesforce: FakeSalesforce) -> None:
    """A wait of no time, or of less, leaves the stage alone."""
    clock = clock_from(f"{salesforce.url}/")
    before = clock.monotonic()
    clock.sleep(0)
    clock.sleep(-1)
    assert clock.monotonic() == before


def test_sleepers_add_up() -> None:
    """Several processes that sleep on one stage at once move it by the sum."""
    with FakeSalesforce() as salesforce:
        before = salesforce.clock.now()
        with ThreadPoolExecutor(8) as pool:
            for each in [pool.submit(UrlClock(salesforce.url).sleep, 1.5) for _ in range(8)]:
                each.result()
        assert salesforce.clock.now() - before == timedelta(seconds=12)


def test_key_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stage with a key takes it from SFCONNECTOR_CLOCK_KEY."""
    with FakeSalesforce(control_key="secret key") as salesforce:
        monkeypatch.delenv("SFCONNECTOR_CLOCK_KEY", raising=False)
        with pytest.raises(ConfigurationError):
            clock_from(salesforce.url).now()
        monkeypatch.setenv("SFCONNECTOR_CLOCK_KEY", "secret key")
        assert clock_from(salesforce.url).now() == salesforce.clock.now()


def test_no_stage_is_told_apart(salesforce: FakeSalesforce) -> None:
    """Where nobody answers, or something else does, the setting is named."""
    for url in ("http://127.0.0.1:9", f"{salesforce.url}/services/data"):
        with pytest.raises(ConfigurationError, match="SFCONNECTOR_CLOCK is the URL"):
            clock_from(url).now()
