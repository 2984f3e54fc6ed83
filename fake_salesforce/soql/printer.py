"""Writes a query as SOQL again: the text that parses to the same nodes."""

from __future__ import annotations

from . import nodes
from .strings import write_pattern, write_string


def print_query(query: nodes.Query) -> str:
    """Return the query as SOQL, in capitals and with single blanks."""
    selection = "COUNT()" if query.selection is None else ", ".join(map(str, query.selection))
    clauses = ["SELECT", selection, "FROM", str(query.sobject)]
    if query.alias is not None:
        clauses.append(query.alias)
    if query.where is not None:
        clauses.append(f"WHERE {_condition(query.where)}")
    if query.order_by:
        clauses.append("ORDER BY " + ", ".join(map(_ordering, query.order_by)))
    if query.limit is not None:
        clauses.append(f"LIMIT {query.limit}")
    if query.offset is not None:
        clauses.append(f"OFFSET {query.offset}")
    return " ".join(clauses)


def _condition(condition: nodes.Condition) -> str:
    match condition:
        case nodes.And(operands):
            return " AND ".join(map(_operand, operands))
        case nodes.Or(operands):
            return " OR ".join(map(_operand, operands))
        case nodes.Not(operand):
            return f"NOT {_operand(operand)}"
        case nodes.Comparison(path, operator, literals):
            written = ", ".join(map(_literal, literals))
            if operator in (nodes.Operator.IN, nodes.Operator.NOT_IN):
                written = f"({written})"
            return f"{path} {operator} {written}"


def _operand(condition: nodes.Condition) -> str:
    written = _condition(condition)
    return written if isinstance(condition, nodes.Comparison) else f"({written})"


def _literal(literal: nodes.Literal) -> str:
    match literal:
        case nodes.StringLiteral(value):
            written = write_string(value)
        case nodes.PatternLiteral(pattern):
            written = write_pattern(pattern)
        case nodes.BooleanLiteral(value=truth):
            written = "TRUE" if truth else "FALSE"
        case nodes.NullLiteral():
            written = "NULL"
        case nodes.DateLiteral(value=day):
            written = day.isoformat()
        case nodes.DatetimeLiteral(value=instant):
            milliseconds = instant.microsecond // 1000
            written = f"{instant:%Y-%m-%dT%H:%M:%S}.{milliseconds:03}Z"
        case nodes.RelativeDate(name, count):
            written = name if count is None else f"{name}:{count}"
        case nodes.NumberLiteral(text) | nodes.TimeLiteral(text) | nodes.BareWord(text):
            written = text
    return written


def _ordering(ordering: nodes.Ordering) -> str:
    written = f"{ordering.path} {'DESC' if ordering.descending else 'ASC'}"
    if ordering.nulls_first is not None:
        written += f" NULLS {'FIRST' if ordering.nulls_first else 'LAST'}"
    return written
