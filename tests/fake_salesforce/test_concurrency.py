from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from fake_clients import ApiClient, oauth_login, session_of, soap_login
from fake_salesforce import FakeSalesforce, Org

THREADS = 8
ROUNDS = 12


def _work(salesforce: FakeSalesforce, org: Org, number: int) -> tuple[list[str], list[str], int]:
    """Log in, create, read pages, update and delete; return ids made, ids deleted, calls."""
    user = org.create_user(f"thread{number}@example.com")
    client = ApiClient(salesforce.url, session_of(salesforce.url, user))
    made: list[str] = []
    deleted: list[str] = []
    calls = 0
    for i in range(ROUNDS):
        created = client.post(
            "sobjects/Lead", json={"LastName": f"{number}-{i}", "Company": "Example"}
        )
        assert created.status_code == 201, created.text
        made.append(created.json()["id"])
        pages = client.pages("SELECT Id FROM Lead WHERE Company = 'Example'")
        seen = {each["Id"] for page in pages for each in page["records"]}
        assert set(made) - set(deleted) <= seen
        updated = client.patch(f"sobjects/Lead/{made[-1]}", json={"City": f"{number}"})
        assert updated.status_code == 204, updated.text
        calls += 2 + len(pages)
        if i % 3 == 0:
            assert client.delete(f"sobjects/Lead/{made[-1]}").status_code == 204
            deleted.append(made[-1])
            calls += 1
        assert soap_login(salesforce.url, user.username, "wrong").status_code == 500
        login = oauth_login(salesforce.url, org, user.username, user.secret)
        assert login.status_code == 200, login.text
        assert session_of(salesforce.url, user) == client.session_id
    client.close()
    return made, deleted, calls


def test_threads_lose_no_write_and_meet_no_error(
    salesforce: FakeSalesforce, salesforce_org: Org
) -> None:
    """Eight callers log in, page and write at once: no error, no lost write, counts add up."""
    salesforce_org.limits.query_page_rows = 20
    with ThreadPoolExecutor(THREADS) as pool:
        done = list(
            pool.map(lambda number: _work(salesforce, salesforce_org, number), range(THREADS))
        )
    made = [each for ids, _, _ in done for each in ids]
    deleted = {each for _, ids, _ in done for each in ids}
    assert len(set(made)) == THREADS * ROUNDS
    left = salesforce_org.query("SELECT Id, City FROM Lead")
    assert {each["Id"] for each in left} == set(made) - deleted
    assert None not in {each["City"] for each in left}
    for ids, _, _ in done:
        assert ids == sorted(ids)
    checker = ApiClient(
        salesforce.url,
        session_of(salesforce.url, salesforce_org.create_user("checker@example.com")),
    )
    told = checker.get("sobjects").headers["Sforce-Limit-Info"]
    checker.close()
    assert told == f"api-usage={sum(calls for _, _, calls in done) + 1}/115000"
    assert salesforce.journal.crashes == ()
