from __future__ import annotations

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

import pytest

from fake_clients import ApiClient, session_of
from fake_salesforce import FakeSalesforce, Org

pytestmark = pytest.mark.slow

THREADS = 64
ROUNDS = int(os.environ.get("SFCONNECTOR_THREAD_ROUNDS", "3"))
"""Rounds of each thread; ``tox -e soak`` asks for enough of them to last minutes."""
SHARED = 4
"""Accounts and campaigns that all threads write to."""


@dataclass
class Work:
    """What one thread did, as the answers told it."""

    kept: dict[str, str] = field(default_factory=dict)
    """The last city written to each lead that was not deleted."""
    deleted: set[str] = field(default_factory=set)
    members: Counter[str] = field(default_factory=Counter)
    """Members that stayed, by campaign."""
    responded: Counter[str] = field(default_factory=Counter)
    sites: dict[str, set[str]] = field(default_factory=dict)
    """Every site written to each shared account."""
    calls: int = 0


class Worker:
    """One caller with a session of its own, writing its own records and shared ones."""

    def __init__(self, client: ApiClient, number: int, shared: Shared) -> None:
        self._client = client
        self._number = number
        self._shared = shared
        self.work = Work()

    def _ask(self, method: str, path: str, expected: int, **kwargs: Any) -> dict[str, Any]:
        answer = self._client.request(method, path, **kwargs)
        self.work.calls += 1
        assert answer.status_code == expected, f"{method} {path}: {answer.text}"
        body: dict[str, Any] = answer.json() if answer.content else {}
        return body

    def round(self, number: int) -> None:
        """Create, relate, update, read and delete, each time other shared records."""
        name = f"{self._number}-{number}"
        lead = self._ask(
            "POST", "sobjects/Lead", 201, json={"LastName": name, "Company": "Example"}
        )["id"]
        campaign = self._shared.campaigns[(self._number + number) % SHARED]
        responded = (self._number + number) % 3 == 0
        member = self._ask(
            "POST",
            "sobjects/CampaignMember",
            201,
            json={
                "CampaignId": campaign,
                "LeadId": lead,
                "Status": "Responded" if responded else "Sent",
            },
        )["id"]
        account = self._shared.accounts[(self._number + number) % SHARED]
        self._ask("PATCH", f"sobjects/Account/{account}", 204, json={"Site": name})
        self.work.sites.setdefault(account, set()).add(name)
        for city in (f"{name} a", f"{name} b"):
            self._ask("PATCH", f"sobjects/Lead/{lead}", 204, json={"City": city})
            self.work.kept[lead] = city
        found = self._ask(
            "GET", "query", 200, params={"q": f"SELECT City FROM Lead WHERE Id = '{lead}'"}
        )
        assert [each["City"] for each in found["records"]] == [f"{name} b"]
        if number % 3 == 1:
            self._ask("DELETE", f"sobjects/CampaignMember/{member}", 204)
        elif number % 3 == 2:
            self._ask("DELETE", f"sobjects/Lead/{lead}", 204)
            del self.work.kept[lead]
            self.work.deleted.add(lead)
        else:
            self.work.members[campaign] += 1
            self.work.responded[campaign] += responded


@dataclass(frozen=True)
class Shared:
    """Records that every thread writes to."""

    accounts: list[str]
    campaigns: list[str]


def test_sixty_four_threads_write_and_read_one_org(
    salesforce: FakeSalesforce, salesforce_org: Org
) -> None:
    """64 callers at once: no 500, no lock error, no lost write, and sums that add up."""
    org = salesforce_org
    org.limits.daily_api_requests = 10**9
    shared = Shared(
        accounts=[org.create("Account", {"Name": f"Shared {n}"}) for n in range(SHARED)],
        campaigns=[org.create("Campaign", {"Name": f"Shared {n}"}) for n in range(SHARED)],
    )
    users = [org.create_user(f"writer{n}@example.com") for n in range(SHARED)]
    sessions = [session_of(salesforce.url, each) for each in users]

    def run(number_and_session: tuple[int, str]) -> Work:
        number, session_id = number_and_session
        client = ApiClient(salesforce.url, session_id)
        worker = Worker(client, number, shared)
        for each in range(ROUNDS):
            worker.round(each)
        client.close()
        return worker.work

    with ThreadPoolExecutor(THREADS) as pool:
        done = list(pool.map(run, zip(range(THREADS), cycle(sessions), strict=False)))
    assert salesforce.journal.crashes == ()

    kept = {lead: city for work in done for lead, city in work.kept.items()}
    deleted = {lead for work in done for lead in work.deleted}
    assert len(kept) + len(deleted) == THREADS * ROUNDS
    left = {each["Id"]: each["City"] for each in org.query("SELECT Id, City FROM Lead")}
    assert left == kept

    members: Counter[str] = sum((work.members for work in done), Counter())
    responded: Counter[str] = sum((work.responded for work in done), Counter())
    campaigns = org.query("SELECT Id, NumberOfLeads, NumberOfResponses FROM Campaign")
    assert {each["Id"]: each["NumberOfLeads"] for each in campaigns} == {
        each: members[each] for each in shared.campaigns
    }
    assert {each["Id"]: each["NumberOfResponses"] for each in campaigns} == {
        each: responded[each] for each in shared.campaigns
    }
    for each in org.query("SELECT Id, Site FROM Account"):
        assert any(each["Site"] in work.sites.get(str(each["Id"]), ()) for work in done)
    checker = ApiClient(salesforce.url, sessions[0])
    told = checker.get("sobjects").headers["Sforce-Limit-Info"]
    checker.close()
    assert told == f"api-usage={sum(work.calls for work in done) + 1}/{10**9}"
