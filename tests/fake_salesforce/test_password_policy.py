"""The password policy: what a new password must be like, and whose policy holds."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_clients import ApiClient
from fake_salesforce import FakeSalesforce, Org, User
from fake_salesforce.errors import InvalidNewPasswordError
from fake_salesforce.org import LoginStatus
from fake_salesforce.org.password_policy import PasswordPolicy

WANTED: tuple[tuple[str, ...], ...] = (
    (),
    (string.ascii_letters, string.digits),
    (string.ascii_letters, string.digits, "!#"),
    (string.digits, string.ascii_uppercase, string.ascii_lowercase),
    (string.digits, string.ascii_uppercase, string.ascii_lowercase, "!#"),
)
"""The alphabets of which each complexity wants a character."""


def _is_taken(policy: PasswordPolicy, password: str) -> bool:
    try:
        policy.check(password, own_words=(), is_former=lambda *_: False)
    except InvalidNewPasswordError:
        return False
    return True


@given(st.text("abXY12!#", min_size=1, max_size=12), st.integers(0, 4), st.integers(5, 10))
def test_length_and_complexity_decide(password: str, complexity: int, length: int) -> None:
    """A password is taken exactly when it is long enough and has what its complexity wants."""
    policy = PasswordPolicy(
        password_expires_in_days=90,
        maximum_invalid_logins=10,
        lockout_minutes=15,
        password_history=0,
        minimum_password_length=length,
        minimum_password_lifetime_days=0,
        password_complexity=complexity,
    )
    has_all = all(set(password) & set(alphabet) for alphabet in WANTED[complexity])
    assert _is_taken(policy, password) is (len(password) >= length and has_all)


def test_own_names_are_easy(salesforce_org: Org) -> None:
    """A user's own name is too easy, whatever its case."""
    salesforce_org.settings.password_complexity = 0
    user = salesforce_org.create_user("somebody@example.com", last_name="Featherstone")
    for easy in ("featherstone", "Password", "SOMEBODY@example.com"):
        with pytest.raises(InvalidNewPasswordError, match="cannot be easy to guess"):
            salesforce_org.passwords.set(user.id, easy, by=user.id)


def test_history_is_as_long_as_it_is_told(salesforce_org: Org, user: User) -> None:
    """The last so many passwords cannot be taken again, older ones can."""
    salesforce_org.settings.password_history = 2
    first = "first1password"
    salesforce_org.passwords.set(user.id, first, by=user.id)
    with pytest.raises(InvalidNewPasswordError, match="invalid repeated password"):
        salesforce_org.passwords.set(user.id, first, by=user.id)
    salesforce_org.passwords.set(user.id, "second2password", by=user.id)
    with pytest.raises(InvalidNewPasswordError, match="invalid repeated password"):
        salesforce_org.passwords.set(user.id, first, by=user.id)
    salesforce_org.passwords.set(user.id, "third3password", by=user.id)
    salesforce_org.passwords.set(user.id, first, by=user.id)


def test_refused_password_changes_nothing(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """After INVALID_NEW_PASSWORD the old secret is good and nothing is told of a change."""
    api = ApiClient(salesforce.url, salesforce_org.open_session(user.id, client="test"))
    answer = api.post(f"sobjects/User/{user.id}/password", json={"NewPassword": "a"})
    assert (answer.status_code, answer.json()[0]["errorCode"]) == (400, "INVALID_NEW_PASSWORD")
    assert salesforce_org.log_in(user.id, user.secret) is LoginStatus.SUCCESS
    changes = "SELECT Id FROM SetupAuditTrail WHERE Action = 'changedpassword'"
    assert salesforce_org.query(changes) == []
    api.close()


def test_policy_of_the_profile_goes_before(salesforce_org: Org, user: User) -> None:
    """What a profile sets holds for its users, the rest is the org's, and it can be taken back."""
    other = salesforce_org.create_user("other@example.com", profile="Standard User")
    salesforce_org.set_password_policy(
        "Standard User", maximum_invalid_logins=3, minimum_password_length=20
    )
    mine, others = (salesforce_org.password_policy_of(each.id) for each in (user, other))
    assert (mine.maximum_invalid_logins, others.maximum_invalid_logins) == (10, 3)
    assert (mine.lockout_minutes, others.lockout_minutes) == (15, 15)
    for _ in range(3):
        salesforce_org.log_in(user.id, "wrong")
        salesforce_org.log_in(other.id, "wrong")
    assert salesforce_org.log_in(user.id, user.secret) is LoginStatus.SUCCESS
    assert salesforce_org.log_in(other.id, other.secret) is LoginStatus.PASSWORD_LOCKOUT
    with pytest.raises(InvalidNewPasswordError, match="at least 20 characters"):
        salesforce_org.passwords.set(other.id, "only14letters1", by=user.id)
    salesforce_org.set_password_policy("Standard User")
    assert salesforce_org.password_policy_of(other.id).maximum_invalid_logins == 10


def test_password_age_of_the_profile_counts(salesforce_org: Org, user: User) -> None:
    """A profile whose passwords never expire keeps its users from the org's ninety days."""
    salesforce_org.set_password_policy("System Administrator", password_expires_in_days=0)
    salesforce_org.clock.advance(days=400)
    assert not salesforce_org.credentials.is_expired(user.id, now=salesforce_org.clock.now())
    with pytest.raises(ValueError, match="never expire here"):
        user.expire_password()


@pytest.mark.parametrize(
    ("policy", "fault"),
    [
        ({"password_age": 30}, "a password policy has no 'password_age'; it has password_expires"),
        ({"lockout_minutes": 7}, r"lockout_minutes = 7: must be one of \[0, 15, 30, 60\]"),
        ({"password_history": True}, "password_history = True: must be one of"),
    ],
)
def test_other_policies_are_refused(
    salesforce_org: Org, policy: dict[str, int], fault: str
) -> None:
    """What Setup does not offer is refused, and the old policy stays."""
    salesforce_org.set_password_policy("Standard User", lockout_minutes=60)
    with pytest.raises(ValueError, match=fault):
        salesforce_org.set_password_policy("Standard User", **policy)
    profile_id = salesforce_org._permission_sets.profile_id("Standard User")
    assert salesforce_org.profile_rules.password_policy(profile_id) == {"lockout_minutes": 60}


def test_a_day_has_to_pass(clocked_org: Org) -> None:
    """With a minimum lifetime each change, a reset too, waits until 24 hours have gone by."""
    org = clocked_org
    user = org.create_user("somebody@example.com")
    org.settings.minimum_password_lifetime_days = 1
    for change in (
        lambda: org.passwords.set(user.id, "brandnew42", by=user.id),
        lambda: org.passwords.change_own(user.id, user.password, "brandnew42"),
        lambda: org.passwords.reset(user.id, by=user.id),
    ):
        with pytest.raises(InvalidNewPasswordError, match="more than once in 24 hours"):
            change()
    org.clock.advance(hours=23, minutes=59)
    with pytest.raises(InvalidNewPasswordError, match="more than once in 24 hours"):
        org.passwords.set(user.id, "brandnew42", by=user.id)
    org.clock.advance(minutes=1)
    org.passwords.set(user.id, "brandnew42", by=user.id)
    with pytest.raises(InvalidNewPasswordError, match="more than once in 24 hours"):
        org.passwords.reset(user.id, by=user.id)


def test_lifetime_of_a_profile_goes_before_the_orgs(salesforce_org: Org, user: User) -> None:
    """A profile can demand the day where the org does not; a test's own new password is free."""
    salesforce_org.set_password_policy("System Administrator", minimum_password_lifetime_days=1)
    with pytest.raises(InvalidNewPasswordError, match="more than once in 24 hours"):
        salesforce_org.passwords.set(user.id, "brandnew42", by=user.id)
    assert user.set_password("brandnew42") == "brandnew42"
    salesforce_org.set_password_policy("System Administrator")
    salesforce_org.passwords.set(user.id, "othernew42", by=user.id)
