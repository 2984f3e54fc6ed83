"""What the fake needs for a population, and until its first answer."""

from __future__ import annotations

import time
from collections.abc import Callable

import requests
from pytest_benchmark.fixture import BenchmarkFixture

from fake_salesforce import FakeSalesforce
from fake_salesforce.objects import ABSENT, STANDARD
from fake_salesforce.org import Template
from fake_salesforce.schema import Schema

LEADS = 20_000


def test_population_rate(benchmark: BenchmarkFixture) -> None:
    """Leads a second that ``populate`` makes; the goal is 20,000."""
    with FakeSalesforce() as salesforce:

        def populate() -> None:
            org = salesforce.create_org()
            org.populate(leads=LEADS, seed=1)
            salesforce.drop_org(org)

        benchmark.pedantic(populate, rounds=5, warmup_rounds=1)
    assert benchmark.stats is not None
    benchmark.extra_info["leads_a_second"] = round(LEADS / benchmark.stats.stats.median)


def test_first_answer(benchmark: BenchmarkFixture) -> None:
    """From ``FakeSalesforce()`` to the first answer, its modules loaded; the goal is 150 ms."""

    def first_answer() -> None:
        salesforce = FakeSalesforce()
        salesforce.__enter__()
        assert requests.get(f"{salesforce.url}/services/data", timeout=10).ok
        started.append(salesforce)

    started: list[FakeSalesforce] = []
    benchmark.pedantic(first_answer, rounds=5, warmup_rounds=1)
    for each in started:
        each.close()


def test_fresh_org(benchmark: BenchmarkFixture) -> None:
    """A fresh org of a running server, as ``salesforce_org`` gives it; the goal is 20 ms.

    Beside it the same without the template: every table and record of a new org made anew.
    """
    with FakeSalesforce() as salesforce:

        def fresh() -> None:
            salesforce.drop_org(salesforce.create_org())

        benchmark.pedantic(fresh, rounds=30, warmup_rounds=2)
        built = [_seconds_of(lambda: Template(Schema(STANDARD, absent=ABSENT))) for _ in range(10)]
    assert benchmark.stats is not None
    # The best of each: what the machine does besides can only add to it.
    best = benchmark.stats.stats.min
    unbuilt = best + min(built)
    benchmark.extra_info["milliseconds_an_org"] = round(1000 * best, 1)
    benchmark.extra_info["milliseconds_without_template"] = round(1000 * unbuilt, 1)
    benchmark.extra_info["times_as_fast"] = round(unbuilt / best, 1)


def _seconds_of(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def test_restored_org(benchmark: BenchmarkFixture) -> None:
    """An org of a hundred leads put back to its snapshot."""
    with FakeSalesforce() as salesforce, salesforce.create_org() as org:
        org.populate(leads=100)
        snapshot = org.snapshot()
        benchmark.pedantic(org.restore, args=(snapshot,), rounds=20, warmup_rounds=1)
