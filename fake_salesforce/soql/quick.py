"""Writes the records of a compact page in C: rows become structs, msgspec writes them.

The struct of a projection has its cells as fields, in their order, so nothing is looked up by name.
What msgspec would write otherwise than Salesforce, a double with an exponent, comes as raw text.
``render.py`` writes every form, and is what this is held to.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from fake_salesforce.schema.field import NUMBER_TYPES, FieldType

from .doubles import double_text, is_plain
from .projection import AnyCell, Cell, ChildCell, ParentCell, Projection, Record, TypeofCell

Children = Callable[[ChildCell, Sequence[Any], str], Iterable[str]]
"""Gives the JSON text of a cell's values, which are the children of each record."""

_KINDS_KEPT = 256
_DOUBLES_KEPT = 4096


def records_json(
    projection: Projection, records: Sequence[Record], *, version: str, children: Children
) -> bytes:
    """Return the JSON array of a page's records.

    Args:
        projection: of a query whose records are no groups.
        records: its values.
        version: of the API, for the records' urls.
        children: renders the cells of children.
    """
    if not records:
        return b"[]"
    columns = list(zip(*records, strict=True))
    urls = [f"{projection.sobject}/{each}" for each in columns[1]]
    made = _Page(columns, version, children).structs(projection.sobject, urls, projection.cells)
    return msgspec.json.encode(list(made))


@functools.lru_cache(_KINDS_KEPT)
def _kind(names: tuple[str, ...]) -> Callable[..., msgspec.Struct]:
    """Return the type of objects with these keys."""
    places = [f"c{at}" for at in range(len(names))]
    rename = dict(zip(places, names, strict=True))
    return msgspec.defstruct("Object", places, rename=rename, gc=False)


class _Page:
    """The columns of a page's records, as what msgspec writes for their cells."""

    def __init__(self, columns: Sequence[Sequence[Any]], version: str, children: Children) -> None:
        self._columns = columns
        self._version = version
        self._children = children

    def structs(
        self, sobject: str, urls: Iterable[str], cells: Sequence[AnyCell]
    ) -> Iterable[msgspec.Struct]:
        """Return an object for each row; ``urls`` are ``type/id``."""
        kind = _kind(("attributes", *(each.name for each in cells)))
        return map(kind, self._attributes(sobject, urls), *map(self._values, cells))

    def _attributes(self, sobject: str, urls: Iterable[str]) -> Iterable[msgspec.Raw]:
        template = f'{{"type":"{sobject}","url":"/services/data/v{self._version}/sobjects/%s"}}'
        return [msgspec.Raw((template % each).encode()) for each in urls]

    def _values(self, cell: AnyCell) -> Iterable[object]:
        """Return what a cell shows, row by row."""
        if isinstance(cell, ParentCell):
            return self._parents(cell)
        if isinstance(cell, TypeofCell):
            rows = zip(*map(self._parents, cell.alternatives), strict=True)
            return [next((each for each in row if each is not None), None) for row in rows]
        if isinstance(cell, ChildCell):
            texts = self._children(cell, self._columns[cell.column], self._version)
            return [msgspec.Raw(each.encode()) for each in texts]
        if cell.parts:
            return self._compounds(cell)
        column = self._columns[cell.column]
        if cell.write is not None:
            column = [None if each is None else cell.write(each) for each in column]
        return _column(column, cell.type)

    def _parents(self, cell: ParentCell) -> Iterable[object]:
        """Return an object for each parent, None where there is none."""
        ids = self._columns[cell.id_column]
        there = [at for at, each in enumerate(ids) if each is not None]
        columns = [[each[at] for at in there] for each in self._columns]
        kinds: Iterable[str] = itertools.repeat(cell.sobject)
        if cell.type_column is not None:
            kinds = columns[cell.type_column]
        urls = [f"{kind}/{each}" for kind, each in zip(kinds, columns[cell.id_column])]  # noqa: B905 - one type may stand for all
        parents = _Page(columns, self._version, self._children)
        made = iter(parents.structs(cell.sobject, urls, cell.cells))
        return [None if each is None else next(made) for each in ids]

    def _compounds(self, cell: Cell) -> Iterable[object]:
        """Return an object for each address, None where every part is null."""
        kind = _kind(tuple(each.key for each in cell.parts))
        nothing = (None,) * len(self._columns[0])
        parts = [
            nothing if each.column is None else _column(self._columns[each.column], each.type)
            for each in cell.parts
        ]
        nulls = (None,) * len(parts)
        return [None if row == nulls else kind(*row) for row in zip(*parts, strict=True)]


def _column(column: Sequence[Any], field_type: FieldType) -> Iterable[object]:
    if field_type is FieldType.BOOLEAN:
        return [None if each is None else bool(each) for each in column]
    if field_type in NUMBER_TYPES and field_type is not FieldType.INT:
        return [None if each is None else _double(each) for each in column]
    return column


def _double(value: float) -> object:
    # Only what has an exponent is kept: 0.0 and -0.0 are equal, and written otherwise.
    return float(value) if is_plain(value) else _raw(value)


@functools.lru_cache(_DOUBLES_KEPT)
def _raw(value: float) -> msgspec.Raw:
    return msgspec.Raw(double_text(value).encode())
