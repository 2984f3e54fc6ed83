"""The one place time comes from: now, monotonic, sleep.

Everything that reads time or waits takes a :class:`Clock`, so that a test or a stage of several
processes moves time instead of waiting for it. ``SFCONNECTOR_CLOCK`` chooses: ``system`` or
``file:PATH`` or the URL of a stage's control panel. On a shared clock sleeping moves the clock.
"""

from __future__ import annotations

import fcntl
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import requests

from sfconnector.errors import ConfigurationError


class Clock(Protocol):
    """Where time comes from."""

    def now(self) -> datetime:
        """Return the present instant, aware."""
        ...

    def monotonic(self) -> float:
        """Return seconds since any fixed origin, for measuring spans."""
        ...

    def sleep(self, seconds: float) -> None:
        """Let this many seconds go by."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return the machine's monotonic seconds."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


class FileClock:
    """An instant in a file, read by every process of one stage; it moves only when moved.

    The file holds one ISO 8601 instant with its offset, as ``2020-07-20T09:00:00+00:00``. Sleeping
    writes the later instant, under a lock beside the file, so that two sleepers add up.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> datetime:
        """Return the file's instant in UTC.

        Raises:
            ConfigurationError: the file is missing or holds no aware instant.
        """
        try:
            text = self._path.read_text(encoding="utf-8").strip()
            instant = datetime.fromisoformat(text)
        except (OSError, ValueError) as error:
            message = (
                f"SFCONNECTOR_CLOCK names the file {self._path}, which holds no instant; "
                "write one line such as 2020-07-20T09:00:00+00:00"
            )
            raise ConfigurationError(message, detail=str(error)) from error
        if instant.tzinfo is None:
            message = f"the instant in {self._path} has no offset; write it as {text}+00:00"
            raise ConfigurationError(message)
        return instant.astimezone(UTC)

    def monotonic(self) -> float:
        """Return the file's instant in seconds."""
        return self.now().timestamp()

    def sleep(self, seconds: float) -> None:
        """Move the file's instant forward by this many seconds.

        Raises:
            ConfigurationError: as :meth:`now`.
        """
        beside = self._path.with_name(self._path.name + ".lock")
        with beside.open("w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            later = self.now() + timedelta(seconds=max(seconds, 0))
            written = self._path.with_name(f"{self._path.name}.{os.getpid()}.new")
            written.write_text(later.isoformat() + "\n", encoding="utf-8")
            written.replace(self._path)


class UrlClock:
    """The clock of a stage, read and moved over HTTP by every process that plays on it.

    ``GET <url>/_fake/clock`` tells ``{"now": "2020-07-20T09:00:00Z"}``, and sleeping is
    ``POST <url>/_fake/clock/advance`` with ``{"by": "2.5s"}``. A stage that has a key takes it from
    ``SFCONNECTOR_CLOCK_KEY``.
    """

    def __init__(self, url: str, *, key: str | None = None) -> None:
        self._url = f"{url.rstrip('/')}/_fake/clock"
        self._http = requests.Session()
        self._http.trust_env = False  # no proxy knows the stage
        self._http.verify = os.environ.get("REQUESTS_CA_BUNDLE") or True
        if key:
            self._http.headers["Authorization"] = f"Bearer {key}"

    def now(self) -> datetime:
        """Return the stage's instant in UTC.

        Raises:
            ConfigurationError: no stage answers there, or what answers has no clock.
        """
        return self._told("GET", "", None)

    def monotonic(self) -> float:
        """Return the stage's instant in seconds."""
        return self.now().timestamp()

    def sleep(self, seconds: float) -> None:
        """Move the stage's clock forward by this many seconds.

        Raises:
            ConfigurationError: as :meth:`now`.
        """
        if seconds > 0:
            self._told("POST", "/advance", {"by": f"{seconds:.6f}s"})

    def _told(self, method: str, path: str, body: dict[str, str] | None) -> datetime:
        try:
            answer = self._http.request(method, self._url + path, json=body, timeout=60)
            answer.raise_for_status()
            instant = datetime.fromisoformat(answer.json()["now"])
        except (requests.RequestException, ValueError, KeyError, TypeError) as error:
            message = (
                f"SFCONNECTOR_CLOCK is the URL of a stage's clock, and {self._url} tells no time; "
                "start the stage, or use system or file:PATH"
            )
            raise ConfigurationError(message, detail=str(error)) from error
        if instant.tzinfo is None:
            message = f"the instant that {self._url} tells has no offset"
            raise ConfigurationError(message)
        return instant.astimezone(UTC)


def clock_from(setting: str) -> Clock:
    """Return the clock that a value of ``SFCONNECTOR_CLOCK`` names.

    Raises:
        ConfigurationError: neither ``system`` nor ``file:PATH`` nor a URL.
    """
    if setting in {"", "system"}:
        return SystemClock()
    if setting.startswith("file:") and len(setting) > len("file:"):
        return FileClock(Path(setting.removeprefix("file:")))
    if setting.startswith(("http://", "https://")):
        return UrlClock(setting, key=os.environ.get("SFCONNECTOR_CLOCK_KEY"))
    message = f"SFCONNECTOR_CLOCK is {setting!r}; it must be system, file:PATH or a URL"
    raise ConfigurationError(message)
