"""Versions of the package, compared part by part (connector domain 1.5, P50).

1.85 is newer than 1.9, since 85 is more than 9; 1.85 beta is older than 1.85, and newer than
everything before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import total_ordering

from sfconnector.errors import InputError

FORM = re.compile(r"(\d+)\.(\d+)(?:\.(\d+))?(?:\s+\(?beta(?:\s+(\d+))?\)?)?", re.IGNORECASE)


@total_ordering
@dataclass(frozen=True, slots=True)
class PackageVersion:
    """A version: major, minor and patch number; a beta has its build's number besides."""

    major: int
    minor: int
    patch: int = 0
    beta: int | None = None
    """The build of a beta; None for a release, which is newer than each of its betas."""

    @classmethod
    def parse(cls, text: str) -> PackageVersion:
        """Read ``1.85``, ``1.85.2``, ``1.85 beta`` or ``1.85 (Beta 3)``.

        Raises:
            InputError: it is none of these.
        """
        found = FORM.fullmatch(text.strip())
        if found is None:
            message = f"{text!r} is no package version; one such as 1.85 or 1.85 beta is"
            raise InputError(message)
        major, minor, patch, build = found.groups()
        is_beta = "beta" in text.casefold()
        return cls(int(major), int(minor), int(patch or 0), int(build or 0) if is_beta else None)

    def __lt__(self, other: PackageVersion) -> bool:
        return self._key() < other._key()

    def __str__(self) -> str:
        patch = f".{self.patch}" if self.patch else ""
        beta = "" if self.beta is None else " beta"
        build = f" {self.beta}" if self.beta else ""
        return f"{self.major}.{self.minor}{patch}{beta}{build}"

    def _key(self) -> tuple[int, int, int, bool, int]:
        return (self.major, self.minor, self.patch, self.beta is None, self.beta or 0)


READS_REPORTS_IN_LIGHTNING = PackageVersion(1, 85)
"""From here on the connected user need not be in Salesforce Classic for reports to import."""

LATEST = PackageVersion(1, 90)
"""The latest version that this connector knows."""
