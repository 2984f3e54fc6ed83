"""Writing a file that somebody asked for: never over another one by accident, never half."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sfconnector.errors import InputError


def check(path: Path, *, force: bool) -> None:
    """Make sure that a file can be written there.

    Raises:
        InputError: there is one already and ``force`` is not set, or no folder to write in.
    """
    if path.is_dir():
        message = f"{path} is a folder; name the file to write"
        raise InputError(message)
    if path.exists() and not force:
        message = f"{path} is there already; --force writes over it"
        raise InputError(message)
    if not path.parent.is_dir():
        message = f"there is no folder {path.parent} to write {path.name} in"
        raise InputError(message)


@contextmanager
def opened(path: Path, *, force: bool, mode: int = 0o644) -> Iterator[IO[bytes]]:
    """Give a file to write to, which appears at its path when the block ends well, or never.

    Args:
        path: where it appears.
        force: whether a file that is there is replaced.
        mode: who may read and write it.

    Raises:
        InputError: as :func:`check`, or the system does not let it be written.
    """
    check(path, force=force)
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        written = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                yield file
            written.chmod(mode)
            written.replace(path)
        except BaseException:
            written.unlink(missing_ok=True)
            raise
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}"
        raise InputError(message) from error


def write(path: Path, content: bytes, *, force: bool) -> None:
    """Write the whole file, or nothing.

    Raises:
        InputError: as :func:`opened`.
    """
    with opened(path, force=force) as file:
        file.write(content)
