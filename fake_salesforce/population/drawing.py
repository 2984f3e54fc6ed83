"""How records are drawn: oldest first, one row at a time, all from one seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from fake_salesforce.clock import to_wire
from fake_salesforce.records.validation import defaults
from fake_salesforce.records.values import Stored
from fake_salesforce.schema import SObject

Item = TypeVar("Item")
_OLDEST = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What all records of a population share."""

    seed: int
    now: datetime
    """The youngest time stamp; the oldest is two years before."""
    owner_id: str
    """Who owns and created the records."""

    @property
    def oldest(self) -> datetime:
        """When the oldest record was made."""
        return self.now - _OLDEST

    def chance(self, name: str) -> random.Random:
        """Return the generator of one kind of records: kinds do not disturb each other."""
        return random.Random(f"{self.seed} {name}")  # noqa: S311 - seeded on purpose

    def rows(
        self,
        sobject: SObject,
        count: int,
        *,
        record_id: Callable[[int], str],
        record: Callable[[int, str, Mapping[str, Stored]], Mapping[str, Stored]],
    ) -> Iterator[tuple[Stored, ...]]:
        """Yield rows in the order of ``sobject.columns``.

        Args:
            sobject: what they are.
            count: how many.
            record_id: gives the id of the n-th, counted from 0.
            record: gives what the n-th holds besides defaults and stamps, from its number, its id
                and its stamps.
        """
        names = [each.name for each in sobject.columns]
        base = defaults(sobject)
        if sobject.field("OwnerId") is not None:
            base["OwnerId"] = self.owner_id
        step = _OLDEST / max(count, 1)
        chance = self.chance(f"{sobject.name} stamps").random
        for number in range(count):
            identifier = record_id(number)
            created = self.now - _OLDEST + step * number
            modified = to_wire(created + (self.now - created) * chance())
            stamps: dict[str, Stored] = {
                "Id": identifier,
                "CreatedDate": to_wire(created),
                "CreatedById": self.owner_id,
                "LastModifiedDate": modified,
                "LastModifiedById": self.owner_id,
                "SystemModstamp": modified,
            }
            drawn = base | stamps
            drawn.update(record(number, identifier, stamps))
            yield tuple(map(drawn.get, names))


def values_of(sobject: SObject, field_name: str) -> list[str]:
    """Return the values of a picklist."""
    field = sobject.field(field_name)
    assert field is not None
    return [each.value for each in field.picklist_values]


def one_of(chance: random.Random, items: Sequence[Item]) -> Item | None:
    """Return one of the items, or None if there are none."""
    return items[int(chance.random() * len(items))] if items else None
