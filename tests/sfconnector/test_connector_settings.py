from __future__ import annotations

import stat
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

import sfconnector
from sfconnector.clock import FileClock, SystemClock, clock_from
from sfconnector.config import KeyFile, SecretKey, Settings
from sfconnector.errors import ConfigurationError


def test_the_defaults_keep_key_and_store_apart() -> None:
    """Without any variable the store and the key lie in two folders of the user."""
    settings = Settings.from_environment({})
    assert Path(str(settings.store_place())).name == "store.sqlite"
    source = settings.key_source()
    assert isinstance(source, KeyFile)


@pytest.mark.parametrize("form", ["{}", "sqlite:///{}"])
def test_the_store_is_a_path_or_a_url(tmp_path: Path, form: str) -> None:
    """SFCONNECTOR_STORE takes a path and the same as an sqlite URL."""
    path = tmp_path / "a store.sqlite"
    settings = Settings.from_environment({"SFCONNECTOR_STORE": form.format(path)})
    assert settings.store_place() == path


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        (
            {"SFCONNECTOR_STORE": "mysql://u:TopSecretKey@host/db"},
            "^SFCONNECTOR_STORE: a store of kind mysql",
        ),
        (
            {"SFCONNECTOR_STORE": "postgresql://u:TopSecretKey@host"},
            "^SFCONNECTOR_STORE: it names no database",
        ),
        ({"SFCONNECTOR_STORE": ":memory:"}, "^SFCONNECTOR_STORE: a store in memory"),
        ({"SFCONNECTOR_STORE": "sqlite:///:memory:"}, "^SFCONNECTOR_STORE: a store in memory"),
        ({"SFCONNECTOR_KEY": "TopSecretKey"}, "SFCONNECTOR_KEY: key 1 is not a Fernet key"),
        ({"SFCONNECTOR_KEY": ","}, "SFCONNECTOR_KEY is empty"),
        (
            {"SFCONNECTOR_STORE": "/data/store", "SFCONNECTOR_KEY_FILE": "/data/key"},
            "beside the database",
        ),
    ],
)
def test_a_wrong_setting_is_named(environment: dict[str, str], named: str) -> None:
    """The error says which variable is wrong and how, without showing a key."""
    with pytest.raises(ConfigurationError, match=named) as told:
        Settings.from_environment(environment).key_source()
    assert "TopSecretKey" not in str(told.value)


def test_a_key_file_is_made_once_and_for_its_owner(tmp_path: Path) -> None:
    """Of several that need a key at the same time one makes it, with mode 0600."""
    path = tmp_path / "config" / "key"
    assert KeyFile(path).existing() is None
    made: list[SecretKey] = []
    together = threading.Barrier(4)

    def make() -> None:
        together.wait()
        made.append(KeyFile(path).existing_or_created())

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({key.keys for key in made}) == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["key"]


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    """A key file with open permissions is not used, and the remedy is named."""
    path = tmp_path / "key"
    KeyFile(path).existing_or_created()
    path.chmod(0o644)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        KeyFile(path).existing()


def test_the_clock_is_chosen_by_name(tmp_path: Path) -> None:
    """``system`` is the machine's clock and ``file:PATH`` the one in a file."""
    assert isinstance(clock_from("system"), SystemClock)
    assert isinstance(clock_from(""), SystemClock)
    assert isinstance(clock_from(f"file:{tmp_path / 'clock'}"), FileClock)


@pytest.mark.parametrize(
    ("setting", "named"),
    [
        ("sundial", "'sundial'"),
        ("file:", "'file:'"),
    ],
)
def test_another_clock_is_refused(setting: str, named: str) -> None:
    """A clock that there is not is refused by name."""
    with pytest.raises(ConfigurationError, match=named):
        clock_from(setting)


def test_sleeping_on_a_shared_clock_moves_it(tmp_path: Path) -> None:
    """Two sleepers on one file add up, and both read the later instant."""
    path = tmp_path / "clock"
    path.write_text("2020-07-20T11:00:00+02:00\n")
    first, second = FileClock(path), FileClock(path)
    sleepers = [
        threading.Thread(target=clock.sleep, args=(seconds,))
        for clock, seconds in ((first, 30), (second, 60))
    ]
    for sleeper in sleepers:
        sleeper.start()
    for sleeper in sleepers:
        sleeper.join()
    assert first.now() == second.now() == datetime(2020, 7, 20, 9, 1, 30, tzinfo=UTC)
    assert second.monotonic() == first.now().timestamp()


@pytest.mark.parametrize("text", ["", "yesterday", "2020-07-20T09:00:00"])
def test_a_file_without_an_aware_instant_is_refused(tmp_path: Path, text: str) -> None:
    """A clock file must hold one instant with its offset; the error shows how."""
    path = tmp_path / "clock"
    path.write_text(text)
    with pytest.raises(ConfigurationError, match=r"\+00:00"):
        FileClock(path).now()


def test_the_public_names_are_there() -> None:
    """Every name of ``__all__`` can be had, and no other."""
    for name in sfconnector.__all__:
        assert getattr(sfconnector, name).__name__ == name
    with pytest.raises(AttributeError):
        sfconnector.Nothing  # noqa: B018 - the access is the test


@pytest.mark.parametrize(
    ("variable", "value", "named"),
    [
        ("ALERT_EMAILS", "a@example.com,nobody", "'nobody' is no e-mail address"),
        ("ALERT_EMAILS", "a@example.com", "set SFCONNECTOR_ALERT_SMTP_URL too"),
        ("ALERT_FROM", "alerts", "'alerts' is no e-mail address"),
        ("ALERT_SMTP_URL", "http://hunter2@host", "smtp:// or smtps://"),
        ("ALERT_SMTP_URL", "smtp://user@host", "a user without a password"),
        ("ALERT_SMTP_URL", "smtps://user:hunter2@host:99999", "smtp:// or smtps://"),
        ("ALERT_SMTP_URL", "smtps://user:hunter2@host/path", "ends with the port"),
        ("ALERT_WEBHOOK_URL", "http://example.com/hunter2", "for this computer only"),
        ("ALERT_WEBHOOK_URL", "hunter2", "https:// or http://"),
        ("ALERT_AFTER_MINUTES", "1441", "less than or equal to 1440"),
        ("CALLS_PER_DAY", "0", "greater than or equal to 1"),
        ("CALLS_PER_DAY", "many", "'many' is no whole number"),
        ("CALLS_RESERVE_PERCENT", "100", "less than or equal to 99"),
        ("PASSWORD_EXPIRES_DAYS", "91", "0, 30, 60, 90, 180, 365 days"),
    ],
)
def test_a_wrong_setting_of_alerts_and_forecasts_is_named(
    variable: str, value: str, named: str
) -> None:
    """The error names the variable, says what would be right, and shows no URL's secret."""
    with pytest.raises(ConfigurationError) as told:
        Settings.from_environment({f"SFCONNECTOR_{variable}": value})
    assert told.value.message.startswith(f"SFCONNECTOR_{variable}: ")
    assert named in told.value.message
    assert "hunter2" not in told.value.message


def test_settings_show_no_secret() -> None:
    """What logs a mail server or a webhook in is not shown with the settings."""
    settings = Settings.from_environment(
        {
            "SFCONNECTOR_ALERT_EMAILS": "a@example.com, b@example.com,a@example.com",
            "SFCONNECTOR_ALERT_SMTP_URL": "smtps://user:hunter2@host:465",
            "SFCONNECTOR_ALERT_WEBHOOK_URL": "https://example.com/hunter2",
            "SFCONNECTOR_ALERT_WEBHOOK_SECRET": "hunter2",
        }
    )
    assert settings.alert_emails == ("a@example.com", "b@example.com")
    assert "hunter2" not in repr(settings)
