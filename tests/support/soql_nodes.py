"""Strategies for the nodes of SOQL: any query that the language can say, meant or not.

Built from the nodes themselves, so that what is printed of them must parse to them again.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from fake_salesforce.soql import nodes
from fake_salesforce.soql.dates import COUNTED_NAMES, PLAIN_NAMES
from fake_salesforce.soql.unevaluated import AGGREGATES, DATE_FUNCTIONS, SCOPES
from soql_stage import SCHEMA

NAMES = sorted(
    {
        *("a", "l", "Group", "Offset", "Nope__c", "Account", "Owner", "Who", "Contacts", "Tasks"),
        *(each.name for each in SCHEMA),
        *(field.name for each in SCHEMA for field in each.fields),
    }
)
names = st.sampled_from(NAMES)
paths: st.SearchStrategy[nodes.Path] = st.lists(names, min_size=1, max_size=3).map(
    lambda found: nodes.Path(tuple(found))
)
_aliases = st.none() | st.sampled_from(["a", "l", "x1__c"])
"""Words that are keywords nowhere: Group is an alias no more than GROUP would be."""
_one_name = names.map(lambda name: nodes.Path((name,)))

_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
_numbers = st.integers(-(10**20), 10**20).map(str) | st.decimals(
    -1000, 1000, places=3, allow_nan=False
).map(lambda number: f"{number:.3f}")
numbers = _numbers.map(nodes.NumberLiteral)
_degrees = st.integers(-200, 200).map(lambda number: nodes.NumberLiteral(str(number)))

distances = st.builds(
    nodes.Distance,
    paths,
    paths | st.builds(nodes.Geolocation, _degrees | numbers, _degrees | numbers),
    st.sampled_from(["mi", "km", "KM"]) | _texts,
)


def _call(function: str, argument: nodes.Operand) -> nodes.Call:
    return nodes.Call(function, argument)


_aggregates = st.builds(_call, st.sampled_from(sorted(AGGREGATES)), paths)
_converted = st.builds(_call, st.just("CONVERTTIMEZONE"), paths)
_dates = st.builds(_call, st.sampled_from(sorted(DATE_FUNCTIONS)), paths | _converted)
_labels = st.builds(_call, st.just("TOLABEL"), paths)
_currencies = st.builds(_call, st.just("CONVERTCURRENCY"), paths)
_formats = st.builds(_call, st.just("FORMAT"), paths | _aggregates | _currencies)
_groupings = st.builds(_call, st.just("GROUPING"), paths | _dates | _labels)
operands: st.SearchStrategy[nodes.Operand] = (
    paths
    | _aggregates
    | _dates
    | _labels
    | _currencies
    | _formats
    | _groupings
    | _converted
    | distances
)

_instants = st.datetimes(
    datetime(1700, 1, 1),  # noqa: DTZ001 - hypothesis takes naive bounds
    datetime(3999, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
).map(lambda found: found.replace(microsecond=found.microsecond // 1000 * 1000))
_counts = st.integers(0, 10**6)
literals: st.SearchStrategy[nodes.Literal] = st.one_of(
    _texts.map(nodes.StringLiteral),
    numbers,
    st.booleans().map(nodes.BooleanLiteral),
    st.just(nodes.NullLiteral()),
    st.dates(date(1700, 1, 1), date(4000, 12, 31)).map(nodes.DateLiteral),
    _instants.map(nodes.DatetimeLiteral),
    st.sampled_from(["12:30:00Z", "23:59:59.999Z"]).map(nodes.TimeLiteral),
    st.sampled_from(sorted(PLAIN_NAMES)).map(nodes.RelativeDate),
    st.builds(nodes.RelativeDate, st.sampled_from(sorted(COUNTED_NAMES)), _counts),
    st.sampled_from(["USD5000", "EUR12.50", "Doe"]).map(nodes.BareWord),
)
_patterns = st.lists(st.sampled_from(["%", "_", "\\%", "\\_", "a", "'", "é"]), max_size=4).map(
    lambda pieces: nodes.PatternLiteral("".join(pieces))
)

_of_one = [each for each in nodes.Operator if each not in nodes.LIST_OPERATORS and each != "LIKE"]
_of_lists = [nodes.Operator.IN, nodes.Operator.NOT_IN]
_of_multipicklists = [nodes.Operator.INCLUDES, nodes.Operator.EXCLUDES]
_several = st.lists(literals, min_size=1, max_size=3).map(tuple)
comparisons: st.SearchStrategy[nodes.Condition] = st.one_of(
    st.builds(nodes.Comparison, operands, st.sampled_from(_of_one), st.tuples(literals)),
    st.builds(nodes.Comparison, operands, st.just(nodes.Operator.LIKE), st.tuples(_patterns)),
    st.builds(nodes.Comparison, operands, st.sampled_from(_of_lists), _several),
    st.builds(nodes.Comparison, operands, st.sampled_from(_of_multipicklists), _several),
)


def _together(kind: type[nodes.And | nodes.Or], parts: list[nodes.Condition]) -> nodes.Condition:
    """Return a conjunction or disjunction, none of whose parts is one of the same kind."""
    flat: list[nodes.Condition] = []
    for each in parts:
        flat += each.operands if isinstance(each, kind) else (each,)
    return kind(tuple(flat))


def _nested(parts: st.SearchStrategy[nodes.Condition]) -> st.SearchStrategy[nodes.Condition]:
    several = st.lists(parts, min_size=2, max_size=3)
    return (
        several.map(lambda found: _together(nodes.And, found))
        | several.map(lambda found: _together(nodes.Or, found))
        | parts.map(nodes.Not)
    )


_wheres = st.recursive(comparisons, _nested, max_leaves=4)

_orderings = st.builds(
    nodes.Ordering, operands, st.booleans(), st.sampled_from([None, True, False])
)
_selected = st.builds(nodes.Selected, operands, _aliases)
_whens = st.builds(nodes.When, _one_name, st.lists(paths, min_size=1, max_size=2).map(tuple))
_typeofs = st.builds(
    nodes.Typeof,
    paths,
    st.lists(_whens, min_size=1, max_size=2).map(tuple),
    st.lists(paths, max_size=2).map(tuple),
)
_categories = st.builds(
    nodes.DataCategory,
    paths,
    st.sampled_from(["AT", "ABOVE", "BELOW", "ABOVE_OR_BELOW"]),
    st.lists(paths, min_size=1, max_size=2).map(tuple),
)


def _words(*words: str) -> st.SearchStrategy[tuple[nodes.Path, ...]]:
    return st.lists(st.sampled_from([nodes.Path((each,)) for each in words]), max_size=2).map(tuple)


_rarely_any = st.sampled_from([0, 0, 0, 1, 2])


@st.composite
def _queries(draw: st.DrawFn, inner: st.SearchStrategy[nodes.Query] | None) -> nodes.Query:
    parts: list[st.SearchStrategy[nodes.Selected | nodes.Typeof | nodes.Subquery]] = [
        _selected,
        _typeofs,
    ]
    where = draw(st.none() | _wheres)
    if inner is not None:
        parts.append(inner.map(nodes.Subquery))
        if draw(st.booleans()):
            where = nodes.SemiJoin(draw(operands), draw(inner), draw(st.booleans()))
    group_by: tuple[nodes.Operand, ...] = tuple(draw(st.lists(operands, max_size=4)))
    subtotals = draw(st.none() | st.sampled_from(nodes.Subtotals)) if group_by else None
    return nodes.Query(
        selection=draw(st.none() | st.lists(st.one_of(parts), min_size=1, max_size=4).map(tuple)),
        sobject=draw(paths),
        alias=draw(_aliases),
        parent_aliases=tuple(draw(st.lists(st.tuples(paths, _aliases), max_size=2))),
        scope=draw(
            st.none() | st.sampled_from(sorted(SCOPES)).map(lambda each: nodes.Path((each,)))
        ),
        where=where,
        data_categories=tuple(draw(_categories) for _ in range(draw(_rarely_any))),
        group_by=group_by,
        subtotals=subtotals,
        having=draw(st.none() | _wheres) if group_by else None,
        order_by=tuple(draw(st.lists(_orderings, max_size=2))),
        limit=draw(st.none() | st.integers(0, 10**6)),
        offset=draw(st.none() | st.integers(0, 3000)),
        purposes=draw(_words("VIEW", "REFERENCE")),
        updates=draw(_words("TRACKING", "VIEWSTAT")),
    )


queries: st.SearchStrategy[nodes.Query] = _queries(_queries(None))
"""Queries with subqueries and semi-joins one level deep."""
