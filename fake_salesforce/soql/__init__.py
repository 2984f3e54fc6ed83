"""SOQL: the text of a query, step by step, to the JSON text of its records.

The modules are the steps: ``grammar.lark`` and ``lexer`` -> ``parser`` and ``build`` -> ``nodes``
-> ``bind`` -> ``bound`` -> ``compile`` -> ``run`` -> ``render``::

    query = soql.parse(text)
    bound = soql.bind(query, schema=schema, access=access, user_id=user_id)
    statement = soql.compile(bound, now=clock.now(), time_zone=ZoneInfo("Europe/Berlin"))
    numbers = soql.rows(connection, statement.clauses)
    values = soql.records(connection, statement.projection, numbers[:2000])
    values = soql.with_children(
        connection, statement.projection, values, page_rows=2000, open_locator=open_locator
    )
    answer = soql.render_page(statement.projection, values, total_size=len(numbers))

Most records SQLite can write as text itself: of ``texts = record_texts(projection,
version="49.0")`` those of a page are ``written(connection, texts.select(numbers[:2000]))``, and
where rows must be sorted, those of all pages come with the row numbers, as
``written_pages(connection, texts.select_all(statement.clauses), page_rows=2000)``, on
``statement.sorted_projection``. Where it cannot, ``texts`` is None.

``SELECT COUNT()`` has no projection: its answer is ``render_page(None, (),
total_size=soql.count(connection, statement))``. A grouped query (``statement.is_grouped``) has no
row numbers: its records are ``soql.groups(connection, statement)``. Each connection needs
``install_functions`` once. Whatever the text, ``parse`` and ``bind`` raise a documented
``SalesforceError`` or ``NotImplementedInFakeError``, nothing else. Source: reference 4, the
messages 4.8; "believed" marks what no source says.
"""

from .bind import bind
from .bound import (
    BoundAnd,
    BoundComparison,
    BoundCondition,
    BoundNot,
    BoundQuery,
    BoundSemiJoin,
    SelectedChildren,
    SelectedField,
    SelectedTypeof,
)
from .children import ChildPage, OpenLocator, with_children
from .column_metadata import columns
from .compile import Statement, compile  # noqa: A004 - the compiler's own term
from .condition import of_record, parse_condition
from .doubles import double_text
from .formatted import Reader, Write
from .fragments import Fragment, chained
from .functions import install_functions
from .lexer import TOO_COMPLICATED
from .locales import first_weekday
from .nodes import Operator
from .operands import BoundField
from .parser import parse
from .printer import print_query
from .projection import Cell, ParentCell, Projection, Record
from .recency import SQL as RECENTLY_VIEWED
from .recency import note as note_recency
from .record_text import RecordTexts, record_texts
from .render import page_of_array, render, render_page, render_record
from .run import (
    Written,
    count,
    groups,
    is_sorted_apart,
    last_row,
    records,
    rows,
    written,
    written_pages,
)
from .statement import Select
from .value_text import value_text

__all__ = [
    "RECENTLY_VIEWED",
    "TOO_COMPLICATED",
    "BoundAnd",
    "BoundComparison",
    "BoundCondition",
    "BoundField",
    "BoundNot",
    "BoundQuery",
    "BoundSemiJoin",
    "Cell",
    "ChildPage",
    "Fragment",
    "OpenLocator",
    "Operator",
    "ParentCell",
    "Projection",
    "Reader",
    "Record",
    "RecordTexts",
    "Select",
    "SelectedChildren",
    "SelectedField",
    "SelectedTypeof",
    "Statement",
    "Write",
    "Written",
    "bind",
    "chained",
    "columns",
    "compile",
    "count",
    "double_text",
    "first_weekday",
    "groups",
    "install_functions",
    "is_sorted_apart",
    "last_row",
    "note_recency",
    "of_record",
    "page_of_array",
    "parse",
    "parse_condition",
    "print_query",
    "record_texts",
    "records",
    "render",
    "render_page",
    "render_record",
    "rows",
    "value_text",
    "with_children",
    "written",
    "written_pages",
]
