from __future__ import annotations

import pickle
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripted_wire import StandingClock
from sfconnector.config import SecretKey
from sfconnector.errors import KeyMissingError, KeyWrongError
from sfconnector.secret import Secret
from sfconnector.store.secrets import SecretBox


class NoKey:
    """A key source that has none."""

    def existing(self) -> None:
        """Return no key."""

    def existing_or_created(self) -> SecretKey:
        """Fail: nothing here may make a key."""
        raise AssertionError


def _box(key: SecretKey) -> SecretBox:
    return SecretBox(key, StandingClock())


@given(secret=st.text(st.characters(exclude_categories=["Cs"])))
def test_a_secret_comes_out_as_it_went_in(secret: str) -> None:
    """Sealing and opening give back every character, blanks at the ends too."""
    box = _box(SecretKey.generate())
    assert box.open(box.seal(Secret(secret))).reveal() == secret


def test_another_key_is_told_as_the_wrong_one() -> None:
    """A secret sealed with another key gives KeyWrongError, and no key KeyMissingError."""
    sealed = _box(SecretKey.generate()).seal(Secret("abc"))
    with pytest.raises(KeyWrongError):
        _box(SecretKey.generate()).open(sealed)
    with pytest.raises(KeyMissingError):
        SecretBox(NoKey(), StandingClock()).open(sealed)


def test_a_second_key_opens_what_it_sealed_before() -> None:
    """With several keys the first seals and each opens; fingerprints are had for each."""
    old, new = SecretKey.generate(), SecretKey.generate()
    both = SecretKey(new.keys + old.keys)
    sealed = _box(old).seal(Secret("abc"))
    assert _box(both).open(sealed) == Secret("abc")
    assert _box(both).fingerprints("a", "b")[1] == _box(old).fingerprints("a", "b")[0]
    assert _box(new).open(_box(both).seal(Secret("abc"))) == Secret("abc")


def test_fingerprints_keep_their_parts_apart() -> None:
    """The same letters divided otherwise between user and secret are other credentials."""
    box = _box(SecretKey.generate())
    assert box.fingerprints("ab", "c") != box.fingerprints("a", "bc")
    assert box.fingerprints("ab", "c") == box.fingerprints("ab", "c")


def test_a_secret_is_not_shown() -> None:
    """Neither repr, str, formatting, pickling nor a traceback shows a secret or a key."""
    secret = Secret("TopSecret")
    key = SecretKey.generate()
    shown = f"{secret!r} {secret} {secret:} {[secret]} {key!r} {key}"
    shown += "".join(traceback.format_exception(ValueError(secret)))
    assert "TopSecret" not in shown
    assert key.keys[0].reveal() not in shown
    with pytest.raises(TypeError):
        pickle.dumps(secret)
