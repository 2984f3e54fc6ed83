"""Looks up the names of a query: what a path means, and how one that means nothing is refused."""

from __future__ import annotations

from dataclasses import dataclass

from fake_salesforce.access import Access
from fake_salesforce.errors import InvalidFieldError, InvalidTypeError, NotImplementedInFakeError
from fake_salesforce.schema.field import Field
from fake_salesforce.schema.sobject import Schema, SObject

from . import nodes
from .positions import Position, located
from .unevaluated import EVALUATED

_SEE_DESCRIBE = "Please reference your WSDL or the describe call for the appropriate names."


@dataclass(frozen=True, slots=True)
class Scope:
    """The object that a query is about, as its user sees it."""

    sobject: SObject
    alias: str | None
    access: Access
    text: str

    def readable(self, field: Field | None) -> Field | None:
        """Return the field if there is one and the user may read it."""
        if field is None or not self.access.can_read_field(self.sobject, field):
            return None
        return field

    def field(self, path: nodes.Path) -> Field:
        """Return the field that a path names.

        Raises:
            InvalidFieldError: it does not exist, or the user may not read it; or no relationship
            has
                the name of the path's first part.
            NotImplementedInFakeError: the path leads to a parent's field.
        """
        *through, name = path.names
        if through and self._is_own_name(through[0]):
            through = through[1:]
        if through:
            self._refuse_relationship(through[0], path.position)
        field = self.readable(self.sobject.field(name))
        if field is None:
            raise self._no_such_column(name, path.position)
        return field

    def _is_own_name(self, name: str) -> bool:
        own = {self.sobject.name.lower(), (self.alias or self.sobject.name).lower()}
        return name.lower() in own

    def _refuse_relationship(self, name: str, position: Position) -> None:
        for field in self.sobject.fields:
            known = (field.relationship_name or "").lower()
            if known == name.lower() and self.readable(field) is not None:
                what = f"the parent path {name}. in SOQL"
                raise NotImplementedInFakeError(what, instead=EVALUATED)
        message = (
            f"Didn't understand relationship '{name}' in field path. If you are attempting to use a"
            " custom relationship, be sure to append the '__r' after the custom relationship name."
            f" {_SEE_DESCRIBE}"
        )
        raise InvalidFieldError(located(self.text, position, message))

    def _no_such_column(self, name: str, position: Position) -> InvalidFieldError:
        message = (
            f"No such column '{name}' on entity '{self.sobject.name}'. If you are attempting to use"
            " a custom field, be sure to append the '__c' after the custom field name."
            f" {_SEE_DESCRIBE}"
        )
        return InvalidFieldError(located(self.text, position, message))


def scope_of(query: nodes.Query, *, schema: Schema, access: Access) -> Scope:
    """Return the scope of the object that a query names in FROM.

    Raises:
        InvalidTypeError: there is no such object, or the user may not read it.
    """
    name = str(query.sobject)
    sobject = schema.sobject(name)
    if sobject is None or not access.can_read_object(sobject):
        message = (
            f"sObject type '{name}' is not supported. If you are attempting to use a custom object,"
            f" be sure to append the '__c' after the entity name. {_SEE_DESCRIBE}"
        )
        raise InvalidTypeError(located(query.text, query.sobject.position, message))
    return Scope(sobject, query.alias, access, query.text)
