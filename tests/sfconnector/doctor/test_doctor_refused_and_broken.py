"""The doctor when a probe is refused, and when the connection itself does not work."""

from __future__ import annotations

from pathlib import Path

import pytest

from doctor_stage import ADMINISTRATOR, KEY, Patient, by_name, healthy, missing, verdicts
from fake_salesforce import FakeSalesforce
from fake_salesforce.faults import ErrorPage, ProxyPage, RequestLimitExceeded, ServerUnavailable
from sfconnector import Cause, Connector, Status, Verdict

PROBES: dict[str, dict[str, str]] = {
    **{
        each: {"resource": each}
        for each in (
            *("row_get", "describe_global", "limits", "tooling_query", "query"),
            *("report_describe", "report_query"),
        )
    },
    "describe": {"resource": "describe", "object": "Lead"},
}
"""What the doctor asks after the first call."""
FAULTS = {
    "error page": ErrorPage(status=500),
    "proxy page": ProxyPage(),
    "unavailable": ServerUnavailable(),
}


@pytest.fixture
def patient(salesforce: FakeSalesforce, tmp_path: Path) -> Patient:
    """A user with the minimum set, of an org of its own."""
    return Patient(salesforce, tmp_path)


@pytest.mark.parametrize("resource", PROBES)
@pytest.mark.parametrize("kind", FAULTS)
def test_a_probe_that_fails_accuses_nobody(patient: Patient, resource: str, kind: str) -> None:
    """One probe fails for good: nothing becomes missing, what hung on it cannot be told."""
    with patient.connected() as connector:
        whole = healthy(connector.doctor())
        # A read is tried five times, so this is one probe; a report run is tried once.
        patient.org.faults.add(FAULTS[kind], match=PROBES[resource], count=5)
        found = healthy(connector.doctor())
        (staged,) = patient.org.faults.told()
        assert connector.status().state == "active"
        assert connector.status().cause is None
    assert staged["fired"] == (1 if resource == "report_query" else 5)
    assert missing(found) == missing(whole) == set()
    before, after = verdicts(whole), verdicts(found)
    worse = {name for name in after if after[name] is not before.get(name)}
    assert {after[name] for name in worse} <= {Verdict.CANNOT_BE_TOLD}
    told_by_it = {"row_get", "describe_global", "describe", "report_describe", "report_query"}
    assert bool(worse) == (resource in told_by_it)


def test_salesforces_own_words_are_kept(patient: Patient) -> None:
    """What cannot be told says what was answered, on one line; so where the app menu is not seen.

    Which user does not see the menu no source says, so it is taken out of the whole org.
    """
    schema = patient.org.schema
    schema.restore([each for each in schema if each.name != "AppMenuItem"])
    found = by_name(patient.examined())["Lightning Support App"]
    assert found.verdict is Verdict.CANNOT_BE_TOLD
    assert "INVALID_TYPE" in found.evidence
    assert "sObject type 'AppMenuItem' is not supported" in found.evidence
    assert "\n" not in found.evidence


def test_salesforce_that_answers_nothing_gives_the_status(patient: Patient) -> None:
    """Once probe after probe is not answered, it is the connection: transient, not missing."""
    with patient.connected() as connector:
        for resource in ("describe", "describe_global"):
            patient.org.faults.add(ServerUnavailable(), match={"resource": resource})
        status = connector.doctor()
    assert isinstance(status, Status)
    assert (status.state, status.cause) == ("active", Cause.MAINTENANCE)


def test_without_a_connection_there_are_no_findings(tmp_path: Path) -> None:
    """Who has never connected is told so."""
    with Connector.open(tmp_path / "none.sqlite", key=KEY, seed=1) as connector:
        status = connector.doctor()
    assert isinstance(status, Status)
    assert status.state == "not_connected"


def test_without_the_api_there_are_no_findings(patient: Patient) -> None:
    """API Enabled taken away breaks the connection, and the status names it."""
    with patient.connected() as connector:
        patient.rights.forbid("ApiEnabled")
        status = connector.doctor()
        assert isinstance(status, Status)
        assert status.state == "disconnected"
        assert str(status.cause).startswith("api_")
        asked = len(patient.salesforce.journal.exchanges)
        assert connector.doctor() == status
        assert len(patient.salesforce.journal.exchanges) == asked


def test_with_an_expired_password_there_are_no_findings(patient: Patient) -> None:
    """The status says that the password has expired."""
    with patient.connected() as connector:
        patient.user.expire_password()
        status = connector.doctor()
    assert isinstance(status, Status)
    assert status.cause is Cause.PASSWORD_EXPIRED


def test_a_limit_that_is_reached_on_the_way_gives_the_status(patient: Patient) -> None:
    """The day's last call was one of the doctor's: the connection waits, and is not broken."""
    with patient.connected() as connector:
        fault = RequestLimitExceeded(limit="TotalRequests")
        patient.org.faults.add(fault, match={"resource": "describe", "nth": 3}, count=1)
        status = connector.doctor()
        assert isinstance(status, Status)
        assert (status.state, status.cause) == ("active", Cause.LIMIT_REACHED)
        healthy(connector.doctor())
        assert connector.status().cause is None


def test_a_session_that_ends_is_no_reason_to_disconnect(patient: Patient) -> None:
    """Reads go on with a new session; a report run, which is not repeated, cannot be told."""
    with patient.connected() as connector:
        patient.org.end_sessions()
        healthy(connector.doctor())
        patient.org.faults.add({"kind": "session_expiry"}, match={"resource": "report_query"})
        found = by_name(healthy(connector.doctor()))
        assert found["RunReports"].verdict is Verdict.CANNOT_BE_TOLD
        assert "INVALID_SESSION_ID" in found["RunReports"].evidence
        assert connector.status().state == "active"


@pytest.mark.parametrize("profile", ["Minimum Access - Salesforce", ADMINISTRATOR])
def test_nothing_is_changed_in_salesforce(
    salesforce: FakeSalesforce, tmp_path: Path, profile: str
) -> None:
    """Every request reads, and no record of the org differs afterwards, to the last column."""
    patient = Patient(salesforce, tmp_path, profile=profile)
    patient.org.create("Lead", {"LastName": "Doe", "Company": "Example"})
    with patient.connected() as connector:
        before = _records(patient)
        asked = len(salesforce.journal.exchanges)
        healthy(connector.doctor())
        assert _records(patient) == before
    sent = list(salesforce.journal.exchanges)[asked:]
    assert len(sent) <= 26
    assert {each.method for each in sent} <= {"GET", "POST"}
    assert {each.resource for each in sent if each.method == "POST"} <= {"report_query"}


def _records(patient: Patient) -> dict[str, list[tuple[object, ...]]]:
    """Return every record of the org by object; what the fake keeps besides has an underscore.

    UserRecordAccess has no records: its rows are made for the query that asks.
    """
    with patient.org.database.read() as connection:
        names = [
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not row[0].startswith(("_", "sqlite_", "UserRecordAccess"))
        ]
        assert {"Lead", "Report", "User", "LoginHistory"} <= set(names)
        return {
            name: [tuple(row) for row in connection.execute(f'SELECT * FROM "{name}"')]
            for name in names
        }
