"""Snapshots: an org as it was, to go back to.

Everything an org is lives in its database, so a snapshot is a copy of it. The clock is not part of
it: it is the server's and never goes backwards. What Python holds besides is rebuilt, and requests
wait meanwhile.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from .gate import Gate
from .org_file import OrgFile


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An org as it was. Its file goes with the org, or when it is discarded."""

    org_id: str
    path: Path
    name: str
    """Its name among the org's, as ``snapshot-1``."""

    def discard(self) -> None:
        """Remove the file; the snapshot cannot be restored any more."""
        self.path.unlink(missing_ok=True)


class Snapshots:
    """Takes snapshots of one org, and puts it back."""

    def __init__(
        self, file: OrgFile, *, org_id: str, gate: Gate, take_up: Callable[[], None]
    ) -> None:
        """Make them.

        Args:
            file: the org's.
            org_id: the organization's id.
            gate: what requests to the org go through.
            take_up: rebuilds what Python holds besides the database.
        """
        self._file = file
        self._org_id = org_id
        self._gate = gate
        self._take_up = take_up
        self._numbers = itertools.count(1)
        self._taken: dict[str, Snapshot] = {}

    @property
    def taken(self) -> Mapping[str, Snapshot]:
        """The snapshots that can be restored, by name."""
        kept = {name: each for name, each in self._taken.copy().items() if each.path.exists()}
        return MappingProxyType(kept)

    def take(self, name: str | None = None) -> Snapshot:
        """Return the org as it is now.

        Args:
            name: of the snapshot; None gives it a number.

        Raises:
            ValueError: there is a snapshot of that name.
        """
        number = next(self._numbers)
        name = name or f"snapshot-{number}"
        path = self._file.new_path(f"snapshot-{number}.sqlite")
        if name in self.taken:
            message = f"there is a snapshot {name!r} already"
            raise ValueError(message)
        self._file.database.copy_to(path)
        self._taken[name] = Snapshot(self._org_id, path, name)
        return self._taken[name]

    def restore(self, snapshot: Snapshot) -> None:
        """Put the org back to a snapshot, which stays.

        Raises:
            ValueError: it is another org's, or was discarded.
        """
        if snapshot.org_id != self._org_id:
            message = f"the snapshot is of org {snapshot.org_id}, not of {self._org_id}"
            raise ValueError(message)
        if not snapshot.path.exists():
            message = "the snapshot was discarded, or its org was closed"
            raise ValueError(message)
        self._become(snapshot.path)

    def reset(self) -> None:
        """Put the org back to how it was founded."""
        path = self._file.new_path("founded.sqlite")
        self._file.found_again(path)
        try:
            self._become(path)
        finally:
            path.unlink()

    def _become(self, path: Path) -> None:
        with self._gate.alone():
            self._file.database.become(path)
            self._take_up()
