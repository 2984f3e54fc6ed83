from __future__ import annotations

import stat
from pathlib import Path

import pytest

from connector_stage import Scripted
from scripted_wire import (
    data_call,
    fault_answer,
    login,
    login_answer,
    organization_answer,
    user_looked_up,
)
from sfconnector import Connector, SecretKey
from sfconnector.config import KeyFile
from sfconnector.errors import ConfigurationError, KeyMissingError, KeyWrongError
from sfconnector.store import connections

USER = "integration@example.com"


@pytest.fixture
def stage(tmp_path: Path) -> Scripted:
    """A connected account whose key lies in a file, and another secret that was refused."""
    stage = Scripted(tmp_path)
    stage.key = KeyFile(tmp_path / "keys" / "default")  # type: ignore[assignment]
    steps = (login(login_answer()), data_call(organization_answer()))
    with stage.connector(*steps, login(fault_answer()), user_looked_up()) as connector:
        connector.connect(USER, "passwordTOKEN")
        connector.update_login("refused")
    return stage


def _sealed(connector: Connector) -> tuple[bytes | None, bytes | None]:
    with connector._context.store.reading() as connection:
        row = connections.read(connection, connector._context.account_id)
    assert row is not None
    return row.sealed_credentials, row.sealed_session


def test_everything_is_sealed_anew_and_works_on(stage: Scripted) -> None:
    """After a rotation nothing is as it was sealed, and the new key alone opens all of it."""
    with stage.connector() as connector:
        before = _sealed(connector)
        assert connector.rotate_key() == 2
        assert not set(before) & set(_sealed(connector))
        assert connector.forget_former_keys() == 1
    path = stage.key._path  # type: ignore[attr-defined]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(stage.key.existing().keys) == 1
    with stage.connector(data_call(organization_answer(), "00D!session1")) as connector:
        assert connector.test().state == "active"


def test_what_was_refused_is_remembered(stage: Scripted) -> None:
    """A secret refused before the rotation is known as refused after it."""
    with stage.connector(login(fault_answer()), user_looked_up()) as connector:
        connector.rotate_key()
        status = connector.update_login("refused")
    assert any("refused before" in hint for hint in status.hints)


def test_several_rotations_keep_the_former_keys(stage: Scripted) -> None:
    """Each rotation adds a key in front."""
    with stage.connector() as connector:
        connector.rotate_key()
        connector.rotate_key()
        assert len(stage.key.existing().keys) == 3
        assert connector.status().state == "active"


def test_a_wrong_key_changes_nothing(stage: Scripted) -> None:
    """With a key that does not open what is sealed, neither store nor file changes."""
    before = stage.key.existing().keys
    with (
        stage.connector(key=SecretKey.generate()) as connector,
        pytest.raises(KeyWrongError),
    ):
        connector.rotate_key()
    assert stage.key.existing().keys == before
    with stage.connector() as connector:
        assert connector.status().state == "active"


def test_a_key_of_the_environment_is_changed_by_whoever_sets_it(tmp_path: Path) -> None:
    """One key alone has nothing to change to; with a new one in front the old can go."""
    stage = Scripted(tmp_path)
    with stage.connector(login(login_answer()), data_call(organization_answer())) as connector:
        connector.connect(USER, "passwordTOKEN")
        with pytest.raises(ConfigurationError, match="put the new one in front"):
            connector.rotate_key()
        with pytest.raises(ConfigurationError, match="SFCONNECTOR_KEY"):
            connector.forget_former_keys()
    new = SecretKey.generate()
    with stage.connector(key=stage.key.behind(new)) as connector:
        assert connector.rotate_key() == 2
    with stage.connector(key=new) as connector:
        assert connector.status().state == "active"


def test_without_a_key_there_is_nothing_to_rotate(tmp_path: Path) -> None:
    """Before anything was sealed there is no key."""
    stage = Scripted(tmp_path)
    stage.key = KeyFile(tmp_path / "keys" / "default")  # type: ignore[assignment]
    with stage.connector() as connector, pytest.raises(KeyMissingError):
        connector.rotate_key()
