from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_clients import INVALID_LOCATOR, ApiClient, session_of
from fake_salesforce import FakeSalesforce, Org

SOQL = "SELECT Id, Company FROM Lead ORDER BY Id"


def _leads(org: Org, count: int) -> list[str]:
    return [
        org.create("Lead", {"LastName": f"Doe {i}", "Company": f"Company {i}"})
        for i in range(count)
    ]


def _error(code: str, message: str) -> list[dict[str, str]]:
    return [{"message": message, "errorCode": code}]


def test_query_answers_as_recorded(api: ApiClient, salesforce_org: Org) -> None:
    """One page: totalSize, done and records, each with attributes first, and no nextRecordsUrl."""
    [lead] = _leads(salesforce_org, 1)
    response = api.query("SELECT Id, Company, Email FROM Lead")
    assert response.status_code == 200
    assert response.text == (
        '{"totalSize":1,"done":true,"records":[{"attributes":{"type":"Lead","url":'
        f'"/services/data/v49.0/sobjects/Lead/{lead}"}},"Id":"{lead}","Company":"Company 0",'
        '"Email":null}]}'
    )


def test_no_record_at_all(api: ApiClient) -> None:
    """An empty answer is a done page without records."""
    assert api.query(SOQL).text == '{"totalSize":0,"done":true,"records":[]}'


def test_pretty_query(api: ApiClient, salesforce_org: Org) -> None:
    """With X-PrettyPrint a page is printed as Jackson prints it."""
    [lead] = _leads(salesforce_org, 1)
    assert api.query("SELECT Id FROM Lead", headers={"X-PrettyPrint": "1"}).text == (
        '{\n  "totalSize" : 1,\n  "done" : true,\n  "records" : [ {\n    "attributes" : {\n'
        '      "type" : "Lead",\n'
        f'      "url" : "/services/data/v49.0/sobjects/Lead/{lead}"\n    }},\n'
        f'    "Id" : "{lead}"\n  }} ]\n}}'
    )


def test_missing_and_empty_query(api: ApiClient) -> None:
    """No q and an empty q are MALFORMED_QUERY, each with its own text."""
    missing, empty = api.get("query"), api.query("")
    assert (missing.status_code, missing.json()) == (
        400,
        _error("MALFORMED_QUERY", "A query string has to be specified"),
    )
    assert (empty.status_code, empty.json()) == (
        400,
        _error("MALFORMED_QUERY", "SOQL statements cannot be empty or null"),
    )


def test_plan_of_a_query_answers_501(api: ApiClient) -> None:
    """Plans are refused loudly."""
    response = api.get("query", params={"explain": SOQL, "q": SOQL})
    assert response.status_code == 501
    assert "the explain parameter of query" in response.json()[0]["message"]


def test_columns_are_told_instead_of_records(api: ApiClient) -> None:
    """``columns=true`` answers with the columns, anything else with the records."""
    told = api.get("query", params={"q": SOQL, "columns": "true"}).json()
    assert [each["columnName"] for each in told["columnMetadata"]] == ["Id", "Company"]
    assert list(told) == ["columnMetadata", "entityName", "groupBy", "idSelected", "keyPrefix"]
    assert "records" in api.get("query", params={"q": SOQL, "columns": "false"}).json()
    wrong = api.get("query", params={"q": "SELECT Nope FROM Lead", "columns": "true"})
    assert (wrong.status_code, wrong.json()[0]["errorCode"]) == (400, "INVALID_FIELD")


@pytest.mark.parametrize("rows", range(1, 8))
def test_tests_may_page_by_a_few_rows(api: ApiClient, salesforce_org: Org, rows: int) -> None:
    """``query_page_rows`` cuts pages of 1 to 7 rows; each locator names the next row's offset."""
    leads = _leads(salesforce_org, 9)
    salesforce_org.limits.query_page_rows = rows
    pages = api.pages(SOQL)
    assert [each["Id"] for page in pages for each in page["records"]] == leads
    assert {page["totalSize"] for page in pages} == {9}
    assert [len(page["records"]) for page in pages[:-1]] == [rows] * (len(pages) - 1)
    assert [page["done"] for page in pages] == [False] * (len(pages) - 1) + [True]
    assert list(pages[0]) == ["totalSize", "done", "nextRecordsUrl", "records"]
    for number, page in enumerate(pages[:-1], start=1):
        pattern = rf"/services/data/v49\.0/query/01g[0-9A-Za-z]{{15}}-{number * rows}"
        assert re.fullmatch(pattern, page["nextRecordsUrl"])


@pytest.mark.parametrize(
    ("asked", "given_rows"),
    [
        (None, 2000),
        ("batchSize=200", 200),
        ("batchSize=2000", 2000),
        ("batchSize=350", 350),
        ("batchSize=1", 200),
        ("batchSize=0", 200),
        ("batchSize=2001", 2000),
        ("batchSize=" + "9" * 5000, 2000),
        ("BATCHSIZE = 201", 201),
        ("other=1, batchSize=202", 202),
        ("batchSize=-5", 2000),
        ("batchSize=many", 2000),
    ],
)
def test_batch_size_is_held_to_200_and_2000(
    api: ApiClient, salesforce_org: Org, asked: str | None, given_rows: int
) -> None:
    """Sforce-Query-Options chooses 200 to 2,000 rows; without a number there are 2,000."""
    salesforce_org.populate(leads=2001)
    headers = {} if asked is None else {"Sforce-Query-Options": asked}
    page = api.query("SELECT Id FROM Lead", headers=headers).json()
    assert len(page["records"]) == given_rows
    assert page["nextRecordsUrl"].endswith(f"-{given_rows}")


def test_either_path_takes_any_locator(api: ApiClient, salesforce_org: Org) -> None:
    """A queryAll may be read on through query, as jsforce does; both paths give the same page."""
    _leads(salesforce_org, 3)
    salesforce_org.limits.query_page_rows = 2
    locator = api.query(SOQL).json()["nextRecordsUrl"].rpartition("/")[2]
    first, second = api.get(f"query/{locator}"), api.get(f"queryAll/{locator}")
    assert first.text == second.text
    assert len(first.json()["records"]) == 1


def test_page_can_be_read_again(api: ApiClient, salesforce_org: Org) -> None:
    """A locator may be asked any number of times, and any offset of it."""
    leads = _leads(salesforce_org, 5)
    salesforce_org.limits.query_page_rows = 2
    url = api.query(SOQL).json()["nextRecordsUrl"]
    assert api.get(url).text == api.get(url).text
    base = url.rpartition("-")[0]
    page = api.get(f"{base}-1").json()
    assert [each["Id"] for each in page["records"]] == leads[1:3]
    assert page["nextRecordsUrl"] == f"{base}-3"


def test_page_size_stays_that_of_the_first_page(api: ApiClient, salesforce_org: Org) -> None:
    """A change of the page size concerns new queries only."""
    _leads(salesforce_org, 5)
    salesforce_org.limits.query_page_rows = 2
    url = api.query(SOQL).json()["nextRecordsUrl"]
    salesforce_org.limits.query_page_rows = 1
    assert len(api.get(url).json()["records"]) == 2


@pytest.mark.parametrize(
    "tail", ["", "-", "-x", "--1", "-5", "-3", "-٢", "-" + "9" * 5000, "-2-2", "-99999999999999999"]
)
def test_bad_offset_is_an_invalid_locator(api: ApiClient, salesforce_org: Org, tail: str) -> None:
    """An offset outside the rows, or none, is 400 INVALID_QUERY_LOCATOR."""
    _leads(salesforce_org, 3)
    salesforce_org.limits.query_page_rows = 2
    base = api.query(SOQL).json()["nextRecordsUrl"].rpartition("-")[0]
    response = api.get(base + tail)
    assert (response.status_code, response.json()) == (400, INVALID_LOCATOR)


@pytest.mark.parametrize("locator", ["x", "01g000000000001-2000", "01g000000000001AAA-0", "00Q-1"])
def test_unknown_locator_is_invalid(api: ApiClient, locator: str) -> None:
    """A locator that was never given out is 400 INVALID_QUERY_LOCATOR."""
    for path in ("query", "queryAll"):
        response = api.get(f"{path}/{locator}")
        assert (response.status_code, response.json()) == (400, INVALID_LOCATOR)


def test_locator_of_another_user_is_invalid(
    salesforce: FakeSalesforce, api: ApiClient, salesforce_org: Org
) -> None:
    """A locator serves only the user who asked the query."""
    _leads(salesforce_org, 2)
    salesforce_org.limits.query_page_rows = 1
    other = salesforce_org.create_user("other@example.com")
    of_other = ApiClient(salesforce.url, session_of(salesforce.url, other))
    url = of_other.query(SOQL).json()["nextRecordsUrl"]
    assert api.get(url).json() == INVALID_LOCATOR
    assert of_other.get(url).status_code == 200
    of_other.close()


def test_locator_lives_two_days(api: ApiClient, salesforce_org: Org) -> None:
    """A locator serves until a second before two days are over."""
    salesforce_org.settings.session_timeout_minutes = 1440
    _leads(salesforce_org, 2)
    salesforce_org.limits.query_page_rows = 1
    url = api.query(SOQL).json()["nextRecordsUrl"]
    salesforce_org.clock.advance(hours=23, minutes=59, seconds=59)
    assert api.get(url).status_code == 200
    salesforce_org.clock.advance(hours=23, minutes=59, seconds=59)
    assert api.get(url).status_code == 200
    salesforce_org.clock.advance(seconds=2)
    assert api.get(url).json() == INVALID_LOCATOR


def test_locators_expire_by_control(api: ApiClient, salesforce_org: Org) -> None:
    """``expire_query_locators`` voids the open ones; a new query gets one that serves."""
    _leads(salesforce_org, 2)
    salesforce_org.limits.query_page_rows = 1
    url = api.query(SOQL).json()["nextRecordsUrl"]
    salesforce_org.expire_query_locators()
    assert api.get(url).json() == INVALID_LOCATOR
    again = api.query(SOQL).json()["nextRecordsUrl"]
    assert again != url
    assert api.get(again).status_code == 200


def test_later_page_shows_what_is_then(api: ApiClient, salesforce_org: Org) -> None:
    """A row's values are read with its page, a deleted row is missing, a new one never appears."""
    leads = _leads(salesforce_org, 6)
    salesforce_org.limits.query_page_rows = 3
    first = api.query(SOQL).json()
    salesforce_org.delete("Lead", leads[3])
    salesforce_org.update("Lead", leads[4], {"Company": "Changed"})
    _leads(salesforce_org, 1)
    second = api.get(first["nextRecordsUrl"]).json()
    assert [(each["Id"], each["Company"]) for each in second["records"]] == [
        (leads[4], "Changed"),
        (leads[5], "Company 5"),
    ]
    assert (second["totalSize"], second["done"]) == (6, True)


def test_query_all_keeps_deleted_rows(api: ApiClient, salesforce_org: Org) -> None:
    """A queryAll finds the recycle bin too, and its later pages keep rows deleted meanwhile."""
    leads = _leads(salesforce_org, 4)
    salesforce_org.delete("Lead", leads[0])
    salesforce_org.limits.query_page_rows = 2
    soql = "SELECT Id, IsDeleted FROM Lead ORDER BY Id"
    first = api.get("queryAll", params={"q": soql}).json()
    salesforce_org.delete("Lead", leads[3])
    second = api.get(first["nextRecordsUrl"]).json()
    found = [(each["Id"], each["IsDeleted"]) for each in first["records"] + second["records"]]
    assert found == [(leads[0], True), (leads[1], False), (leads[2], False), (leads[3], True)]
    assert api.query(SOQL).json()["totalSize"] == 2


@given(
    soql=st.text(max_size=40)
    | st.lists(
        st.sampled_from(
            [
                *("SELECT", "Id", "FROM", "Lead", "WHERE", "Email", "=", "'a'", "null", "LIMIT"),
                *("1", "OFFSET", "ORDER BY", "COUNT()", "(", ")", ",", "LIKE", "IN", "NOT", "'"),
                *("TODAY", "LAST_N_DAYS:", "9" * 400, "-", "2020-01-01", "\x00", "💥", "\\u"),
            ]
        ),
        max_size=14,
    ).map(" ".join)
)
def test_any_text_as_query_gives_200_or_a_documented_4xx(fuzzed: ApiClient, soql: str) -> None:
    """Whatever stands in q, the answer is a page, a 4xx with an errorCode, or a 501."""
    response = fuzzed.query(soql.encode("utf-8", "replace").decode())
    assert response.status_code in {200, 400, 501}
    if response.status_code != 200:
        [error] = response.json()
        assert set(error) == {"message", "errorCode"}
