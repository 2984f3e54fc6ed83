"""What a statement selects: the columns to read, and the cells of an answer made of them.

Cells are a tree, as the answer is: a parent is a cell with cells of its own, and children are a
cell with a projection of their own. A record is flat: the values of all columns of the tree, and
behind them one value for each cell of children.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from fake_salesforce.schema.field import FieldType
from fake_salesforce.schema.sobject import SObject

from .bound import (
    Selected,
    SelectedChildren,
    SelectedDistance,
    SelectedField,
    SelectedParent,
    SelectedTypeof,
)
from .expressions import distance, labelled, valid_location
from .formatted import Reader, Write
from .fragments import Fragment, chained
from .locations import COORDINATES
from .operands import BoundField, Hop, Place
from .statement import Clauses, Select, select
from .tables import Tables, identity, type_name

ADDRESS_PARTS = {
    "city": "City",
    "country": "Country",
    "geocodeAccuracy": "GeocodeAccuracy",
    "latitude": "Latitude",
    "longitude": "Longitude",
    "postalCode": "PostalCode",
    "state": "State",
    "street": "Street",
}
"""The keys of an address as JSON, and how the names of the fields end that give them (believed)."""


Record = tuple[Any, ...]
"""The values of a record as the database gives them, in the order of ``Projection.columns``, then
``ChildPage | None`` for each cell of children."""


@dataclass(frozen=True, slots=True)
class Part:
    """A key of a compound cell."""

    key: str
    type: FieldType
    column: int | None
    """Its place in the record; None where the org, or the user, has no such field."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a record in the answer."""

    name: str
    type: FieldType
    column: int
    """Its place in the record; -1 for a compound cell."""
    parts: tuple[Part, ...] = ()
    write: Write | None = None
    """Writes a value as the user's locale does (FORMAT); None shows the value itself."""


@dataclass(frozen=True, slots=True)
class ParentCell:
    """A parent of a record: an object of its own cells, null where there is no parent."""

    name: str
    sobject: str
    """``attributes.type``: the object, or Name behind a polymorphic reference."""
    id_column: int
    type_column: int | None
    """Where the parent's own type stands, for its url; None if it always is ``sobject``."""
    cells: tuple[AnyCell, ...]


@dataclass(frozen=True, slots=True)
class ChildCell:
    """The children of a record by one reference: an object with records, null without any."""

    name: str
    column: int
    reference: Fragment
    """SQL, in the children's query, for the id of the parent."""
    clauses: Clauses
    projection: Projection


@dataclass(frozen=True, slots=True)
class TypeofCell:
    """A polymorphic parent, shown as the first of some parents that is there."""

    name: str
    alternatives: tuple[ParentCell, ...]


AnyCell = Cell | ParentCell | TypeofCell | ChildCell


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """The cells of a record in the order of SELECT, and the SQL columns they are made of."""

    sobject: str
    """``attributes.type``."""
    columns: tuple[Fragment, ...]
    """The first two are row number and Id; not so in a grouped query, which has neither."""
    source: Fragment
    cells: tuple[AnyCell, ...]
    visible: tuple[Fragment, ...] = ()
    """The condition that keeps out the recycle bin, if it is kept out."""
    is_grouped: bool = False
    """Whether a record is a group, which has no url."""

    @property
    def children(self) -> tuple[ChildCell, ...]:
        """The cells of children."""
        return tuple(each for each in self.cells if isinstance(each, ChildCell))

    @property
    def what(self) -> Fragment:
        """The columns as SQL."""
        return chained(self.columns, ", ")

    def select(self, condition: Fragment) -> Select:
        """Return SQL that reads the visible records for which a condition holds."""
        conditions = (condition, *self.visible)
        return select(self.what, self.source, conditions=conditions, rest=Fragment(""))

    def select_in_order(self, what: Fragment, row_numbers: Sequence[int]) -> Select:
        """Return SQL that reads something of the visible rows of these numbers, in this order."""
        numbers = Fragment("json_each(?) AS n CROSS JOIN ", (json.dumps(list(row_numbers)),))
        source = chained((numbers, self.source), "")
        conditions = (self.columns[0].within("{} = n.value"), *self.visible)
        return select(what, source, conditions=conditions, rest=Fragment(""))


class Columns:
    """The columns of a projection, which grow as cells need them."""

    def __init__(self, *first: Fragment) -> None:
        self._places = {each: place for place, each in enumerate(first)}

    def place(self, column: Fragment) -> int:
        """Return where a column's value stands in a record."""
        return self._places.setdefault(column, len(self._places))

    def all(self) -> tuple[Fragment, ...]:
        """Return the columns in the order of their places."""
        return tuple(self._places)


_Branch = dict[str, "_Node"]
"""Fields and parents by name, in the order of SELECT."""


@dataclass(frozen=True, slots=True)
class _Parent:
    hops: tuple[Hop, ...]
    branch: _Branch


_Node = Selected | _Parent


def project(
    sobject: SObject,
    selection: tuple[Selected, ...],
    tables: Tables,
    *,
    visible: tuple[Fragment, ...],
    reader: Reader,
    child_cell: Callable[[SelectedChildren, int], ChildCell],
) -> Projection:
    """Return the projection of a selection.

    Args:
        sobject: the object of the query.
        selection: what it selects.
        tables: those of the SELECT that reads records, with nothing joined yet.
        visible: the condition that keeps out the recycle bin, if it is kept out.
        reader: for whom formatted values are written.
        child_cell: makes the cell of children, given its place among the children of a record.
    """
    columns = Columns(tables.own("_row"), tables.own("Id"))
    tree: _Branch = {}
    for each in selection:
        match each:
            case SelectedField(operand=operand, alias=alias):
                _branch(tree, operand.hops)[alias or operand.name] = each
            case SelectedTypeof(hops=hops):
                _branch(tree, hops[:-1])[hops[-1].name] = each
            case _:
                tree[each.name] = each
    cells = list(_cells(tree, tables, columns, reader))
    width = len(columns.all())
    children = (each for each in tree.values() if isinstance(each, SelectedChildren))
    placed = {each.name: child_cell(each, width + at) for at, each in enumerate(children)}
    ordered = iter(cells)
    return Projection(
        sobject=sobject.name,
        columns=columns.all(),
        source=tables.source,
        cells=tuple(
            placed[name] if isinstance(node, SelectedChildren) else next(ordered)
            for name, node in tree.items()
        ),
        visible=visible,
    )


def _branch(tree: _Branch, hops: tuple[Hop, ...], *, start: int = 0) -> _Branch:
    """Return the branch that hops lead to; the tree itself stands behind the first ``start``."""
    for depth, hop in enumerate(hops[start:], start + 1):
        parent = tree.setdefault(hop.name, _Parent(hops[:depth], {}))
        assert isinstance(parent, _Parent)
        tree = parent.branch
    return tree


def _alternative(parent: SelectedParent) -> _Parent:
    tree: _Branch = {}
    for each in parent.fields:
        branch = _branch(tree, each.operand.hops, start=len(parent.hops))
        branch[each.operand.name] = each
    return _Parent(parent.hops, tree)


def _cells(branch: _Branch, tables: Tables, columns: Columns, reader: Reader) -> Iterator[AnyCell]:
    """Yield the cells of fields and parents."""
    for name, node in branch.items():
        if isinstance(node, SelectedField):
            yield _cell(name, node, tables, columns, reader)
        elif isinstance(node, SelectedDistance):
            yield Cell(name, FieldType.DOUBLE, columns.place(distance(node.operand, tables)))
        elif isinstance(node, _Parent):
            yield _parent_cell(name, node, tables, columns, reader)
        elif isinstance(node, SelectedTypeof):
            parents = map(_alternative, node.alternatives)
            cells = (_parent_cell(name, each, tables, columns, reader) for each in parents)
            yield TypeofCell(name, tuple(cells))


def _parent_cell(
    name: str, parent: _Parent, tables: Tables, columns: Columns, reader: Reader
) -> ParentCell:
    last = parent.hops[-1]
    kind = "Name" if last.is_polymorphic else last.targets[0].name
    type_column = None
    if last.is_polymorphic:
        type_column = columns.place(tables.column(type_name(parent.hops)))
    id_column = columns.place(tables.column(identity(parent.hops)))
    inner = tuple(_cells(parent.branch, tables, columns, reader))
    return ParentCell(name, kind, id_column, type_column, inner)


def _cell(
    name: str, selected: SelectedField, tables: Tables, columns: Columns, reader: Reader
) -> Cell:
    operand = selected.operand
    if not operand.field.is_compound:
        column = tables.column(operand)
        place = columns.place(labelled(column, operand.field) if selected.is_label else column)
        if selected.is_formatted:
            return Cell(name, FieldType.STRING, place, write=reader.write_of(operand))
        return Cell(name, operand.type, place)
    if operand.type is FieldType.LOCATION:
        return Cell(name, operand.type, -1, _coordinates(selected, tables, columns))
    parts = []
    for key, ending in ADDRESS_PARTS.items():
        source = next((each for each in selected.parts if each.name.endswith(ending)), None)
        if source is None:
            parts.append(Part(key, FieldType.STRING, None))
        else:
            place = columns.place(tables.column(BoundField(source, operand.hops)))
            parts.append(Part(key, source.type, place))
    return Cell(name, operand.type, -1, tuple(parts))


def _coordinates(selected: SelectedField, tables: Tables, columns: Columns) -> tuple[Part, ...]:
    """Return the parts of a location, all null where it is none."""
    bound: dict[str, BoundField | None] = dict.fromkeys(COORDINATES)
    for key, ending in COORDINATES.items():
        for each in selected.parts:
            if each.name.endswith(f"{ending}__s"):
                bound[key] = BoundField(each, selected.operand.hops)
    valid = valid_location(Place(**bound), tables)

    def place(coordinate: BoundField | None) -> int | None:
        if coordinate is None:
            return None
        shown = chained((valid, tables.column(coordinate)), " THEN ")
        return columns.place(shown.within("CASE WHEN {} END"))

    return tuple(Part(key, FieldType.DOUBLE, place(each)) for key, each in bound.items())
