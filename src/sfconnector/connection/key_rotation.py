"""Changing the key that seals secrets: everything sealed is sealed anew with the first key at hand.

The former keys go on opening, and go on telling which secrets were refused before, since that is
kept as a fingerprint made with the key of its day. They are dropped on request only.
"""

from __future__ import annotations

from dataclasses import replace

from sfconnector.config import KeyFile, KeySource, SecretKey
from sfconnector.errors import ConfigurationError, KeyMissingError
from sfconnector.store import accounts, connections
from sfconnector.store.secrets import SecretBox
from sfconnector.store.store import Store


def rotate(store: Store, source: KeySource, box: SecretBox) -> int:
    """Seal every secret of the store anew, and return how many there were.

    A key file gets a new key in front; of ``SFCONNECTOR_KEY`` the first one counts, which whoever
    sets it has put there.

    Raises:
        KeyMissingError: there is no key.
        KeyWrongError: the key at hand does not open what is sealed; nothing was changed.
        ConfigurationError: the key file cannot be written, or ``SFCONNECTOR_KEY`` has one key only.
    """
    key = _existing(source)
    _seal_anew(store, box)  # first with what is there: a wrong key changes no file
    if isinstance(source, KeyFile):
        source.replace(key.behind(SecretKey.generate()))
    elif len(key.keys) == 1:
        message = (
            "SFCONNECTOR_KEY has one key, so there is none to change to; put the new one in front "
            "of it, with a comma between, and rotate again"
        )
        raise ConfigurationError(message)
    return _seal_anew(store, box)


def forget_former(store: Store, source: KeySource, box: SecretBox) -> int:
    """Drop every key but the sealing one from the key file, and return how many were dropped.

    That a secret was refused under a former key is forgotten with it.

    Raises:
        KeyMissingError: there is no key.
        ConfigurationError: the key is not in a file of ours; take the others out of
            ``SFCONNECTOR_KEY``.
    """
    key = _existing(source)
    if not isinstance(source, KeyFile):
        message = (
            "the key comes from SFCONNECTOR_KEY; after a rotation take the former keys out of it"
        )
        raise ConfigurationError(message)
    _seal_anew(store, box)
    source.replace(key.first_alone())
    return len(key.keys) - 1


def _existing(source: KeySource) -> SecretKey:
    key = source.existing()
    if key is None:
        message = "there is no key yet: it is made when the first secret is sealed"
        raise KeyMissingError(message)
    return key


def _seal_anew(store: Store, box: SecretBox) -> int:
    count = 0
    with store.writing() as connection:
        for account_id in accounts.read_ids(connection):
            check = accounts.key_check(connection, account_id)
            if check is not None:
                accounts.set_key_check(connection, account_id, box.seal(box.open(check)))
            row = connections.read(connection, account_id)
            if row is None:
                continue
            anew = replace(
                row,
                sealed_credentials=_anew(box, row.sealed_credentials),
                sealed_session=_anew(box, row.sealed_session),
            )
            if anew != row:
                connections.write(connection, account_id, anew)
                count += (anew.sealed_credentials is not None) + (anew.sealed_session is not None)
    return count


def _anew(box: SecretBox, sealed: bytes | None) -> bytes | None:
    return None if sealed is None else box.seal(box.open(sealed))
