"""The last examination, kept while the page is served."""

from __future__ import annotations

from sfconnector.doctor.examination import Examination


class Examinations:
    """Holds the last examination; one assignment, so that several threads may share it."""

    def __init__(self) -> None:
        self._last: Examination | None = None

    @property
    def last(self) -> Examination | None:
        """The last examination; None if there was none."""
        return self._last

    def keep(self, examination: Examination) -> None:
        """Keep an examination in the place of the one before."""
        self._last = examination

    def of_user(self, username: str | None) -> Examination | None:
        """Return the last examination if it was made as this user, else None."""
        last = self._last
        if last is None or username is None or last.username.casefold() != username.casefold():
            return None
        return last
