"""Renders records as the JSON text of a query's answer, compact or pretty.

A record's text is a %-template, made once for each page: everything that does not change from
record to record is in it, and the cells, encoded a column at a time, are filled in. A parent is a
template of its own whose texts fill a cell, and so are children. The pretty form
is that of Jackson's DefaultPrettyPrinter, as Salesforce prints for ``X-PrettyPrint: 1`` (reference
2).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from json.encoder import encode_basestring
from typing import Any

from fake_salesforce.schema.field import NUMBER_TYPES, FieldType

from .children import ChildPage
from .doubles import double_text
from .projection import AnyCell, ChildCell, ParentCell, Part, Projection, Record, TypeofCell
from .quick import records_json

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
) -> bytes:
    """Return the JSON of a page (reference 3.6: totalSize, done, nextRecordsUrl, records).

    Args:
        projection: of the statement; None for a COUNT(), which has no records.
        records: the records of the page.
        total_size: the number of rows of the whole query.
        next_records_url: where the next page is; None on the last, which is then ``done``.
        version: of the API, for the records' urls.
        pretty: whether to print it for people.
    """
    if projection is not None and not (pretty or projection.is_grouped):
        array = records_json(projection, records, version=version, children=_compact_children)
        return page_of_array(array, total_size=total_size, next_records_url=next_records_url)
    layout = _PRETTY if pretty else _COMPACT
    texts: list[str] = []
    if projection is not None:
        texts = _rendered(projection, records, version=version, layout=layout, level=_IN_PAGE)
    return _page(texts, total_size, next_records_url, layout=layout, level=0).encode()


def page_of_array(array: bytes, *, total_size: int, next_records_url: str | None = None) -> bytes:
    """Return the compact JSON of a page, given that of its records.

    The other arguments are those of :func:`render_page`.
    """
    members = _members(total_size, next_records_url, layout=_COMPACT)
    return b'{%b,"records":%b}' % (",".join(members).encode(), array)


def _compact_children(
    cell: ChildCell, pages: Sequence[ChildPage | None], version: str
) -> Iterable[str]:
    return _Columns([], _COMPACT, version).child_pages(cell, pages, _IN_PAGE)


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
    page = _Columns(list(zip(*records, strict=True)), layout, version)
    cells = [page.encoded(each, level) for each in projection.cells]
    if projection.is_grouped:
        return page.objects(projection.sobject, projection.cells, [], cells, level=level)
    ids = [page.columns[1]]
    return page.objects(projection.sobject, projection.cells, ids, cells, level=level)


def _literally(text: str) -> str:
    return text.replace("%", "%%")


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of a page's records, and how they are written."""

    columns: Sequence[Sequence[Any]]
    layout: _Layout
    version: str

    def objects(
        self,
        sobject: str,
        cells: Sequence[AnyCell],
        urls: Sequence[Sequence[str]],
        encoded: Sequence[Iterable[str]],
        *,
        level: int,
        url_has_type: bool = True,
    ) -> list[str]:
        """Return an object for each row.

        ``urls`` is one column of ids, of ``type/id`` unless the url has the object's own type, or
        no column for objects without a url.
        """
        colon = self.layout.colon
        attributes = [f'"type"{colon}{_literally(encode_basestring(sobject))}']
        if urls:
            kind = f"{_literally(sobject)}/" if url_has_type else ""
            attributes.append(f'"url"{colon}"/services/data/v{self.version}/sobjects/{kind}%s"')
        members = [f'"attributes"{colon}{self.layout.members(level + 1, attributes)}']
        members += [f"{_literally(encode_basestring(each.name))}{colon}%s" for each in cells]
        template = self.layout.members(level, members)
        return list(map(template.__mod__, zip(*urls, *encoded, strict=True)))

    def encoded(self, cell: AnyCell, level: int) -> Iterable[str]:
        """Return the JSON texts of a cell, one for each row."""
        if isinstance(cell, ParentCell):
            return self.parents(cell, level + 1)
        if isinstance(cell, TypeofCell):
            chosen = (self.parents(each, level + 1) for each in cell.alternatives)
            rows = zip(*chosen, strict=True)
            return [next((each for each in row if each != "null"), "null") for row in rows]
        if isinstance(cell, ChildCell):
            return self.children(cell, level + 1)
        if cell.parts:
            return _encoded_compound(cell.parts, self.columns, layout=self.layout, level=level)
        column = self.columns[cell.column]
        if cell.write is not None:
            column = [None if each is None else cell.write(each) for each in column]
        return _encoded(column, cell.type)

    def parents(self, cell: ParentCell, level: int) -> Iterable[str]:
        """Return an object for each parent, null where there is none."""
        ids = self.columns[cell.id_column]
        there = [at for at, each in enumerate(ids) if each is not None]
        if len(there) < len(ids):
            columns = [[each[at] for at in there] for each in self.columns]
            texts = iter(_Columns(columns, self.layout, self.version).parents(cell, level))
            return ["null" if each is None else next(texts) for each in ids]
        if not ids:
            return []
        encoded = [self.encoded(each, level) for each in cell.cells]
        urls: Sequence[str] = ids
        if cell.type_column is not None:
            types = self.columns[cell.type_column]
            urls = [f"{kind}/{each}" for kind, each in zip(types, ids, strict=True)]
        return self.objects(
            cell.sobject,
            cell.cells,
            [urls],
            encoded,
            level=level,
            url_has_type=cell.type_column is None,
        )

    def children(self, cell: ChildCell, level: int) -> Iterable[str]:
        """Return an object for the children of each record, null where it has none."""
        return self.child_pages(cell, self.columns[cell.column], level)

    def child_pages(
        self, cell: ChildCell, pages: Sequence[ChildPage | None], level: int
    ) -> Iterable[str]:
        together = [record for page in pages if page is not None for record in page.records]
        texts = iter(
            _rendered(
                cell.projection,
                together,
                version=self.version,
                layout=self.layout,
                level=level + 1,
            )
        )
        return [
            "null" if page is None else self.child_page(page, texts, level=level) for page in pages
        ]

    def child_page(self, page: ChildPage, texts: Iterator[str], *, level: int) -> str:
        url = None
        if page.next_locator is not None:
            url = f"/services/data/v{self.version}/query/{page.next_locator}"
        shown = list(itertools.islice(texts, len(page.records)))
        return _page(shown, page.total, url, layout=self.layout, level=level)


def _page(
    texts: Sequence[str], total_size: int, url: str | None, *, layout: _Layout, level: int
) -> str:
    """Return the object of a page: totalSize, done, nextRecordsUrl, records."""
    members = _members(total_size, url, layout=layout)
    members.append(f'"records"{layout.colon}{layout.array(texts)}')
    return layout.members(level, members)


def _members(total_size: int, url: str | None, *, layout: _Layout) -> list[str]:
    """Return the members of a page but for the records."""
    members = [
        f'"totalSize"{layout.colon}{total_size}',
        f'"done"{layout.colon}{"true" if url is None else "false"}',
    ]
    if url is not None:
        members.append(f'"nextRecordsUrl"{layout.colon}{encode_basestring(url)}')
    return members


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
