"""A page that is long in coming: whoever pulls is told meanwhile, and may end it."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from sfconnector.errors import LeaseLostError
from sfconnector.sync import pull
from sfconnector.sync.pull import Puller, Start


class Awaited:
    """One page, which comes when it has been waited for."""

    def __init__(self) -> None:
        self.comes = threading.Event()

    def open(self, after: str | None) -> str:
        """Return the page, late."""
        del after
        self.comes.wait()
        return "page"

    def follow(self, locator: str) -> str:
        """Fail: there is no second page."""
        raise AssertionError(locator)

    def following(self, page: str) -> None:
        """Return that it is the last."""
        del page


def pulled(source: Awaited, pending: Callable[[], None]) -> list[str]:
    """Pull the page and return what was stored."""
    stored: list[str] = []

    def store(page: str, opened: bool) -> None:  # noqa: FBT001 - positional by the puller's contract
        assert opened
        stored.append(page)

    Puller(source, store=store, lost=lambda _: None, pending=pending).run(Start(None, None))
    return stored


def test_who_pulls_is_told_while_a_page_is_awaited(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is stored when it comes, and not before."""
    monkeypatch.setattr(pull, "LOOK_SECONDS", 0.001)
    source = Awaited()
    assert pulled(source, source.comes.set) == ["page"]


def test_what_is_raised_meanwhile_ends_the_pull(monkeypatch: pytest.MonkeyPatch) -> None:
    """As when another process took over: the page is stored no more."""
    monkeypatch.setattr(pull, "LOOK_SECONDS", 0.001)
    source = Awaited()

    def lost() -> None:
        source.comes.set()
        message = "another process took over"
        raise LeaseLostError(message)

    with pytest.raises(LeaseLostError):
        pulled(source, lost)
