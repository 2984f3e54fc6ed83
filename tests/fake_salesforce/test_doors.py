"""The doors: ranges, hours, the order of the checks, and what counts as a failure."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_clients import ApiClient, element, oauth_login, session_of, soap_login
from fake_salesforce import FakeSalesforce, Org, User
from fake_salesforce.access import FullAccess
from fake_salesforce.login.refused import REFUSED
from fake_salesforce.org import Door, LoginAttempt, LoginStatus
from fake_salesforce.org.doors import CHECKS, Knock, ending
from fake_salesforce.org.doors.hours import DAYS, LoginHours, minutes_of
from fake_salesforce.org.doors.networks import Address, Networks
from fake_salesforce.org.doors.secret import SecretReading
from login_stage import stage


@pytest.fixture
def salesforce() -> Iterator[FakeSalesforce]:
    """A server of its own: the clock of the shared one may stand on any weekday."""
    with FakeSalesforce() as running:
        yield running


addresses = st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6))
NOW = datetime(2020, 7, 20, 16, tzinfo=UTC)
OPEN = Knock(
    door=Door.SOAP,
    now=NOW,
    source_ip="127.0.0.1",
    organization={"TrialExpirationDate": None},
    is_org_locked=False,
    has_api=True,
    is_soap_login_enabled=True,
    is_password_flow_enabled=True,
    user={"IsActive": 1},
    is_frozen=False,
    locked_until=None,
    has_spent_logins=False,
    access=FullAccess(),
    secret=SecretReading.WITH_CODE,
    login_hours=LoginHours(),
    login_ip_ranges=Networks(),
    relaxes_ip=False,
    is_app_approved=True,
    trusted_networks=Networks(),
)
"""A knock that is let in; whoever may do everything needs a second factor, and has it."""
CLOSED: dict[LoginStatus, dict[str, object]] = {
    LoginStatus.ORGANIZATION_LOCKED: {"is_org_locked": True},
    LoginStatus.TRIAL_EXPIRED: {
        "organization": {"TrialExpirationDate": "2020-07-20T16:00:00.000+0000"}
    },
    LoginStatus.SOAP_LOGIN_DISABLED: {"is_soap_login_enabled": False},
    LoginStatus.LOGIN_RATE_EXCEEDED: {"has_spent_logins": True},
    LoginStatus.PASSWORD_LOCKOUT: {"locked_until": "9999"},
    LoginStatus.USER_INACTIVE: {"user": {"IsActive": 0}},
    LoginStatus.USER_FROZEN: {"is_frozen": True},
    LoginStatus.INVALID_PASSWORD: {"secret": SecretReading.WRONG},
    LoginStatus.RESTRICTED_TIME: {"login_hours": LoginHours(dict.fromkeys(DAYS, (0, 0)))},
    LoginStatus.RESTRICTED_IP: {"login_ip_ranges": Networks.of("203.0.113.7")},
    LoginStatus.APP_NOT_APPROVED: {"is_app_approved": False},
    LoginStatus.API_DISABLED_FOR_ORG: {"has_api": False},
}
"""What closes a door, in the order in which the checks look."""


@given(addresses, addresses, addresses)
def test_range_holds_what_lies_between(first: Address, last: Address, other: Address) -> None:
    """An address lies in a range exactly when it is of its version and between its ends."""
    if first.version != last.version or int(first) > int(last):
        with pytest.raises(ValueError, match="is no range of addresses"):
            Networks.of(f"{first}-{last}")
        return
    networks = Networks.of(f"{first}-{last}")
    assert first in networks
    assert last in networks
    is_between = other.version == first.version and int(first) <= int(other) <= int(last)
    assert (other in networks) is is_between
    assert Networks.of(*networks.texts()) == networks


@pytest.mark.parametrize("text", ["", "localhost", "10.0.0.1-", "10.0.0.1-x", "10.0.0.1/24", "1"])
def test_other_texts_are_no_ranges(text: str) -> None:
    """What is no address, network or range is refused in words that show one."""
    with pytest.raises(ValueError, match=r"write 203\.0\.113\.7, 203\.0\.113\.0/24"):
        Networks.of(text)


def test_what_is_no_address_lies_in_no_range() -> None:
    """A proxy's header can say anything; it is then nowhere."""
    assert "unknown" not in Networks.of("0.0.0.0/0")


@given(st.integers(0, 1440), st.integers(0, 1440), st.integers(0, 7 * 1440 - 1))
def test_login_hours_are_of_the_weekday_there(first: int, end: int, minute: int) -> None:
    """A day's hours begin with their first minute and end before their last, in their zone."""
    first, end = sorted((first, end))
    zone = ZoneInfo("Asia/Kolkata")
    hours = LoginHours({"wednesday": (first, end)}, zone)
    there = datetime(2020, 7, 20, tzinfo=zone) + timedelta(minutes=minute)
    is_open = there.weekday() != 2 or first <= there.hour * 60 + there.minute < end
    assert hours.allows(there.astimezone(UTC)) is is_open


def test_hours_are_read() -> None:
    """Hours are written as people write them; others are refused."""
    assert minutes_of("08:00-18:30") == (480, 1110)
    assert minutes_of("00:00-24:00") == (0, 1440)
    assert minutes_of("closed") == (0, 0)
    for text in ("8", "08:00", "18:00-08:00", "08:61-09:00", "00:00-24:01", "a-b"):
        with pytest.raises(ValueError, match="names no hours: write 08:00-18:30 or closed"):
            minutes_of(text)


def test_nothing_closed_is_a_success() -> None:
    """A knock without a reason against it is let in."""
    assert ending(OPEN) is LoginStatus.SUCCESS


@given(st.sets(st.sampled_from(list(CLOSED)), min_size=1))
def test_first_reason_counts(reasons: set[LoginStatus]) -> None:
    """Whatever reasons hold, the login ends by the one that is looked at first."""
    changes: dict[str, object] = {}
    for each in reasons:
        changes |= CLOSED[each]
    knock = dataclasses.replace(OPEN, **changes)  # type: ignore[arg-type] # fields by name
    assert ending(knock) is min(reasons, key=list(CLOSED).index)


def test_every_outcome_has_its_words() -> None:
    """Each status has a text for LoginHistory, and each but the success an answer."""
    assert {each.text for each in LoginStatus} >= {"Success", "User is frozen"}
    assert set(REFUSED) == set(LoginStatus) - {LoginStatus.SUCCESS}
    assert len(CHECKS) == len(LoginStatus) - 1


@pytest.mark.parametrize("door", [Door.OAUTH, Door.OAUTH_PASSWORD])
def test_relaxed_app_waives_ranges(salesforce_org: Org, user: User, door: Door) -> None:
    """An app that relaxes IP restrictions lets a user in from outside the profile's ranges."""
    salesforce_org.restrict_login_ips("System Administrator", "203.0.113.7")
    for relaxes_ip, status in ((False, LoginStatus.RESTRICTED_IP), (True, LoginStatus.SUCCESS)):
        attempt = LoginAttempt(door=door, relaxes_ip=relaxes_ip)
        assert salesforce_org.log_in(user.id, user.secret, attempt=attempt) is status


def test_vouched_login_asks_for_no_secret(salesforce_org: Org, user: User) -> None:
    """A login without a password is refused for what lies in the user, not for his secret."""
    attempt = LoginAttempt(door=Door.OAUTH)
    user.require_mfa()
    assert salesforce_org.log_in(user.id, None, attempt=attempt) is LoginStatus.SUCCESS
    user.freeze()
    assert salesforce_org.log_in(user.id, None, attempt=attempt) is LoginStatus.USER_FROZEN


def test_vouched_login_leaves_a_lock_out(salesforce_org: Org, user: User) -> None:
    """A login without a password neither ends a lock-out nor forgets the failures."""
    for _ in range(10):
        salesforce_org.log_in(user.id, "wrong")
    attempt = LoginAttempt(door=Door.OAUTH)
    assert salesforce_org.log_in(user.id, None, attempt=attempt) is LoginStatus.SUCCESS
    assert salesforce_org.log_in(user.id, user.secret) is LoginStatus.PASSWORD_LOCKOUT


def test_code_is_good_for_its_half_minute_and_the_next(salesforce_org: Org, user: User) -> None:
    """A code of the authenticator works while it shows and half a minute longer."""
    user.require_mfa()
    secret = user.password + user.code
    assert salesforce_org.log_in(user.id, secret) is LoginStatus.SUCCESS
    salesforce_org.clock.advance(seconds=30)
    assert salesforce_org.log_in(user.id, secret) is LoginStatus.SUCCESS
    salesforce_org.clock.advance(seconds=60)
    assert salesforce_org.log_in(user.id, secret) is LoginStatus.TWO_FACTOR_REQUIRED
    assert salesforce_org.log_in(user.id, "x" + user.code) is LoginStatus.INVALID_PASSWORD


def test_second_factor_counts_as_no_failure(salesforce_org: Org, user: User) -> None:
    """A right password without its code never locks the user out."""
    user.require_mfa()
    for _ in range(12):
        assert salesforce_org.log_in(user.id, user.secret) is LoginStatus.TWO_FACTOR_REQUIRED
    assert salesforce_org.log_in(user.id, user.password + user.code) is LoginStatus.SUCCESS


def test_code_of_who_needs_none_is_wrong(salesforce_org: Org, user: User) -> None:
    """Six digits behind the password of another user are no token."""
    secret = user.password + user.code
    assert salesforce_org.log_in(user.id, secret) is LoginStatus.INVALID_PASSWORD


def test_browser_asks_for_no_token(user: User) -> None:
    """The login page takes the bare password, and the second factor is not asked in it."""
    assert user.log_in_by_browser() is LoginStatus.SUCCESS
    assert user.log_in_by_browser("wrong") is LoginStatus.INVALID_PASSWORD
    user.require_mfa()
    assert user.log_in_by_browser() is LoginStatus.SUCCESS


def test_api_only_user_has_no_browser(salesforce_org: Org, user: User) -> None:
    """An API Only User is refused the login page, and LoginHistory says why."""
    salesforce_org.profile("System Administrator").allow("ApiUserOnly")
    assert user.log_in_by_browser() is LoginStatus.API_ONLY_USER
    [row] = salesforce_org.query("SELECT Status, LoginType FROM LoginHistory")
    assert row == {"Status": "Failed: API-only user", "LoginType": "Application"}


def test_login_rate_lasts_an_hour(salesforce_org: Org, user: User) -> None:
    """After the rate every login is refused for an hour, and then the count begins anew."""
    salesforce_org.limits.logins_per_hour = 3
    for _ in range(2):
        for _ in range(3):
            assert salesforce_org.log_in(user.id, user.secret) is LoginStatus.SUCCESS
        salesforce_org.clock.advance(minutes=59)
        for minutes in (0, 59):
            salesforce_org.clock.advance(minutes=minutes)
            status = salesforce_org.log_in(user.id, user.secret)
            assert status is LoginStatus.LOGIN_RATE_EXCEEDED
        salesforce_org.clock.advance(minutes=1)


def test_login_rate_is_the_users_own(salesforce_org: Org, user: User) -> None:
    """What one user spends, another does not miss."""
    other = salesforce_org.create_user("other@example.com")
    salesforce_org.limits.logins_per_hour = 1
    for each in (user, other):
        assert salesforce_org.log_in(each.id, each.secret) is LoginStatus.SUCCESS
        assert salesforce_org.log_in(each.id, each.secret) is LoginStatus.LOGIN_RATE_EXCEEDED


def test_forwarded_address_counts_only_where_it_is_believed(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """X-Forwarded-For is the caller's address where the switch is on, the socket's elsewhere."""
    salesforce_org.trust_network("203.0.113.0/24")
    attempt = LoginAttempt(source_ip="127.0.0.1", forwarded_for="203.0.113.7, 10.0.0.1")
    for believes, status in ((False, LoginStatus.TOKEN_REQUIRED), (True, LoginStatus.SUCCESS)):
        salesforce_org.settings.believes_forwarded_for = believes
        assert salesforce_org.log_in(user.id, user.password, attempt=attempt) is status
    rows = salesforce_org.query("SELECT SourceIp FROM LoginHistory ORDER BY Id")
    assert [each["SourceIp"] for each in rows] == ["127.0.0.1", "203.0.113.7"]
    salesforce_org.settings.lock_sessions_to_ip = True
    api = ApiClient(salesforce.url, session_of(salesforce.url, user))
    assert api.get("sobjects").status_code == 200
    elsewhere = api.get("sobjects", headers={"X-Forwarded-For": "203.0.113.7"})
    assert elsewhere.json()[0]["errorCode"] == "INVALID_SESSION_ID"
    api.close()


def test_locked_session_is_not_given_out_elsewhere(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """Where sessions are locked, the same client gets another one from another address."""
    salesforce_org.settings.lock_sessions_to_ip = True
    first = session_of(salesforce.url, user)
    assert session_of(salesforce.url, user) == first
    salesforce_org.settings.source_ip = "203.0.113.7"
    second = session_of(salesforce.url, user)
    assert second != first
    api = ApiClient(salesforce.url, second)
    assert api.get("sobjects").status_code == 200
    api.close()


@pytest.mark.parametrize("letter", ["u", "c"])
@pytest.mark.parametrize("situation", ["outside the login hours", "frozen user", "org locked"])
def test_both_wsdls_refuse_alike(
    salesforce: FakeSalesforce, user: User, situation: str, letter: str
) -> None:
    """Partner and Enterprise give a refusal the same code."""
    stage(user, situation)
    answer = soap_login(salesforce.url, user.username, user.secret, letter=letter)
    assert answer.status_code == 500
    codes = {"frozen user": "INVALID_LOGIN", "org locked": "ORG_LOCKED"}
    code = codes.get(situation, "LOGIN_DURING_RESTRICTED_TIME")
    assert element(answer.text, "sf:exceptionCode") == code


def test_add_on_brings_the_api(salesforce: FakeSalesforce) -> None:
    """A Professional Edition that has bought the API is let in."""
    with salesforce.create_org("Small", edition="Professional Edition") as org:
        user = org.create_user("small@example.com")
        assert soap_login(salesforce.url, user.username, user.secret).status_code == 500
        org.settings.api_add_on = True
        assert soap_login(salesforce.url, user.username, user.secret).status_code == 200
        assert oauth_login(salesforce.url, org, user.username, user.secret).status_code == 200
