"""Looks up the names of a query: what a path means, and how one that means nothing is refused.

A path goes from the query's object through relationships, each the relationship name of a reference
field, to a field. Every object and field on the way is asked of the user's rights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from fake_salesforce.access import Access, Visibility
from fake_salesforce.errors import (
    InvalidFieldError,
    InvalidTypeError,
    MalformedQueryError,
    NotImplementedInFakeError,
    SalesforceError,
)
from fake_salesforce.schema.field import Field
from fake_salesforce.schema.sobject import Schema, SObject

from . import nodes
from .generic_name import NAME, counterpart, is_type
from .operands import BoundField, Hop
from .positions import Position, located

MAX_HOPS = 5
"""Parents that one path may go through (reference 4.1)."""

_Refusal = Callable[[str, str, Position], SalesforceError]
"""Makes the refusal of a relationship's name at a place of a query's text."""

_SEE_DESCRIBE = "Please reference your WSDL or the describe call for the appropriate names."


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The object that a query is about, as its user sees it."""

    sobject: SObject
    own_names: frozenset[str]
    """The names, in small letters, by which paths may begin with the object itself."""
    schema: Schema
    access: Access
    text: str
    parent_aliases: Mapping[str, tuple[str, ...]] = dataclass_field(default_factory=dict)
    """Paths to parents, by the alias, in small letters, that FROM gives them."""

    @property
    def visible(self) -> Visibility:
        """Which records of the object the user may see."""
        return self.access.records(self.sobject)

    def readable(self, field: Field | None, sobject: SObject | None = None) -> Field | None:
        """Return the field if there is one and the user may read it."""
        if field is None or not self.access.can_read_field(sobject or self.sobject, field):
            return None
        return field

    def field(self, path: nodes.Path) -> BoundField:
        """Return the field that a path names.

        Raises:
            InvalidFieldError: it does not exist, or the user may not read it; or no relationship
                has the name of a part of the path.
            MalformedQueryError: the path goes through more than five parents.
            NotImplementedInFakeError: it leads to an object that the fake does not have.
        """
        *through, name = self._from_here(path.names)
        self.check_depth(path, len(through))
        hops = self._hops(through, path.position)
        sobject = self._behind(hops)
        found = self._last(sobject, name, hops)
        if found is None:
            if sobject.field(name) is None:
                sobject.check_field(name)
            raise self._no_such_column(name, sobject, path.position)
        return found

    def hops(self, path: nodes.Path) -> tuple[Hop, ...]:
        """Return the steps to the parent that a path of relationships names.

        Raises:
            InvalidFieldError: there is no such relationship.
            MalformedQueryError: there are more than five.
            NotImplementedInFakeError: they lead to an object that the fake does not have.
        """
        names = self._from_here(path.names)
        self.check_depth(path, len(names))
        return self._hops(names, path.position)

    def check_depth(self, path: nodes.Path, depth: int) -> None:
        """Refuse a path that goes through too many parents.

        Raises:
            MalformedQueryError: they are more than five.
        """
        if depth > MAX_HOPS:
            # The number is of reference 4.1; no source has the words (believed).
            message = f"A field path may go through at most {MAX_HOPS} relationships: {path}"
            raise MalformedQueryError(located(self.text, path.position, message))

    def check_in_from(self, path: nodes.Path, names: tuple[str, ...]) -> None:
        """Refuse what FROM names behind a comma, unless it is a parent of the object.

        Raises:
            InvalidTypeError: a name is that of no relationship (code and words: believed, as for
                children).
            MalformedQueryError: the path goes through more than five parents.
            NotImplementedInFakeError: it leads to an object that the fake does not have.
        """
        self.check_depth(path, len(names))
        self._hops(names, path.position, refusal=_unknown_in_from)

    def _hops(
        self, names: Iterable[str], position: Position, *, refusal: _Refusal | None = None
    ) -> tuple[Hop, ...]:
        hops: tuple[Hop, ...] = ()
        for name in names:
            hop = self._hop(self._behind(hops), name, hops)
            if hop is None:
                raise (refusal or _unknown_in_path)(name, self.text, position)
            hops = (*hops, hop)
        return hops

    def _behind(self, hops: tuple[Hop, ...]) -> SObject:
        """Return the object whose fields stand behind hops."""
        if not hops:
            return self.sobject
        return NAME if hops[-1].is_polymorphic else hops[-1].targets[0]

    def _from_here(self, names: tuple[str, ...]) -> tuple[str, ...]:
        if len(names) > 1:
            first = names[0].lower()
            if first in self.parent_aliases:
                return (*self.parent_aliases[first], *names[1:])
            if first in self.own_names:
                return names[1:]
        return names

    def _last(self, sobject: SObject, name: str, hops: tuple[Hop, ...]) -> BoundField | None:
        field = sobject.field(name)
        if field is None:
            return None
        if sobject is not NAME:
            return BoundField(field, hops) if self.readable(field, sobject) else None
        counterparts = tuple(self._counterpart(field, each) for each in hops[-1].targets)
        if not any(counterparts) and not is_type(field):
            return None
        return BoundField(field, hops, counterparts)

    def _counterpart(self, field: Field, target: SObject) -> str | None:
        found = self.readable(counterpart(field, target), target)
        return None if found is None else found.name

    def _hop(self, sobject: SObject, name: str, hops: tuple[Hop, ...]) -> Hop | None:
        for field in sobject.fields:
            known = (field.relationship_name or "").lower()
            if known == name.lower() and self._last(sobject, field.name, hops) is not None:
                targets = self._targets(field)
                if targets:
                    return Hop(field, targets, tuple(map(self.access.records, targets)))
        sobject.check_relationship(name)
        return None

    def _targets(self, reference: Field) -> tuple[SObject, ...]:
        """Return the objects, readable for the user, that a reference may lead to.

        Of several types those that the fake lacks are left out, since no reference holds one.
        """
        if len(reference.reference_to) > 1:
            found = [self.schema.known(each) for each in reference.reference_to]
        else:
            found = [self.schema.sobject(each) for each in reference.reference_to]
            if None in found:
                part = f"the object {reference.reference_to[0]}"
                raise NotImplementedInFakeError(part, instead="Query the reference field itself.")
        return tuple(
            each for each in found if each is not None and self.access.can_read_object(each)
        )

    def _no_such_column(self, name: str, sobject: SObject, position: Position) -> InvalidFieldError:
        message = (
            f"No such column '{name}' on entity '{sobject.name}'. If you are attempting to use"
            " a custom field, be sure to append the '__c' after the custom field name."
            f" {_SEE_DESCRIBE}"
        )
        return InvalidFieldError(located(self.text, position, message))


def scope_of(query: nodes.Query, *, schema: Schema, access: Access) -> Scope:
    """Return the scope of the object that a query names in FROM.

    Raises:
        InvalidTypeError: there is no such object, or the user may not read it; or no parent has a
            name behind a comma.
        MalformedQueryError: what stands behind a comma is no parent of the object.
        NotImplementedInFakeError: a parent is of an object that the fake does not have.
    """
    sobject = sobject_of(query.sobject, schema=schema, access=access, text=query.text)
    return _scope(query, sobject, schema=schema, access=access)


def sobject_of(path: nodes.Path, *, schema: Schema, access: Access, text: str) -> SObject:
    """Return the object that a name in a query's text means.

    Raises:
        InvalidTypeError: there is no such object, or the user may not read it.
    """
    sobject = schema.sobject(str(path))
    if sobject is None or not access.can_read_object(sobject):
        message = (
            f"sObject type '{path}' is not supported. If you are attempting to use a custom object,"
            f" be sure to append the '__c' after the entity name. {_SEE_DESCRIBE}"
        )
        raise InvalidTypeError(located(text, path.position, message))
    return sobject


def child_scope(query: nodes.Query, parent: Scope) -> tuple[Scope, Field]:
    """Return the scope of a subquery in SELECT, and the field by which children refer to parents.

    Raises:
        InvalidTypeError: the parent has no such relationship to children, or the user may not read
            the children or their reference (the code is unverified, reference 4.8).
    """
    *before, name = query.sobject.names
    if [each.lower() for each in before] in ([], *([each] for each in parent.own_names)):
        for sobject in parent.schema:
            if not parent.access.can_read_object(sobject):
                continue
            for field in sobject.fields:
                known = (field.child_relationship_name or "").lower()
                is_child = known == name.lower() and parent.sobject.name in field.reference_to
                if is_child and parent.readable(field, sobject) is not None:
                    scope = _scope(query, sobject, schema=parent.schema, access=parent.access)
                    return scope, field
        parent.sobject.check_relationship(name)
    raise _unknown_in_from(name, query.text, query.sobject.position)


def _unknown_in_path(name: str, text: str, position: Position) -> InvalidFieldError:
    return InvalidFieldError(located(text, position, _not_understood(name, "field path")))


def _unknown_in_from(name: str, text: str, position: Position) -> InvalidTypeError:
    words = _not_understood(name, "FROM part of query call")
    return InvalidTypeError(located(text, position, words))


def _not_understood(name: str, place: str) -> str:
    return (
        f"Didn't understand relationship '{name}' in {place}. If you are attempting to use a custom"
        " relationship, be sure to append the '__r' after the custom relationship name."
        f" {_SEE_DESCRIBE}"
    )


def _scope(query: nodes.Query, sobject: SObject, *, schema: Schema, access: Access) -> Scope:
    own_names = {sobject.name.lower(), query.sobject.names[-1].lower()}
    if query.alias is not None:
        own_names.add(query.alias.lower())
    aliases: dict[str, tuple[str, ...]] = {}
    scope = Scope(
        sobject=sobject,
        own_names=frozenset(own_names),
        schema=schema,
        access=access,
        text=query.text,
        parent_aliases=aliases,
    )
    for path, alias in query.parent_aliases:
        first, *rest = path.names
        if not rest or first.lower() not in own_names | aliases.keys():
            # Words: [I:django-salesforce#43], [I:IlluminatedCloud#482]; the code is believed, and
            # so is that the path may begin with the name of a parent before it.
            message = (
                "A driving SObject type has already been set, all other entity types in the FROM"
                " clause must be relationships to the initial object.  The driving object is"
                f" {sobject.name}"
            )
            raise MalformedQueryError(message)
        names = (*aliases.get(first.lower(), ()), *rest)
        scope.check_in_from(path, names)
        aliases[(alias or path.names[-1]).lower()] = names
    return scope
