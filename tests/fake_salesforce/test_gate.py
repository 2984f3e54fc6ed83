from __future__ import annotations

import threading

import pytest

from fake_salesforce.org.gate import Gate

SECONDS = 20
"""How long a thread may take to do what it does at once."""


def test_many_go_in_together() -> None:
    """Blocks of several threads, and nested ones of one, are inside at the same time."""
    gate, both = Gate(), threading.Barrier(2, timeout=SECONDS)

    def enter() -> None:
        with gate.together(), gate.together():
            both.wait()

    threads = [threading.Thread(target=enter) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(SECONDS)
    assert not any(each.is_alive() for each in threads)


def test_alone_waits_and_is_waited_for() -> None:
    """Who must be alone goes in after those who are inside, and before those who come later."""
    gate, told = Gate(), list[str]()
    is_inside, may_leave = threading.Event(), threading.Event()

    def enter_first() -> None:
        with gate.together():
            is_inside.set()
            may_leave.wait(SECONDS)
            told.append("first")

    def be_alone() -> None:
        with gate.alone():
            told.append("alone")

    def enter_last() -> None:
        with gate.together():
            told.append("last")

    first, alone = threading.Thread(target=enter_first), threading.Thread(target=be_alone)
    first.start()
    assert is_inside.wait(SECONDS)
    alone.start()
    while not gate._is_shut:
        pass
    last = threading.Thread(target=enter_last)
    last.start()
    may_leave.set()
    for each in (first, alone, last):
        each.join(SECONDS)
    assert told == ["first", "alone", "last"]


def test_one_who_is_inside_cannot_be_alone() -> None:
    """A thread that would wait for itself is refused, and the gate goes on working."""
    gate = Gate()
    with gate.together(), pytest.raises(RuntimeError, match="middle of a request"), gate.alone():
        pass
    with gate.alone(), pytest.raises(ValueError, match="x"):
        raise ValueError("x")
    with gate.alone():
        pass
