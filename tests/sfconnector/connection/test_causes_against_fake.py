from __future__ import annotations

from pathlib import Path

import pytest

from connection_stage import (
    METHODS,
    PASSWORD_METHODS,
    PROFILE,
    TROUBLES,
    ConnectionStage,
    KeyPair,
)
from fake_salesforce import FakeSalesforce
from sfconnector.connection.causes import EXPLANATIONS, Cause, Effect, Heals
from sfconnector.connection.diagnosis import MOST_CANDIDATES
from sfconnector.connection.status import Status


def _may_be(status: Status) -> set[Cause]:
    assert status.cause is not None
    if not status.candidates:
        return {status.cause}
    assert len(status.candidates) <= MOST_CANDIDATES
    assert status.candidates[0].causes[0] is status.cause
    assert all(each.tell_apart.endswith(".") for each in status.candidates)
    return {cause for each in status.candidates for cause in each.causes}


@pytest.mark.parametrize("method", METHODS)
def test_each_method_connects(
    tmp_path: Path, server: FakeSalesforce, keys: KeyPair, method: str
) -> None:
    """Each way to log in ends in an active connection as the integration user, and imports."""
    stage = ConnectionStage(tmp_path, server, keys, method=method)
    stage.org.populate(leads=3, seed=1)
    with stage.connector() as connector:
        status = stage.connect(connector)
        assert (status.state, status.cause, status.method) == ("active", None, method)
        assert status.username == stage.user.username
        assert status.organization_id == stage.org.id
        assert "Data Management" in status.next_step
        assert connector.import_list("leads").imported == 3
        assert connector.test().state == "active"


@pytest.mark.parametrize(
    ("name", "method"),
    [(name, method) for name, each in TROUBLES.items() for method in each.methods],
)
def test_the_true_cause_is_told_and_its_remedy_heals(
    tmp_path: Path, server: FakeSalesforce, keys: KeyPair, name: str, method: str
) -> None:
    """Work stops with the true cause, or with it among three; mended, the cause's remedy heals."""
    trouble = TROUBLES[name]
    stage = ConnectionStage(tmp_path, server, keys, method=method)
    with stage.connector() as connector:
        stage.connect(connector)
        trouble.breaks(stage)
        if trouble.ends_sessions:
            stage.org.end_sessions(stage.user)
        connector.import_list("leads")
        status = connector.status()
        assert status.state == "disconnected"
        assert trouble.cause in _may_be(status), status
        assert status.who
        assert status.evidence.code
        assert status.evidence.status is not None
        change = connector.history()[0]
        assert (change.to_state, change.cause) == ("disconnected", status.cause)
        assert (change.who, change.evidence) == ("sfconnector", status.evidence)

        trouble.mends(stage)
        if EXPLANATIONS[trouble.cause].heals is Heals.UPDATE_LOGIN:
            healed = connector.update_login(stage.secret(), stage.user.username)
        else:
            healed = connector.test()
        assert (healed.state, healed.cause) == ("active", None), healed


@pytest.mark.parametrize("method", PASSWORD_METHODS)
@pytest.mark.parametrize(
    "name", ["new password", "locked out", "inactive", "frozen", "second factor"]
)
def test_the_login_history_decides_where_somebody_may_read_it(
    tmp_path: Path, server: FakeSalesforce, keys: KeyPair, name: str, method: str
) -> None:
    """Another account on the organization whose user sees LoginHistory leaves nothing to guess."""
    trouble = TROUBLES[name]
    stage = ConnectionStage(tmp_path, server, keys, method=method)
    watcher = stage.org.create_user(f"watcher.{stage.org.id.lower()}@example.com")
    with stage.connector() as connector, stage.connector(account="watcher") as other:
        stage.connect(connector)
        assert stage.connect(other, watcher).state == "active"
        trouble.breaks(stage)
        stage.org.end_sessions(stage.user)
        stage.org.clock.advance(seconds=1)
        connector.import_list("leads")
        status = connector.status()
    assert (status.cause, status.candidates) == (trouble.cause, ())
    if status.evidence.text != "inactive user":  # said by the token endpoint itself
        assert status.login_status is not None


def test_a_renamed_user_is_missing_where_somebody_may_look(
    tmp_path: Path, server: FakeSalesforce, keys: KeyPair
) -> None:
    """Where another account's user sees users, a name that nobody has is hinted at."""
    stage = ConnectionStage(tmp_path, server, keys)
    watcher = stage.org.create_user(f"watcher.{stage.org.id.lower()}@example.com")
    with stage.connector() as connector, stage.connector(account="watcher") as other:
        stage.connect(connector)
        stage.connect(other, watcher)
        TROUBLES["username changed"].breaks(stage)
        stage.org.end_sessions(stage.user)
        connector.import_list("leads")
        assert any("no user of this name" in hint for hint in connector.status().hints)


def test_a_lost_right_degrades_and_the_next_run_heals(
    tmp_path: Path, server: FakeSalesforce, keys: KeyPair
) -> None:
    """P51: without Read on Lead the import stops and says so; connection and lists stay."""
    stage = ConnectionStage(tmp_path, server, keys)
    stage.org.populate(leads=3, seed=1)
    rights = stage.org.profile(PROFILE)
    rights.forbid("ViewAllData", "ModifyAllData")
    with stage.connector() as connector:
        stage.connect(connector)
        connector.import_list("leads")
        rights.revoke("Lead", "read", "create", "edit", "delete", "view_all", "modify_all")
        report = connector.import_list("leads", fields=("Email", "Title"))
        status = connector.status()
        assert (report.state, report.cause) == ("interrupted", "permission_lost")
        assert (status.state, status.cause) == ("active", "permission_lost")
        assert "Lead" in status.detail
        assert connector.test().cause is Cause.PERMISSION_LOST, "a test call proves no right"
        assert connector.list("All Leads").members == 3
        rights.grant("Lead", "read", "view_all")
        assert connector.import_list("leads", fields=("Email", "Title")).state == "complete"
        assert connector.status().cause is None


@pytest.mark.parametrize("method", METHODS)
def test_a_user_interface_factor_alarms_nobody(
    tmp_path: Path, server: FakeSalesforce, keys: KeyPair, method: str
) -> None:
    """A second factor for the user interface alone leaves API logins as they were."""
    stage = ConnectionStage(tmp_path, server, keys, method=method)
    stage.user.require_mfa(for_api=False)
    with stage.connector() as connector:
        assert stage.connect(connector).state == "active"


@pytest.mark.parametrize("method", ["jwt", "client-credentials"])
def test_other_methods_are_the_way_out(
    tmp_path: Path, server: FakeSalesforce, keys: KeyPair, method: str
) -> None:
    """Where passwords meet a second factor or no SOAP login, signed and app logins go on."""
    stage = ConnectionStage(tmp_path, server, keys, method=method)
    stage.user.require_mfa()
    stage.org.settings.soap_login_enabled = False
    stage.org.settings.username_password_flow_enabled = False
    with stage.connector() as connector:
        assert stage.connect(connector).state == "active"
        stage.org.end_sessions(stage.user)
        assert connector.test().state == "active"


def test_a_limit_pauses_and_time_heals(
    tmp_path: Path, server: FakeSalesforce, keys: KeyPair
) -> None:
    """The day's calls used up pause the work; when the day has passed it goes on by itself."""
    stage = ConnectionStage(tmp_path, server, keys)
    with stage.connector() as connector:
        stage.connect(connector)
        left = stage.org.usage.most("DailyApiRequests") - stage.org.usage.used("DailyApiRequests")
        stage.org.usage.spend("DailyApiRequests", left)
        assert connector.import_list("leads").cause == "limit_reached"
        assert connector.status().state == "active"
        stage.org.clock.advance(hours=25)
        assert connector.import_list("leads").state == "complete"
        assert connector.status().cause is None


def test_what_disconnects_has_an_actor() -> None:
    """Only what time heals is for nobody to mend."""
    for cause, explanation in EXPLANATIONS.items():
        if explanation.who.value == "nobody":
            assert explanation.effect is Effect.PAUSES, cause
            assert explanation.heals is Heals.TIME, cause
