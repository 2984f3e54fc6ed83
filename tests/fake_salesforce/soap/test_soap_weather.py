"""SOAP calls under faults and in read-only mode: what strikes a call, and what passes it by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_clients import element, session_of
from fake_salesforce import FakeSalesforce, Org, User
from fake_salesforce.faults import (
    Match,
    Occasion,
    RequestLimitExceeded,
    SessionExpiry,
    UnableToLockRow,
)
from fake_salesforce.soap.calls import CALLS
from fake_salesforce.soap.glance import Glance, glance
from soap_calls import call_envelope, soap_call

READS = {"login", "logout", "getUserInfo", "getServerTimestamp"}


def _lead(org: Org) -> str:
    return org.create("Lead", {"LastName": "Doe", "Company": "Example"})


def _code(salesforce: FakeSalesforce, session_id: str, name: str, **arguments: str) -> str:
    """Return the exceptionCode of a call's fault, or ``done``."""
    answer = soap_call(salesforce.url, name, session_id, **arguments)
    return "done" if answer.status_code == 200 else element(answer.text, "exceptionCode")


def test_fault_of_an_object_strikes_calls_about_it(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """A match on an object means SOAP calls that name its records, by id or by type."""
    session_id, lead = session_of(salesforce.url, user), _lead(salesforce_org)
    contact = salesforce_org.create("Contact", {"LastName": "Doe"})
    salesforce_org.faults.add(UnableToLockRow(), match=Match(object="Lead"))
    converts = {"leadConverts": "", "leadId": lead}
    assert _code(salesforce, session_id, "delete", ids=lead) == "UNABLE_TO_LOCK_ROW"
    assert _code(salesforce, session_id, "convertLead", **converts) == "UNABLE_TO_LOCK_ROW"
    assert _code(salesforce, session_id, "delete", ids=contact) == "done"
    assert _code(salesforce, session_id, "getUserInfo") == "done"
    assert salesforce_org.query("SELECT Id FROM Lead") == [{"Id": lead}]
    [fault] = salesforce_org.faults.staged
    assert fault.fired == 2


def test_merge_is_about_the_type_of_its_master() -> None:
    """The type of a merge's master is told, as an element or as an attribute."""
    for master in ("<type>Lead</type>", "<urn:type xmlns:u='x'>Lead</urn:type>"):
        seen = glance(f"<Body><merge><masterRecord>{master}</masterRecord></merge></Body>".encode())
        assert (seen.call, seen.object_named(lambda _: "Contact")) == ("merge", "Lead")
    typed = glance(
        b'<e:Body><m:merge><m:masterRecord xsi:type="urn:Account"><Id/></m:masterRecord>'
    )
    assert typed.type_name == "Account"


def test_limit_and_session_faults_strike_soap_calls(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """A used-up limit and an ended session concern SOAP calls as they do REST; a login is none."""
    salesforce_org.faults.add(RequestLimitExceeded(), match=Match(username=user.username), count=1)
    session_id = session_of(salesforce.url, user)
    assert _code(salesforce, session_id, "getUserInfo") == "REQUEST_LIMIT_EXCEEDED"
    assert _code(salesforce, session_id, "getUserInfo") == "done"
    salesforce_org.faults.add(SessionExpiry(), count=1)
    assert _code(salesforce, session_id, "getUserInfo") == "INVALID_SESSION_ID"
    assert _code(salesforce, session_id, "getUserInfo") == "INVALID_SESSION_ID"


def test_read_only_mode_refuses_soap_calls_that_write(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """Whatever writes is refused as it is through REST; logins and what only reads go on."""
    lead = _lead(salesforce_org)
    salesforce_org.settings.availability = "read_only"
    session_id = session_of(salesforce.url, user)
    for each in CALLS:
        if each.name not in READS:
            code = _code(salesforce, session_id, each.name, ids=lead, userId=user.id)
            assert code == "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE", each.name
    for name in ("getUserInfo", "getServerTimestamp", "logout"):
        assert _code(salesforce, session_id, name) == "done"
    assert salesforce_org.query("SELECT Id FROM Lead") == [{"Id": lead}]


@pytest.mark.parametrize("call", CALLS, ids=lambda each: each.name)
def test_a_call_that_writes_can_meet_a_lock(call: object) -> None:
    """The faults and read-only mode agree about which calls write."""
    name = str(getattr(call, "name", ""))
    occasion = Occasion(resource="soap", method="POST", soap_call=name)
    assert UnableToLockRow().concerns(occasion) is (name not in READS)
    assert occasion.writes is bool(getattr(call, "writes", False))
    assert occasion.is_api_call is (name != "login")


@given(st.binary(max_size=300))
def test_a_glance_never_fails(body: bytes) -> None:
    """What is no envelope says something or nothing, and is refused elsewhere."""
    assert isinstance(glance(body), Glance)


@given(st.from_regex(r"00D[0-9A-Za-z]{12}![0-9A-Za-z_.]{8,40}", fullmatch=True))
def test_a_glance_finds_the_session(session_id: str) -> None:
    """The session of a SessionHeader is told, and the call beside it."""
    seen = glance(call_envelope("logout", session_id, {}).encode())
    assert (seen.call, seen.session_id) == ("logout", session_id)
