"""What a list can be imported from: one of these a file, each named in the registry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sfconnector.errors import InputError
from sfconnector.lists.fields import DEFAULT_FIELDS
from sfconnector.lists.sources.members import Members
from sfconnector.salesforce.describe_global import ListedObject
from sfconnector.salesforce.session import Session


@dataclass(frozen=True, slots=True)
class Chosen:
    """One of the things that a kind of source offers."""

    reference: str
    """What a list keeps of it; "" where there is nothing to choose."""
    list_name: str
    """How a list of it is called unless the user says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """Something that a list can be imported from."""

    source: str
    """The kind."""
    of: str | None
    """What stands behind the kind to choose it: an id or API name; None where nothing does."""
    name: str
    group: str = ""
    """Where it lies or what type it is of, as a report's folder."""
    status: str = ""
    records: int | None = None
    """How many there are in it; None where that is not told."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What the connected user sees of an organization, while its sources are looked for."""

    session: Session
    objects: Mapping[str, ListedObject]
    """The objects that it may read, by API name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A kind of source."""

    kind: str
    """As the user writes it: ``leads``, ``campaign``."""
    says: str
    """What a list of it holds, in words."""
    choose: Callable[[Session, str | None], Chosen]
    """Finds what the user means; raises :class:`~sfconnector.errors.InputError` if it cannot."""
    members: Callable[[str], Members]
    """Tells the members by the reference."""
    offers: Callable[[Sight], Iterable[Offered]]
    """Looks for what the connected user may choose."""
    related_fields: bool = False
    """Whether fields of parents may be chosen, as ``Lead__r.Title``."""
    default_fields: tuple[str, ...] = DEFAULT_FIELDS
    """Of a new list if the user chooses none; nothing means all that can be seen."""


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


def whole(kind: str, list_name: str, sobject: str) -> Callable[[Sight], Iterable[Offered]]:
    """Return how to look for what is all records of an object."""

    def offers(sight: Sight) -> Iterable[Offered]:
        if sobject in sight.objects:
            yield Offered(source=kind, of=None, name=list_name)

    return offers
