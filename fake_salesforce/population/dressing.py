"""What rows of every kind get besides what their kind draws: owners, record types, custom fields.

Where there is nothing of these, the rows pass as they are, so that nothing costs time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from fake_salesforce.records.values import Stored
from fake_salesforce.schema import SObject

from .custom import Draw
from .drawing import Drawing


def dressed(
    sobject: SObject,
    rows: Iterable[Sequence[Stored]],
    *,
    drawing: Drawing,
    owner_ids: Sequence[str],
    further: Mapping[str, Draw],
) -> Iterable[Sequence[Stored]]:
    """Return rows with owners, record types and further values.

    Args:
        sobject: what they are; the values stand in the order of its ``columns``.
        rows: what their kind has drawn.
        drawing: what they share.
        owner_ids: the users whose records they become in turn by chance; none leaves the owner.
        further: what draws values of fields, by field name.
    """
    draws: dict[str, Draw] = {}
    if owner_ids and sobject.field("OwnerId") is not None:
        owner = drawing.chance(f"{sobject.name} owners")
        draws["OwnerId"] = lambda _: owner.choice(owner_ids)
    types = [each.id for each in sobject.record_types if each.is_active]
    if types:
        assigned = drawing.chance(f"{sobject.name} record types")
        draws["RecordTypeId"] = lambda _: assigned.choice(types)
    draws |= further
    if not draws:
        return rows
    positions = {each.name: place for place, each in enumerate(sobject.columns)}
    return _filled(rows, [(positions[name], draw) for name, draw in draws.items()])


def _filled(
    rows: Iterable[Sequence[Stored]], draws: Sequence[tuple[int, Draw]]
) -> Iterator[Sequence[Stored]]:
    for number, row in enumerate(rows):
        values = list(row)
        for position, draw in draws:
            values[position] = draw(number)
        yield values
