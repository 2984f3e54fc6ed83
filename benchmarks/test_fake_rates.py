"""What the fake needs for a population, and until its first answer."""

from __future__ import annotations

import requests
from pytest_benchmark.fixture import BenchmarkFixture

from fake_salesforce import FakeSalesforce

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
    """A fresh org of a running server; the goal is 20 ms."""
    with FakeSalesforce() as salesforce:
        benchmark.pedantic(salesforce.create_org, rounds=20, warmup_rounds=1)


def test_restored_org(benchmark: BenchmarkFixture) -> None:
    """An org of a hundred leads put back to its snapshot."""
    with FakeSalesforce() as salesforce, salesforce.create_org() as org:
        org.populate(leads=100)
        snapshot = org.snapshot()
        benchmark.pedantic(org.restore, args=(snapshot,), rounds=20, warmup_rounds=1)
