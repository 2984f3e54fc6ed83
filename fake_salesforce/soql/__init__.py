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

Most records SQLite can write as text itself: ``written_rows(connection, written_select(statement,
version="49.0"))`` finds rows and writes them in one pass, ``written(connection, projection,
numbers, version="49.0")`` writes some. Where it cannot, there is None instead.

``SELECT COUNT()`` has no projection: its answer is ``render_page(None, (),
total_size=soql.count(connection, statement))``. A grouped query (``statement.is_grouped``) has no
row numbers: its records are ``soql.groups(connection, statement)``. Each connection needs
``install_functions`` once. Whatever the text, ``parse`` and ``bind`` raise a documented
``SalesforceError`` or ``NotImplementedInFakeError``, nothing else. Source: reference 4, the
messages 4.8; "believed" marks what no source says.
"""

from .bind import bind
from .bound import BoundAnd, BoundComparison, BoundField, BoundQuery
from .children import ChildPage, OpenLocator, with_children
from .compile import Statement, compile  # noqa: A004 - the compiler's own term
from .functions import install_functions
from .nodes import Operator
from .parser import parse
from .printer import print_query
from .projection import Projection, Record
from .render import render, render_page, render_record, written_page
from .run import count, groups, records, rows
from .statement import Select
from .written import written, written_rows, written_select

__all__ = [
    "BoundAnd",
    "BoundComparison",
    "BoundField",
    "BoundQuery",
    "ChildPage",
    "OpenLocator",
    "Operator",
    "Projection",
    "Record",
    "Select",
    "Statement",
    "bind",
    "compile",
    "count",
    "groups",
    "install_functions",
    "parse",
    "print_query",
    "records",
    "render",
    "render_page",
    "render_record",
    "rows",
    "with_children",
    "written",
    "written_page",
    "written_rows",
    "written_select",
]
