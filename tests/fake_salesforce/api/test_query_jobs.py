from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_clients import ApiClient, session_of
from fake_salesforce import FakeSalesforce, Org, User

PATH = "jobs/query"


def create(api: ApiClient, query: str, **more: Any) -> dict[str, Any]:
    """Create a job for a query."""
    answer = api.post(PATH, json={"operation": "query", "query": query, **more})
    assert answer.status_code == 200, answer.text
    job: dict[str, Any] = answer.json()
    return job


def sets(api: ApiClient, job: dict[str, Any], **params: Any) -> list[tuple[int, str]]:
    """Return every set of results: how many records, and the text."""
    found = []
    locator = ""
    while locator != "null":
        more = {"locator": locator} if locator else {}
        answer = api.get(f"{PATH}/{job['id']}/results", params=params | more)
        assert answer.status_code == 200, answer.text
        assert answer.headers["Content-Type"] == "text/csv; charset=UTF-8"
        found.append((int(answer.headers["Sforce-NumberOfRecords"]), answer.text))
        locator = answer.headers["Sforce-Locator"]
    return found


def rows(text: str) -> list[dict[str, str]]:
    """Return the rows of a set."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def lead(org: Org, **fields: Any) -> str:
    """Create a lead."""
    return org.create("Lead", {"LastName": "Doe", "Company": "Example", **fields})


def test_life_of_a_query(api: ApiClient, user: User, salesforce_org: Org) -> None:
    """A job tells the object it asks for, is complete, and gives its records as CSV."""
    one = lead(salesforce_org)
    job = create(api, "SELECT LastName, Id FROM Lead")
    assert list(job) == [
        *("id", "operation", "object", "createdById", "createdDate", "systemModstamp", "state"),
        *("concurrencyMode", "contentType", "apiVersion", "lineEnding", "columnDelimiter"),
    ]
    assert (job["object"], job["state"], job["createdById"]) == ("Lead", "UploadComplete", user.id)
    told = api.get(f"{PATH}/{job['id']}").json()
    assert (told["state"], told["jobType"]) == ("JobComplete", "V2Query")
    assert told["numberRecordsProcessed"] == 1
    assert sets(api, job) == [(1, f'"Id","LastName"\n"{one}","Doe"\n')]


def test_columns_come_in_alphabetical_order(api: ApiClient, salesforce_org: Org) -> None:
    """In v49.0 the columns are sorted; a parent's field is named by its path."""
    lead(salesforce_org)
    job = create(api, "SELECT Status, Owner.Name, Company, Id FROM Lead")
    ((_, text),) = sets(api, job)
    assert text.splitlines()[0] == '"Company","Id","Owner.Name","Status"'


def test_values_as_text(api: ApiClient, salesforce_org: Org) -> None:
    """Booleans are words, datetimes end in Z, null is empty, quotes are doubled."""
    lead(salesforce_org, City='"a",\nb', AnnualRevenue=12.5)
    job = create(api, "SELECT City, AnnualRevenue, DoNotCall, CreatedDate, Phone FROM Lead")
    ((_, text),) = sets(api, job)
    assert rows(text) == [
        {
            "AnnualRevenue": "12.5",
            "City": '"a",\nb',
            "CreatedDate": f"{salesforce_org.clock.now():%Y-%m-%dT%H:%M:%S}.000Z",
            "DoNotCall": "false",
            "Phone": "",
        }
    ]


def test_sets_are_read_by_locator_and_again(api: ApiClient, salesforce_org: Org) -> None:
    """MaxRecords cuts the sets; a locator is no number to guess, and gives the same set again."""
    salesforce_org.populate(leads=25, seed=1)
    job = create(api, "SELECT Id FROM Lead")
    found = sets(api, job, maxRecords=10)
    assert [count for count, _ in found] == [10, 10, 5]
    ids = [each["Id"] for _, text in found for each in rows(text)]
    assert ids == [each["Id"] for each in salesforce_org.query("SELECT Id FROM Lead")]
    assert sets(api, job, maxRecords=10) == found
    first = api.get(f"{PATH}/{job['id']}/results", params={"maxRecords": 10})
    assert first.headers["Sforce-Locator"] == "MTA"


def test_results_do_not_follow_later_edits(api: ApiClient, salesforce_org: Org) -> None:
    """What a job found stays as it was when the job was worked off."""
    one = lead(salesforce_org)
    job = create(api, "SELECT LastName FROM Lead")
    salesforce_org.update("Lead", one, {"LastName": "Roe"})
    salesforce_org.delete("Lead", one)
    ((_, text),) = sets(api, job)
    assert rows(text) == [{"LastName": "Doe"}]


def test_query_all_reads_the_recycle_bin(api: ApiClient, salesforce_org: Org) -> None:
    """QueryAll finds deleted records, query does not."""
    salesforce_org.delete("Lead", lead(salesforce_org))
    query = "SELECT Id, IsDeleted FROM Lead"
    assert sets(api, create(api, query))[0][0] == 0
    assert sets(api, create(api, query, operation="queryAll"))[0][0] == 1


def test_layout_is_the_jobs(api: ApiClient, salesforce_org: Org) -> None:
    """Delimiter and line ending of the results are those that the job names."""
    lead(salesforce_org)
    query = "SELECT Company, LastName FROM Lead"
    job = create(api, query, columnDelimiter="PIPE", lineEnding="CRLF")
    assert sets(api, job) == [(1, '"Company"|"LastName"\r\n"Example"|"Doe"\r\n')]


@pytest.mark.parametrize(
    ("query", "code", "message"),
    [
        ("SELECT Address FROM Lead", "API_ERROR", "Selecting compound data not supported"),
        ("SELECT COUNT() FROM Lead", "API_ERROR", "not supported in Bulk Query"),
        ("SELECT City, COUNT(Id) FROM Lead GROUP BY City", "API_ERROR", "not supported in Bulk"),
        ("SELECT Id FROM Lead LIMIT 5 OFFSET 5", "API_ERROR", "OFFSET"),
        (
            "SELECT Id, (SELECT Id FROM Contacts) FROM Account",
            "API_ERROR",
            "Aggregate Relationships not supported in Bulk Query",
        ),
        (
            "SELECT TYPEOF Owner WHEN User THEN Email END FROM Lead",
            "API_ERROR",
            "TYPEOF",
        ),
        ("SELECT Nothing FROM Lead", "INVALID_FIELD", "No such column 'Nothing'"),
        ("SELECT", "MALFORMED_QUERY", ""),
    ],
)
def test_what_bulk_does_not_answer_is_refused(
    api: ApiClient, query: str, code: str, message: str
) -> None:
    """The refusal comes with the creation, as the usual list."""
    answer = api.post(PATH, json={"operation": "query", "query": query})
    assert (answer.status_code, answer.json()[0]["errorCode"]) == (400, code)
    assert message in answer.json()[0]["message"]


@pytest.mark.parametrize(
    "body",
    [{"operation": "query"}, {"query": "SELECT Id FROM Lead"}, {"operation": "a", "query": "b"}],
)
def test_job_of_another_form_is_refused(api: ApiClient, body: dict[str, Any]) -> None:
    """A job must have a query, and query or queryAll for its operation."""
    assert api.post(PATH, json=body).status_code == 400


def test_results_of_a_job_in_progress(api: ApiClient, salesforce_org: Org) -> None:
    """Before a job is complete its results are JOB_NOT_COMPLETE, with the documented words."""
    salesforce_org.settings.bulk_jobs = "by step"
    job = create(api, "SELECT Id FROM Lead")
    assert salesforce_org.step_job(job["id"]) == "InProgress"
    answer = api.get(f"{PATH}/{job['id']}/results")
    assert (answer.status_code, answer.json()) == (
        400,
        [
            {
                "errorCode": "JOB_NOT_COMPLETE",
                "message": (
                    "can only download query results of successfully completed bulk job with"
                    " status: JOB_COMPLETE. Current status: IN_PROGRESS"
                ),
            }
        ],
    )
    assert api.patch(f"{PATH}/{job['id']}", json={"state": "Aborted"}).json()["state"] == "Aborted"
    assert api.delete(f"{PATH}/{job['id']}").status_code == 204
    assert api.get(f"{PATH}/{job['id']}").status_code == 404


def test_job_ends_before_it_is_deleted_and_is_not_aborted_after(
    api: ApiClient, salesforce_org: Org
) -> None:
    """A job that waits or is worked off is not deleted, one that is complete not aborted."""
    salesforce_org.settings.bulk_jobs = "by step"
    job = create(api, "SELECT Id FROM Lead")
    path = f"{PATH}/{job['id']}"
    for _ in range(2):
        refused = api.delete(path)
        assert (refused.status_code, refused.json()[0]["errorCode"]) == (400, "INVALIDJOBSTATE")
        salesforce_org.step_job(job["id"])
    late = api.patch(path, json={"state": "Aborted"})
    assert (late.status_code, late.json()[0]["errorCode"]) == (400, "INVALIDJOBSTATE")
    assert api.get(path).json()["state"] == "JobComplete"
    assert api.delete(path).status_code == 204


def test_results_are_read_in_the_version_of_the_job(api: ApiClient) -> None:
    """Another version is 409: its columns would come in another order."""
    job = create(api, "SELECT LastName, Id FROM Lead")
    other = api.get(f"/services/data/v50.0/{PATH}/{job['id']}/results")
    assert other.status_code == 409
    assert "49.0" in other.json()[0]["message"]


def test_wrong_locators_are_refused(api: ApiClient) -> None:
    """A locator that no answer gave, and a number of records that is none, are 400."""
    job = create(api, "SELECT Id FROM Lead")
    for params in ({"locator": "%"}, {"locator": "MTA"}, {"locator": "YQ"}, {"maxRecords": "x"}):
        assert api.get(f"{PATH}/{job['id']}/results", params=params).status_code == 400


def test_right_lost_before_the_work_fails_the_job(
    salesforce: FakeSalesforce, salesforce_org: Org
) -> None:
    """A job is worked off with the rights of that moment: without them it fails, and says why."""
    org = salesforce_org
    org.settings.bulk_jobs = "by step"
    user = org.create_user("bulk@example.com", profile="Minimum Access - Salesforce")
    rights = org.permission_set("Bulk")
    rights.allow("ApiEnabled")
    rights.grant("Lead", "read")
    rights.show_field("Lead.Email")
    user.assign(rights)
    api = ApiClient(salesforce.url, session_of(salesforce.url, user))
    job = create(api, "SELECT Id, Email FROM Lead")
    rights.hide_field("Lead.Email")
    org.step_job(job["id"])
    assert org.step_job(job["id"]) == "Failed"
    assert "INVALID_FIELD" in api.get(f"{PATH}/{job['id']}").json()["errorMessage"]
    api.close()


def test_only_what_the_user_may_see(salesforce: FakeSalesforce, salesforce_org: Org) -> None:
    """Private records of others are in no results, and those shared with the user are."""
    org = salesforce_org
    user = org.create_user("own@example.com", profile="Minimum Access - Salesforce")
    rights = org.permission_set("Own")
    rights.allow("ApiEnabled")
    rights.grant("Lead", "read", "create")
    user.assign(rights)
    lead(org)
    own = lead(org, OwnerId=user.id)
    org.share_by_default("Lead", "None")
    api = ApiClient(salesforce.url, session_of(salesforce.url, user))
    query = "SELECT Id, Owner.Name FROM Lead"
    name = org.query(f"SELECT Name FROM User WHERE Id = '{user.id}'")[0]["Name"]
    assert sets(api, create(api, query)) == [(1, f'"Id","Owner.Name"\n"{own}","{name}"\n')]
    org.share_by_default("Lead", "Read")
    assert sets(api, create(api, query))[0][0] == 2
    api.close()


def test_views_are_asked_like_tables(api: ApiClient, salesforce_org: Org) -> None:
    """The shares of a lead are in no table of their own, and are read all the same."""
    lead(salesforce_org)
    query = "SELECT LeadId, LeadAccessLevel, RowCause FROM LeadShare"
    ((count, text),) = sets(api, create(api, query))
    shares = salesforce_org.query(query)
    assert count == len(shares) == 1
    assert rows(text) == [{name: each[name] for name in rows(text)[0]} for each in shares]


def test_more_columns_than_sqlite_writes_at_once(api: ApiClient, salesforce_org: Org) -> None:
    """However many fields are asked for, a record has a value for each."""
    lead(salesforce_org, City="A")
    names = [f"F{number}__c" for number in range(130)]
    for each in names:
        salesforce_org.add_field("Lead", each, type="Text", length=5)
    job = create(api, f"SELECT City, {', '.join(names)} FROM Lead")
    assert rows(sets(api, job)[0][1]) == [{"City": "A", **dict.fromkeys(sorted(names), "")}]


@given(
    leads=st.integers(0, 30),
    most=st.integers(1, 40),
    fields=st.lists(
        st.sampled_from(["Id", "LastName", "Company", "Email", "City", "Status", "Phone"]),
        min_size=1,
        unique=True,
    ),
)
def test_any_cut_gives_what_the_query_gives(
    fuzzed: ApiClient, leads: int, most: int, fields: list[str]
) -> None:
    """However the sets are cut, together they are the records that REST pages have."""
    query = f"SELECT {', '.join(fields)} FROM Lead ORDER BY Id LIMIT {leads + 1}"
    pages = fuzzed.pages(query)
    job = create(fuzzed, query)
    found = [each for _, text in sets(fuzzed, job, maxRecords=most) for each in rows(text)]
    records = [each for page in pages for each in page["records"]]
    assert found == [{name: each[name] or "" for name in sorted(fields)} for each in records]
