"""Parents, groups, semi-joins and children beside a naive evaluator that shares no code."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import soql_relations as model
from fake_salesforce import soql
from soql_model import folded
from soql_sql_words import strange_tokens
from soql_stage import CONTACT, Stage, record_id


def staged(org: model.Org) -> Stage:
    """Return a stage with the records of an org."""
    return Stage(others=model.stored(org))


def same(text: str) -> None:
    """Check that a query, printed and parsed again, is the same query."""
    parsed = soql.parse(text)
    assert soql.parse(soql.print_query(parsed)) == parsed


@given(
    org=model.orgs(),
    condition=model.conditions(),
    path=model.paths,
    descending=st.booleans(),
)
def test_conditions_and_orders_by_parents(
    *, org: model.Org, condition: model.Condition, path: str, descending: bool
) -> None:
    """WHERE and ORDER BY follow parents; a missing parent has null fields and false booleans."""
    text = f"SELECT Id FROM Contact WHERE {condition.text} ORDER BY {path}"
    text += " DESC NULLS LAST" if descending else ""
    same(text)
    found = [(at, each) for at, each in model.visible(org, "Contact") if condition.holds(org, each)]
    found.sort(key=lambda each: model.sort_key(model.value(org, each[1], path)), reverse=descending)
    with staged(org) as stage:
        rows = stage.rows(text)
    keys = [model.sort_key(model.value(org, org["Contact"][at - 1], path)) for at in rows]
    assert sorted(rows) == sorted(at for at, _ in found)
    assert keys == [model.sort_key(model.value(org, each, path)) for _, each in found]


@given(
    org=model.orgs(),
    paths=st.lists(model.paths, min_size=1, unique=True),
    pretty=st.booleans(),
)
def test_parents_are_nested_objects(*, org: model.Org, paths: list[str], pretty: bool) -> None:
    """Selected parents stand as objects with their own attributes, null where there is none."""
    text = f"SELECT {', '.join(paths)} FROM Contact"
    same(text)
    with staged(org) as stage:
        page = json.loads(stage.page(text, pretty=pretty))
    expected = []
    for at, contact in model.visible(org, "Contact"):
        record: dict[str, Any] = {"attributes": attributes("Contact", record_id(CONTACT, at))}
        for path in paths:
            nest(org, contact, path.split("."), record)
        expected.append(record)
    assert json.dumps(page["records"]) == json.dumps(expected)


def attributes(name: str, identifier: str) -> dict[str, str]:
    """Return the attributes of a record."""
    return {"type": name, "url": f"/services/data/v49.0/sobjects/{name}/{identifier}"}


def nest(org: model.Org, contact: model.Record, path: list[str], record: dict[str, Any]) -> None:
    """Put the value at the end of a path into the nested objects of a record."""
    branch: Any = record
    for depth in range(1, len(path)):
        parent = model.follow(org, contact, path[:depth])
        if parent is None:
            branch[path[depth - 1]] = None
            return
        name = "User" if path[depth - 1] in ("Owner", "Manager") else "Account"
        position = org[name].index(parent) + 1
        for at, each in enumerate(org[name], 1):
            if each is parent:
                position = at
        identifier = record_id(model.SOBJECTS[name], position)
        branch = branch.setdefault(path[depth - 1], {"attributes": attributes(name, identifier)})
    branch[path[-1]] = model.value(org, contact, ".".join(path))


@given(model.orgs(), st.integers(0, 3))
def test_groups(org: model.Org, least: int) -> None:
    """Groups, their aggregates and HAVING are those of plain Python, texts grouped by folding."""
    text = (
        "SELECT Account.Name account, COUNT(Id), COUNT(Amount) some, COUNT_DISTINCT(Name) names,"
        " SUM(Amount), AVG(Amount), MIN(Amount), MAX(Amount) FROM Opportunity"
        f" GROUP BY Account.Name HAVING COUNT(Id) >= {least} ORDER BY COUNT(Id) DESC"
    )
    same(text)
    groups: dict[Any, list[model.Record]] = {}
    for _, each in model.visible(org, "Opportunity"):
        groups.setdefault(model.sort_key(model.value(org, each, "Account.Name")), []).append(each)
    ordered = sorted(groups.items(), key=lambda each: (-len(each[1]), each[0]))
    expected = [aggregated(org, members) for _, members in ordered if len(members) >= least]
    with staged(org) as stage:
        answer = json.loads(stage.page(text))
    assert answer["totalSize"] == len(expected)
    for record, values in zip(answer["records"], expected, strict=True):
        assert record.pop("attributes") == {"type": "AggregateResult"}
        assert list(record) == [
            *("account", "expr0", "some", "names", "expr1", "expr2", "expr3", "expr4")
        ]
        for found, value in zip(record.values(), values, strict=True):
            assert found == value or math.isclose(found, value)


def aggregated(org: model.Org, members: list[model.Record]) -> list[Any]:
    """Return the aggregates of a group."""
    names = [model.value(org, each, "Account.Name") for each in members]
    amounts = [each["Amount"] for each in members if each["Amount"] is not None]
    distinct = {folded(each["Name"]) for each in members if each["Name"] is not None}
    return [
        None if names[0] is None else min(names),
        len(members),
        len(amounts),
        len(distinct),
        sum(amounts) if amounts else None,
        sum(amounts) / len(amounts) if amounts else None,
        min(amounts, default=None),
        max(amounts, default=None),
    ]


@given(org=model.orgs(), condition=model.conditions(), negated=st.booleans())
def test_semi_joins(*, org: model.Org, condition: model.Condition, negated: bool) -> None:
    """A semi-join keeps the ids that the inner query finds, an anti-join the others."""
    word = "NOT IN" if negated else "IN"
    text = (
        f"SELECT Id FROM Account WHERE Id {word}"
        f" (SELECT AccountId FROM Contact WHERE {condition.text})"
    )
    same(text)
    inside = {
        each["AccountId"] for _, each in model.visible(org, "Contact") if condition.holds(org, each)
    }
    expected = [at for at, _ in model.visible(org, "Account") if (at in inside) is not negated]
    with staged(org) as stage:
        assert stage.rows(text) == expected


@given(model.orgs(), model.conditions(), st.none() | st.integers(0, 2), st.integers(1, 9))
def test_children(
    org: model.Org, condition: model.Condition, limit: int | None, page_rows: int
) -> None:
    """Children stand in their parent in their own order, cut to a page, null without any."""
    text = (
        f"SELECT Id, (SELECT LastName, Account.Name FROM Contacts WHERE {condition.text}"
        f" ORDER BY LastName{'' if limit is None else f' LIMIT {limit}'}), Name FROM Account"
    )
    same(text)
    with staged(org) as stage:
        records = json.loads(stage.page(text, page_rows=page_rows))["records"]
    used = 0
    for record, (at, account) in zip(records, model.visible(org, "Account"), strict=False):
        assert used < page_rows
        children = [
            each
            for _, each in model.visible(org, "Contact")
            if each["AccountId"] == at and condition.holds(org, each)
        ]
        children.sort(key=lambda each: model.sort_key(each["LastName"]))
        children = children[:limit]
        shown = children[:page_rows]
        used += 1 + len(shown)
        assert list(record) == ["attributes", "Id", "Contacts", "Name"]
        if not children:
            assert record["Contacts"] is None
            continue
        found = record["Contacts"]
        assert (found["totalSize"], found["done"]) == (len(children), shown == children)
        assert ("nextRecordsUrl" in found) is (shown != children)
        assert [each["LastName"] for each in found["records"]] == [
            each["LastName"] for each in shown
        ]
        assert {each["Account"]["Name"] for each in found["records"]} == {account["Name"]}
    assert used >= page_rows or len(records) == len(model.visible(org, "Account"))


SHAPES = [
    "SELECT Account.Name, Account.Parent.Owner.Name FROM Contact WHERE {} ORDER BY Account.Name",
    "SELECT Id FROM Account WHERE Id NOT IN (SELECT AccountId FROM Contact WHERE {})",
    (
        "SELECT Account.Name, COUNT(Id), MIN(LastName) FROM Contact WHERE {} GROUP BY Account.Name"
        " HAVING COUNT_DISTINCT(LastName) > 1 AND MAX(LastName) != 'secret'"
    ),
    "SELECT Subject, Who.Type FROM Task WHERE Who.Type != 'secret' AND What.Name = 'secret'",
    "SELECT Id FROM Lead WHERE CALENDAR_YEAR(CreatedDate) = 77 AND Interests INCLUDES ('secret')",
]


@pytest.mark.parametrize("shape", SHAPES)
@given(condition=model.conditions())
def test_no_literal_of_any_shape_reaches_the_sql(shape: str, condition: model.Condition) -> None:
    """The SQL of joins, groups and semi-joins has our words, names and a mark for each value."""
    with Stage() as stage:
        statement = stage.statement(shape.format(condition.text))
    projection = statement.projection
    assert projection is not None
    what = projection.what if statement.is_grouped else statement.clauses.row
    selects = [statement.clauses.select(what), projection.select(statement.clauses.row)]
    for sql, values in selects:
        assert sql.count("?") == len(values)
        assert strange_tokens(sql) == set()
