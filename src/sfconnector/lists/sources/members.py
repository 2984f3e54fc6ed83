"""What the members of a list are read from, whatever kind of source it has."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from sfconnector.salesforce.describe import Field
from sfconnector.salesforce.rows_by_key import Key, KeyedPage, Mark
from sfconnector.salesforce.session import Session


@dataclass(frozen=True, slots=True)
class Note:
    """What a user must know of how a source was read."""

    is_whole: bool = True
    """Whether it told all its rows; if not, who is not shown may still be there."""
    message: str = ""


ALL_TOLD = Note()


class Rows(Protocol):
    """The rows of a source, members or not, read by key."""

    @property
    def stamps(self) -> Sequence[str]:
        """What tells that a row was changed."""
        ...

    def mark(self) -> Mark:
        """Ask how things stand, before anything is read."""
        ...

    def page(self, behind: Key) -> KeyedPage:
        """Read the next rows behind a key."""
        ...

    def count(self, condition: str | None) -> int:
        """Return how many rows that are not deleted meet a condition."""
        ...

    def note(self) -> Note:
        """Tell how it was read, once something was."""
        ...


class Members(Protocol):
    """Which rows are members, if their e-mail is valid."""

    @property
    def where(self) -> str:
        """Where the e-mail lies, as messages name it: ``Lead.Email``."""
        ...

    @property
    def kept(self) -> tuple[str, ...]:
        """Fields that are always imported behind the chosen ones."""
        ...

    @property
    def converted(self) -> str | None:
        """The field that tells that a record was converted, and is a member no more."""
        ...

    @property
    def converted_to(self) -> str | None:
        """The field that names what it became."""
        ...

    @property
    def stamps(self) -> tuple[str, ...]:
        """What tells that a member was changed; nothing where all is read each time."""
        ...

    @property
    def looks(self) -> int:
        """How many calls :meth:`visible` takes."""
        ...

    @property
    def marks(self) -> int:
        """How many calls :meth:`Rows.mark` takes, about."""
        ...

    def reads(self, rows: int) -> int:
        """Return how many calls it takes, about, to read so many rows in the order of ids."""
        ...

    def visible(self, session: Session) -> tuple[Field, ...]:
        """Return the fields that the connected user sees, named as a list names them."""
        ...

    def rows(self, session: Session, fields: Sequence[str]) -> Rows:
        """Return the rows with these fields."""
        ...

    def followed(self, visible: Collection[str]) -> tuple[str, ...]:
        """Return the fields that tell what became of a row, as far as they may be read."""
        ...

    def present(self, visible: Collection[str]) -> str | None:
        """Return the condition of the rows that are members or skipped."""
        ...
