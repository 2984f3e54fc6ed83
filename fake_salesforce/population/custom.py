"""Values of custom fields, by their types, and the records of custom objects."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fake_salesforce.clock import to_wire
from fake_salesforce.records.values import Stored
from fake_salesforce.schema import NUMBER_TYPES, Field, FieldType, SObject

from .drawing import Drawing
from .pools import Pools, pools

Draw = Callable[[int], Stored]
"""Gives a field's value of the n-th record, counted from 0."""

_SHARE_EMPTY = 0.1
_MOST_DIGITS = 5
_MINUTES = 730 * 24 * 60


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the values of custom fields depend on besides chance."""

    first: int
    """The number of the first record among all that the object ever had: for unique values."""
    parents: Callable[[str], Sequence[str]]
    """Gives the ids of the records of an object, by its name."""
    numbered: Callable[[Field], Draw]
    """Gives what draws the automatic numbers of a field."""


def draws(sobject: SObject, drawing: Drawing, around: Surroundings) -> dict[str, Draw]:
    """Return what draws the values of an object's custom fields, by field name.

    A field that nobody writes, as a formula, stays as it is.

    Raises:
        ValueError: a field must refer to a record and there is none.
    """
    drawer = _Drawer(
        sobject,
        drawing.chance(f"{sobject.name} custom fields"),
        pools(drawing.seed),
        drawing,
        around,
    )
    return {
        each.name: around.numbered(each) if each.auto_number is not None else drawer.of(each)
        for each in sobject.columns
        if each.auto_number is not None or (each.is_custom and each.createable)
    }


def records(
    sobject: SObject, count: int, drawing: Drawing, record_id: Callable[[int], str]
) -> Iterator[tuple[Stored, ...]]:
    """Yield rows of a custom object, without its custom fields.

    Args:
        sobject: the object.
        count: how many.
        drawing: what they share.
        record_id: gives the id of the n-th, counted from 0.
    """
    places, label = pools(drawing.seed).places, sobject.label[:40]

    def record(number: int, _: str, __: Mapping[str, Stored]) -> dict[str, Stored]:
        return {"Name": f"{label} {places[number % len(places)].city} {number + 1}"[:80]}

    return drawing.rows(sobject, count, record_id=record_id, record=record)


@dataclass(frozen=True, slots=True)
class _Drawer:
    """Gives what draws the values of one object's fields."""

    sobject: SObject
    chance: random.Random
    words: Pools
    drawing: Drawing
    around: Surroundings

    def of(self, field: Field) -> Draw:
        """Return what draws a field's values, a few of them empty if they may be."""
        draw = self._full(field)
        if not field.nillable or field.unique or field.compound_field_name is not None:
            return draw

        def or_nothing(number: int) -> Stored:
            value = draw(number)
            return None if self.chance.random() < _SHARE_EMPTY else value

        return or_nothing

    def _full(self, field: Field) -> Draw:
        if field.type in NUMBER_TYPES:
            return self._number(field)
        if field.type is FieldType.REFERENCE:
            return self._reference(field)
        if field.type in {FieldType.DATE, FieldType.DATETIME, FieldType.TIME}:
            return self._time(field)
        if field.type is FieldType.BOOLEAN:
            return lambda _: int(self.chance.random() < 0.5)  # noqa: PLR2004 - as a coin
        return self._text(field)

    def _number(self, field: Field) -> Draw:
        if field.unique:
            return lambda number: float(self.around.first + number)
        if field.compound_field_name is not None:
            most = 90 if "Latitude" in field.name else 180
            return lambda _: round((self.chance.random() * 2 - 1) * most, 6)
        most = 10 ** min(field.precision - field.scale, _MOST_DIGITS) - 1
        decimals = min(field.scale, 6)
        return lambda _: float(round(self.chance.random() * most, decimals))

    def _time(self, field: Field) -> Draw:
        def moment() -> datetime:
            return self.drawing.now - timedelta(minutes=int(self.chance.random() * _MINUTES))

        if field.type is FieldType.DATE:
            return lambda _: to_wire(moment())[:10]
        if field.type is FieldType.DATETIME:
            return lambda _: to_wire(moment())
        return lambda _: f"{moment():%H:%M}:00.000Z"

    def _text(self, field: Field) -> Draw:
        chance, words, first = self.chance, self.words, self.around.first
        values = [each.value for each in field.picklist_values if each.active]
        match field.type:
            case FieldType.PICKLIST:
                return lambda _: chance.choice(values)
            case FieldType.MULTIPICKLIST:
                return lambda _: ";".join(_several(chance, values))
            case FieldType.EMAIL:
                return lambda number: (
                    f"{chance.choice(words.last_names)}.{first + number}"
                    f"@{chance.choice(words.companies).domain}".lower()
                )
            case FieldType.PHONE:
                return lambda _: chance.choice(words.phones)
            case FieldType.URL:
                return lambda _: f"https://www.{chance.choice(words.companies).domain}"
            case _:
                # The number comes first, so that a short unique text is unique, too.
                return lambda number: f"{first + number} {chance.choice(words.titles)}"[
                    : field.length
                ].strip()

    def _reference(self, field: Field) -> Draw:
        found = self.around.parents(field.reference_to[0])
        if found:
            return lambda _: self.chance.choice(found)
        if field.nillable:
            return lambda _: None
        message = (
            f"{self.sobject.name}.{field.name} needs a record of {field.reference_to[0]}, and there"
            " is none: populate those first"
        )
        raise ValueError(message)


def _several(chance: random.Random, values: Sequence[str]) -> list[str]:
    """Return some of the values of a picklist, in its order, at least one."""
    chosen = [each for each in values if chance.random() < 0.5]  # noqa: PLR2004 - as a coin
    return chosen or [chance.choice(values)]
