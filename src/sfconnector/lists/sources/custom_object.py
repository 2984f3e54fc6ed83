"""A custom object that looks up a lead or a contact: its records, with that person's e-mail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sfconnector.errors import InputError, NotFoundError
from sfconnector.lists.sources.selection import Parent, Selection
from sfconnector.lists.sources.source import Chosen, Offered, Sight, Source
from sfconnector.salesforce import describe
from sfconnector.salesforce.session import Session

PERSONS = ("Lead", "Contact")
CUSTOM = "__c"


@dataclass(frozen=True, slots=True)
class Lookup:
    """A field of a custom object that refers to a lead or a contact."""

    sobject: str
    field: str
    parent: str

    @property
    def path(self) -> str:
        """How a user names it: ``Visit__c.Lead__c``."""
        return f"{self.sobject}.{self.field}"


def lookups(session: Session) -> Iterator[Lookup]:
    """Find them all, by what refers to leads and to contacts: two calls.

    Raises:
        ConnectorError: as :meth:`Session.call`; a hidden Lead or Contact is passed over.
    """
    for parent in PERSONS:
        try:
            described = describe.read_whole(session.call(describe.request(parent)))
        except NotFoundError:
            continue
        for child in described.child_relationships:
            if child.childSObject.endswith(CUSTOM) and child.field.endswith(CUSTOM):
                yield Lookup(child.childSObject, child.field, parent)


def choose(session: Session, named: str | None) -> Chosen:
    """Find a custom object by its API name, or by that and the lookup, as ``Visit__c.Lead__c``.

    Raises:
        InputError: none is named, it has no such lookup, or it has several and none is named.
        ConnectorError: as :meth:`Session.call`.
    """
    found = sorted(lookups(session), key=lambda each: each.path)
    if named is None or not named.strip():
        there_are = ", ".join(each.path for each in found) or "none that the connected user sees"
        message = f"which object? Custom objects that look up a lead or a contact: {there_are}"
        raise InputError(message)
    sobject, _, field = named.casefold().partition(".")
    fit = [
        each
        for each in found
        if each.sobject.casefold() == sobject and (not field or each.field.casefold() == field)
    ]
    if not fit:
        message = (
            f"{named} is no custom object with a lookup to Lead or Contact that the connected user "
            "sees; lists sources shows what there is"
        )
        raise InputError(message)
    if len(fit) > 1:
        several = " or ".join(each.path for each in fit)
        message = f"{fit[0].sobject} looks up several; say which: {several}"
        raise InputError(message)
    [lookup] = fit
    return Chosen(f"{lookup.path}.{lookup.parent}", lookup.sobject)


def selection(reference: str) -> Selection:
    """Return the records of a custom object; the e-mail is the person's."""
    sobject, field, parent = reference.split(".")
    relationship = f"{field.removesuffix(CUSTOM)}__r"
    return Selection(
        sobject=sobject,
        email=f"{relationship}.Email",
        parents=(Parent(relationship, parent),),
        kept=(field,),
    )


def offers(sight: Sight) -> Iterator[Offered]:
    """Look for the lookups of objects that may be read: two calls, if there are custom objects.

    Raises:
        ConnectorError: as :meth:`Session.call`.
    """
    if not any(each.custom and not each.custom_setting for each in sight.objects.values()):
        return
    for lookup in lookups(sight.session):
        if lookup.sobject in sight.objects:
            yield Offered(
                source=CUSTOM_OBJECT.kind,
                of=lookup.path,
                name=sight.objects[lookup.sobject].label,
                group=lookup.parent,
            )


CUSTOM_OBJECT = Source(
    kind="object",
    says="the records of a custom object that looks up a lead or a contact",
    choose=choose,
    members=selection,
    offers=offers,
    related_fields=True,
    default_fields=("Email", "Name"),
)
