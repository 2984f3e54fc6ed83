"""The JSON text of a record as one SQL expression, so that SQLite writes it while it reads the row.

It is ``json_object`` of the projection's cells: a parent is an object within, and so is an address.
What stands in no column is not written here: children, and values in the user's locale.
``render.py`` writes every form, and is what this is held to.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fake_salesforce.schema.field import FieldType

from .fragments import Fragment, chained
from .projection import AnyCell, Cell, ChildCell, ParentCell, Projection, TypeofCell
from .statement import Clauses, Select
from .value_text import value_text

MOST_MEMBERS = 62
"""Cells of one object: SQLite's functions take at most 127 arguments."""

_NULL = Fragment("NULL")


@dataclass(frozen=True, slots=True)
class RecordTexts:
    """SQL that reads records as the texts of their JSON objects, in UTF-8."""

    projection: Projection
    text: Fragment

    def select(self, row_numbers: Sequence[int]) -> Select:
        """Return SQL for the records of these rows, in this order: their number, their texts.

        Rows that are gone are left out.
        """
        what = self.text.within("COUNT(*), CAST(group_concat({}) AS BLOB)")
        return self.projection.select_in_order(what, row_numbers)

    def select_all(self, clauses: Clauses) -> Select:
        """Return SQL for the records that clauses find: the row number and the text of each.

        The projection must be on the clauses' own tables.
        """
        what = chained((clauses.row, self.text.within("CAST({} AS BLOB)")), ", ")
        return dataclasses.replace(clauses, source=self.projection.source).select(what)


def record_texts(projection: Projection, *, version: str) -> RecordTexts | None:
    """Return what reads a projection's records as texts; None where SQLite cannot write them.

    Args:
        projection: of a query whose records are no groups.
        version: of the API, for the records' urls.
    """
    if not all(map(_is_writable, projection.cells)) or not _fits(projection.cells):
        return None
    base = f"/services/data/v{version}/sobjects/"
    url = Fragment(f"? || {projection.columns[1].sql}", (f"{base}{projection.sobject}/",))
    record = _Columns(projection.columns, base).record(projection.sobject, url, projection.cells)
    return RecordTexts(projection, record)


def _is_writable(cell: AnyCell) -> bool:
    match cell:
        case ParentCell(cells=cells) | TypeofCell(alternatives=cells):
            return all(map(_is_writable, cells))
        case ChildCell():
            return False
    return cell.write is None


def _fits(cells: Sequence[AnyCell]) -> bool:
    """Tell whether no object has more members than SQLite's functions have arguments."""
    if len(cells) > MOST_MEMBERS:
        return False
    parents = [each for each in cells if isinstance(each, ParentCell)]
    parents += [
        other for each in cells if isinstance(each, TypeofCell) for other in each.alternatives
    ]
    return all(_fits(each.cells) for each in parents)


class _Columns:
    """The columns of a projection, of which the texts of its cells are made."""

    def __init__(self, columns: Sequence[Fragment], base: str) -> None:
        self._columns = columns
        self._base = base

    def record(self, sobject: str, url: Fragment, cells: Sequence[AnyCell]) -> Fragment:
        """Return SQL for the object of a record."""
        attributes = _object([("type", Fragment("?", (sobject,))), ("url", url)])
        members = ((each.name, self._cell(each)) for each in cells)
        return _object([("attributes", attributes), *members])

    def _cell(self, cell: AnyCell) -> Fragment:
        match cell:
            case ParentCell():
                return self._parent(cell)
            case TypeofCell(alternatives=alternatives):
                # COALESCE takes two arguments at least.
                parents = [*map(self._parent, alternatives), _NULL, _NULL]
                return chained(parents, ", ").within("COALESCE({})")
            case ChildCell():
                message = "children are in no column"
                raise ValueError(message)
        return self._compound(cell) if cell.parts else self._value(cell.column, cell.type)

    def _parent(self, cell: ParentCell) -> Fragment:
        """Return SQL for the object of a parent, null where there is none."""
        identity = self._columns[cell.id_column]
        if cell.type_column is None:
            url = Fragment(
                f"? || {identity.sql}", (f"{self._base}{cell.sobject}/", *identity.values)
            )
        else:
            kind = self._columns[cell.type_column]
            together = chained([kind, identity], " || '/' || ")
            url = Fragment(f"? || {together.sql}", (self._base, *together.values))
        record = self.record(cell.sobject, url, cell.cells)
        is_there = identity.within("CASE WHEN {} IS NOT NULL THEN")
        return chained([is_there, record, Fragment("END")], " ")

    def _compound(self, cell: Cell) -> Fragment:
        """Return SQL for an address: null where every part is null (believed)."""
        columns = [self._columns[each.column] for each in cell.parts if each.column is not None]
        if not columns:
            return _NULL
        members = (
            (each.key, _NULL if each.column is None else self._value(each.column, each.type))
            for each in cell.parts
        )
        one_is_there = chained([each.within("{} IS NOT NULL") for each in columns], " OR ")
        when = one_is_there.within("CASE WHEN {} THEN")
        return chained([when, _object(members), Fragment("END")], " ")

    def _value(self, place: int, field_type: FieldType) -> Fragment:
        return value_text(self._columns[place], field_type, literal="json({})")


def _object(members: Iterable[tuple[str, Fragment]]) -> Fragment:
    """Return SQL for a JSON object."""
    pairs = [Fragment(f"?, {each.sql}", (name, *each.values)) for name, each in members]
    return chained(pairs, ", ").within("json_object({})")
