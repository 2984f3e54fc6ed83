from __future__ import annotations

from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from fake_clients import ApiClient
from fake_salesforce import Org
from fake_salesforce.api.composite.references import resolved
from fake_salesforce.errors import ProcessingHaltedError

BASE = "/services/data/v49.0"
LEAD = {"LastName": "Doe", "Company": "Example"}
NOT_FOUND = [{"errorCode": "NOT_FOUND", "message": "The requested resource does not exist"}]
HALTED = [
    {
        "errorCode": "PROCESSING_HALTED",
        "message": (
            "The transaction was rolled back since another operation in the same transaction"
            " failed."
        ),
    }
]


def part(method: str, path: str, reference_id: str = "part", **more: Any) -> dict[str, Any]:
    """Return a subrequest of a path below v49.0."""
    return {"method": method, "url": f"{BASE}/{path}", "referenceId": reference_id, **more}


def ask(api: ApiClient, *parts: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    """Ask a composite and return its parts."""
    answer = api.post("composite", json={"compositeRequest": list(parts), **more})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["compositeResponse"]
    return found


def test_later_part_takes_what_an_earlier_one_answered(api: ApiClient) -> None:
    """A reference in url and body becomes the value of the earlier answer."""
    made, read, child = ask(
        api,
        part("POST", "sobjects/Account", "account", body={"Name": "Example"}),
        part("GET", "sobjects/Account/@{account.id}?fields=Name", "read"),
        part(
            "POST",
            "sobjects/Contact",
            body={"LastName": "of @{read.Name}", "AccountId": "@{account.id}"},
        ),
    )
    assert made == {
        "body": {"id": made["body"]["id"], "success": True, "errors": []},
        "httpHeaders": {"Location": f"{BASE}/sobjects/Account/{made['body']['id']}"},
        "httpStatusCode": 201,
        "referenceId": "account",
    }
    assert read["body"]["Name"] == "Example"
    row = api.get(f"sobjects/Contact/{child['body']['id']}").json()
    assert (row["LastName"], row["AccountId"]) == ("of Example", made["body"]["id"])


def test_element_of_a_query_is_referred_to(api: ApiClient) -> None:
    """``records[0].Id`` leads into the list of a query's answer; its url may have blanks."""
    api.post("sobjects/Lead", json=LEAD)
    found, read = ask(
        api,
        part("GET", "query/?q=select Id from Lead", "found"),
        part("GET", "sobjects/Lead/@{found.records[0].Id}?fields=LastName"),
    )
    assert found["body"]["totalSize"] == 1
    assert read["body"]["LastName"] == "Doe"


def test_part_of_a_failed_part_is_halted_and_others_go_on(api: ApiClient) -> None:
    """Without allOrNone only what depends on a refused part is not run."""
    refused, dependent, other = ask(
        api,
        part("POST", "sobjects/Account", "account", body={"Phone": "1"}),
        part("POST", "sobjects/Contact", body={"LastName": "Doe", "AccountId": "@{account.id}"}),
        part("POST", "sobjects/Lead", body=LEAD),
    )
    assert refused["httpStatusCode"] == 400
    assert refused["body"][0]["errorCode"] == "REQUIRED_FIELD_MISSING"
    assert dependent["body"] == [
        {
            "errorCode": "PROCESSING_HALTED",
            "message": "Invalid reference specified. No value for account.id found in account.",
        }
    ]
    assert other["httpStatusCode"] == 201


def test_all_or_none_keeps_nothing_of_a_failed_composite(
    api: ApiClient, salesforce_org: Org
) -> None:
    """With allOrNone the parts that were not at fault are halted, and nothing is written."""
    made, refused, after = ask(
        api,
        part("POST", "sobjects/Lead", body=LEAD),
        part("POST", "sobjects/Lead", body={"LastName": "Doe"}),
        part("POST", "sobjects/Lead", body=LEAD),
        allOrNone=True,
    )
    assert (made["httpStatusCode"], made["body"]) == (400, HALTED)
    assert refused["body"][0]["errorCode"] == "REQUIRED_FIELD_MISSING"
    assert after["body"] == HALTED
    assert salesforce_org.query("SELECT Id FROM Lead") == []


def test_all_or_none_is_undone_by_a_record_of_a_collection(
    api: ApiClient, salesforce_org: Org
) -> None:
    """A collection that says success and failure keeps its body, and its success is undone."""
    records = [{"attributes": {"type": "Lead"}, **LEAD}, {"attributes": {"type": "Lead"}}]
    collection, lead = ask(
        api,
        part("POST", "composite/sobjects", body={"allOrNone": False, "records": records}),
        part("POST", "sobjects/Lead", body=LEAD),
        allOrNone=True,
    )
    assert [each["success"] for each in collection["body"]] == [True, False]
    assert collection["httpStatusCode"] == 200
    assert lead["body"] == HALTED
    assert salesforce_org.query("SELECT Id FROM Lead") == []


def test_all_or_none_of_parts_that_succeed_is_kept(api: ApiClient, salesforce_org: Org) -> None:
    """An all-or-none composite without a fault answers and keeps as another one does."""
    parts = ask(api, *(part("POST", "sobjects/Lead", body=LEAD) for _ in range(3)), allOrNone=True)
    assert [each["httpStatusCode"] for each in parts] == [201, 201, 201]
    assert len(salesforce_org.query("SELECT Id FROM Lead")) == 3


def test_update_answers_204_with_a_null_body(api: ApiClient) -> None:
    """A part without a body has null there."""
    lead = api.post("sobjects/Lead", json=LEAD).json()["id"]
    (updated,) = ask(api, part("PATCH", f"sobjects/Lead/{lead}", body={"City": "Paris"}))
    assert (updated["httpStatusCode"], updated["body"]) == (204, None)


@pytest.mark.parametrize("url", [f"{BASE}/sobjects/Nothing", f"{BASE}/nothing", "sobjects/Lead"])
def test_unknown_path_is_the_parts_404(api: ApiClient, url: str) -> None:
    """A part that leads nowhere is answered 404, the composite 200."""
    (missing,) = ask(api, {"method": "GET", "url": url, "referenceId": "part"})
    assert (missing["httpStatusCode"], missing["body"]) == (404, NOT_FOUND)


def test_composite_counts_as_one_call(api: ApiClient) -> None:
    """The subrequests of a composite cost nothing beside the call."""
    before = api.get("sobjects").headers["Sforce-Limit-Info"]
    ask(api, *(part("GET", "sobjects") for _ in range(25)))
    after = api.get("sobjects").headers["Sforce-Limit-Info"]
    assert _used(after) == _used(before) + 2


def _used(header: str) -> int:
    return int(header.removeprefix("api-usage=").partition("/")[0])


def test_more_than_25_parts_are_refused(api: ApiClient, salesforce_org: Org) -> None:
    """The refusal is a part of its own, without a referenceId; nothing is run."""
    (refused,) = ask(api, *(part("POST", "sobjects/Lead", body=LEAD) for _ in range(26)))
    assert refused == {
        "body": [
            {
                "errorCode": "LIMIT_EXCEEDED",
                "message": "The request can\u2019t contain more than 25 operations.",
            }
        ],
        "httpHeaders": {},
        "httpStatusCode": 400,
        "referenceId": None,
    }
    assert salesforce_org.query("SELECT Id FROM Lead") == []


def test_more_than_five_queries_are_refused(api: ApiClient) -> None:
    """Of 25 parts five may be queries or collections."""
    query = part("GET", "query?q=SELECT+Id+FROM+Lead")
    assert len(ask(api, *[query] * 5)) == 5
    (refused,) = ask(api, *[query] * 6)
    assert refused["body"][0]["errorCode"] == "LIMIT_EXCEEDED"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({}, "compositeRequest"),
        ({"compositeRequest": [1]}, "object"),
        ({"compositeRequest": [{"method": {}, "url": "/", "referenceId": "a"}]}, "method"),
        ({"compositeRequest": [{"method": "LOOK", "url": "/", "referenceId": "a"}]}, "method"),
        ({"compositeRequest": [{"method": "GET", "referenceId": "a"}]}, "url"),
        (
            {"compositeRequest": [part("GET", "sobjects", httpHeaders={"Authorization": "x"})]},
            "Authorization",
        ),
        ({"compositeRequest": [part("GET", "sobjects", httpHeaders=[])]} | {"x": 1}, None),
    ],
)
def test_body_of_another_form_refuses_the_whole(
    api: ApiClient, body: dict[str, Any], told: str | None
) -> None:
    """What is no list of subrequests is refused with what would be right."""
    answer = api.post("composite", json=body)
    if told is None:
        assert answer.status_code == 200
        return
    assert answer.status_code == 400
    assert answer.json()[0]["errorCode"] == "INVALID_INPUT"
    assert told in answer.json()[0]["message"]


def test_header_of_a_part_holds_for_it(api: ApiClient, salesforce_org: Org) -> None:
    """HttpHeaders of a subrequest reach its resource, as the batch size of a query."""
    salesforce_org.populate(leads=300, seed=1)
    (page,) = ask(
        api,
        part(
            "GET",
            "query?q=SELECT+Id+FROM+Lead",
            httpHeaders={"Sforce-Query-Options": "batchSize=200"},
        ),
    )
    assert len(page["body"]["records"]) == 200


def test_pretty_composite_is_the_compact_one_with_blanks(api: ApiClient) -> None:
    """X-PrettyPrint changes blanks and lines only, in the parts too."""
    api.post("sobjects/Lead", json=LEAD)
    body = {"compositeRequest": [part("GET", "query?q=SELECT+Id,LastName+FROM+Lead")]}
    compact = api.post("composite", json=body)
    pretty = api.post("composite", json=body, headers={"X-PrettyPrint": "1"})
    assert pretty.json() == compact.json()
    assert pretty.text.startswith(
        '{\n  "compositeResponse" : [ {\n    "body" : {\n      "totalSize"'
    )


def test_list_of_composite_resources(api: ApiClient) -> None:
    """GET composite names the resources below it; graph came with v50.0."""
    assert api.get("composite").json() == {
        each: f"{BASE}/composite/{each}" for each in ("tree", "batch", "sobjects")
    }


def batch(api: ApiClient, *parts: dict[str, Any], **more: Any) -> requests.Response:
    """Post a batch."""
    return api.post("composite/batch", json={"batchRequests": list(parts), **more})


def test_batch_answers_each_in_order(api: ApiClient) -> None:
    """An update is 204 and null, a later read sees it; a refusal is the usual list."""
    lead = api.post("sobjects/Lead", json=LEAD).json()["id"]
    answer = batch(
        api,
        {"method": "PATCH", "url": f"v49.0/sobjects/Lead/{lead}", "richInput": {"City": "Rome"}},
        {"method": "GET", "url": f"v49.0/sobjects/Lead/{lead}?fields=City"},
        {"method": "GET", "url": "v49.0/sobjects/Nothing"},
    )
    url = f"{BASE}/sobjects/Lead/{lead}"
    assert answer.json() == {
        "hasErrors": True,
        "results": [
            {"statusCode": 204, "result": None},
            {
                "statusCode": 200,
                "result": {"attributes": {"type": "Lead", "url": url}, "City": "Rome", "Id": lead},
            },
            {"statusCode": 404, "result": NOT_FOUND},
        ],
    }


def test_batch_goes_on_after_a_refusal_unless_told(api: ApiClient, salesforce_org: Org) -> None:
    """HaltOnError answers the rest with 412; what came before stays."""
    lead = {"method": "POST", "url": "v49.0/sobjects/Lead", "richInput": LEAD}
    wrong = {"method": "POST", "url": "v49.0/sobjects/Lead", "richInput": {"City": "Rome"}}
    going = batch(api, lead, wrong, lead).json()
    assert [each["statusCode"] for each in going["results"]] == [201, 400, 201]
    halted = batch(api, lead, wrong, lead, haltOnError=True).json()
    assert [each["statusCode"] for each in halted["results"]] == [201, 400, 412]
    assert halted["results"][2]["result"][0]["errorCode"] == "BATCH_PROCESSING_HALTED"
    assert len(salesforce_org.query("SELECT Id FROM Lead")) == 3


def test_each_part_of_a_batch_counts(api: ApiClient, salesforce_org: Org) -> None:
    """25 subrequests cost 25 calls, and those beyond the limit are refused one by one."""
    read = {"method": "GET", "url": "v49.0/sobjects/Lead/describe"}
    before = _used(api.get("sobjects").headers["Sforce-Limit-Info"])
    batch(api, *[read] * 25)
    assert _used(api.get("sobjects").headers["Sforce-Limit-Info"]) == before + 26
    salesforce_org.limits.daily_api_requests = before + 26 + 2
    results = batch(api, *[read] * 4).json()["results"]
    assert [each["statusCode"] for each in results] == [200, 200, 403, 403]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "INVALID_INPUT"),
        ({"batchRequests": [{"method": "GET"}]}, "INVALID_INPUT"),
        ({"batchRequests": [{"method": [], "url": "v49.0/limits"}]}, "INVALID_INPUT"),
        ({"batchRequests": ["GET"]}, "INVALID_INPUT"),
        ({"batchRequests": [{"method": "GET", "url": "v49.0/sobjects"}] * 26}, "LIMIT_EXCEEDED"),
    ],
)
def test_batch_of_another_form_is_refused(api: ApiClient, body: dict[str, Any], code: str) -> None:
    """A batch whose form is at fault is 400 as a whole, and nothing of it is run."""
    answer = api.post("composite/batch", json=body)
    assert (answer.status_code, answer.json()[0]["errorCode"]) == (400, code)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(_VALUES)
def test_value_without_references_stays(value: Any) -> None:
    """A JSON value that has no reference in it resolves to itself."""
    if "@{" not in repr(value):
        assert resolved(value, {}) == value


@given(
    name=st.text("abcXYZ019_", min_size=1),
    path=st.lists(st.integers(0, 3) | st.text("abcXYZ_", min_size=1, max_size=4), max_size=4),
    value=st.booleans() | st.integers() | st.text(),
)
def test_reference_finds_what_its_path_leads_to(
    name: str, path: list[int | str], value: object
) -> None:
    """Any path of fields and elements leads to the value that stands there, of its type."""
    answer: Any = value
    for step in reversed(path):
        answer = {step: answer} if isinstance(step, str) else [None] * step + [answer]
    text = name + "".join(f".{each}" if isinstance(each, str) else f"[{each}]" for each in path)
    found = resolved({"a": ["@{" + text + "}"]}, {name: answer})
    assert found == {"a": [value]}
    with pytest.raises(ProcessingHaltedError):
        resolved("@{" + text + ".more}", {name: answer})


def test_part_that_uploads_has_its_own_body(api: ApiClient) -> None:
    """A part of a batch that would upload rows reads its own body, not the whole request's."""
    job = api.post("jobs/ingest", json={"object": "Lead", "operation": "insert"}).json()["id"]
    upload = {"method": "PUT", "url": f"v49.0/jobs/ingest/{job}/batches", "richInput": {"a": 1}}
    get = {"method": "GET", "url": f"v49.0/jobs/ingest/{job}"}
    answer = api.post("composite/batch", json={"batchRequests": [upload, get]}).json()
    assert [each["statusCode"] for each in answer["results"]] == [415, 200]
    rows = "LastName,Company\nDoe,Example\n"
    whole = api.request(
        "PUT", f"jobs/ingest/{job}/batches", data=rows, headers={"Content-Type": "text/csv"}
    )
    assert whole.status_code == 201


def test_part_whose_answer_is_a_file_is_refused(api: ApiClient) -> None:
    """A part that would answer CSV is 501, not an empty success."""
    query = {"operation": "query", "query": "SELECT Id FROM Lead"}
    job = api.post("jobs/query", json=query).json()["id"]
    get = {"method": "GET", "url": f"v49.0/jobs/query/{job}/results"}
    (result,) = api.post("composite/batch", json={"batchRequests": [get]}).json()["results"]
    assert result["statusCode"] == 501
    assert "a part whose answer is a file" in result["result"][0]["message"]
