"""The doctor when Salesforce answers what nobody expects: no crash, and nobody is accused."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripted_wire import INSTANCE, StandingClock, json_answer
from sfconnector import Verdict
from sfconnector.doctor import reading
from sfconnector.doctor.examination import examine
from sfconnector.salesforce.exchange import Answer, Request
from sfconnector.salesforce.grant import FixedAuthority, Grant
from sfconnector.salesforce.session import Session
from sfconnector.secret import Secret

ROOT = json_answer({"identity": f"{INSTANCE}/id/00D000000000001EAA/005000000000001AAA"})
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("Id", "Name", "records", "done", "sobjects", "fields", "reportMetadata"),
                    *("PermissionSet", "ProfileId", "LoginTime", "OwnerId", "Max", "name"),
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


class OddWire:
    """Answers the first call rightly, and every other one with the same odd body."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self.asked: list[Request] = []

    def exchange(
        self, request: Request, *, base_url: str, session_id: Secret | None = None
    ) -> Answer:
        """Answer."""
        assert base_url == INSTANCE
        assert session_id is not None
        self.asked.append(request)
        if len(self.asked) == 1:
            return ROOT
        return Answer(200, {"Content-Type": "application/json"}, self._body)

    def close(self) -> None:
        """Nothing is open."""


def examined(body: bytes) -> None:
    """Examine an organization that answers so, and hold the doctor to what it may say."""
    wire = OddWire(body)
    clock = StandingClock()
    session = Session(
        wire,
        FixedAuthority(Grant(Secret("00D!session"), INSTANCE)),
        clock=clock,
        chance=random.Random(1),  # noqa: S311 - jitter
        emit=lambda _: None,
    )
    found = examine(reading.read_all(session, clock, instance_url=INSTANCE), used={})
    told = {each.name: each.verdict for each in found.findings}
    assert told["ApiEnabled"] is Verdict.GRANTED
    assert told["Lead.Email edit"] is Verdict.CANNOT_BE_TOLD
    assert "00D!session" not in repr(found)
    assert all(each.method == "GET" or "reports/query" in each.path for each in wire.asked)


@given(VALUES)
def test_odd_json_does_not_stop_the_doctor(value: object) -> None:
    """Whatever JSON comes, the examination is made; what is not understood cannot be told."""
    examined(json.dumps(value).encode())


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b"[]", b"{}", b'{"done": true, "records": [{}]}']
)
def test_odd_bytes_do_not_stop_the_doctor(body: bytes) -> None:
    """Nor does a body that is no JSON at all."""
    examined(body)
