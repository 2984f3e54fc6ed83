"""The password's forecast against the fake's password policy, on the fake's clock."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from connector_stage import AccountOnFake
from fake_salesforce import FakeSalesforce
from sfconnector.events import PasswordExpiresSoon


class Stage(AccountOnFake):
    """An org whose passwords last 60 days, and a connected account."""

    def __init__(self, salesforce: FakeSalesforce, folder: Path) -> None:
        super().__init__(salesforce, folder)
        self.org.settings.password_expires_in_days = 60
        self.connect()

    def let_pass(self, days: int, **settings: str) -> None:
        """Let days pass, and look twice each day as a schedule does."""
        for _ in range(days * 2):
            self.salesforce.clock.advance(hours=12)
            with self.connector(**settings) as connector:
                connector.look_ahead()

    def warned(self) -> list[int]:
        """Return the days of the warnings so far."""
        return [each.days for each in self.events if isinstance(each, PasswordExpiresSoon)]

    def renew(self) -> None:
        """Set a new password, and update the login with it."""
        self.user.set_password()
        with self.connector() as connector:
            assert connector.update_login(self.user.secret).state == "active"


@pytest.fixture
def stage(salesforce: FakeSalesforce, tmp_path: Path) -> Stage:
    """A fresh org, connected."""
    return Stage(salesforce, tmp_path)


def test_a_given_lifetime_warns_at_14_7_and_1_days(stage: Stage) -> None:
    """With the policy's lifetime given, each of the three warnings comes once, on its day."""
    stage.let_pass(59, password_expires_days="60")
    assert stage.warned() == [14, 7, 1]
    with stage.connector(password_expires_days="60") as connector:
        expected = connector.password()
    assert expected.changed_at_is_exact
    assert expected.expires_at is not None
    changed = stage.org.query(
        f"SELECT LastPasswordChangeDate FROM User WHERE Username = '{stage.user.username}'"
    )
    assert expected.changed_at is not None
    assert str(changed[0]["LastPasswordChangeDate"]).startswith(f"{expected.changed_at:%Y-%m-%dT}")


def test_the_second_password_is_foretold_from_the_first(stage: Stage) -> None:
    """Nobody gives the lifetime: the first expiry teaches it, and the second is warned of."""
    with stage.connector() as connector:
        assert connector.password().message.startswith("cannot be told")
    stage.let_pass(61)
    assert stage.warned() == []
    with stage.connector() as connector:
        assert connector.status().cause == "password_expired"
        assert connector.password().message.startswith("has expired")
    stage.renew()
    with stage.connector() as connector:
        expected = connector.password()
        assert (expected.lifetime_days, expected.known_from) == (60, "learnt")
    stage.let_pass(59)
    assert len(stage.warned()) == 3
    stage.renew()
    stage.let_pass(2)
    assert len(stage.warned()) == 3


def test_an_exempt_user_needs_no_warning(stage: Stage) -> None:
    """Where the user may see that Password Never Expires is granted, that is believed."""
    never = stage.org.permission_set("Never")
    never.allow("PasswordNeverExpires", "ViewSetup")
    stage.user.assign(never)
    stage.let_pass(1, password_expires_days="60")
    with stage.connector(password_expires_days="60") as connector:
        expected = connector.password()
    assert (expected.never_expires, expected.known_from) == (True, "salesforce")
    stage.let_pass(90, password_expires_days="60")
    assert stage.warned() == []


def test_salesforce_is_asked_once_a_day(stage: Stage) -> None:
    """Of a hundred looks in a day one asks, with two calls."""
    before = len(stage.salesforce.journal.exchanges)
    for _ in range(100):
        with stage.connector() as connector:
            connector.look_ahead()
    assert len(stage.salesforce.journal.exchanges) - before == 2


def test_a_look_that_finds_the_connection_broken_says_so(stage: Stage) -> None:
    """The daily question is refused since the password expired: the status knows it then."""
    stage.user.expire_password()
    with stage.connector() as connector:
        connector.look_ahead()
        assert connector.status().cause == "password_expired"


def test_a_new_token_is_no_new_password(stage: Stage) -> None:
    """After a reset of the token alone the warnings go on where they were, none a second time."""
    stage.let_pass(47, password_expires_days="60")
    assert len(stage.warned()) == 1
    stage.user.reset_security_token()
    with stage.connector() as connector:
        assert connector.update_login(stage.user.secret).state == "active"
    stage.let_pass(1, password_expires_days="60")
    assert len(stage.warned()) == 1
    with stage.connector(password_expires_days="60") as connector:
        left = connector.password().expires_at
    assert left is not None
    assert left - stage.salesforce.clock.now() < timedelta(days=13)
