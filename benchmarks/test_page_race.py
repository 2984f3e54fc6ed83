"""The fake's pages beside a generic renderer, and what rights cost, as ratios."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from race import Race, Served, run, served

from fake_salesforce import FakeSalesforce

LEADS = int(os.environ.get("SFCONNECTOR_BENCH_LEADS", "100000"))
ROUNDS = 5
OURS = "pages_hidden"
OTHERS = ("pages_generic", "pages_fake", "pages_restricted", "pages_repeated")


def add_users(fake: Served) -> None:
    """Make leads private, and add two users who see all of them and only the fields asked for.

    One may view all leads; the other sees them as the leads of a user below him.
    """
    with FakeSalesforce() as salesforce:
        org = salesforce.create_org(data=fake.data)
        org.share_by_default("Lead", "None")
        role = {"Name": "Above", "OpportunityAccessForAccountOwner": "Edit"}
        above = org.create("UserRole", role)
        below = org.create("UserRole", {**role, "Name": "Below", "ParentRoleId": above})
        owner = org.query("SELECT OwnerId FROM Lead LIMIT 1")[0]["OwnerId"]
        org.update("User", str(owner), {"UserRoleId": below})
        for name, granted in (("hidden", ("read", "view_all")), ("restricted", ("read",))):
            user = org.create_user(
                f"{name}@example.com", profile="Minimum Access - Salesforce", UserRoleId=above
            )
            rights = org.permission_set(name.capitalize())
            rights.grant("Lead", *granted)
            for field in ("Title", "Phone", "Email", "Address", "LeadSource", "Industry"):
                rights.show_field(f"Lead.{field}")
            user.assign(rights)


@pytest.mark.benchmark(group="pages of leads")
def test_page_race(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    """A projection at random with ORDER BY: every contestant makes the same records.

    The goals: the generic renderer takes three times as long as ours for a user with hidden fields,
    and five times as long as ours where the query was asked before and nothing was changed since.
    What private sharing adds is told beside, and that of an administrator.
    """
    race = Race()
    with served(tmp_path, leads=LEADS) as fake:
        add_users(fake)

        def the_others() -> None:
            for name in OTHERS:
                race.add(name, run(name, fake))

        benchmark.pedantic(lambda: race.add(OURS, run(OURS, fake)), setup=the_others, rounds=ROUNDS)
    summary = race.summary(OURS)
    benchmark.extra_info.update(summary)
    print(json.dumps(summary, indent=2))
