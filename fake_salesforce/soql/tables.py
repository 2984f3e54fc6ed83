"""The tables that one SELECT reads: the object's own, and those of parents, joined as needed.

A parent is joined by LEFT JOIN, so that a record without one stays, and each path of relationships
is joined once. A polymorphic reference joins the table of each type it may lead to; one of them has
the record, and a field of Name is the first value that is there.
"""

from __future__ import annotations

from collections.abc import Iterator

from fake_salesforce.access import Visibility, condition
from fake_salesforce.schema.sobject import SObject

from .bound import BoundField, Hop
from .fragments import Fragment, chained, quoted
from .generic_name import NAME, is_type

_OF_USER = frozenset({"LastReferencedDate", "LastViewedDate"})
"""Fields that say something else to each user; no column holds them."""


class Tables:
    """The tables of one SELECT, which grow as columns are asked for."""

    def __init__(self, sobject: SObject, aliases: Iterator[str], user_id: str) -> None:
        """Begin with an object's table.

        Args:
            sobject: the object.
            aliases: gives names that the statement has not used.
            user_id: who asks.
        """
        self._aliases = aliases
        self._user_id = user_id
        self.base = next(aliases)
        self._first = Fragment(f"{quoted(sobject.name)} AS {self.base}")
        self._joins: list[Fragment] = []
        self._by_path: dict[tuple[str, ...], tuple[str, ...]] = {}

    @property
    def source(self) -> Fragment:
        """What stands behind FROM."""
        return chained([self._first, *self._joins], " ")

    def own(self, column: str) -> Fragment:
        """Return a column of the object itself."""
        return self._stored(self.base, column)

    def column(self, field: BoundField) -> Fragment:
        """Return SQL for a field's value."""
        if not field.hops:
            return self.own(field.field.name)
        aliases = self._joined(field.hops)
        if not field.is_polymorphic:
            return self._stored(aliases[0], field.field.name)
        if is_type(field.field):
            return self._type(aliases, field.hops[-1])
        columns = [
            f"{alias}.{quoted(column)}"
            for alias, column in zip(aliases, field.counterparts, strict=True)
            if column is not None
        ]
        return Fragment(columns[0] if len(columns) == 1 else f"COALESCE({', '.join(columns)})")

    def _stored(self, alias: str, column: str) -> Fragment:
        """Return what a table holds, or what is kept beside it for the user who asks."""
        if column in _OF_USER:
            whose = f'user_id = ? AND record_id = {alias}."Id"'
            return Fragment(f"(SELECT viewed FROM _recent_item WHERE {whose})", (self._user_id,))  # noqa: S608 - our words
        return Fragment(f"{alias}.{quoted(column)}")

    def _type(self, aliases: tuple[str, ...], hop: Hop) -> Fragment:
        cases = " ".join(f'WHEN {alias}."Id" IS NOT NULL THEN ?' for alias in aliases)
        return Fragment(f"CASE {cases} END", tuple(each.name for each in hop.targets))

    def _joined(self, hops: tuple[Hop, ...]) -> tuple[str, ...]:
        """Return the aliases of the tables that hops lead to, joined if they were not yet."""
        path = tuple(each.name for each in hops)
        if path not in self._by_path:
            *before, last = hops
            reference = self.column(_reference(tuple(before), last))
            aliases = tuple(next(self._aliases) for _ in last.targets)
            for alias, target, visible in zip(aliases, last.targets, last.visible, strict=True):
                table = f'LEFT JOIN {quoted(target.name)} AS {alias} ON {alias}."Id" = {{}}'
                self._joins.append(
                    chained([reference.within(table), *shared(visible, alias)], " AND ")
                )
            self._by_path[path] = aliases
        return self._by_path[path]


def _reference(before: tuple[Hop, ...], last: Hop) -> BoundField:
    """Return the field that holds the id which the last hop follows."""
    if before and before[-1].is_polymorphic:
        columns = (each.field(last.reference.name) for each in before[-1].targets)
        names = tuple(None if each is None else each.name for each in columns)
        return BoundField(last.reference, before, names)
    return BoundField(last.reference, before)


def shared(visibility: Visibility, alias: str) -> tuple[Fragment, ...]:
    """Return the condition that keeps out what is not shared with the user, if anything is."""
    found = condition(visibility, alias)
    return () if found is None else (Fragment(*found),)


def identity(hops: tuple[Hop, ...]) -> BoundField:
    """Return the Id of the record that hops lead to."""
    last = hops[-1]
    sobject = NAME if last.is_polymorphic else last.targets[0]
    field = sobject.field("Id")
    assert field is not None
    return BoundField(field, hops, tuple("Id" for _ in last.targets))


def type_name(hops: tuple[Hop, ...]) -> BoundField:
    """Return the type of the record that hops lead to, the last of them polymorphic."""
    field = NAME.field("Type")
    assert field is not None
    return BoundField(field, hops, tuple(None for _ in hops[-1].targets))
