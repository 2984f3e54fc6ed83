from __future__ import annotations

import csv
import io
from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from fake_clients import ApiClient
from fake_salesforce import Org, User
from fake_salesforce.bulk import DELIMITERS, Layout
from fake_salesforce.errors import SalesforceError
from fake_salesforce.org import JobKind, JobState, Spec, ingest_jobs

PATH = "jobs/ingest"
CSV = {"Content-Type": "text/csv"}
WRONG_TYPE = "INVALID_TYPE_ON_FIELD_IN_RECORD"


def create(api: ApiClient, operation: str = "insert", **more: Any) -> dict[str, Any]:
    """Create a job on leads."""
    answer = api.post(PATH, json={"object": "Lead", "operation": operation, **more})
    assert answer.status_code == 200, answer.text
    job: dict[str, Any] = answer.json()
    return job


def upload(api: ApiClient, job: dict[str, Any], text: str | bytes) -> requests.Response:
    """Upload a file to a job."""
    data = text.encode() if isinstance(text, str) else text
    return api.request("PUT", f"{PATH}/{job['id']}/batches", data=data, headers=CSV)


def close(api: ApiClient, job: dict[str, Any], state: str = "UploadComplete") -> requests.Response:
    """Close a job, or abort it."""
    return api.patch(f"{PATH}/{job['id']}", json={"state": state})


def info(api: ApiClient, job: dict[str, Any]) -> dict[str, Any]:
    """Return how a job stands."""
    told: dict[str, Any] = api.get(f"{PATH}/{job['id']}").json()
    return told


def results(api: ApiClient, job: dict[str, Any], which: str) -> list[dict[str, str]]:
    """Return the rows of a file of results."""
    answer = api.get(f"{PATH}/{job['id']}/{which}/")
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "text/csv; charset=UTF-8"
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def run(api: ApiClient, text: str, operation: str = "insert", **more: Any) -> dict[str, Any]:
    """Run a job to its end and return how it stands."""
    job = create(api, operation, **more)
    assert upload(api, job, text).status_code == 201
    assert close(api, job).status_code == 200
    return info(api, job)


def test_life_of_an_insert(api: ApiClient, user: User, salesforce_org: Org) -> None:
    """Create, upload, close and read the results, each with the documented answer."""
    created = api.post(PATH, json={"object": "Lead", "operation": "insert"})
    job = created.json()
    assert list(job) == [
        *("id", "operation", "object", "createdById", "createdDate", "systemModstamp", "state"),
        *("concurrencyMode", "contentType", "apiVersion", "contentUrl", "lineEnding"),
        "columnDelimiter",
    ]
    assert job["id"].startswith("750")
    assert (job["state"], job["createdById"], job["apiVersion"]) == ("Open", user.id, 49.0)
    assert job["contentUrl"] == f"services/data/v49.0/jobs/ingest/{job['id']}/batches"
    uploaded = upload(api, job, "LastName,Company,Email\nDoe,Example,\nRoe,,a@example.com\n")
    assert (uploaded.status_code, uploaded.content) == (201, b"")
    assert close(api, job).json()["state"] == "UploadComplete"
    told = info(api, job)
    assert told["state"] == "JobComplete"
    assert told["jobType"] == "V2Ingest"
    assert (told["numberRecordsProcessed"], told["numberRecordsFailed"]) == (2, 1)
    (saved,) = results(api, job, "successfulResults")
    (lead,) = salesforce_org.query("SELECT Id, LastName, CreatedById FROM Lead")
    assert saved == {
        "sf__Id": lead["Id"],
        "sf__Created": "true",
        "LastName": "Doe",
        "Company": "Example",
        "Email": "",
    }
    assert lead["CreatedById"] == user.id
    (refused,) = results(api, job, "failedResults")
    assert refused["sf__Id"] == ""
    assert refused["sf__Error"] == (
        "REQUIRED_FIELD_MISSING:Required fields are missing: [Company]:Company --"
    )
    assert results(api, job, "unprocessedRecords") == results(api, job, "unprocessedrecords") == []


def test_results_quote_what_is_theirs(api: ApiClient) -> None:
    """The first line of results has sf__ columns quoted, and the file's own as they came."""
    job = run(api, "LastName,Company\nDoe,Example\n")
    text = api.get(f"{PATH}/{job['id']}/failedResults/").text
    assert text == '"sf__Id","sf__Error",LastName,Company\n'
    assert api.get(f"{PATH}/{job['id']}/unprocessedrecords").text == "LastName,Company\n"


def test_update_leaves_empty_cells_alone_and_nulls_na(api: ApiClient, salesforce_org: Org) -> None:
    """An empty cell changes nothing, ``#N/A`` writes null, values are read by their type."""
    lead = salesforce_org.create(
        "Lead", {"LastName": "Doe", "Company": "Example", "City": "Rome", "Phone": "1"}
    )
    text = (
        "Id,City,Phone,AnnualRevenue,NumberOfEmployees,DoNotCall\n"
        f"{lead[:15]},,#N/A,1.5e3,12,TRUE\n"
    )
    job = run(api, text, "update")
    assert job["numberRecordsFailed"] == 0, results(api, job, "failedResults")
    (row,) = salesforce_org.query(
        "SELECT City, Phone, AnnualRevenue, NumberOfEmployees, DoNotCall FROM Lead"
    )
    assert row == {
        "City": "Rome",
        "Phone": None,
        "AnnualRevenue": 1500.0,
        "NumberOfEmployees": 12,
        "DoNotCall": True,
    }
    assert results(api, job, "successfulResults")[0]["sf__Created"] == "false"


@pytest.mark.parametrize(
    ("operation", "header", "row", "error"),
    [
        (
            "insert",
            "LastName,Company,DoNotCall",
            "Doe,Example,perhaps",
            f"{WRONG_TYPE}:Do Not Call: value not of required type: perhaps:DoNotCall --",
        ),
        (
            "insert",
            "LastName,Company,NumberOfEmployees",
            "Doe,Example,1.5",
            f"{WRONG_TYPE}:Employees: value not of required type: 1.5:NumberOfEmployees --",
        ),
        (
            "insert",
            "LastName,Company,Email",
            "Doe,Example,nobody",
            "INVALID_EMAIL_ADDRESS:Email: invalid email address: nobody:Email --",
        ),
        (
            "insert",
            "Id,LastName,Company",
            "00Q000000000001EAA,Doe,Example",
            "INVALID_FIELD_FOR_INSERT_UPDATE:cannot specify Id in an insert call:Id --",
        ),
        ("update", "Id,City", ",Rome", "MISSING_ARGUMENT:Id not specified in an update call:--"),
        (
            "update",
            "Id,City",
            "003000000000001AAA,Rome",
            "MALFORMED_ID:Lead ID: id value of incorrect type: 003000000000001AAA:Id --",
        ),
        (
            "delete",
            "Id",
            "00Q00000000zzzz",
            "INVALID_CROSS_REFERENCE_KEY:invalid cross reference id:--",
        ),
    ],
)
def test_refused_row_says_code_message_and_fields(
    api: ApiClient, operation: str, header: str, row: str, error: str
) -> None:
    """``sf__Error`` is ``CODE:message:fields --``, or ``CODE:message:--`` without fields."""
    job = run(api, f"{header}\n{row}\n", operation)
    (refused,) = results(api, job, "failedResults")
    assert refused["sf__Error"] == error


def test_empty_id_column_of_an_insert_is_no_id(api: ApiClient) -> None:
    """Jsforce sends an empty Id column with an insert: it says nothing."""
    job = run(api, "Id,LastName,Company\n,Doe,Example\n")
    assert (job["numberRecordsProcessed"], job["numberRecordsFailed"]) == (1, 0)


def test_delete_puts_into_the_recycle_bin(api: ApiClient, salesforce_org: Org) -> None:
    """A delete job deletes as a call does; a second one is refused row by row."""
    lead = salesforce_org.create("Lead", {"LastName": "Doe", "Company": "Example"})
    assert run(api, f"Id\n{lead}\n", "delete")["numberRecordsFailed"] == 0
    assert salesforce_org.query("SELECT Id FROM Lead") == []
    job = run(api, f"Id\n{lead}\n", "delete")
    assert results(api, job, "failedResults")[0]["sf__Error"] == (
        "ENTITY_IS_DELETED:entity is deleted:--"
    )


def test_unknown_column_fails_the_job(api: ApiClient, salesforce_org: Org) -> None:
    """A header that names no field of the user's fails the job, and no row is worked off."""
    job = run(api, "LastName,Company,Nothing__c\nDoe,Example,1\n")
    assert (job["state"], job["errorMessage"]) == (
        "Failed",
        "InvalidBatch : Field name not found : Nothing__c",
    )
    assert salesforce_org.query("SELECT Id FROM Lead") == []
    assert [each["LastName"] for each in results(api, job, "unprocessedrecords")] == ["Doe"]


@pytest.mark.parametrize(("ending", "setting"), [("\r\n", "LF"), ("\n", "CRLF")])
def test_wrong_line_ending_fails_the_job(api: ApiClient, ending: str, setting: str) -> None:
    """A file whose lines end otherwise than the job says is refused as a whole."""
    text = ending.join(["LastName,Company", "Doe,Example", ""])
    job = run(api, text, lineEnding=setting)
    assert job["state"] == "Failed"
    assert job["errorMessage"] == (
        "ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is"
        f" {setting}"
    )


@pytest.mark.parametrize("data", [b"LastName\n\xff\n", b'LastName\n"Doe\n', b"LastName\na,b\n"])
def test_file_that_cannot_be_read_fails_the_job(api: ApiClient, data: bytes) -> None:
    """No UTF-8, an open quote and a row of another length fail the job with InvalidBatch."""
    job = create(api)
    assert upload(api, job, data).status_code == 201
    close(api, job)
    told = info(api, job)
    assert told["state"] == "Failed"
    assert told["errorMessage"].startswith("InvalidBatch : ")


def test_one_upload_a_job(api: ApiClient) -> None:
    """A second upload is refused, and so is one of a closed job; the first one stays."""
    job = create(api)
    assert upload(api, job, "LastName,Company\nDoe,Example\n").status_code == 201
    again = upload(api, job, "LastName,Company\nRoe,Example\n")
    assert (again.status_code, again.json()[0]["errorCode"]) == (400, "INVALIDJOBSTATE")
    assert "Found multiple contents for job" in again.json()[0]["message"]
    close(api, job)
    late = upload(api, job, "LastName,Company\n")
    assert (late.status_code, late.json()[0]["errorCode"]) == (400, "INVALIDJOBSTATE")
    assert info(api, job)["numberRecordsProcessed"] == 1


def test_file_of_a_job_is_150_mb_at_most(api: ApiClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """What would be more than 150 MB in base64 is refused, and nothing of it is kept."""
    assert ingest_jobs.MOST_BYTES / 3 * 4 == 150_000_000
    monkeypatch.setattr(ingest_jobs, "MOST_BYTES", 1_000_000)
    job = create(api)
    text = "LastName,Company\n" + "Doe,Example\n" * 90_000
    refused = upload(api, job, text)
    assert (refused.status_code, refused.json()[0]["errorCode"]) == (400, "INVALIDJOB")
    assert "1000000 bytes" in refused.json()[0]["message"]
    fitting = "LastName,Company\nDoe,Example\n".ljust(1_000_000, "\n")
    assert upload(api, job, fitting + "\n").status_code == 400
    assert upload(api, job, fitting).status_code == 201
    close(api, job)
    assert info(api, job)["numberRecordsProcessed"] == 1


def test_chunked_upload_that_is_refused_leaves_the_connection_whole(api: ApiClient) -> None:
    """After a refused upload in chunks the same connection answers the next request."""
    job = create(api)
    close(api, job, "Aborted")
    pieces = (b"LastName,Company\n" for _ in range(3))
    answer = api.request("PUT", f"{PATH}/{job['id']}/batches", data=pieces, headers=CSV)
    assert answer.status_code == 400
    assert info(api, job)["state"] == "Aborted"


def test_upsert_goes_by_the_jobs_field(api: ApiClient, salesforce_org: Org) -> None:
    """A row whose external id is known updates, another creates; several and none are refused."""
    salesforce_org.add_field("Lead", "Key__c", type="Text", length=20, external_id=True)
    known = salesforce_org.create("Lead", {"LastName": "Old", "Company": "A", "Key__c": "1"})
    for _ in range(2):
        salesforce_org.create("Lead", {"LastName": "Twice", "Company": "A", "Key__c": "3"})
    text = "Key__c,LastName,Company\n1,New,B\n2,Doe,B\n3,Roe,B\n,Poe,B\n"
    told = run(api, text, "upsert", externalIdFieldName="Key__c")
    assert (told["numberRecordsProcessed"], told["numberRecordsFailed"]) == (4, 2)
    job = api.get(PATH).json()["records"][-1]
    saved = results(api, job, "successfulResults")
    assert [(each["sf__Created"], each["Key__c"]) for each in saved] == [
        ("false", "1"),
        ("true", "2"),
    ]
    assert saved[0]["sf__Id"] == known
    refused = [each["sf__Error"].split(":")[0] for each in results(api, job, "failedResults")]
    assert refused == ["DUPLICATE_EXTERNAL_ID", "MISSING_ARGUMENT"]
    found = salesforce_org.query("SELECT LastName FROM Lead WHERE Key__c IN ('1', '2')")
    assert {str(each["LastName"]) for each in found} == {"Doe", "New"}


def test_upsert_by_id(api: ApiClient, salesforce_org: Org) -> None:
    """By Id a row with one updates, and a row without one creates."""
    lead = salesforce_org.create("Lead", {"LastName": "Old", "Company": "A"})
    text = f"Id,LastName,Company\n{lead},New,B\n,Doe,B\n"
    told = run(api, text, "upsert", externalIdFieldName="Id")
    assert (told["numberRecordsProcessed"], told["numberRecordsFailed"]) == (2, 0)
    found = salesforce_org.query("SELECT LastName FROM Lead")
    assert {str(each["LastName"]) for each in found} == {"Doe", "New"}


def test_hard_delete_leaves_nothing_to_restore(
    api: ApiClient, salesforce_org: Org, user: User
) -> None:
    """What is deleted for good cannot come back, and is gone for queryAll after a day."""
    rights = salesforce_org.permission_set("Hard delete")
    rights.allow("BulkApiHardDelete")
    user.assign(rights)
    lead = salesforce_org.create("Lead", {"LastName": "Old", "Company": "A"})
    told = run(api, f"Id\n{lead}\n", "hardDelete")
    assert (told["numberRecordsProcessed"], told["numberRecordsFailed"]) == (1, 0)
    with pytest.raises(SalesforceError, match="not in the recycle bin"):
        salesforce_org.undelete(lead)
    salesforce_org.clock.advance(hours=25)
    assert not salesforce_org.query("SELECT Id FROM Lead", include_deleted=True)


def test_abort_gives_back_what_was_not_worked_off(api: ApiClient) -> None:
    """An aborted job says so, cannot be closed any more, and returns its rows."""
    job = create(api)
    upload(api, job, "LastName,Company\nDoe,Example\n")
    assert close(api, job, "Aborted").json()["state"] == "Aborted"
    refused = close(api, job)
    assert (refused.status_code, refused.json()[0]["errorCode"]) == (400, "INVALIDJOBSTATE")
    assert results(api, job, "unprocessedrecords") == [{"LastName": "Doe", "Company": "Example"}]


def test_deleted_job_is_not_found(api: ApiClient) -> None:
    """An open job is not deleted; one that has ended is, and is 404 from then on."""
    job = create(api)
    assert api.delete(f"{PATH}/{job['id']}").status_code == 400
    close(api, job, "Aborted")
    assert api.delete(f"{PATH}/{job['id']}").status_code == 204
    answer = api.get(f"{PATH}/{job['id']}")
    assert answer.status_code == 404
    assert answer.json() == [
        {"errorCode": "NOT_FOUND", "message": "The requested resource does not exist"}
    ]


def test_jobs_are_listed(api: ApiClient) -> None:
    """The list has every ingest job, with done and nextRecordsUrl; other types are none."""
    made = [create(api)["id"] for _ in range(3)]
    listed = api.get(PATH).json()
    assert [each["id"] for each in listed["records"]] == made
    assert (listed["done"], listed["nextRecordsUrl"]) == (True, None)
    assert api.get(PATH, params={"jobType": "Classic"}).json()["records"] == []
    assert api.get(PATH, params={"queryLocator": "x"}).status_code == 400


def test_jobs_are_listed_a_thousand_at_a_time(
    api: ApiClient, user: User, salesforce_org: Org
) -> None:
    """Behind a thousand jobs nextRecordsUrl leads to the rest."""
    org = salesforce_org
    spec = Spec("Lead", "insert", Layout())
    with org.database.write():
        made = [
            org.jobs.create(
                JobKind.INGEST,
                spec,
                user_id=user.id,
                version="49.0",
                state=JobState.OPEN,
                now=org.clock.now(),
            ).id
            for _ in range(1001)
        ]
    first = api.get(PATH).json()
    assert first["done"] is False
    rest = api.get(first["nextRecordsUrl"]).json()
    assert (rest["done"], rest["nextRecordsUrl"]) == (True, None)
    assert [len(first["records"]), len(rest["records"])] == [1000, 1]
    assert [each["id"] for each in first["records"] + rest["records"]] == made


def multipart(api: ApiClient, rows: str) -> requests.Response:
    """Create a job together with its rows."""
    body = (
        "--BOUNDARY\r\nContent-Type: application/json\r\n"
        'Content-Disposition: form-data; name="job"\r\n\r\n'
        '{"object": "Lead", "contentType": "CSV", "operation": "insert", "lineEnding": "LF"}\r\n'
        "--BOUNDARY\r\nContent-Type: text/csv\r\n"
        'Content-Disposition: form-data; name="content"; filename="content"\r\n\r\n'
        f"{rows}\r\n--BOUNDARY--\r\n"
    )
    return api.post(
        PATH,
        data=body.encode(),
        headers={"Content-Type": "multipart/form-data; boundary=BOUNDARY"},
    )


def test_multipart_job_takes_100000_characters(api: ApiClient) -> None:
    """One character more, whatever its bytes, and there is no job at all."""
    rows = "LastName,Company\n" + "Dö,é\n" * 3
    assert multipart(api, rows.ljust(100_001, "\n")).json()[0]["errorCode"] == "INVALIDJOB"
    assert api.get(PATH).json()["records"] == []
    job = multipart(api, rows.ljust(100_000, "\n")).json()
    assert info(api, job)["numberRecordsProcessed"] == 3


def test_multipart_job_is_closed_at_once(api: ApiClient, salesforce_org: Org) -> None:
    """Job and rows in one request: the answer says UploadComplete, and the rows are saved."""
    answer = multipart(api, "LastName,Company\nDoe,Example\n")
    assert answer.status_code == 200, answer.text
    assert answer.json()["state"] == "UploadComplete"
    assert "contentUrl" not in answer.json()
    assert len(salesforce_org.query("SELECT Id FROM Lead")) == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"operation": "insert"}, "INVALIDJOB"),
        ({"object": "Lead"}, "INVALIDJOB"),
        ({"object": "Nothing", "operation": "insert"}, "INVALIDENTITY"),
        ({"object": "Lead", "operation": "look"}, "INVALIDOPERATION"),
        ({"object": "Lead", "operation": "hardDelete"}, "FEATURENOTENABLED"),
        ({"object": "Lead", "operation": "upsert"}, "INVALIDJOB"),
        ({"object": "Lead", "operation": "insert", "lineEnding": "CR"}, "INVALIDJOB"),
        ({"object": "Lead", "operation": "insert", "columnDelimiter": ","}, "INVALIDJOB"),
        ({"object": "Lead", "operation": "insert", "contentType": "XML"}, "INVALIDJOB"),
    ],
)
def test_job_of_another_form_is_refused(api: ApiClient, body: dict[str, Any], code: str) -> None:
    """A job must name an object, an operation and a layout that there are."""
    answer = api.post(PATH, json=body)
    assert (answer.status_code, answer.json()[0]["errorCode"]) == (400, code)


def test_upload_must_be_csv(api: ApiClient) -> None:
    """Another Content-Type is 415."""
    job = create(api)
    answer = api.request("PUT", f"{PATH}/{job['id']}/batches", json=[])
    assert answer.status_code == 415


def test_job_by_step_moves_when_told(api: ApiClient, salesforce_org: Org) -> None:
    """By step a job stays in each state until it is stepped; nothing is saved before the last."""
    salesforce_org.settings.bulk_jobs = "by step"
    job = run(api, "LastName,Company\nDoe,Example\n")
    assert job["state"] == "UploadComplete"
    assert salesforce_org.step_job(job["id"]) == "InProgress"
    assert info(api, job)["state"] == "InProgress"
    assert salesforce_org.query("SELECT Id FROM Lead") == []
    assert salesforce_org.step_job(job["id"]) == "JobComplete"
    assert len(salesforce_org.query("SELECT Id FROM Lead")) == 1
    assert salesforce_org.step_job(job["id"]) == "JobComplete"


def test_job_by_clock_moves_with_it(api: ApiClient, salesforce_org: Org) -> None:
    """By the clock a job is in progress after a while, and complete after ``bulk_job_seconds``."""
    salesforce_org.settings.bulk_jobs = "by clock"
    job = run(api, "LastName,Company\nDoe,Example\n")
    assert job["state"] == "UploadComplete"
    salesforce_org.clock.advance(seconds=1)
    assert info(api, job)["state"] == "InProgress"
    salesforce_org.clock.advance(seconds=9)
    assert info(api, job)["state"] == "JobComplete"
    assert len(salesforce_org.query("SELECT Id FROM Lead")) == 1


@pytest.mark.parametrize("name", list(DELIMITERS))
def test_delimiters(api: ApiClient, salesforce_org: Org, name: str) -> None:
    """Each of the six delimiters divides the columns of file and results."""
    delimiter = DELIMITERS[name]
    text = delimiter.join(["LastName", "Company"]) + "\n" + delimiter.join(["Doe", "Example"])
    job = run(api, text, columnDelimiter=name)
    assert job["numberRecordsFailed"] == 0
    answer = api.get(f"{PATH}/{job['id']}/successfulResults").text
    assert answer.splitlines()[1].split(delimiter)[2] == '"Doe"'
    assert salesforce_org.query("SELECT LastName FROM Lead") == [{"LastName": "Doe"}]


_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40)


@given(names=st.lists(_TEXT, min_size=1, max_size=450), is_crlf=st.booleans())
def test_rows_are_saved_as_they_were_written(
    fuzzed: ApiClient, *, names: list[str], is_crlf: bool
) -> None:
    """Any texts, quoted as CSV has them, are the field's values; the results give them back."""
    file = io.StringIO(newline="")
    ending = "\r\n" if is_crlf else "\n"
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator=ending)
    writer.writerows([["LastName", "Company", "Description"], *(["a", "b", n] for n in names)])
    job = run(fuzzed, file.getvalue(), lineEnding="CRLF" if is_crlf else "LF")
    assert (job["state"], job["numberRecordsFailed"]) == ("JobComplete", 0)
    saved = results(fuzzed, job, "successfulResults")
    assert [each["Description"] for each in saved] == names
    ids = [each["sf__Id"] for each in saved]
    body = {"ids": ids, "fields": ["Description"]}
    rows = fuzzed.post("composite/sobjects/Lead", json=body).json()
    expected = [None if name in {"", "#N/A"} else name.strip() or None for name in names]
    assert [each["Description"] for each in rows] == expected


def test_each_ten_thousand_rows_are_a_batch(api: ApiClient, salesforce_org: Org) -> None:
    """An ingest job spends a batch of the day for every 10,000 rows it comes to; a query none."""
    used = salesforce_org.usage.used
    run(api, "LastName,Company\n")
    assert used("DailyBulkApiBatches") == 0
    run(api, "LastName,Company\nDoe,Example\n")
    assert used("DailyBulkApiBatches") == 1
    # What is refused is worked off as well, and costs no records.
    run(api, "LastName,Company\n" + "Doe,\n" * 10_001)
    assert used("DailyBulkApiBatches") == 3
    api.post("jobs/query", json={"operation": "query", "query": "SELECT Id FROM Lead"})
    assert used("DailyBulkApiBatches") == 3
    assert api.get("limits").json()["DailyBulkApiBatches"]["Remaining"] == 15_000 - 3


def test_rows_beyond_the_days_batches_are_not_processed(
    api: ApiClient, salesforce_org: Org
) -> None:
    """When the day's batches are used up the job fails, and gives the remaining rows back."""
    salesforce_org.usage.set("DailyBulkApiBatches", 14_999)
    job = run(api, "LastName,Company\n" + "Doe,\n" * 10_001)
    assert (job["state"], job["numberRecordsProcessed"]) == ("Failed", 10_000)
    assert job["errorMessage"] == "ExceededQuota : Only 15000 are allowed in 24 hours."
    assert results(api, job, "unprocessedrecords") == [{"LastName": "Doe", "Company": ""}]


def test_line_longer_than_any_record_fails_the_job(api: ApiClient) -> None:
    """A file without line ends is no record of 400,000 characters: the job fails at once."""
    job = run(api, "LastName,Company\n" + "x" * 400_001)
    assert job["state"] == "Failed"
    assert job["errorMessage"] == "InvalidBatch : a record has more than 400000 characters"
