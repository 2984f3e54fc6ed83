"""SOQL: the text of a query, step by step, to the JSON text of its records.

The modules are the steps: ``grammar.lark`` and ``lexer`` -> ``parser`` and ``build`` -> ``nodes``
-> ``bind`` -> ``bound`` -> ``compile`` -> ``run`` -> ``render``::

    query = soql.parse(text)
    bound = soql.bind(query, schema=schema, access=access)
    statement = soql.compile(bound, now=clock.now(), time_zone=ZoneInfo("Europe/Berlin"))
    numbers = soql.rows(connection, statement)
    values = soql.records(connection, statement.projection, numbers[:2000])
    answer = soql.render_page(statement.projection, values, total_size=len(numbers))

``SELECT COUNT()`` (``statement.is_count``) has no projection: its answer is ``render_page(None, (),
total_size=soql.count(connection, statement))``. Each connection needs ``install_functions`` once.
Whatever the text, ``parse`` and ``bind`` raise a documented ``SalesforceError`` or
``NotImplementedInFakeError``, nothing else. Source: reference 4, the messages 4.8; "believed" marks
what no source says.
"""

from .bind import bind
from .compile import Statement, compile  # noqa: A004 - the compiler's own term
from .functions import install_functions
from .parser import parse
from .printer import print_query
from .projection import Projection, Record
from .render import render, render_page, render_record
from .run import count, records, rows

__all__ = [
    "Projection",
    "Record",
    "Statement",
    "bind",
    "compile",
    "count",
    "install_functions",
    "parse",
    "print_query",
    "records",
    "render",
    "render_page",
    "render_record",
    "rows",
]
