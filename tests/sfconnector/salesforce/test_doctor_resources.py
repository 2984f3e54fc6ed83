"""The resources that the doctor asks: what is sent, and what is read of the answers."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripted_wire import (
    INSTANCE,
    ScriptedTransport,
    StandingClock,
    Step,
    error_answer,
    json_answer,
)
from sfconnector.errors import (
    AccessDeniedError,
    ConnectorError,
    InputError,
    UnexpectedAnswerError,
)
from sfconnector.salesforce import (
    app_menu,
    date_header,
    describe,
    describe_global,
    limit_info,
    limits,
    reports,
    resources,
    rows,
    sobject_row,
)
from sfconnector.salesforce.exchange import Answer
from sfconnector.salesforce.grant import FixedAuthority, Grant
from sfconnector.salesforce.session import Session
from sfconnector.secret import Secret

DATA = "/services/data/v49.0"


def session(*steps: Step) -> Session:
    """Return a session for which these steps are played."""
    wire = ScriptedTransport()
    wire.then(*steps)
    return Session(
        wire,
        FixedAuthority(Grant(Secret("00D!session"), INSTANCE)),
        clock=StandingClock(),
        chance=random.Random(1),  # noqa: S311 - jitter
        emit=lambda _: None,
    )


def page(*records: dict[str, Any], following: str | None = None) -> Answer:
    """Return a page of a query."""
    more = {} if following is None else {"nextRecordsUrl": following}
    return json_answer({"done": following is None, "records": list(records), **more})


def test_the_versioned_root_names_who_calls() -> None:
    """Organization and user are those of the identity URL, whatever its host."""
    answer = json_answer(
        {"identity": "https://test.salesforce.com/id/00D000000000001EAA/005000000000001AAA"}
    )
    caller = resources.read(answer)
    assert caller.organization_id == "00D000000000001EAA"
    assert caller.user_id == "005000000000001AAA"


@pytest.mark.parametrize(
    ("read", "body"),
    [
        (resources.read, {}),
        (resources.read, {"identity": "https://example.com/00D000000000001/005000000000001"}),
        (resources.read, {"identity": "https://example.com/id/00D000000000001/x' OR Id != '"}),
        (describe.read_whole, {"fields": []}),
        (describe_global.read, {"sobjects": [{"name": "Lead"}]}),
        (limits.read, {"DailyApiRequests": {"Max": 1}}),
        (sobject_row.read, []),
        (rows.read_page, {"records": []}),
        (rows.read_page, {"done": False, "records": []}),
    ],
)
def test_an_answer_of_another_form_is_an_error(
    read: Callable[[Answer], object], body: object
) -> None:
    """What is not the resource's form is told as such, and nothing is made of it."""
    with pytest.raises(UnexpectedAnswerError):
        read(json_answer(body))


@pytest.mark.parametrize(
    ("header", "usage"),
    [
        ("api-usage=18/5000", (18, 5000)),
        ("per-app-api-usage=17/250(appName=sample), api-usage=18/5000", (18, 5000)),
        ("api-usage=18/5000, per-app-api-usage=17/250(appName=sample)", (18, 5000)),
        ("per-app-api-usage=17/250(appName=sample)", None),
        ("", None),
    ],
)
def test_the_limit_header(header: str, usage: tuple[int, int] | None) -> None:
    """The organization's usage is read, never an app's."""
    found = limit_info.read(Answer(200, {"sforce-limit-info": header}, b""))
    assert found == (None if usage is None else limits.Usage(*usage))


def test_a_limit_of_nothing_is_used_up() -> None:
    """Zero of zero is no room left."""
    assert limits.read(json_answer({"X": {"Max": 0, "Remaining": 0}}))["X"].share == 1


@given(st.datetimes(datetime(1971, 1, 1), datetime(2099, 1, 1)))  # noqa: DTZ001 - made aware below
def test_the_date_header_is_read_to_the_second(drawn: datetime) -> None:
    """An instant in HTTP's form comes back, without its parts of a second."""
    instant = drawn.replace(tzinfo=UTC, microsecond=0)
    text = instant.strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert date_header.read(Answer(200, {"Date": text}, b"")) == instant


@pytest.mark.parametrize("text", ["", "yesterday", "2020-07-20T09:00:00Z"])
def test_a_date_that_is_none(text: str) -> None:
    """Another text is no date."""
    assert date_header.read(Answer(200, {"Date": text}, b"")) is None


def test_few_rows_are_read_to_the_last_page() -> None:
    """The rows of every page are there, in order."""
    soql = "SELECT Id FROM Folder"
    following = f"{DATA}/query/01g000000000001AAA-2000"
    asked = session(
        Step(
            "GET",
            f"{DATA}/query",
            page({"Id": "1"}, following=following),
            query={"q": soql},
            headers={"Sforce-Query-Options": "batchSize=2000"},
        ),
        Step("GET", following, page({"Id": "2"})),
    )
    assert [rows.text(each, "Id") for each in rows.read_all(asked, soql)] == ["1", "2"]


@pytest.mark.parametrize("value", ["", "x'", "00D 1", "a-b"])
def test_what_would_have_to_be_escaped_is_refused(value: str) -> None:
    """Only ids and API names are written into a query."""
    with pytest.raises(InputError):
        rows.among(["Lead", value])
    assert rows.among(["Lead", "Visit__c"]) == "('Lead', 'Visit__c')"


def test_values_of_rows() -> None:
    """Texts and numbers are found along a path; what is not there is empty."""
    row = {"A": {"B": "text", "C": 3}, "D": None}
    assert rows.text(row, "A", "B") == "text"
    assert rows.text(row, "A", "C") == ""
    assert rows.text(row, "D", "E") == ""
    assert rows.number(row, "A", "C") == 3
    assert rows.number(row, "A", "B") == 0


def test_the_connected_apps() -> None:
    """Label, else name, and whether the user is authorized."""
    asked = session(
        Step(
            "GET",
            f"{DATA}/query",
            page(
                {"Label": "Act-On Lightning Support App", "Name": "x", "IsAccessible": True},
                {"Label": None, "Name": "Other", "IsAccessible": False},
            ),
            query={"q": app_menu.SOQL},
            headers={"Sforce-Query-Options": "batchSize=2000"},
        )
    )
    assert app_menu.read(asked) == (
        app_menu.ConnectedApp("Act-On Lightning Support App", is_accessible=True),
        app_menu.ConnectedApp("Other", is_accessible=False),
    )


REPORT = "00O000000000001AAA"
DESCRIBED = Step(
    "GET",
    f"{DATA}/analytics/reports/{REPORT}/describe",
    json_answer({"attributes": {}, "reportMetadata": {"name": "Leads", "x": 1.50}}),
)


def run(answer: Answer) -> Step:
    """Return the unsaved run of the described report."""
    return Step(
        "POST",
        f"{DATA}/analytics/reports/query",
        answer,
        query={"includeDetails": "false"},
        headers={"Content-Type": "application/json"},
    )


def test_a_reports_definition_is_run_unsaved() -> None:
    """An answer proves the right, Salesforce's sentence about it the lack of it."""
    assert reports.may_run(session(DESCRIBED, run(json_answer({"allData": True}))), REPORT)
    words = (
        "You don\u2019t have permission to run reports. Check that you have the Run Reports user "
        "permission."
    )
    lacking = error_answer(403, "FORBIDDEN", words)
    assert not reports.may_run(session(DESCRIBED, run(lacking)), REPORT)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (error_answer(403, "FORBIDDEN", "The report definition is obsolete."), AccessDeniedError),
        (error_answer(400, "BAD_REQUEST", "The request is invalid."), ConnectorError),
    ],
)
def test_another_refusal_of_a_report_tells_nothing_of_the_right(
    answer: Answer, error: type[ConnectorError]
) -> None:
    """A report that cannot be run for another reason accuses nobody."""
    with pytest.raises(error):
        reports.may_run(session(DESCRIBED, run(answer)), REPORT)
