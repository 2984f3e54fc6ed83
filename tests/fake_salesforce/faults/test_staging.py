from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_salesforce import FakeSalesforce, Org
from fake_salesforce.faults import (
    FAULTS,
    KINDS,
    AnswerLost,
    ConnectionRefused,
    ErrorPage,
    Fault,
    Faults,
    Latency,
    Match,
    MemoryStore,
    Occasion,
    Outage,
    QueryTimeout,
    Reset,
    ServerUnavailable,
    from_data,
    to_data,
)

SOME: tuple[Fault, ...] = (
    Latency(seconds=2.5),
    Latency(seconds=1, real=True),
    Reset(at="inside", share=0.25),
    Reset(at="after"),
    ErrorPage(status=502),
    ServerUnavailable(message="Later."),
    *(each() for each in FAULTS if each is not Latency),
)


@given(
    fault=st.sampled_from(SOME),
    match=st.builds(
        Match,
        resource=st.none() | st.just("query"),
        nth=st.none() | st.integers(1, 9),
        probability=st.none() | st.floats(0.1, 1),
    ),
    choice=st.integers(0, 2),
    count=st.none() | st.integers(1, 9),
)
def test_what_is_told_can_be_staged_again(
    fault: Fault, match: Match, choice: int, count: int | None
) -> None:
    """A fault told as JSON and read again is the same, and can be added from its parts."""
    faults = Faults(MemoryStore(), seed=b"", kinds=KINDS, outage_refusal=lambda _: None)
    if isinstance(fault, Outage):
        match, count = Match(), None
    phase = fault.phases[choice % len(fault.phases)]
    faults.add(fault, match=match, phase=phase, count=count)
    (told,) = json.loads(json.dumps(faults.told()))
    (staged,) = faults.staged
    assert from_data(told, KINDS) == staged
    assert to_data(from_data(told, KINDS)) == told
    again = faults.add(
        told["fault"],
        match=told["match"],
        phase=told["phase"],
        count=told["count"],
        seconds_late=told["seconds_late"],
    )
    assert faults.told()[1] == told | {"number": again}


@pytest.mark.parametrize(
    ("given_fault", "rest", "message"),
    [
        ({}, {}, "there is no fault of the kind None; there are answer_lost, api_version_re"),
        ({"kind": "latncy"}, {}, "there is no fault of the kind 'latncy'"),
        ({"kind": "latency"}, {}, "fault latency: seconds: Field required"),
        ({"kind": "latency", "second": 1}, {}, "there is no field second; it has seconds, real"),
        (Latency(seconds=-1), {}, "fault latency: seconds: Input should be greater than 0"),
        (ErrorPage(status=504), {}, "fault error_page: status: Input should be 500, 502 or 503"),  # type: ignore[arg-type] # the fault under test
        (Reset(share=1), {}, "fault reset: share: Input should be less than 1"),
        (Reset(at="inside"), {"phase": "before"}, "reset has no phase 'before'; it has after"),
        (Latency(seconds=1), {"phase": "late"}, "latency has no phase 'late'; it has before, aft"),
        (AnswerLost(), {"seconds_late": 3}, "seconds_late goes with the phase late, not with"),
        (AnswerLost(), {"phase": "late", "seconds_late": 0}, "seconds_late must be above 0"),
        (AnswerLost(), {"count": 0}, "count must be a number of at least 1 or None, not 0"),
        (AnswerLost(), {"match": {"nth": 0}}, "match: nth: Input should be greater than or equal"),
        (AnswerLost(), {"match": {"path": "x"}}, "match: path: Unexpected keyword argument"),
        (
            AnswerLost(),
            {"match": {"resource": "qery"}},
            "no resource 'qery'; there are",
        ),
        (ConnectionRefused(), {}, "connection_refused is the whole server's"),
    ],
)
def test_wrong_staging_is_refused_by_name(
    salesforce_org: Org, given_fault: Any, rest: dict[str, Any], message: str
) -> None:
    """What is wrong with a fault, its match, phase or count is said, and nothing is staged."""
    with pytest.raises(ValueError, match=r"\w") as refused:
        salesforce_org.faults.add(given_fault, **rest)
    assert message in str(refused.value)
    assert salesforce_org.faults.staged == ()


def test_outage_takes_no_match(salesforce: FakeSalesforce) -> None:
    """A server that is not there answers no request, so none can be picked."""
    with pytest.raises(ValueError, match="takes neither match nor count"):
        salesforce.add_fault(ConnectionRefused(), match=Match(resource="query"))
    assert salesforce.faults.staged == ()


def test_faults_are_removed_by_number(salesforce_org: Org) -> None:
    """A number names one fault, once; clear takes the rest."""
    faults = salesforce_org.faults
    first, second = faults.add(AnswerLost()), faults.add(QueryTimeout())
    faults.remove(first)
    assert [each.number for each in faults.staged] == [second]
    with pytest.raises(ValueError, match=f"there is no fault {first}"):
        faults.remove(first)
    faults.clear()
    assert faults.staged == ()
    assert faults.add(AnswerLost()) > second


def test_orgs_faults_live_in_its_file(tmp_path: Path) -> None:
    """An org that is opened again has its faults, their counters and the next draw."""
    path = tmp_path / "org.sqlite"
    occasion = Occasion("query", "GET")
    with FakeSalesforce(seed=1) as salesforce:
        org = salesforce.create_org(data=path)
        org.faults.add(Latency(seconds=1), match=Match(probability=0.5), count=20)
        before = [bool(org.faults.strike(occasion)) for _ in range(10)]
        told = org.faults.told()
        salesforce.drop_org(org)
        org = salesforce.create_org(data=path)
        assert org.faults.told() == told
        assert told[0]["fired"] == sum(before)
        after = [bool(org.faults.strike(occasion)) for _ in range(10)]
    with FakeSalesforce(seed=1) as other:
        twin = other.create_org()
        twin.faults.add(Latency(seconds=1), match=Match(probability=0.5))
        assert [bool(twin.faults.strike(occasion)) for _ in range(20)] == before + after


def test_settled_request_is_not_counted_further() -> None:
    """A fault that settles the answer hides the request from those behind; a wait does not."""
    faults = Faults(MemoryStore(), seed=b"", kinds=KINDS)
    for each in (Latency(seconds=1), QueryTimeout(), AnswerLost()):
        faults.add(each, count=1)
    occasion = Occasion("query", "GET")
    assert [e.fault.kind for e in faults.strike(occasion)] == ["latency", "query_timeout"]
    assert [e.fault.kind for e in faults.strike(occasion)] == ["answer_lost"]
    assert [e.matched for e in faults.staged] == [1, 1, 1]
