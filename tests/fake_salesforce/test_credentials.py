from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from fake_salesforce import FakeSalesforce, Org, User
from fake_salesforce.org import LoginStatus
from fake_salesforce.org.secrets import PASSWORD_LENGTH, TOKEN_LENGTH


def _log_in(user: User, secret: str | None = None) -> LoginStatus:
    org = user._org
    return org.log_in(user.id, user.secret if secret is None else secret)


def _failures(org: Org, user: User) -> object:
    [record] = org.query(f"SELECT NumberOfFailedLogins FROM User WHERE Id = '{user.id}'")
    return record["NumberOfFailedLogins"]


def test_secret_is_password_and_token_without_a_separator(user: User) -> None:
    """The secret is the two in one, and neither shows in the user's repr."""
    assert user.secret == user.password + user.security_token
    assert (len(user.password), len(user.security_token)) == (PASSWORD_LENGTH, TOKEN_LENGTH)
    assert repr(user) == f"<User caller@example.com {user.id}>"


@given(st.text(max_size=40))
def test_only_the_secret_itself_succeeds(fuzzed_user: User, text: str) -> None:
    """Any other text is refused; the password alone asks for the token."""
    fuzzed_user.unlock()
    expected = {
        fuzzed_user.secret: LoginStatus.SUCCESS,
        fuzzed_user.password: LoginStatus.TOKEN_REQUIRED,
    }
    for secret in (text, fuzzed_user.secret + text, text + fuzzed_user.secret):
        assert _log_in(fuzzed_user, secret) is expected.get(secret, LoginStatus.INVALID_PASSWORD)


def test_password_of_a_users_own_choice_works(user: User) -> None:
    """A given password is taken as it is, and an empty one is refused."""
    assert user.set_password("gänse füßchen") == user.password == "gänse füßchen"
    assert _log_in(user) is LoginStatus.SUCCESS
    with pytest.raises(ValueError, match="at least one character"):
        user.set_password("")


def test_new_password_brings_a_new_token(user: User) -> None:
    """After a change of password the old one, the old token and every mixture are void."""
    old_password, old_token = user.password, user.security_token
    user.set_password()
    assert {old_password, old_token} & {user.password, user.security_token} == set()
    for secret in (
        old_password + old_token,
        user.password + old_token,
        old_password + user.security_token,
    ):
        assert _log_in(user, secret) is LoginStatus.INVALID_PASSWORD
    assert _log_in(user) is LoginStatus.SUCCESS


def test_same_password_again_still_brings_a_new_token(user: User) -> None:
    """Even a change to the same password voids the token."""
    old_token = user.security_token
    user.set_password(user.password)
    assert user.security_token != old_token


def test_reset_of_the_token_keeps_the_password(user: User) -> None:
    """A token reset voids the old token only."""
    old_password, old_token = user.password, user.security_token
    user.reset_security_token()
    assert user.password == old_password
    assert _log_in(user, old_password + old_token) is LoginStatus.INVALID_PASSWORD
    assert _log_in(user) is LoginStatus.SUCCESS


def test_user_made_as_a_record_has_no_password(salesforce_org: Org, user: User) -> None:
    """A user that was inserted cannot log in before a password is set, nor reset a token."""
    fields = salesforce_org.users.record(user.id)
    names = [
        *("LastName", "Email", "Alias", "CommunityNickname", "ProfileId", "TimeZoneSidKey"),
        *("LocaleSidKey", "LanguageLocaleKey", "EmailEncodingKey"),
    ]
    record = {name: fields[name] for name in names} | {"Username": "inserted@example.com"}
    user_id = salesforce_org.create("User", record)
    assert salesforce_org.log_in(user_id, "") is LoginStatus.INVALID_PASSWORD
    with pytest.raises(ValueError, match="has no password yet"):
        salesforce_org.credentials.mint_token(user_id)


@pytest.mark.parametrize("most", [3, 5, 10])
def test_failures_lock_after_the_policys_number(salesforce_org: Org, user: User, most: int) -> None:
    """The failure that reaches the number locks; a success before it starts the count anew."""
    salesforce_org.settings.maximum_invalid_logins = most
    for _ in range(most - 1):
        assert _log_in(user, "wrong") is LoginStatus.INVALID_PASSWORD
    assert _failures(salesforce_org, user) == most - 1
    assert _log_in(user) is LoginStatus.SUCCESS
    assert _failures(salesforce_org, user) == 0
    for _ in range(most):
        assert _log_in(user, "wrong") is LoginStatus.INVALID_PASSWORD
    assert _log_in(user) is LoginStatus.PASSWORD_LOCKOUT


def test_no_limit_never_locks(salesforce_org: Org, user: User) -> None:
    """With a limit of 0 a user may fail for ever."""
    salesforce_org.settings.maximum_invalid_logins = 0
    for _ in range(30):
        _log_in(user, "wrong")
    assert _log_in(user) is LoginStatus.SUCCESS


def test_lock_out_comes_back(salesforce_org: Org, user: User) -> None:
    """After a lock-out is over it takes the full number of failures to lock again, and they do."""
    salesforce_org.settings.maximum_invalid_logins = 3
    for _ in range(2):
        for _ in range(3):
            assert _log_in(user, "wrong") is LoginStatus.INVALID_PASSWORD
        assert _log_in(user) is LoginStatus.PASSWORD_LOCKOUT
        salesforce_org.clock.advance(minutes=15)
    assert _log_in(user) is LoginStatus.SUCCESS


def test_lock_out_for_ever_ends_by_an_administrator(salesforce_org: Org, user: User) -> None:
    """With 0 minutes only ``unlock`` or a new password ends a lock-out."""
    salesforce_org.settings.lockout_minutes = 0
    for end in (user.unlock, user.set_password):
        for _ in range(10):
            _log_in(user, "wrong")
        salesforce_org.clock.advance(days=80)
        assert _log_in(user) is LoginStatus.PASSWORD_LOCKOUT
        end()
        assert _log_in(user) is LoginStatus.SUCCESS


def test_expiry_follows_the_policy(salesforce_org: Org, user: User) -> None:
    """A password expires at the exact end of the policy's days since it was set."""
    set_at = salesforce_org.clock.now()
    for days in (30, 60, 90, 180, 365):
        salesforce_org.settings.password_expires_in_days = days
        assert salesforce_org.credentials.expires_at(user.id) == set_at + timedelta(days=days)
    salesforce_org.settings.password_expires_in_days = 0
    assert salesforce_org.credentials.expires_at(user.id) is None
    salesforce_org.settings.password_expires_in_days = 90
    user.expire_password()
    assert salesforce_org.credentials.expires_at(user.id) == salesforce_org.clock.now()
    assert salesforce_org.credentials.is_expired(user.id, now=salesforce_org.clock.now())


def test_success_is_dated(salesforce_org: Org, user: User) -> None:
    """A successful login is the user's LastLoginDate; a failed one is not."""
    soql = f"SELECT LastLoginDate FROM User WHERE Id = '{user.id}'"
    _log_in(user, "wrong")
    assert salesforce_org.query(soql) == [{"LastLoginDate": None}]
    _log_in(user)
    stamp = salesforce_org.clock.now().strftime("%Y-%m-%dT%H:%M:%S.000+0000")
    assert salesforce_org.query(soql) == [{"LastLoginDate": stamp}]


def test_secrets_are_not_in_the_database(salesforce: FakeSalesforce) -> None:
    """The org's file holds neither a password nor a token nor a session id in clear."""
    org = salesforce.create_org("Sealed")
    user = org.create_user("sealed@example.com")
    session_id = org.open_session(user.id, client="test")
    with org.database.write() as connection:
        dump = "\n".join(connection.iterdump())
    assert "sealed@example.com" in dump
    for secret in (user.password, user.security_token, session_id.partition("!")[2]):
        assert secret not in dump
    salesforce.drop_org(org)


class LockOut(RuleBasedStateMachine):
    """Failures, successes and waiting in any order, against a model of the rule."""

    def __init__(self) -> None:
        super().__init__()
        self.fake = FakeSalesforce()
        self.org = self.fake.create_org()
        self.org.settings.maximum_invalid_logins = 3
        self.user = self.org.create_user("model@example.com")
        self.failures = 0
        self.locked_minutes = 0

    @rule()
    def fail(self) -> None:
        """Send a wrong secret."""
        status = _log_in(self.user, "wrong")
        if self.locked_minutes:
            assert status is LoginStatus.PASSWORD_LOCKOUT
            return
        assert status is LoginStatus.INVALID_PASSWORD
        self.failures += 1
        if self.failures == 3:
            self.locked_minutes, self.failures = 15, 0

    @rule()
    def succeed(self) -> None:
        """Send the right secret."""
        status = _log_in(self.user)
        if self.locked_minutes:
            assert status is LoginStatus.PASSWORD_LOCKOUT
            return
        assert status is LoginStatus.SUCCESS
        self.failures = 0

    @rule(minutes=st.integers(1, 16))
    def wait(self, minutes: int) -> None:
        """Let time pass."""
        self.org.clock.advance(minutes=minutes)
        self.locked_minutes = max(0, self.locked_minutes - minutes)

    @rule()
    @precondition(lambda self: self.locked_minutes)
    def unlock(self) -> None:
        """Have an administrator unlock the user."""
        self.user.unlock()
        self.locked_minutes = self.failures = 0

    @invariant()
    def failures_are_told(self) -> None:
        """NumberOfFailedLogins is what was counted, or the full number of a lock-out."""
        told = _failures(self.org, self.user)
        assert told in {self.failures, 3} if not self.failures else told == self.failures

    def teardown(self) -> None:
        """Close the org."""
        self.fake.close()


TestLockOut = LockOut.TestCase
