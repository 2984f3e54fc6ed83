"""Writes a query as SOQL again: the text that parses to the same nodes."""

from __future__ import annotations

from collections.abc import Iterator

from . import nodes
from .strings import write_pattern, write_string


def print_query(query: nodes.Query) -> str:
    """Return the query as SOQL, in capitals and with single blanks."""
    selection = "COUNT()" if query.selection is None else ", ".join(map(_selected, query.selection))
    clauses = ["SELECT", selection, "FROM", _sources(query)]
    if query.scope is not None:
        clauses.append(f"USING SCOPE {query.scope}")
    if query.where is not None:
        clauses.append(f"WHERE {_condition(query.where)}")
    if query.data_categories:
        categories = map(_category, query.data_categories)
        clauses.append("WITH DATA CATEGORY " + " AND ".join(categories))
    if query.group_by:
        clauses.append(f"GROUP BY {_grouped(query)}")
    if query.having is not None:
        clauses.append(f"HAVING {_condition(query.having)}")
    return " ".join([*clauses, *_endings(query)])


def _grouped(query: nodes.Query) -> str:
    operands = ", ".join(map(str, query.group_by))
    return operands if query.subtotals is None else f"{query.subtotals}({operands})"


def _endings(query: nodes.Query) -> Iterator[str]:
    """Yield the clauses behind the conditions."""
    if query.order_by:
        yield "ORDER BY " + ", ".join(map(_ordering, query.order_by))
    if query.limit is not None:
        yield f"LIMIT {query.limit}"
    if query.offset is not None:
        yield f"OFFSET {query.offset}"
    yield from (f"FOR {each}" for each in query.purposes)
    if query.updates:
        yield f"UPDATE {_paths(query.updates)}"


def _selected(selected: nodes.Selected | nodes.Typeof | nodes.Subquery) -> str:
    if isinstance(selected, nodes.Typeof):
        return _typeof(selected)
    if isinstance(selected, nodes.Subquery):
        return f"({print_query(selected.query)})"
    return (
        str(selected.operand) if selected.alias is None else f"{selected.operand} {selected.alias}"
    )


def _typeof(typeof: nodes.Typeof) -> str:
    branches = [f"WHEN {each.sobject} THEN {_paths(each.fields)}" for each in typeof.whens]
    if typeof.otherwise:
        branches.append(f"ELSE {_paths(typeof.otherwise)}")
    return f"TYPEOF {typeof.relationship} {' '.join(branches)} END"


def _category(category: nodes.DataCategory) -> str:
    named = _paths(category.categories)
    if len(category.categories) > 1:
        named = f"({named})"
    return f"{category.group} {category.operator} {named}"


def _paths(paths: tuple[nodes.Path, ...]) -> str:
    return ", ".join(map(str, paths))


def _sources(query: nodes.Query) -> str:
    sources = [(query.sobject, query.alias), *query.parent_aliases]
    return ", ".join(f"{path}" if alias is None else f"{path} {alias}" for path, alias in sources)


def _condition(condition: nodes.Condition) -> str:
    match condition:
        case nodes.And(operands):
            return " AND ".join(map(_operand, operands))
        case nodes.Or(operands):
            return " OR ".join(map(_operand, operands))
        case nodes.Not(operand):
            return f"NOT {_operand(operand)}"
        case nodes.SemiJoin(operand, query, negated):
            return f"{operand} {'NOT IN' if negated else 'IN'} ({print_query(query)})"
        case nodes.Comparison(operand, operator, literals):
            written = ", ".join(map(_literal, literals))
            if operator in nodes.LIST_OPERATORS:
                written = f"({written})"
            return f"{operand} {operator} {written}"


def _operand(condition: nodes.Condition) -> str:
    written = _condition(condition)
    is_simple = isinstance(condition, nodes.Comparison | nodes.SemiJoin)
    return written if is_simple else f"({written})"


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
    written = f"{ordering.operand} {'DESC' if ordering.descending else 'ASC'}"
    if ordering.nulls_first is not None:
        written += f" NULLS {'FIRST' if ordering.nulls_first else 'LAST'}"
    return written
