"""Alerts of a connector: scripted Salesforce, a real mail server, a real HTTP receiver."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import pytest

from alert_receivers import Mailbox, Receiver
from connector_stage import AccountOnFake, Scripted
from fake_salesforce import FakeSalesforce
from scripted_wire import (
    EXPIRED,
    LOGIN_URL,
    QUERY_PATH,
    Step,
    data_call,
    json_answer,
    login,
    login_answer,
    organization_answer,
)
from sfconnector import Cause, Connector, SecretKey
from sfconnector.errors import ConnectError, KeyWrongError
from store_places import setting

DESCRIBE = "/services/data/v49.0/sobjects/Lead/describe"
GOOD = (login(login_answer()), data_call(organization_answer()))
GONE = ConnectError("the host cannot be reached")
HOUR = 3600.0
ADDRESSES = "one@example.com,two@example.com"


class Stage(Scripted):
    """Connectors whose administrators are alerted by mail and webhook."""

    def __init__(self, folder: Path, mailbox: Mailbox, receiver: Receiver) -> None:
        super().__init__(folder)
        self.mailbox = mailbox
        self.receiver = receiver
        self.settings = {
            "SFCONNECTOR_ALERT_EMAILS": ADDRESSES,
            "SFCONNECTOR_ALERT_FROM": "alerts@example.org",
            "SFCONNECTOR_ALERT_SMTP_URL": mailbox.url,
            "SFCONNECTOR_ALERT_WEBHOOK_URL": receiver.url,
        }

    @contextmanager
    def open(self, *steps: Step, key: SecretKey | None = None) -> Iterator[Connector]:
        """Open a connector with the settings, and perhaps another key."""
        with (
            mock.patch.dict(os.environ, self.settings),
            self.connector(*steps, key=key) as connector,
        ):
            yield connector

    def connect(self) -> None:
        """Connect."""
        with self.open(*GOOD) as connector:
            connector.connect("integration@example.com", "secret", login_url=LOGIN_URL)

    def fail(self, answer: object = EXPIRED, times: int = 1) -> None:
        """Import and fail."""
        steps = [Step("GET", DESCRIBE, answer) for _ in range(times)]  # type: ignore[arg-type]
        with self.open(*steps) as connector:
            assert connector.import_list("leads").state == "interrupted"

    def mend(self) -> None:
        """Update the login."""
        with self.open(*GOOD) as connector:
            assert connector.update_login("new secret").state == "active"

    def look(self, *steps: Step) -> None:
        """Do what a schedule does."""
        with self.open(*steps) as connector:
            connector.look_ahead()

    def subjects(self) -> list[tuple[str, str]]:
        """Return who got which mail, in order."""
        return [(str(each["To"]), str(each["Subject"])) for each in self.mailbox.messages]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A connected account, and both servers running."""
    with Mailbox().running() as mailbox, Receiver().running() as receiver:
        made = Stage(tmp_path, mailbox, receiver)
        made.connect()
        yield made


DOWN = "Salesforce is disconnected: default"
BACK = "Salesforce is connected again: default"


def _both(subject: str) -> list[tuple[str, str]]:
    return [("one@example.com", subject), ("two@example.com", subject)]


def test_each_administrator_is_told_once_a_day_and_once_of_the_end(stage: Stage) -> None:
    """P49: whatever is tried: one alert each, a reminder the next day, one recovery."""
    stage.fail()
    for _ in range(3):
        stage.fail(times=0)
        stage.look()
    assert stage.subjects() == _both(DOWN)
    stage.clock.sleep(23 * HOUR)
    stage.look()
    assert stage.subjects() == _both(DOWN)
    stage.clock.sleep(HOUR)
    stage.look()
    assert stage.subjects() == _both(DOWN) * 2
    stage.mend()
    stage.clock.sleep(48 * HOUR)
    with stage.open() as connector:
        connector._alerts.due()
        kinds = [(each.recipient, each.kind, each.outcome) for each in connector.alerts()]
    assert stage.subjects() == _both(DOWN) * 2 + _both(BACK)
    assert [each["kind"] for each in stage.receiver.documents()] == ["down", "down", "recovery"]
    names = ("one@example.com", "two@example.com", "webhook 127.0.0.1")
    assert kinds == [
        (name, kind, "sent") for kind in ("down", "down", "recovery") for name in names
    ]


def test_the_message_tells_what_must_be_done(stage: Stage) -> None:
    """What happened, since when, who must act and the remedy are in it, and no secret."""
    stage.fail()
    text = stage.mailbox.messages[0].get_content()
    assert "What happened: The password of the connected Salesforce user has expired." in text
    assert "Since: 2020-07-20 09:00 UTC" in text
    assert "Who must act: marketing user" in text
    assert "Remedy: Set a new password in Salesforce" in text
    assert "secret" not in text
    assert "session1" not in text


def test_a_blip_alerts_nobody(stage: Stage) -> None:
    """P49: trouble that is over within the hour is told to nobody, its end neither."""
    stage.fail(GONE, times=5)
    stage.clock.sleep(0.5 * HOUR)
    stage.mend()
    stage.clock.sleep(2 * HOUR)
    with stage.open() as connector:
        connector._alerts.due()
        assert connector.alerts() == ()
    assert stage.subjects() == []


def test_trouble_that_lasts_is_told_after_the_horizon_by_a_look(stage: Stage) -> None:
    """What time should have healed and has not is told when the hour is over, and its end too."""
    stage.fail(GONE, times=5)
    stage.clock.sleep(HOUR)
    unreachable = [Step("GET", QUERY_PATH, GONE, query=USER) for _ in range(5)]
    stage.look(*unreachable)
    assert stage.subjects() == _both("Salesforce cannot be used: default")
    stage.look(
        Step("GET", QUERY_PATH, json_answer({"totalSize": 0, "records": []}), query=USER),
    )
    assert stage.subjects()[2:] == _both(BACK)


USER = {
    "q": "SELECT Id, LastPasswordChangeDate FROM User WHERE Username = 'integration@example.com'"
}


def test_the_horizon_is_a_setting(stage: Stage) -> None:
    """With a horizon of no minutes trouble is told at once."""
    stage.settings["SFCONNECTOR_ALERT_AFTER_MINUTES"] = "0"
    stage.fail(GONE, times=5)
    assert len(stage.subjects()) == 2


def test_a_mail_server_that_is_down_stops_nothing_and_is_tried_again(stage: Stage) -> None:
    """An import ends as it would; the alert is delivered by a later look, once."""
    stage.mailbox.refuses = "421 not now"
    stage.fail()
    assert stage.names().count("alert_failed") == 2
    assert len(stage.receiver.bodies) == 1
    stage.look()
    assert stage.names().count("alert_failed") == 2
    stage.mailbox.refuses = None
    stage.clock.sleep(300)
    stage.look()
    stage.look()
    assert stage.subjects() == _both(DOWN)
    with stage.open() as connector:
        assert [each.tries for each in connector.alerts()] == [2, 2, 1]


def test_a_notice_keeps_its_number_however_often_it_is_tried(stage: Stage) -> None:
    """A receiver can tell a repetition of a notice, and no other notice has that number."""
    stage.receiver.status = 500
    stage.fail()
    for _ in range(2):
        stage.clock.sleep(HOUR)
        stage.look()
    stage.receiver.status = 204
    stage.mend()
    stage.clock.sleep(24 * HOUR)
    stage.fail()
    numbers = [each["number"] for each in stage.receiver.documents()]
    assert numbers[0] == numbers[1] == numbers[2] != numbers[3]


def test_nobody_hears_of_the_end_who_did_not_hear_of_the_beginning(stage: Stage) -> None:
    """Where no alert could be delivered the recovery is not told either."""
    stage.mailbox.refuses = "421 not now"
    stage.fail()
    stage.mailbox.refuses = None
    stage.mend()
    assert stage.subjects() == []
    assert [each["kind"] for each in stage.receiver.documents()] == ["down", "recovery"]


def test_killed_between_claim_and_answer_the_alert_is_not_sent_twice(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that dies while it sends leaves a claim, and nobody sends that alert again."""

    class KilledError(BaseException):
        """Stands for SIGKILL."""

    def killed(*_: object, **__: object) -> None:
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr("sfconnector.store.alerts.finish", killed)
        with pytest.raises(KilledError):
            stage.fail()
    assert stage.subjects() == [("one@example.com", DOWN)]
    stage.look()
    stage.look()
    # The others were claimed in the same transaction: a day later all of them hear of it.
    assert stage.subjects() == [("one@example.com", DOWN)]
    stage.clock.sleep(24 * HOUR)
    stage.look()
    assert stage.subjects()[1:] == _both(DOWN)


def test_who_alerts_nobody_writes_nothing(tmp_path: Path) -> None:
    """Without administrators no outage is kept and no alert is claimed."""
    stage = Scripted(tmp_path)
    with stage.connector(*GOOD, Step("GET", DESCRIBE, EXPIRED)) as connector:
        connector.connect("integration@example.com", "secret", login_url=LOGIN_URL)
        connector.import_list("leads")
        connector.look_ahead()
        assert connector.alerts() == ()
        assert connector.test_alerts() == ()


PROCESS = """
from sfconnector import Connector
with Connector.open() as connector:
    connector.look_ahead()
"""


def test_of_several_processes_one_alerts(stage: Stage, tmp_path: Path) -> None:
    """Four processes that look at the same outage at the same time send one alert each to each."""
    with stage.connector(Step("GET", DESCRIBE, EXPIRED)) as connector:
        connector.import_list(
            "leads"
        )  # without administrators: what is due waits for the processes
    clock = tmp_path / "clock"
    clock.write_text(stage.clock.now().isoformat())
    environment = {
        **os.environ,
        **stage.settings,
        "SFCONNECTOR_STORE": setting(stage.path),
        "SFCONNECTOR_KEY": stage.key.keys[0].reveal(),
        "SFCONNECTOR_CLOCK": f"file:{clock}",
    }
    running = [subprocess.Popen([sys.executable, "-c", PROCESS], env=environment) for _ in range(4)]
    assert [each.wait() for each in running] == [0] * 4
    assert sorted(stage.subjects()) == _both(DOWN)
    assert len(stage.receiver.bodies) == 1


def test_a_test_message_reaches_everybody_and_leaves_no_trace(stage: Stage) -> None:
    """``test_alerts`` sends to each administrator, tells how it went, and is no alert."""
    with stage.open() as connector:
        sent = connector.test_alerts()
        assert connector.alerts() == ()
    assert [(each.recipient, each.outcome) for each in sent] == [
        ("one@example.com", "sent"),
        ("two@example.com", "sent"),
        ("webhook 127.0.0.1", "sent"),
    ]
    assert stage.subjects() == _both("Test of the Salesforce alerts: default")


CANNOT = "Salesforce cannot be used: default"


@pytest.fixture
def another_key() -> SecretKey:
    """A key that seals nothing here."""
    return SecretKey.generate()


def _look_with(stage: Stage, key: SecretKey) -> None:
    """Do what a schedule does with a key that is wrong, whether or not it is needed just now."""
    with stage.open(key=key) as connector, contextlib.suppress(KeyWrongError):
        connector.look_ahead()


def test_a_wrong_key_that_lasts_is_told_every_day_and_its_end_once(
    stage: Stage, another_key: SecretKey
) -> None:
    """Scheduled work that the key stops alerts as any trouble; the connection keeps its state."""
    before = stage.names()
    with stage.open(key=another_key) as connector:
        assert connector.import_list("leads").cause == Cause.KEY_WRONG
    assert stage.subjects() == []
    for hours in (0.5, 0.5, 1, 22):
        stage.clock.sleep(hours * HOUR)
        _look_with(stage, another_key)
    assert stage.subjects() == _both(CANNOT)
    text = stage.mailbox.messages[0].get_content()
    assert "Who must act: operator of this computer" in text
    assert "Since: 2020-07-20 09:00 UTC" in text
    assert "Remedy: Put the right key in place" in text
    stage.clock.sleep(HOUR)
    _look_with(stage, another_key)
    assert stage.subjects() == _both(CANNOT) * 2
    with stage.open() as connector:
        status = connector.status()
        assert (status.state, status.cause) == ("active", None)
        assert [each.act for each in connector.history()] == ["connect"]
        connector._alerts.due()
        connector._alerts.due()
    assert stage.subjects() == _both(CANNOT) * 2 + _both(BACK)
    assert "disconnected" not in stage.names()[len(before) :]


def test_a_process_without_the_key_alerts_nobody_while_others_have_it(
    stage: Stage, another_key: SecretKey
) -> None:
    """A look with the right key ends it before the horizon is over: a blip, told to nobody."""
    for _ in range(4):
        _look_with(stage, another_key)
        stage.clock.sleep(0.5 * HOUR)
        with stage.open() as connector:
            connector._alerts.due()
        stage.clock.sleep(0.5 * HOUR)
    with stage.open() as connector:
        assert connector.alerts() == ()


def test_a_key_that_is_wrong_in_a_disconnect_does_not_hide_it(
    stage: Stage, another_key: SecretKey
) -> None:
    """One outage: told as the disconnect, a day later as the key, then as the disconnect again."""
    stage.fail()
    stage.clock.sleep(12 * HOUR)
    _look_with(stage, another_key)
    assert stage.subjects() == _both(DOWN)
    stage.clock.sleep(12 * HOUR)
    _look_with(stage, another_key)
    assert stage.subjects() == _both(DOWN) + _both(CANNOT)
    stage.clock.sleep(24 * HOUR)
    stage.look()
    assert stage.subjects() == _both(DOWN) + _both(CANNOT) + _both(DOWN)


def test_a_sync_that_the_key_stops_is_told(
    salesforce: FakeSalesforce, tmp_path: Path, another_key: SecretKey
) -> None:
    """A sync raises for the key, and whoever must act is told all the same."""
    account = AccountOnFake(salesforce, tmp_path)
    with account.org, Receiver().running() as receiver:
        account.connect()
        with account.connector() as connector:
            assert connector.import_list("leads").state == "complete"
        account.key = another_key
        told = {"alert_after_minutes": "0", "alert_webhook_url": receiver.url}
        with account.connector(**told) as connector, pytest.raises(KeyWrongError):
            connector.sync_list("All Leads")
        assert [each["cause"] for each in receiver.documents()] == ["key_wrong"]


def test_a_key_that_nobody_needs_any_more_alerts_nobody(
    stage: Stage, another_key: SecretKey
) -> None:
    """After Disconnect there is no work that the key could stop."""
    with stage.open() as connector:
        connector.disconnect()
    stage.clock.sleep(48 * HOUR)
    _look_with(stage, another_key)
    stage.clock.sleep(48 * HOUR)
    _look_with(stage, another_key)
    assert stage.subjects() == []


def test_a_connection_given_up_on_purpose_is_not_told_as_back(stage: Stage) -> None:
    """Disconnect ends the outage without a word: nobody says that it works again."""
    stage.fail()
    with stage.open() as connector:
        assert connector.disconnect().state == "not_connected"
    stage.clock.sleep(48 * HOUR)
    stage.look()
    assert stage.subjects() == _both(DOWN)
    stage.mend()
    assert stage.subjects() == _both(DOWN)


def test_an_expiring_password_is_told_to_each_administrator(stage: Stage) -> None:
    """The warning reaches everybody once, with the day and what to do; it is no outage."""
    stage.settings["SFCONNECTOR_PASSWORD_EXPIRES_DAYS"] = "30"
    stage.clock.sleep(16.5 * 24 * HOUR)
    answered = Step("GET", QUERY_PATH, json_answer({"totalSize": 0, "records": []}), query=USER)
    stage.look(answered)
    stage.look()
    assert stage.subjects() == _both("The Salesforce password expires in 13 days: default")
    text = stage.mailbox.messages[0].get_content()
    assert "The password of integration@example.com expires in 13 days, on 2020-08-19" in text
    assert "Remedy: Set a new password in Salesforce" in text
    assert [each["kind"] for each in stage.receiver.documents()] == ["warning"]
