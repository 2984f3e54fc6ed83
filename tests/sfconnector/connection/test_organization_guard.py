from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connection_stage import ConnectionStage, KeyPair
from fake_salesforce import FakeSalesforce
from scripted_wire import START
from sfconnector.connection.causes import Cause
from sfconnector.connection.organization_guard import Guard, difference, domain
from sfconnector.connection.roles import ActingUser, Role
from sfconnector.errors import InputError, RoleError
from sfconnector.salesforce.grant import Grant, Login
from sfconnector.secret import Secret
from sfconnector.store.connections import ConnectionRow

SUPPORT = ActingUser("support", Role.SUPPORT)
IDS = st.sampled_from(["00D000000000001EAA", "00D000000000001", "00D000000000002EAA"])
NAMES = st.sampled_from(
    ["", "a@example.com", "B@EXAMPLE.com", "a@example.org", "a@example.com.uat", "a"]
)


@given(IDS, IDS, NAMES, NAMES, NAMES, NAMES, st.sampled_from(Guard))
def test_what_counts_as_a_switch(  # noqa: PLR0917 - one for each thing that is compared
    bound: str, offered: str, was: str, now: str, mail: str, mail_now: str, guard: Guard
) -> None:
    """Another id always does; with strict another domain too, where both are known (P44)."""
    row = ConnectionRow(
        state="active",
        since=START,
        username="x",
        login_url="y",
        organization_id=bound,
        bound_username=was,
        bound_email=mail,
    )
    login = Login(Grant(Secret("s"), "https://na1.example.com"), now, mail_now, "005", offered)
    found = difference(row, login, guard)
    if bound[:15] != offered[:15]:
        assert found is not None
        assert found.what == "organization id"
    elif guard is Guard.IDENTITY:
        assert found is None
    else:
        pairs = ((was, now), (mail, mail_now))
        expected = any(one and two and domain(one) != domain(two) for one, two in pairs)
        assert (found is not None) == expected


def test_an_account_not_bound_yet_takes_any_organization(
    tmp_path: Path, server: FakeSalesforce, keys: KeyPair
) -> None:
    """The first organization binds."""
    stage = ConnectionStage(tmp_path, server, keys)
    with stage.connector() as connector:
        assert connector.organization().organization_id is None
        stage.connect(connector)
        assert connector.organization().organization_id == stage.org.id


def test_a_changed_domain_stops_and_support_confirms(
    tmp_path: Path, server: FakeSalesforce, keys: KeyPair
) -> None:
    """Same id, other domain: stopped, said to be safe, confirmed by support, healed by a test."""
    stage = ConnectionStage(tmp_path, server, keys)
    with stage.connector() as connector, stage.connector(acting=SUPPORT) as support:
        stage.connect(connector)
        stage.user.change_email("integration@other.example")
        stage.org.end_sessions(stage.user)
        assert connector.import_list("leads").cause == "organization_switched"
        status = connector.status()
        assert (status.state, status.cause) == ("disconnected", Cause.ORGANIZATION_SWITCHED)
        assert status.who == "support"
        assert "same organization" in status.detail
        offered = connector.organization().offered
        assert offered is not None
        assert offered.email == "integration@other.example"

        with pytest.raises(RoleError, match="Support"):
            connector.confirm_organization(stage.org.id, reason="moved")
        with pytest.raises(InputError, match="reason"):
            support.confirm_organization(stage.org.id, reason=" ")
        with pytest.raises(InputError, match="not to"):
            support.confirm_organization("00D000000000009EAA", reason="moved")
        with pytest.raises(InputError, match="same organization"):
            support.rebind_organization(stage.org.id, reason="moved")
        support.confirm_organization(stage.org.id, reason="the company was renamed")
        change = connector.history()[0]
        assert (change.who, change.act) == ("support", "confirm_organization")
        assert change.note == "the company was renamed"
        assert connector.test().state == "active"
        assert connector.organization().email == "integration@other.example"


def test_identity_lets_a_changed_domain_pass(
    tmp_path: Path, server: FakeSalesforce, keys: KeyPair
) -> None:
    """On request the organization id alone counts."""
    stage = ConnectionStage(tmp_path, server, keys)
    with stage.connector(guard="identity") as connector:
        stage.connect(connector)
        stage.user.change_email("integration@other.example")
        stage.org.end_sessions(stage.user)
        assert connector.test().state == "active"


def test_a_moved_domain_is_no_switch(tmp_path: Path, server: FakeSalesforce, keys: KeyPair) -> None:
    """A changed My Domain with the same id is found again by one login (P44)."""
    stage = ConnectionStage(tmp_path, server, keys)
    with stage.connector() as connector:
        stage.connect(connector)
        stage.org.change_my_domain("renamed")
        assert connector.test().state == "active"
        assert connector.import_list("leads").state == "complete"


def test_another_organization_is_bound_by_support_alone(
    tmp_path: Path, server: FakeSalesforce, keys: KeyPair
) -> None:
    """The login moves to another org: nothing is read; rebound, old lists are kept apart (P44)."""
    stage = ConnectionStage(tmp_path, server, keys)
    stage.org.populate(leads=3, seed=1)
    with stage.connector() as connector, stage.connector(acting=SUPPORT) as support:
        stage.connect(connector)
        connector.import_list("leads")
        with server.create_org("Another Org") as other:
            other.populate(leads=5, seed=2)
            stage.user = stage.user.move_to(other)
            stage.org.end_sessions()
            before = len(server.journal.exchanges)
            assert connector.import_list("leads").cause == "organization_switched"
            read = [
                each
                for each in server.journal.exchanges[before:]
                if each.resource != "soap" and each.status == 200
            ]
            assert read == []
            assert connector.list("All Leads").members == 3
            with pytest.raises(InputError, match="another organization"):
                support.confirm_organization(other.id, reason="x")
            status = support.rebind_organization(other.id, reason="bought another org")
            assert status.state == "not_connected"
            assert stage.connect(connector).organization_id == other.id
            with pytest.raises(InputError, match="has left"):
                connector.import_list("leads")
            assert connector.import_list("leads", name="New Leads").imported == 5
            assert connector.list("All Leads").members == 3
            (archived,) = connector.organization().archived
            assert (archived.organization_id, archived.archived_by) == (stage.org.id, "support")


@pytest.mark.parametrize("method", ["oauth-password", "jwt"])
def test_another_organization_is_not_asked_whose_token_it_is(
    tmp_path: Path, server: FakeSalesforce, keys: KeyPair, method: str
) -> None:
    """A token names its organization: of another one nothing is read, not even its user."""
    stage = ConnectionStage(tmp_path, server, keys, method=method)
    with stage.connector() as connector, server.create_org("Another Org") as other:
        stage.connect(connector)
        stage.user = stage.user.move_to(other)
        stage.org.end_sessions()
        before = len(server.journal.exchanges)
        assert connector.import_list("leads").cause == "organization_switched"
        stage.connect(connector)
        assert connector.status().cause == "organization_switched"
        sent = [each.resource for each in server.journal.exchanges[before:] if each.status == 200]
        assert sent == ["oauth_token"] * 2
        offered = connector.organization().offered
        assert offered is not None
        assert (offered.organization_id, offered.username) == (other.id, stage.user.username)


def test_rebinding_lets_no_third_organization_in(
    tmp_path: Path, server: FakeSalesforce, keys: KeyPair
) -> None:
    """After rebinding only the organization that support named may be connected."""
    stage = ConnectionStage(tmp_path, server, keys)
    with (
        stage.connector() as connector,
        stage.connector(acting=SUPPORT) as support,
        server.create_org("Second") as second,
        server.create_org("Third") as third,
    ):
        stage.connect(connector)
        stage.connect(connector, second.create_user("second@example.com"))
        support.rebind_organization(second.id, reason="second")
        status = stage.connect(connector, third.create_user("third@example.com"))
        assert status.cause is Cause.ORGANIZATION_SWITCHED


def test_a_refreshed_sandbox_is_told_as_such(
    tmp_path: Path, server: FakeSalesforce, keys: KeyPair
) -> None:
    """After a refresh the old login is refused with the refresh among the candidates."""
    stage = ConnectionStage(tmp_path, server, keys, is_sandbox=True)
    with stage.connector() as connector:
        assert stage.connect(connector).state == "active"
        stage.org.refresh_sandbox()
        connector.import_list("leads")
        status = connector.status()
        assert status.state == "disconnected"
        causes = {cause for each in status.candidates for cause in each.causes}
        assert Cause.SANDBOX_REFRESHED in causes


@pytest.mark.parametrize("is_sandbox", [True, False])
def test_each_environment_has_its_connector(
    tmp_path: Path, server: FakeSalesforce, keys: KeyPair, *, is_sandbox: bool
) -> None:
    """A sandbox behind production's connector is refused, and the other way round (P44)."""
    stage = ConnectionStage(tmp_path, server, keys, is_sandbox=is_sandbox)
    other = "production" if is_sandbox else "sandbox"
    with stage.connector() as connector, stage.connector(environment=other) as wrong:
        status = stage.connect(wrong)
        assert (status.state, status.cause) == ("disconnected", Cause.WRONG_ENVIRONMENT)
        assert stage.connect(connector).state == "active"
        assert wrong.status().state == "disconnected", "the two share nothing"
