"""Tasks and events: when they are, what they are about, and what shows them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from database_state import database_state
from fake_salesforce import FakeSalesforce, Org
from fake_salesforce.clock import from_wire, to_wire
from fake_salesforce.errors import (
    FieldIntegrityError,
    NotImplementedInFakeError,
    RequiredFieldMissingError,
    SalesforceError,
)
from fake_salesforce.records.events import times

START = "2020-07-21T10:00:00.000+0000"
LEAD: dict[str, Any] = {"LastName": "Doe", "Company": "Example"}
DEAL: dict[str, Any] = {"Name": "D", "StageName": "Prospecting", "CloseDate": "2020-09-30"}
MINUTES = st.integers(0, 14 * 24 * 60)
STARTS = st.datetimes(datetime(2020, 1, 1), datetime(2021, 1, 1)).map(  # noqa: DTZ001 - UTC is added
    lambda each: f"{each.replace(second=0, microsecond=0).isoformat(timespec='milliseconds')}+0000"
)


@given(start=STARTS, minutes=MINUTES, by_end=st.booleans())
def test_start_end_and_duration_agree(
    start: str,
    minutes: int,
    by_end: bool,  # noqa: FBT001 - drawn
) -> None:
    """Whichever of end and duration is given, the other follows; giving both changes nothing."""
    end = to_wire(from_wire(start) + timedelta(minutes=minutes))
    one: dict[str, Any] = {"EndDateTime": end} if by_end else {"DurationInMinutes": minutes}
    found = times({"StartDateTime": start, **one}, None)
    assert (found["EndDateTime"], found["DurationInMinutes"]) == (end, minutes)
    assert found["EndDate"] == end[:10]
    assert found["ActivityDate"] == start[:10]
    assert times(found, None) == found
    assert times(found, found) == found


@given(start=STARTS, days=st.integers(1, 14))
def test_all_day_event_lasts_whole_days(start: str, days: int) -> None:
    """An all-day event begins at midnight; its end is the start of its last day."""
    given_times: dict[str, Any] = {
        "StartDateTime": start,
        "IsAllDayEvent": 1,
        "DurationInMinutes": days * 1440,
    }
    found = times(given_times, None)
    first = date.fromisoformat(start[:10])
    assert found["StartDateTime"] == f"{first}T00:00:00.000+0000"
    assert found["EndDate"] == str(first + timedelta(days=days - 1))
    assert times(found | {"IsAllDayEvent": 1}, None) == found


@pytest.mark.parametrize(
    ("event", "error", "fields"),
    [
        ({}, RequiredFieldMissingError, ("StartDateTime",)),
        ({"ActivityDate": "2020-07-21"}, RequiredFieldMissingError, ("StartDateTime",)),
        ({"StartDateTime": START}, RequiredFieldMissingError, ("EndDateTime",)),
        ({"StartDateTime": START, "DurationInMinutes": -1}, FieldIntegrityError, None),
        ({"StartDateTime": START, "DurationInMinutes": 20161}, FieldIntegrityError, None),
        (
            {"StartDateTime": START, "EndDateTime": "2020-07-21T09:00:00.000+0000"},
            FieldIntegrityError,
            ("EndDateTime",),
        ),
        (
            {"StartDateTime": START, "ActivityDate": "2020-07-22", "DurationInMinutes": 1},
            FieldIntegrityError,
            ("StartDateTime",),
        ),
    ],
)
def test_event_without_sense_is_refused(
    salesforce_org: Org,
    event: dict[str, Any],
    error: type[SalesforceError],
    fields: tuple[str, ...] | None,
) -> None:
    """An event needs a start and an end that go together; nothing of another one is written."""
    before = database_state(salesforce_org)
    with pytest.raises(error) as refusal:
        salesforce_org.create("Event", event)
    assert fields is None or refusal.value.fields == fields
    assert database_state(salesforce_org) == before


def test_moved_event_keeps_its_length(salesforce_org: Org) -> None:
    """An update of the start alone moves the end; one of other fields moves nothing."""
    org = salesforce_org
    event = org.create("Event", {"StartDateTime": START, "DurationInMinutes": 90})
    soql = "SELECT EndDateTime, DurationInMinutes FROM Event"
    org.update("Event", event, {"Subject": "Call"})
    assert org.query(soql)[0]["EndDateTime"] == "2020-07-21T11:30:00.000+0000"
    org.update("Event", event, {"StartDateTime": "2020-07-22T10:00:00.000+0000"})
    assert org.query(soql) == [
        {"EndDateTime": "2020-07-22T11:30:00.000+0000", "DurationInMinutes": 90}
    ]


@pytest.mark.parametrize("name", ["Task", "Event"])
def test_lead_stands_alone(salesforce_org: Org, name: str) -> None:
    """An activity about a lead has no What, on create and on update."""
    org = salesforce_org
    lead, account = org.create("Lead", LEAD), org.create("Account", {"Name": "Acme"})
    when: dict[str, Any] = (
        {"StartDateTime": START, "DurationInMinutes": 1} if name == "Event" else {}
    )
    with pytest.raises(FieldIntegrityError, match="cannot specify whatID with lead whoID"):
        org.create(name, when | {"WhoId": lead, "WhatId": account})
    activity = org.create(name, when | {"WhoId": lead})
    with pytest.raises(FieldIntegrityError):
        org.update(name, activity, {"WhatId": account})
    org.update(name, activity, {"WhatId": account, "WhoId": None})
    assert org.query(f"SELECT AccountId FROM {name}") == [{"AccountId": account}]


def test_recurring_task_is_refused(salesforce_org: Org) -> None:
    """A series of tasks is 501, naming the fields that ask for it."""
    with pytest.raises(NotImplementedInFakeError, match=r"a recurring Task \(IsRecurrence\)"):
        salesforce_org.create("Task", {"IsRecurrence": True})


_DAYS = st.none() | st.dates(date(2020, 7, 1), date(2020, 7, 31)).map(str)
ACTIVITIES = st.lists(
    st.tuples(st.just("Task"), st.booleans(), _DAYS)
    | st.tuples(st.just("Event"), st.just(value=False), _DAYS.filter(bool)),
    max_size=5,
)


@given(activities=ACTIVITIES, gone=st.sets(st.integers(0, 4)))
def test_last_activity_agrees_with_plain_python(
    salesforce: FakeSalesforce, activities: list[tuple[str, bool, str | None]], gone: set[int]
) -> None:
    """It is the later of the last event's day and the due day of the task closed last."""
    with salesforce.create_org() as org:
        deal = org.create("Opportunity", DEAL)
        made = []
        for name, is_closed, day in activities:
            fields: dict[str, Any] = {"WhatId": deal}
            if name == "Task":
                fields |= {"ActivityDate": day, "Status": "Completed" if is_closed else "Deferred"}
            else:
                fields |= {"StartDateTime": f"{day}T08:00:00Z", "DurationInMinutes": 30}
            made.append(org.create(name, fields))
            org.clock.advance(minutes=1)
        for at, (name, _, _) in enumerate(activities):
            if at in gone:
                org.delete(name, made[at])
        left = [each for at, each in enumerate(activities) if at not in gone]
        events = [day for name, _, day in left if name == "Event" and day]
        closed = [day for name, is_closed, day in left if is_closed and day]
        [found] = org.query(
            "SELECT LastActivityDate, HasOpenActivity, HasOverdueTask FROM Opportunity"
        )
        assert found["LastActivityDate"] == max([*events, *closed[-1:]], default=None)
        today = to_wire(org.clock.now())[:10]
        is_open = [name == "Task" and not done for name, done, _ in left]
        assert found["HasOpenActivity"] == (any(is_open) or any(day >= today for day in events))
        assert found["HasOverdueTask"] == any(
            each and day is not None and day < today
            for each, (_, _, day) in zip(is_open, left, strict=True)
        )


def test_overdue_comes_with_the_day(clocked_org: Org) -> None:
    """A task becomes overdue as the clock passes its day, and is so no more once it is closed."""
    org = clocked_org
    deal = org.create("Opportunity", DEAL)
    task = org.create("Task", {"WhatId": deal, "ActivityDate": "2020-07-21"})
    soql = "SELECT HasOpenActivity, HasOverdueTask FROM Opportunity"
    assert org.query(soql) == [{"HasOpenActivity": True, "HasOverdueTask": False}]
    org.clock.advance(days=2)
    assert org.query(soql) == [{"HasOpenActivity": True, "HasOverdueTask": True}]
    org.update("Task", task, {"Status": "Completed"})
    assert org.query(soql) == [{"HasOpenActivity": False, "HasOverdueTask": False}]


def test_population_shows_its_activities(salesforce_org: Org) -> None:
    """Leads of a population show the tasks about them as leads of tests do."""
    org = salesforce_org
    org.populate(leads=5, tasks=40, seed=1)
    shown = {
        each["Id"]: each["LastActivityDate"]
        for each in org.query("SELECT Id, LastActivityDate FROM Lead")
    }
    for lead, day in shown.items():
        closed = org.query(
            "SELECT ActivityDate FROM Task WHERE IsClosed = true AND ActivityDate != NULL"
            f" AND WhoId = '{lead}' ORDER BY CompletedDateTime",
            include_deleted=True,  # archived ones count, too
        )
        assert day in {each["ActivityDate"] for each in closed} or (day is None and not closed)
    assert any(shown.values())


def test_activity_moves_to_another_record(salesforce_org: Org) -> None:
    """Both the record that loses an activity and the one that gains it show the truth."""
    org = salesforce_org
    first, second = org.create("Lead", LEAD), org.create("Lead", LEAD)
    done = {"Status": "Completed", "ActivityDate": "2020-07-01"}
    task = org.create("Task", done | {"WhoId": first})
    org.update("Task", task, {"WhoId": second})
    found = org.query("SELECT LastActivityDate FROM Lead ORDER BY Id")
    assert [each["LastActivityDate"] for each in found] == [None, "2020-07-01"]


def test_query_hides_what_is_archived_wherever_it_stands(salesforce_org: Org) -> None:
    """Parents see no archived children, and no count has them; the record itself stays."""
    lead = salesforce_org.create("Lead", LEAD)
    assert salesforce_org.query("SELECT Id FROM Task") == []  # so that the night's job has run
    task = salesforce_org.create(
        "Task", {"WhoId": lead, "Status": "Completed", "ActivityDate": "2019-01-01"}
    )
    tasks = "SELECT (SELECT Id FROM Tasks) FROM Lead"
    counted = "SELECT COUNT(Id) FROM Task"
    assert salesforce_org.query(tasks) != [{"Tasks": None}]
    salesforce_org.clock.advance(days=1)
    assert salesforce_org.query(tasks) == [{"Tasks": None}]
    assert salesforce_org.query(counted) == [{"expr0": 0}]
    assert salesforce_org.query(counted, include_deleted=True) == [{"expr0": 1}]
    assert salesforce_org.query("SELECT LastActivityDate FROM Lead") == [
        {"LastActivityDate": "2019-01-01"}
    ]
    salesforce_org.delete("Task", task)


def test_a_population_is_archived_as_its_nights_have_passed(salesforce_org: Org) -> None:
    """Of drawn activities those are archived that are old enough, and no other."""
    salesforce_org.populate(tasks=60, events=60, seed=4)
    old = f"{salesforce_org.clock.now() - timedelta(days=365):%Y-%m-%d}"
    for name, further in (("Task", " AND IsClosed = true"), ("Event", "")):
        due = f"SELECT Id FROM {name} WHERE ActivityDate <= {old}{further}"
        archived = f"SELECT Id FROM {name} WHERE IsArchived = true"
        found = [salesforce_org.query(each, include_deleted=True) for each in (due, archived)]
        assert found[0] == found[1] != []
        assert salesforce_org.query(archived) == []
