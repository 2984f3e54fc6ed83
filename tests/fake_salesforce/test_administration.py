"""What is done to a whole org: closed, moved, refreshed; and what SetupAuditTrail tells of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from fake_clients import (
    EXPIRED_SESSION,
    ApiClient,
    element,
    oauth_login,
    session_of,
    soap_login,
)
from fake_salesforce import FakeSalesforce, Org, User, ids
from fake_salesforce.errors import DuplicateUsernameError, InvalidEmailAddressError
from fake_salesforce.org import LoginStatus


def _audit(org: Org, action: str) -> list[object]:
    rows = org.query(f"SELECT Display FROM SetupAuditTrail WHERE Action = '{action}' ORDER BY Id")
    return [each["Display"] for each in rows]


def test_lock_ends_and_comes_off(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """A locked org ends sessions and refuses logins; unlocked, it takes the same secret."""
    api = ApiClient(salesforce.url, session_of(salesforce.url, user))
    salesforce_org.lock()
    assert api.get("sobjects").json() == EXPIRED_SESSION
    assert soap_login(salesforce.url, user.username, user.secret).status_code == 500
    salesforce_org.unlock()
    assert soap_login(salesforce.url, user.username, user.secret).status_code == 200
    api.close()


def test_trial_ends_on_its_day(salesforce_org: Org, user: User) -> None:
    """A trial of thirty days is over at their very end, and Organization tells the instant."""
    salesforce_org.start_trial(days=30)
    salesforce_org.clock.advance(days=29, hours=23, minutes=59, seconds=59)
    assert salesforce_org.log_in(user.id, user.secret) is LoginStatus.SUCCESS
    salesforce_org.clock.advance(seconds=1)
    assert salesforce_org.log_in(user.id, user.secret) is LoginStatus.TRIAL_EXPIRED
    [organization] = salesforce_org.query("SELECT TrialExpirationDate FROM Organization")
    stamp = salesforce_org.clock.now().strftime("%Y-%m-%dT%H:%M:%S.000+0000")
    assert organization == {"TrialExpirationDate": stamp}


def test_refreshed_sandbox_is_another_org(salesforce: FakeSalesforce) -> None:
    """A refresh changes the id, every name and every secret; the records stay."""
    with salesforce.create_org("Sandbox", is_sandbox=True) as org:
        user = org.create_user("tester@example.com", email="t@example.com")
        lead = org.create("Lead", {"LastName": "Doe", "Company": "Example"})
        app = org.connected_apps.default
        refresh_token = app.issue_refresh_token(user)
        api = ApiClient(salesforce.url, session_of(salesforce.url, user))
        old_id = org.id
        org.refresh_sandbox("uat")
        assert org.id != old_id
        assert ids.is_id(org.id)
        assert api.get("sobjects").json() == EXPIRED_SESSION
        assert app.user_of_refresh_token(refresh_token) is None
        for name in ("tester@example.com", "tester@example.com.uat"):
            assert soap_login(salesforce.url, name, user.secret).status_code == 500
        again = org.user("tester@example.com.uat")
        answer = soap_login(salesforce.url, again.username, again.secret).text
        assert element(answer, "organizationId") == org.id
        assert element(answer, "sessionId").startswith(org.id[:15])
        assert element(answer, "userEmail") == "t@example.com.invalid"
        assert element(answer, "userId") == user.id
        assert org.query("SELECT Id FROM Lead") == [{"Id": lead}]
        api.close()


def test_second_refresh_is_yet_another_org(salesforce: FakeSalesforce) -> None:
    """Refreshed twice, a sandbox has a third id, and its names one suffix."""
    with salesforce.create_org("Sandbox", is_sandbox=True) as org:
        org.create_user("tester@example.com")
        seen = [org.id]
        for _ in range(2):
            org.refresh_sandbox()
            seen.append(org.id)
        assert len(set(seen)) == 3
        assert org.user("tester@example.com.dev").username == "tester@example.com.dev"
        token = oauth_login(
            salesforce.url, org, "tester@example.com.dev", org.user("tester@example.com.dev").secret
        ).json()["access_token"]
        assert token.startswith(org.id[:15])


def test_only_a_sandbox_is_refreshed(salesforce_org: Org, salesforce: FakeSalesforce) -> None:
    """A production org, or a name that is none, is refused, and nothing changes."""
    before = salesforce_org.id
    with pytest.raises(ValueError, match="is no sandbox: create_org"):
        salesforce_org.refresh_sandbox()
    assert salesforce_org.id == before
    with (
        salesforce.create_org("Sandbox", is_sandbox=True) as org,
        pytest.raises(ValueError, match="names no sandbox"),
    ):
        org.refresh_sandbox("two words")


def test_my_domain_moves_and_the_id_stays(salesforce_org: Org) -> None:
    """Another My Domain is kept, the id stays, and a label that is none is refused."""
    before = salesforce_org.id
    assert salesforce_org.my_domain.startswith("example-org-")
    salesforce_org.change_my_domain("acme-emea")
    assert (salesforce_org.my_domain, salesforce_org.id) == ("acme-emea", before)
    for label in ("Acme", "acme.emea", "-acme", ""):
        with pytest.raises(ValueError, match="must be None or a label"):
            salesforce_org.change_my_domain(label)
    assert salesforce_org.my_domain == "acme-emea"


def test_login_leads_to_another_org(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """After a move the same name and secret log in to another organization."""
    other = salesforce.create_org("Other")
    moved = user.move_to(other)
    assert (moved.username, moved.secret) == ("caller@example.com", user.secret)
    answer = soap_login(salesforce.url, "caller@example.com", moved.secret).text
    assert element(answer, "organizationId") == other.id != salesforce_org.id
    assert element(answer, "userId") == moved.id
    assert user.username == "caller@example.com.moved"
    assert salesforce_org.log_in(user.id, user.secret) is LoginStatus.SUCCESS
    salesforce.drop_org(other)


def test_move_that_is_refused_moves_nothing(
    salesforce: FakeSalesforce, salesforce_org: Org, monkeypatch: pytest.MonkeyPatch, user: User
) -> None:
    """If the other org refuses the user, the login stays where it was."""
    other = salesforce.create_org("Other")
    monkeypatch.setattr(
        other, "create_user", lambda username: other.create("User", {"Username": username})
    )
    with pytest.raises(Exception, match="Required fields are missing"):
        user.move_to(other)
    assert user.username == "caller@example.com"
    assert salesforce_org.users.id_of("caller@example.com") == user.id
    salesforce.drop_org(other)


def test_renaming_and_another_address(salesforce_org: Org, user: User) -> None:
    """A user gets another name and address; a name that is taken and no address are refused."""
    other = salesforce_org.create_user("other@example.com")
    user.rename("renamed@example.org")
    user.change_email("somebody@example.org")
    [record] = salesforce_org.query(f"SELECT Username, Email FROM User WHERE Id = '{user.id}'")
    assert record == {"Username": "renamed@example.org", "Email": "somebody@example.org"}
    with pytest.raises(DuplicateUsernameError):
        user.rename(other.username)
    with pytest.raises(InvalidEmailAddressError):
        user.change_email("nowhere")
    assert user.username == "renamed@example.org"


def test_rules_of_a_profile_are_lifted(salesforce_org: Org, user: User) -> None:
    """Login hours and ranges that are set to nothing restrict nobody any more."""
    profile = "System Administrator"
    salesforce_org.restrict_login_ips(profile, "203.0.113.7")
    salesforce_org.restrict_login_ips(profile)
    salesforce_org.restrict_login_hours(profile, monday="closed", sunday="closed")
    salesforce_org.restrict_login_hours(profile)
    assert salesforce_org.log_in(user.id, user.secret) is LoginStatus.SUCCESS
    salesforce_org.trust_network("127.0.0.1")
    assert salesforce_org.log_in(user.id, user.password) is LoginStatus.SUCCESS
    salesforce_org.distrust_networks()
    assert salesforce_org.log_in(user.id, user.password) is LoginStatus.TOKEN_REQUIRED


def test_wrong_rules_are_refused_whole(salesforce_org: Org) -> None:
    """A profile, weekday or range that does not exist is named, and nothing is kept."""
    with pytest.raises(ValueError, match="there is no profile 'Nobody'"):
        salesforce_org.restrict_login_ips("Nobody", "203.0.113.7")
    with pytest.raises(ValueError, match="'someday' is no weekday; there are monday"):
        salesforce_org.restrict_login_hours("Standard User", someday="closed")
    with pytest.raises(ValueError, match="is no range of addresses"):
        salesforce_org.trust_network("203.0.113.7", "here")
    assert not salesforce_org.logins.trusted_networks()
    assert _audit(salesforce_org, "networkAccessAdded") == []


def test_policies_outlive_the_file(tmp_path: Path) -> None:
    """An org that is opened again has its networks, rules, frozen users, packages and domain."""
    path = tmp_path / "org.sqlite"
    with FakeSalesforce() as salesforce:
        org = salesforce.create_org(data=path)
        user = org.create_user("kept@example.com")
        org.trust_network("203.0.113.0/24")
        org.restrict_login_hours("Standard User", monday="closed")
        org.set_password_policy("Standard User", lockout_minutes=60)
        org.change_my_domain("kept")
        org.install_package("act-on", "1.85")
        user.freeze()
    with FakeSalesforce() as salesforce:
        org = salesforce.create_org(data=path)
        user = org.user("kept@example.com")
        assert "203.0.113.9" in org.logins.trusted_networks()
        assert org.my_domain == "kept"
        assert org.packages.installed() == {"acton": "1.85"}
        assert org.query("SELECT acton__Score__c FROM Lead") == []
        assert org.log_in(user.id, user.secret) is LoginStatus.USER_FROZEN
        other = org.create_user("other@example.com", profile="Standard User")
        assert org.password_policy_of(other.id).lockout_minutes == 60
        assert org.log_in(other.id, other.secret) is LoginStatus.RESTRICTED_TIME


def test_frozen_users_are_told(salesforce_org: Org, user: User) -> None:
    """UserLogin.IsFrozen follows freezing and unfreezing, and SetupAuditTrail has both."""
    soql = f"SELECT IsFrozen FROM UserLogin WHERE UserId = '{user.id}'"
    for act, is_frozen in ((user.freeze, True), (user.freeze, True), (user.unfreeze, False)):
        act()
        assert salesforce_org.query(soql) == [{"IsFrozen": is_frozen}]
    assert len(_audit(salesforce_org, "frozeuser")) == 2
    assert _audit(salesforce_org, "unfrozeuser") == ["Unfroze for user caller"]


def test_user_login_is_written_through_its_view(salesforce_org: Org, user: User) -> None:
    """IsFrozen and IsPasswordLocked, written into the view, freeze and unlock."""
    for _ in range(10):
        salesforce_org.log_in(user.id, "wrong")
    with salesforce_org.database.write() as connection:
        connection.execute('UPDATE "UserLogin" SET "IsFrozen" = 1, "IsPasswordLocked" = 0')
    assert salesforce_org.log_in(user.id, user.secret) is LoginStatus.USER_FROZEN
    with salesforce_org.database.write() as connection:
        connection.execute('UPDATE "UserLogin" SET "IsFrozen" = 0')
    assert salesforce_org.log_in(user.id, "wrong") is LoginStatus.INVALID_PASSWORD
    assert salesforce_org.log_in(user.id, user.secret) is LoginStatus.SUCCESS


def test_who_changed_what(salesforce: FakeSalesforce, salesforce_org: Org, user: User) -> None:
    """What a user does to users and permission sets by REST stands under his name."""
    other = salesforce_org.create_user("other@example.com")
    api = ApiClient(salesforce.url, session_of(salesforce.url, user))
    profile = salesforce_org._permission_sets.profile_id("Standard User")
    made = api.post("sobjects/PermissionSet", json={"Name": "Made", "Label": "Made"}).json()["id"]
    assignment = {"AssigneeId": other.id, "PermissionSetId": made}
    given = api.post("sobjects/PermissionSetAssignment", json=assignment).json()["id"]
    api.patch(f"sobjects/PermissionSet/{made}", json={"PermissionsApiEnabled": True})
    api.delete(f"sobjects/PermissionSetAssignment/{given}")
    api.patch(f"sobjects/User/{other.id}", json={"ProfileId": profile})
    api.patch(f"sobjects/User/{other.id}", json={"IsActive": False})
    api.delete(f"sobjects/PermissionSet/{made}")
    rows = salesforce_org.query(
        f"SELECT Action FROM SetupAuditTrail WHERE CreatedById = '{user.id}' ORDER BY Id"
    )
    assert [each["Action"] for each in rows] == [
        "PermSetCreate",
        "PermSetAssign",
        "PermSetEnableUserPerm",
        "PermSetUnassign",
        "changedprofileforuser",
        "deactivateduser",
        "PermSetDelete",
    ]
    api.close()


def test_untouched_fields_leave_no_row(salesforce_org: Org, user: User) -> None:
    """An update that changes nothing of setup is not told."""
    before = salesforce_org.query("SELECT Id FROM SetupAuditTrail")
    salesforce_org.update("User", user.id, {"Title": "Dr", "Username": user.username})
    assert salesforce_org.query("SELECT Id FROM SetupAuditTrail") == before


def test_policies_are_told_by_section(salesforce_org: Org) -> None:
    """Password policies and session settings are told, a switch of ours is not."""
    salesforce_org.settings.lockout_minutes = 30
    salesforce_org.settings.session_timeout_minutes = 60
    salesforce_org.settings.source_ip = "203.0.113.7"
    rows = salesforce_org.query("SELECT Section, Display FROM SetupAuditTrail ORDER BY Id")
    assert rows == [
        {"Section": "Password Policies", "Display": "Changed lockout_minutes to 30"},
        {"Section": "Session Settings", "Display": "Changed session_timeout_minutes to 60"},
    ]


def test_no_secret_in_the_audit_trail(salesforce_org: Org, user: User) -> None:
    """Neither a password nor a token nor a code nor its key is told."""
    user.set_password("another1password")
    salesforce_org.passwords.set(user.id, "third1password", by=user.id)
    user.require_mfa()
    told = str(salesforce_org.query("SELECT Display FROM SetupAuditTrail"))
    for secret in ("another1password", "third1password", user.code, user.authenticator_key):
        assert secret not in told


def test_user_sees_what_is_shared_only(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """Restricted to what is shared, a user sees his own leads only, whatever his sets gave him."""
    wide = salesforce_org.permission_set("Wide")
    wide.grant("Lead", "view_all", "modify_all")
    user.assign(wide)
    own = salesforce_org.create("Lead", {"LastName": "A", "Company": "E", "OwnerId": user.id})
    salesforce_org.create("Lead", {"LastName": "B", "Company": "E"})
    api = ApiClient(salesforce.url, session_of(salesforce.url, user))
    assert api.query("SELECT Id FROM Lead").json()["totalSize"] == 2
    user.restrict_to_shared("Lead")
    [seen] = api.query("SELECT Id FROM Lead").json()["records"]
    assert seen["Id"] == own
    api.close()
    with pytest.raises(ValueError, match=r"Task|default"):
        user.restrict_to_shared("Task")
