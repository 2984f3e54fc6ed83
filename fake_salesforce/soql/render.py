"""Renders records as the JSON text of a query's answer, compact or pretty.

A record's text is a %-template, made once for each page: everything that does not change from
record to record is in it, and the cells, encoded a column at a time, are filled in. The pretty form
is that of Jackson's DefaultPrettyPrinter, as Salesforce prints for ``X-PrettyPrint: 1`` (reference
2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from json.encoder import encode_basestring
from typing import Any

from fake_salesforce.schema.field import NUMBER_TYPES, FieldType

from .doubles import double_text
from .projection import Cell, Part, Projection, Record

_Encoder = Callable[[Any], str]

_BOOLEANS: _Encoder = {0: "false", 1: "true"}.__getitem__

_ENCODERS: dict[FieldType, _Encoder] = {
    **dict.fromkeys(FieldType, encode_basestring),
    **dict.fromkeys(NUMBER_TYPES, double_text),
    FieldType.INT: str,
    FieldType.BOOLEAN: _BOOLEANS,
}


@dataclass(frozen=True, slots=True)
class _Layout:
    """How objects are written: what stands between the tokens."""

    colon: str
    indent: str | None
    """One level of indentation; None for the compact form."""

    def members(self, level: int, members: Iterable[str]) -> str:
        """Return an object of these ``"key":value`` texts, indented by ``level``."""
        if self.indent is None:
            return "{" + ",".join(members) + "}"
        inner = "\n" + self.indent * (level + 1)
        return "{" + inner + ("," + inner).join(members) + "\n" + self.indent * level + "}"

    def array(self, elements: Sequence[str]) -> str:
        """Return an array of these objects."""
        if self.indent is None:
            return "[" + ",".join(elements) + "]"
        return "[ " + ", ".join(elements) + " ]" if elements else "[ ]"


_COMPACT = _Layout(colon=":", indent=None)
_PRETTY = _Layout(colon=" : ", indent="  ")
_IN_PAGE = 1
"""How deep the records of a page are indented."""


def render(
    projection: Projection,
    records: Sequence[Record],
    *,
    version: str = "49.0",
    pretty: bool = False,
) -> list[str]:
    """Return the JSON text of each record; pretty texts are indented as in a page."""
    layout = _PRETTY if pretty else _COMPACT
    return _rendered(projection, records, version=version, layout=layout, level=_IN_PAGE)


def render_record(
    projection: Projection, record: Record, *, version: str = "49.0", pretty: bool = False
) -> str:
    """Return the JSON text of a record that is the whole answer (reference 3.5)."""
    layout = _PRETTY if pretty else _COMPACT
    (text,) = _rendered(projection, (record,), version=version, layout=layout, level=0)
    return text


def render_page(
    projection: Projection | None,
    records: Sequence[Record],
    *,
    total_size: int,
    next_records_url: str | None = None,
    version: str = "49.0",
    pretty: bool = False,
) -> str:
    """Return the text of a page (reference 3.6: totalSize, done, nextRecordsUrl, records).

    Args:
        projection: of the statement; None for a COUNT(), which has no records.
        records: the records of the page.
        total_size: the number of rows of the whole query.
        next_records_url: where the next page is; None on the last, which is then ``done``.
        version: of the API, for the records' urls.
        pretty: whether to print it for people.
    """
    layout = _PRETTY if pretty else _COMPACT
    texts: list[str] = []
    if projection is not None:
        texts = _rendered(projection, records, version=version, layout=layout, level=_IN_PAGE)
    members = [
        f'"totalSize"{layout.colon}{total_size}',
        f'"done"{layout.colon}{"true" if next_records_url is None else "false"}',
    ]
    if next_records_url is not None:
        members.append(f'"nextRecordsUrl"{layout.colon}{encode_basestring(next_records_url)}')
    members.append(f'"records"{layout.colon}{layout.array(texts)}')
    return layout.members(0, members)


def _rendered(
    projection: Projection,
    records: Sequence[Record],
    *,
    version: str,
    layout: _Layout,
    level: int,
) -> list[str]:
    if not records:
        return []
    columns = list(zip(*records, strict=True))
    cells = [_encoded_cell(each, columns, layout=layout, level=level) for each in projection.cells]
    template = _template(projection, version=version, layout=layout, level=level)
    return list(map(template.__mod__, zip(columns[1], *cells, strict=True)))


def _template(projection: Projection, *, version: str, layout: _Layout, level: int) -> str:
    """Return the template of a record: the first mark is the bare Id, then one for each cell."""
    name = projection.sobject
    url = f"/services/data/v{version}/sobjects/{name}/"
    attributes = [
        f'"type"{layout.colon}{_literally(encode_basestring(name))}',
        f'"url"{layout.colon}"{_literally(url)}%s"',
    ]
    members = [f'"attributes"{layout.colon}{layout.members(level + 1, attributes)}']
    members += [
        f"{_literally(encode_basestring(each.name))}{layout.colon}%s" for each in projection.cells
    ]
    return layout.members(level, members)


def _literally(text: str) -> str:
    return text.replace("%", "%%")


def _encoded_cell(
    cell: Cell, columns: Sequence[Sequence[Any]], *, layout: _Layout, level: int
) -> Iterable[str]:
    if not cell.parts:
        return _encoded(columns[cell.column], cell.type)
    return _encoded_compound(cell.parts, columns, layout=layout, level=level)


def _encoded(column: Sequence[Any], field_type: FieldType) -> Iterable[str]:
    encode = _ENCODERS[field_type]
    if None in column:
        return ["null" if each is None else encode(each) for each in column]
    return map(encode, column)


def _encoded_compound(
    parts: Sequence[Part], columns: Sequence[Sequence[Any]], *, layout: _Layout, level: int
) -> Iterable[str]:
    """Encode addresses: an object of the parts, null where every part is null (believed)."""
    members = [f"{encode_basestring(each.key)}{layout.colon}%s" for each in parts]
    template = layout.members(level + 1, members)
    nulls = ("null",) * len(parts)
    height = len(columns[0])
    encoded = [
        ["null"] * height if each.column is None else _encoded(columns[each.column], each.type)
        for each in parts
    ]
    for row in zip(*encoded, strict=True):
        yield "null" if row == nulls else template % row
