"""What a list can be imported from: one of these a file, each named in the registry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sfconnector.errors import InputError
from sfconnector.lists.fields import DEFAULT_FIELDS
from sfconnector.lists.sources.selection import Selection
from sfconnector.salesforce.session import Session


@dataclass(frozen=True, slots=True)
class Chosen:
    """One of the things that a kind of source offers."""

    reference: str
    """What a list keeps of it; "" where there is nothing to choose."""
    list_name: str
    """How a list of it is called unless the user says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A kind of source."""

    kind: str
    """As the user writes it: ``leads``, ``campaign``."""
    says: str
    """What a list of it holds, in words."""
    choose: Callable[[Session, str | None], Chosen]
    """Finds what the user means; raises :class:`~sfconnector.errors.InputError` if it cannot."""
    selection: Callable[[str], Selection]
    """Tells the members by the reference."""
    related_fields: bool = False
    """Whether fields of parents may be chosen, as ``Lead__r.Title``."""
    default_fields: tuple[str, ...] = DEFAULT_FIELDS


def only(kind: str, list_name: str) -> Callable[[Session, str | None], Chosen]:
    """Return how to choose where there is one thing alone.

    Raises:
        InputError: (when called) something of it was named.
    """

    def choose(session: Session, named: str | None) -> Chosen:
        del session
        if named is not None:
            message = f"{kind} are imported all together; leave out {named!r}"
            raise InputError(message)
        return Chosen("", list_name)

    return choose
