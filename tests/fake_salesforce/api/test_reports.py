from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from fake_clients import ApiClient, session_of
from fake_salesforce import FakeSalesforce, Org, User
from fake_salesforce.errors import BadReportError
from fake_salesforce.reports.filters import where
from fake_salesforce.reports.metadata import ReportFilter

PATH = "analytics/reports"
COLUMNS = ["Id", "Name", "Email", "AnnualRevenue"]


def lead(org: Org, **fields: Any) -> str:
    """Create a lead."""
    return org.create("Lead", {"LastName": "Doe", "Company": "Example", **fields})


def run(api: ApiClient, report_id: str, **params: Any) -> dict[str, Any]:
    """Run a report with its details."""
    answer = api.get(f"{PATH}/{report_id}", params={"includeDetails": "true"} | params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def labels(result: dict[str, Any], key: str = "T!T") -> list[list[str]]:
    """Return the labels of a fact's rows."""
    rows = result["factMap"][key]["rows"]
    return [[cell["label"] for cell in row["dataCells"]] for row in rows]


def test_tabular_report_has_its_rows_in_one_fact(api: ApiClient, salesforce_org: Org) -> None:
    """Cells are label and value: a name stands for its record, a currency is an object."""
    one = lead(salesforce_org, Email="a@example.com", AnnualRevenue=1234)
    report = salesforce_org.add_report("Leads", sobject="Lead", columns=COLUMNS)
    result = run(api, report)
    assert list(result) == [
        *("attributes", "allData", "factMap", "groupingsAcross", "groupingsDown"),
        *("hasDetailRows", "reportExtendedMetadata", "reportMetadata"),
    ]
    assert list(result["factMap"]) == ["T!T"]
    assert result["factMap"]["T!T"]["aggregates"] == [{"label": "1", "value": 1}]
    assert result["factMap"]["T!T"]["rows"][0]["dataCells"] == [
        {"label": one[:15], "value": one},
        {"label": "Doe", "value": one},
        {"label": "a@example.com", "value": "a@example.com"},
        {"label": "$1,234", "value": {"amount": 1234.0, "currency": None}},
    ]
    assert (result["allData"], result["hasDetailRows"]) == (True, True)
    assert result["reportMetadata"]["reportFormat"] == "TABULAR"


def test_null_is_a_dash(api: ApiClient, salesforce_org: Org) -> None:
    """A cell without a value has the label ``-`` and null."""
    lead(salesforce_org)
    report = salesforce_org.add_report("Leads", sobject="Lead", columns=["Email"])
    cells = run(api, report)["factMap"]["T!T"]["rows"][0]["dataCells"]
    assert cells == [{"label": "-", "value": None}]


def test_first_2000_rows_and_totals_of_all(api: ApiClient, salesforce_org: Org) -> None:
    """More than 2,000 rows are cut, and ``allData`` says so; the count is of all."""
    salesforce_org.populate(leads=2001, seed=1)
    report = salesforce_org.add_report("Leads", sobject="Lead", columns=["Id"])
    result = run(api, report)
    assert len(labels(result)) == 2000
    assert result["allData"] is False
    assert result["factMap"]["T!T"]["aggregates"][0]["value"] == 2001


def test_without_details_there_are_totals_alone(api: ApiClient, salesforce_org: Org) -> None:
    """Unless details are asked for, facts have no rows and hasDetailRows is false."""
    lead(salesforce_org)
    report = salesforce_org.add_report("Leads", sobject="Lead", columns=["Id"])
    result = api.get(f"{PATH}/{report}").json()
    assert result["hasDetailRows"] is False
    assert "rows" not in result["factMap"]["T!T"]


def test_summary_report_divides_its_rows(api: ApiClient, salesforce_org: Org) -> None:
    """Groups are numbered level by level; rows stand in the deepest, totals in each."""
    org = salesforce_org
    for city, source, revenue in (
        ("Rome", "Web", 1),
        ("Rome", "Phone Inquiry", 2),
        ("Oslo", "Web", 4),
        (None, None, 8),
    ):
        lead(org, City=city, LeadSource=source, AnnualRevenue=revenue)
    report = org.add_report(
        "Cities",
        sobject="Lead",
        columns=["City"],
        report_format="SUMMARY",
        groupings_down=[{"name": "Lead.City"}, {"name": "Lead.LeadSource"}],
        aggregates=["s!Lead.AnnualRevenue", "RowCount"],
    )
    result = run(api, report)
    groups = result["groupingsDown"]["groupings"]
    assert [(each["key"], each["label"], each["value"]) for each in groups] == [
        ("0", "-", None),
        ("1", "Oslo", "Oslo"),
        ("2", "Rome", "Rome"),
    ]
    assert [each["key"] for each in groups[2]["groupings"]] == ["2_0", "2_1"]
    values = {
        key: [each["value"] for each in fact["aggregates"]]
        for key, fact in result["factMap"].items()
    }
    assert values == {
        "T!T": [15.0, 4],
        "0!T": [8.0, 1],
        "0_0!T": [8.0, 1],
        "1!T": [4.0, 1],
        "1_0!T": [4.0, 1],
        "2!T": [3.0, 2],
        "2_0!T": [2.0, 1],
        "2_1!T": [1.0, 1],
    }
    assert labels(result, "2!T") == []
    assert labels(result, "2_0!T") == [["Rome"]]


def test_matrix_report_has_a_fact_for_each_crossing(api: ApiClient, salesforce_org: Org) -> None:
    """Facts are keyed down and across, with T for all of a side."""
    org = salesforce_org
    for city, source in (("Rome", "Web"), ("Rome", "Other"), ("Oslo", "Web")):
        lead(org, City=city, LeadSource=source)
    report = org.add_report(
        "Matrix",
        sobject="Lead",
        columns=["City"],
        report_format="MATRIX",
        groupings_down=[{"name": "Lead.City"}],
        groupings_across=[{"name": "Lead.LeadSource"}],
    )
    facts = run(api, report)["factMap"]
    counts = {key: fact["aggregates"][0]["value"] for key, fact in facts.items()}
    assert counts == {
        "T!T": 3,
        "T!0": 1,
        "T!1": 2,
        "0!T": 1,
        "0!1": 1,
        "1!T": 2,
        "1!0": 1,
        "1!1": 1,
    }


def test_groups_by_month(api: ApiClient, salesforce_org: Org) -> None:
    """A date divided by months has the first day as value and the month's name as label."""
    lead(salesforce_org)
    now = salesforce_org.clock.now()
    report = salesforce_org.add_report(
        "Months",
        sobject="Lead",
        columns=["Id"],
        report_format="SUMMARY",
        groupings_down=[{"name": "Lead.CreatedDate", "date_granularity": "Month"}],
    )
    (group,) = run(api, report)["groupingsDown"]["groupings"]
    assert (group["label"], group["value"]) == (f"{now:%B %Y}", f"{now:%Y-%m-01}")


@pytest.mark.parametrize(("locale", "first"), [("en_US", "2020-07-19"), ("en_GB", "2020-07-20")])
def test_groups_by_week_of_the_reader_s_locale(
    salesforce: FakeSalesforce, salesforce_org: Org, locale: str, first: str
) -> None:
    """A date divided by weeks has the day that begins the week where the reader is."""
    salesforce_org.create("Contact", {"LastName": "Doe", "Birthdate": "2020-07-22"})
    report = salesforce_org.add_report(
        "Weeks",
        sobject="Contact",
        columns=["Id"],
        report_format="SUMMARY",
        groupings_down=[{"name": "Contact.Birthdate", "date_granularity": "Week"}],
    )
    user = salesforce_org.create_user("reader@example.com", LocaleSidKey=locale)
    client = ApiClient(salesforce.url, session_of(salesforce.url, user))
    (group,) = run(client, report)["groupingsDown"]["groupings"]
    client.close()
    assert group["value"] == first


def test_filters_of_the_request_change_this_run_alone(api: ApiClient, salesforce_org: Org) -> None:
    """POST with reportMetadata filters the run; the report stays as it was."""
    for city in ("Rome", "Oslo", "Paris"):
        lead(salesforce_org, City=city)
    report = salesforce_org.add_report("Leads", sobject="Lead", columns=["City"])
    body = {
        "reportMetadata": {
            "reportBooleanFilter": "1 OR 2",
            "reportFilters": [
                {"column": "Lead.City", "operator": "equals", "value": "Rome"},
                {"column": "Lead.City", "operator": "startsWith", "value": "Os"},
            ],
        }
    }
    answer = api.post(f"{PATH}/{report}", params={"includeDetails": "true"}, json=body)
    assert sorted(labels(answer.json())) == [["Oslo"], ["Rome"]]
    assert len(labels(run(api, report))) == 3


def test_filters_of_an_asynchronous_request(api: ApiClient, salesforce_org: Org) -> None:
    """They filter that instance alone, as they do a run at once."""
    for city in ("Rome", "Oslo"):
        lead(salesforce_org, City=city)
    report = salesforce_org.add_report("Leads", sobject="Lead", columns=["City"])
    only = {"column": "Lead.City", "operator": "equals", "value": "Rome"}
    body = {"reportMetadata": {"reportFilters": [only]}}
    found = []
    for sent in (body, None):
        asked = api.post(f"{PATH}/{report}/instances", params={"includeDetails": "true"}, json=sent)
        kept = api.get(f"{PATH}/{report}/instances/{asked.json()['id']}").json()
        found.append(sorted(labels(kept)))
    assert found == [[["Rome"]], [["Oslo"], ["Rome"]]]


def test_standard_date_filter(api: ApiClient, salesforce_org: Org) -> None:
    """A span of time is a date literal, or two days that both count."""
    lead(salesforce_org)
    day = f"{salesforce_org.clock.now():%Y-%m-%d}"
    for span, count in (
        ({"durationValue": "TODAY"}, 1),
        ({"durationValue": "YESTERDAY"}, 0),
        ({"durationValue": "CUSTOM", "startDate": day, "endDate": day}, 1),
        ({"durationValue": "CUSTOM", "endDate": "2020-01-01"}, 0),
    ):
        report = salesforce_org.add_report(
            "Leads",
            sobject="Lead",
            columns=["Id"],
            standard_date_filter={"column": "Lead.CreatedDate", **span},
        )
        assert len(labels(run(api, report))) == count


def test_describe_tells_what_can_be_filtered(api: ApiClient, salesforce_org: Org) -> None:
    """The description has the report, its columns, and the fields of its type."""
    report = salesforce_org.add_report("Leads", sobject="Lead", columns=COLUMNS)
    told = api.get(f"{PATH}/{report}/describe").json()
    assert told["reportMetadata"]["detailColumns"] == [f"Lead.{each}" for each in COLUMNS]
    assert told["reportExtendedMetadata"]["detailColumnInfo"]["Lead.Email"] == {
        "dataType": "email",
        "label": "Email",
    }
    (category,) = told["reportTypeMetadata"]["categories"]
    source = category["columns"]["Lead.LeadSource"]
    assert source["filterable"] is True
    assert {"label": "Web", "name": "Web"} in source["filterValues"]
    operators = told["reportTypeMetadata"]["dataTypeFilterOperatorMap"]
    assert {each["name"] for each in operators["boolean"]} == {"equals", "notEqual"}


def test_viewed_reports_are_listed_the_last_first(api: ApiClient, salesforce_org: Org) -> None:
    """The list has what this user described or ran, not every report."""
    one, other, _ = (
        salesforce_org.add_report(name, sobject="Lead", columns=["Id"]) for name in "abc"
    )
    run(api, one)
    run(api, other)
    listed = api.get(PATH).json()
    assert [each["name"] for each in listed] == ["b", "a"]
    assert listed[0]["url"] == f"/services/data/v49.0/{PATH}/{other}"


def test_asynchronous_run_is_kept_for_a_day(api: ApiClient, salesforce_org: Org) -> None:
    """The request says New, the instance Success; after a day it is unavailable."""
    lead(salesforce_org)
    report = salesforce_org.add_report("Leads", sobject="Lead", columns=["Id"])
    asked = api.post(f"{PATH}/{report}/instances", params={"includeDetails": "true"}).json()
    assert (asked["status"], asked["completionDate"]) == ("New", None)
    (listed,) = api.get(f"{PATH}/{report}/instances").json()
    assert (listed["id"], listed["status"]) == (asked["id"], "Success")
    kept = api.get(f"{PATH}/{report}/instances/{asked['id']}").json()
    assert kept["attributes"]["type"] == "ReportInstance"
    assert len(labels(kept)) == 1
    salesforce_org.clock.advance(hours=24)
    session = ApiClient(api.url, salesforce_org.open_session(listed["ownerId"], client="later"))
    gone = session.get(f"{PATH}/{report}/instances/{asked['id']}")
    assert (gone.status_code, gone.json()[0]["message"]) == (404, UNAVAILABLE)
    session.close()


UNAVAILABLE = "The data you\u2019re trying to access is unavailable."


def test_runs_of_an_hour_are_counted(api: ApiClient, salesforce_org: Org) -> None:
    """The quota of synchronous runs is refused with its number, and free after an hour."""
    salesforce_org.limits.hourly_sync_report_runs = 2
    report = salesforce_org.add_report("Leads", sobject="Lead", columns=["Id"])
    for _ in range(2):
        run(api, report)
    refused = api.get(f"{PATH}/{report}")
    assert refused.status_code == 403
    assert refused.json()[0]["message"] == (
        "You can't run more than 2 reports synchronously every 60 minutes. Try again later."
    )
    salesforce_org.clock.advance(hours=1)
    run(api, report)


def test_so_many_runs_are_taken_at_a_time(api: ApiClient, salesforce_org: Org) -> None:
    """A synchronous run is held while it lasts; with 20 others under way it is refused."""
    report = salesforce_org.add_report("Leads", sobject="Lead", columns=["Id"])
    usage = salesforce_org.usage
    usage.set("ConcurrentSyncReportRuns", 20)
    refused = api.get(f"{PATH}/{report}")
    assert refused.status_code == 403
    assert "as many as 20 requests at a time" in refused.json()[0]["message"]
    assert usage.used("HourlySyncReportRuns") == 0
    usage.set("ConcurrentSyncReportRuns", 19)
    run(api, report)
    assert usage.used("ConcurrentSyncReportRuns") == 19
    assert usage.used("HourlySyncReportRuns") == 1
    usage.set("HourlySyncReportRuns", 500)
    assert api.get(f"{PATH}/{report}").status_code == 403
    assert usage.used("ConcurrentSyncReportRuns") == 19


def test_so_many_results_are_fetched_at_a_time(api: ApiClient, salesforce_org: Org) -> None:
    """Fetching the result of an asynchronous run is refused with 200 others under way."""
    report = salesforce_org.add_report("Leads", sobject="Lead", columns=["Id"])
    instance = api.post(f"{PATH}/{report}/instances").json()["id"]
    salesforce_org.usage.set("ConcurrentAsyncGetReportInstances", 200)
    assert api.get(f"{PATH}/{report}/instances/{instance}").status_code == 403
    salesforce_org.usage.set("ConcurrentAsyncGetReportInstances", 199)
    assert api.get(f"{PATH}/{report}/instances/{instance}").status_code == 200
    assert salesforce_org.usage.used("ConcurrentAsyncGetReportInstances") == 199


@pytest.fixture
def reader(salesforce_org: Org) -> User:
    """A user who may read leads and run and export reports, and see public folders."""
    user = salesforce_org.create_user("reader@example.com", profile="Minimum Access - Salesforce")
    rights = salesforce_org.permission_set("Reader")
    rights.grant("Lead", "read")
    rights.show_field("Lead.Email")
    rights.allow("ApiEnabled", "RunReports", "ExportReport", "ViewPublicReports")
    user.assign(rights)
    return user


@pytest.fixture
def reader_api(salesforce: FakeSalesforce, reader: User) -> Iterator[ApiClient]:
    """A caller with that user's session."""
    client = ApiClient(salesforce.url, session_of(salesforce.url, reader))
    yield client
    client.close()


def test_report_shows_what_its_user_may_see(
    reader_api: ApiClient, reader: User, salesforce_org: Org
) -> None:
    """Rows are those shared with the user, and a column he may not read is left out."""
    org = salesforce_org
    org.share_by_default("Lead", "None")
    lead(org, Email="others@example.com")
    lead(org, Email="own@example.com", OwnerId=reader.id)
    report = org.add_report("Leads", sobject="Lead", columns=["Email", "Phone"])
    result = run(reader_api, report)
    assert labels(result) == [["own@example.com"]]
    assert result["reportMetadata"]["detailColumns"] == ["Lead.Email"]


@pytest.mark.parametrize(
    ("lost", "status", "message"),
    [
        ("RunReports", 403, "You don\u2019t have permission to run reports."),
        ("ViewPublicReports", 404, UNAVAILABLE),
        ("Lead read", 403, "The report definition is obsolete."),
    ],
)
def test_report_needs_its_rights(
    reader_api: ApiClient, salesforce_org: Org, lost: str, status: int, message: str
) -> None:
    """Each right that running a report needs is missed with its own words."""
    report = salesforce_org.add_report("Leads", sobject="Lead", columns=["Email"])
    run(reader_api, report)
    salesforce_org.permission_set("Reader").lose(lost)
    answer = reader_api.get(f"{PATH}/{report}")
    assert answer.status_code == status
    assert answer.json()[0]["message"].startswith(message)


def test_folders_say_who_sees_a_report(
    reader_api: ApiClient, reader: User, salesforce_org: Org
) -> None:
    """Public folders and unfiled reports need the right; hidden ones are nobody's."""
    org = salesforce_org
    public, hidden = org.add_report_folder("P"), org.add_report_folder("H", access="Hidden")
    columns = {"sobject": "Lead", "columns": ["Id"]}
    org.add_report("public", folder_id=public, **columns)  # type: ignore[arg-type] # words of a dict
    org.add_report("hidden", folder_id=hidden, **columns)  # type: ignore[arg-type] # the same
    org.add_report("unfiled", **columns)  # type: ignore[arg-type] # the same
    org.add_report("own", owner=reader, **columns)  # type: ignore[arg-type] # the same

    def seen() -> set[str]:
        records = reader_api.query("SELECT Name FROM Report").json()["records"]
        return {each["Name"] for each in records}

    assert seen() == {"public", "unfiled", "own"}
    org.permission_set("Reader").forbid("ViewPublicReports")
    assert seen() == {"own"}


def export(
    salesforce: FakeSalesforce,
    report_id: str,
    session_id: str,
    headers: dict[str, str] | None = None,
) -> requests.Response:
    """Ask for the classic export of a report."""
    return requests.get(
        f"{salesforce.url}/{report_id}",
        params={"isdtp": "p1", "export": "1", "enc": "UTF-8", "xf": "csv"},
        cookies={"sid": session_id},
        headers=headers,
        timeout=60,
    )


def test_classic_export_has_every_row(
    salesforce: FakeSalesforce, reader_api: ApiClient, salesforce_org: Org
) -> None:
    """The CSV has labels first, all rows, a blank line and five lines of footer."""
    salesforce_org.populate(leads=2100, seed=1)
    report = salesforce_org.add_report("All", sobject="Lead", columns=["Id", "Email"])
    answer = export(salesforce, report, reader_api.session_id)
    assert answer.headers["Content-Type"] == "text/csv;charset=UTF-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.text, newline="")))
    assert rows[0] == ["Lead ID", "Email"]
    assert len(rows) == 1 + 2100 + 1 + 5
    assert rows[2101:2103] == [[], ["All"]]
    assert rows[-1] == ["Example Org"]


def test_export_without_session_is_the_login_page(
    salesforce: FakeSalesforce, reader_api: ApiClient, salesforce_org: Org
) -> None:
    """Without a session, and without the right, the answer is a page of HTML with 200."""
    report = salesforce_org.add_report("All", sobject="Lead", columns=["Email"])
    for session_id in ("", "00Dxx0000000000!wrong"):
        answer = export(salesforce, report, session_id)
        assert (answer.status_code, "Login" in answer.text) == (200, True)
    salesforce_org.permission_set("Reader").forbid("ExportReport")
    answer = export(salesforce, report, reader_api.session_id)
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "Insufficient Privileges" in answer.text


def test_export_serves_a_session_where_the_api_would(
    salesforce: FakeSalesforce, reader: User, salesforce_org: Org
) -> None:
    """Not another org's host, no other address than its own, and no expired password."""
    org = salesforce_org
    report = org.add_report("All", sobject="Lead", columns=["Email"])
    org.settings.lock_sessions_to_ip = True
    org.settings.believes_forwarded_for = True
    session_id = session_of(salesforce.url, reader)

    def title(**headers: str) -> str:
        answer = export(salesforce, report, session_id, headers)
        assert answer.status_code == 200
        return answer.text.partition("<title>")[2].partition("</title>")[0]

    assert title() == ""
    assert title(Host=f"{org.my_domain}.my.salesforce.com") == ""
    assert title(Host="other.my.salesforce.com") == "Login | Salesforce"
    assert title(**{"X-Forwarded-For": "203.0.113.7"}) == "Login | Salesforce"
    org.settings.expired_password_stops_open_sessions = True
    reader.expire_password()
    assert title() == "Change Your Password"


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"reportFormat": "MULTI_BLOCK"}, 501, "unsupported report format"),
        ({"detailColumns": []}, 400, "any columns selected"),
        ({"detailColumns": [f"Lead.F{n}" for n in range(100)]}, 400, "fewer than 100 columns"),
        ({"reportFilters": [{"column": "X", "operator": "equals"}]}, 400, "filterable column"),
        (
            {"reportFilters": [{"column": "Lead.City", "operator": "like"}]},
            400,
            "Specify a valid condition because like is invalid.",
        ),
        (
            {"reportFilters": [{"column": "Lead.OwnerId", "operator": "equals", "value": "x"}]},
            400,
            "The filter value for ID x is incorrect.",
        ),
        (
            {
                "reportFilters": [
                    {"column": "Lead.CreatedDate", "operator": "equals", "value": "soon"}
                ]
            },
            400,
            "Filter the date in the correct format.",
        ),
        ({"reportFilters": [], "reportBooleanFilter": None, "sortBy": [{}]}, 400, "sortBy"),
        ({"reportFormat": "SUMMARY"}, 400, "groupings down"),
        ({"aggregates": ["z!Lead.City"]}, 400, "aggregate"),
        ({"buckets": [1]}, 501, "buckets"),
        (
            {"standardDateFilter": {"column": "Lead.City"}},
            400,
            "cannot be a standard date filter",
        ),
    ],
)
def test_report_that_cannot_be_run(
    api: ApiClient, salesforce_org: Org, changes: dict[str, Any], status: int, words: str
) -> None:
    """What a request cannot ask of a report is refused with the documented words."""
    report = salesforce_org.add_report("Leads", sobject="Lead", columns=["Id"])
    answer = api.post(f"{PATH}/{report}", json={"reportMetadata": changes})
    assert answer.status_code == status, answer.text
    assert words in answer.json()[0]["message"]


def test_body_that_is_no_json_is_415(api: ApiClient, salesforce_org: Org) -> None:
    """The Analytics API reads JSON alone, and misses metadata with its own words."""
    report = salesforce_org.add_report("Leads", sobject="Lead", columns=["Id"])
    answer = api.post(f"{PATH}/{report}", data="a=b")
    assert answer.status_code == 415
    answer = api.post(f"{PATH}/{report}", json={"other": 1})
    assert (answer.status_code, "there is no metadata" in answer.json()[0]["message"]) == (
        400,
        True,
    )


_CITIES = st.sampled_from(["Rome", "Oslo", "Paris, Texas", "100%", "a_b", "O'Hare", "\\", None])


@given(
    cities=st.lists(_CITIES, max_size=8),
    value=st.sampled_from(["Rome", "O'Hare", "100%", "_", "\\", "o", ""]),
    operator=st.sampled_from(["equals", "notEqual", "contains", "notContain", "startsWith"]),
)
def test_filters_hold_as_their_words_say(
    fuzzed_org: Org, fuzzed: ApiClient, cities: list[str | None], value: str, operator: str
) -> None:
    """For any cities and value the rows are those for which plain Python says so."""
    org = fuzzed_org
    key = org.create("Campaign", {"Name": "key"})
    for city in cities:
        lead(org, City=city, LastName=key)
    user = org.user("fuzzed@example.com")
    api = ApiClient(fuzzed.url, org.open_session(user.id, client="filters"))
    report = org.add_report(
        "Leads",
        sobject="Lead",
        columns=["City"],
        report_filters=[
            {"column": "Lead.LastName", "operator": "equals", "value": key},
            {
                "column": "Lead.City",
                "operator": operator,
                "value": f'"{value}"' if value else "",
            },
        ],
    )
    shown = Counter(label for (label,) in labels(run(api, report)))
    api.close()
    expected = Counter(city or "-" for city in cities if _holds(operator, city, value))
    assert shown == expected


def _holds(operator: str, city: str | None, value: str) -> bool:
    text, sought = (city or "").lower(), value.lower()
    match operator:
        case "equals":
            return text == sought
        case "notEqual":
            return text != sought
        case "contains":
            return sought in text if sought else city is None
        case "notContain":
            return sought not in text if sought else city is not None
    return text.startswith(sought) if sought else city is None


@pytest.mark.parametrize("logic", ["1 AND", "(1", "1 2", "3", "0", "1 XOR 2", "NOT", ")"])
def test_wrong_logic_is_refused(logic: str, salesforce_org: Org) -> None:
    """A filter logic that is none is refused, and quoted."""
    field = salesforce_org.records.sobject("Lead").field("City")
    assert field is not None
    filters = [ReportFilter(column="c", operator="equals", value="a")] * 2
    with pytest.raises(BadReportError, match="filter logic"):
        where(filters, logic, field_of=lambda _: ("City", field))


def test_edited_report_keeps_what_is_not_named(salesforce_org: Org) -> None:
    """An edit changes the columns or the filters it names; the rest, and the id, stay."""
    org = salesforce_org
    report_id = org.add_report(
        "Leads",
        sobject="Lead",
        columns=["Id", "Email"],
        report_filters=[{"column": "Lead.LastName", "operator": "equals", "value": "Doe"}],
    )
    org.change_report(report_id, columns=["LastName"])
    kept = org.reports.kept(report_id)
    assert kept is not None
    assert (kept.name, kept.metadata.detail_columns) == ("Leads", ("Lead.LastName",))
    assert kept.metadata.report_filters[0].value == "Doe"
    org.delete_report(report_id[:15])
    assert org.reports.kept(report_id) is None
    for act in (org.change_report, org.delete_report):
        for unknown in (report_id, "00O000000000099EAA", "no id"):
            with pytest.raises(ValueError, match="there is no report"):
                act(unknown)
