"""Malformed JSON, CSV, multipart, XML and SOQL, in process: no crash, no hang, no growth.

A test run takes a few hundred of each kind; ``tox -e soak`` takes a million altogether. The
environment says how many (``SOAK_INPUTS``, of all kinds) and from which seed (``SOAK_SEED``). What
fails is told by its kind, number and seed, and made again from them alone.
"""

from __future__ import annotations

import itertools
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import Client, EnvironBuilder, TestResponse

from crawled import Crawled, crawled
from error_shapes import check_answer
from fake_salesforce import FakeSalesforce
from fake_salesforce.org import Snapshot
from malformed import Kind, Names, Sent, malformed

_INPUTS = int(os.environ.get("SOAK_INPUTS") or 1_000)
_SEED = int(os.environ.get("SOAK_SEED") or 20_200_720)
_BETWEEN_RESTORES = 500
_MOST_SECONDS = 20
"""A request that takes longer hangs: ordinary ones take milliseconds."""
_WARM = 20_000
"""Inputs of a kind after which the caches of the fake are full, and memory may grow no more."""
_MOST_GROWTH_KB = 40 * 1024
_BASE = "/services/data/v49.0"
_NAMES = Names("00Q000000000001AAA", "005000000000001AAA", "00D!x", "750000000000001AAA", "00O")


class HangError(Exception):
    """A request took so long that it would perhaps never have ended."""


@contextmanager
def _bounded_time() -> Iterator[None]:
    def ring(signal_number: int, frame: FrameType | None) -> None:
        del signal_number, frame
        message = f"no answer within {_MOST_SECONDS} seconds"
        raise HangError(message)

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, _MOST_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class _Soak:
    """Sends inputs of one kind to an org that is put back now and then."""

    def __init__(self, stage: Crawled) -> None:
        stage.org.settings.session_timeout_minutes = 1440
        self._stage = stage
        self._client = Client(stage.client.application, TestResponse)
        self.names = Names(
            lead=stage.samples["record_id"].good,
            user=stage.samples["user_id"].good,
            session=stage.sessions["own"] or "",
            ingest_job=stage.samples["job_id"].good,
            report=stage.samples["report_id"].good,
        )
        self._start: Snapshot = stage.org.snapshot()

    def restore(self) -> None:
        """Put the org back, so that it is the same for each block of inputs."""
        self._stage.org.restore(self._start)

    def send(self, kind: Kind, sent: Sent) -> None:
        """Send an input and check what is answered to it.

        Raises:
            AssertionError: it is no documented answer, or the fake crashed.
            HangError: it takes too long.
        """
        with _bounded_time():
            if kind is Kind.CSV:
                self._send_rows(sent)
            else:
                self._checked(sent)
        self._stage.salesforce.journal.raise_crash()

    def _send_rows(self, sent: Sent) -> None:
        """Send rows as a job's, and read what became of them."""
        start = b'{"object": "Lead", "operation": "insert"}'
        job = self._checked(Sent("POST", sent.path, {"Content-Type": "application/json"}, start))
        path = f"jobs/ingest/{job.get_json()['id']}"
        json = {"Content-Type": "application/json"}
        self._checked(Sent("PUT", f"{path}/batches", sent.headers, sent.body))
        self._checked(Sent("PATCH", path, json, b'{"state": "UploadComplete"}'))
        for each in (path, f"{path}/failedResults", f"{path}/successfulResults"):
            self._checked(Sent("GET", each, {}))
        self._checked(Sent("DELETE", path, {}))

    def _checked(self, sent: Sent) -> TestResponse:
        path = sent.path if sent.path.startswith("/") else f"{_BASE}/{sent.path}"
        builder = EnvironBuilder(path=path, method=sent.method, data=sent.body)
        environ = builder.get_environ()
        environ["HTTP_HOST"] = self._stage.host
        environ["HTTP_AUTHORIZATION"] = f"Bearer {self.names.session}"
        if sent.query is not None:
            environ["QUERY_STRING"] = "q=" + "".join(f"%{each:02x}" for each in sent.query)
        for name, value in sent.headers.items():
            key = name.upper().replace("-", "_")
            environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
        response = self._client.open(environ)
        is_soap = path.startswith("/services/Soap")
        endpoint = "soap" if is_soap else "composite_tree" if "tree" in path else "rest"
        check_answer(response, endpoint=endpoint, method=sent.method)
        return response


@pytest.mark.parametrize("kind", list(Kind))
def test_malformed_input_is_refused_as_documented(kind: Kind) -> None:
    """Bent inputs are answered as documented, in bounded time, and memory does not grow."""
    salesforce = FakeSalesforce(journal_exchanges=10)
    count = max(1, _INPUTS // len(Kind))
    warm: int | None = None
    began = time.perf_counter()
    try:
        soak = _Soak(crawled(salesforce))
        for number in range(count):
            if number % _BETWEEN_RESTORES == 0:
                soak.restore()
            if number == _WARM:
                warm = _resident_kb()
            try:
                soak.send(kind, malformed(kind, number, seed=_SEED, names=soak.names))
            except Exception as error:
                error.add_note(f"{kind} input {number} of seed {_SEED}")
                raise
        grown = None if warm is None else _resident_kb() - warm
        rate = count / (time.perf_counter() - began)
        told = f"{kind}: {count} inputs of seed {_SEED}, {rate:.0f} a second"
        print(f"{told}; memory grew by {grown} KB after the first {_WARM}")
        assert grown is None or grown < _MOST_GROWTH_KB
    finally:
        salesforce.close()


@given(kind=st.sampled_from(list(Kind)), number=st.integers(0, 10**6), seed=st.integers(0, 99))
def test_input_is_made_from_its_number_alone(kind: Kind, number: int, seed: int) -> None:
    """The same seed, kind and number give the same input."""
    first = malformed(kind, number, seed=seed, names=_NAMES)
    assert malformed(kind, number, seed=seed, names=_NAMES) == first


@pytest.mark.parametrize("kind", list(Kind))
def test_inputs_differ(kind: Kind) -> None:
    """Of a thousand inputs of a kind nearly all are different ones."""
    made = {str(malformed(kind, number, seed=1, names=_NAMES)) for number in range(1_000)}
    assert len(made) > 980


def test_a_hang_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not end is interrupted, and is told."""
    monkeypatch.setitem(globals(), "_MOST_SECONDS", 0.05)
    with pytest.raises(HangError), _bounded_time():
        _go_on_forever()


def _go_on_forever() -> None:
    for _ in itertools.count():
        pass


def _resident_kb() -> int:
    """Return how much memory the process has in use."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    message = "the system does not tell how much memory a process has"
    raise RuntimeError(message)
