"""A naive evaluator of SOQL over several objects: parents, groups, semi-joins and children.

Like ``soql_model`` it shares no code with ``fake_salesforce.soql``. An org is a dict of lists of
records, whose references are positions from 1 or None.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from soql_model import folded, written
from soql_stage import ACCOUNT, CONTACT, LEAD, OPPORTUNITY, USER, record_id

Record = Mapping[str, Any]
Org = Mapping[str, Sequence[Record]]

SOBJECTS = {each.name: each for each in (USER, ACCOUNT, CONTACT, OPPORTUNITY, LEAD)}
_names = st.none() | st.sampled_from(["a", "A", "b", "B", "é", "É", "%"])
_numbers = st.none() | st.integers(-3, 3)
_deleted = st.sampled_from([False, False, False, True])


def _positions(count: int) -> st.SearchStrategy[int | None]:
    return st.none() | st.integers(1, count)


@st.composite
def orgs(draw: st.DrawFn) -> Org:
    """Generate users, accounts, contacts and opportunities that refer to one another."""
    user = st.fixed_dictionaries(
        {"Name": _names, "IsActive": st.booleans(), "ManagerId": _positions(2)}
    )
    account = st.fixed_dictionaries(
        {
            "IsDeleted": _deleted,
            "Name": _names,
            "NumberOfEmployees": _numbers,
            "IsPartner": st.booleans(),
            "OwnerId": _positions(2),
            "ParentId": _positions(3),
        }
    )
    contact = st.fixed_dictionaries(
        {"IsDeleted": _deleted, "LastName": _names, "AccountId": _positions(3)}
    )
    opportunity = st.fixed_dictionaries(
        {"IsDeleted": _deleted, "Name": _names, "Amount": _numbers, "AccountId": _positions(3)}
    )
    return {
        "User": draw(st.lists(user, min_size=2, max_size=2)),
        "Account": draw(st.lists(account, min_size=3, max_size=3)),
        "Contact": draw(st.lists(contact, max_size=7)),
        "Opportunity": draw(st.lists(opportunity, max_size=5)),
    }


_TARGETS = {"OwnerId": USER, "ParentId": ACCOUNT, "ManagerId": USER, "AccountId": ACCOUNT}
_HOPS = {"Owner": "OwnerId", "Parent": "ParentId", "Manager": "ManagerId", "Account": "AccountId"}


def stored(org: Org) -> dict[str, list[dict[str, Any]]]:
    """Return an org as the database keeps it: ids for positions, 0 and 1 for booleans."""
    return {
        name: [{key: _stored(key, value) for key, value in each.items()} for each in records]
        for name, records in org.items()
    }


def _stored(name: str, value: Any) -> Any:
    if name in _TARGETS:
        return None if value is None else record_id(_TARGETS[name], value)
    return int(value) if isinstance(value, bool) else value


def follow(org: Org, record: Record, hops: Sequence[str]) -> Record | None:
    """Return the record that relationships lead to, or None."""
    found: Record | None = record
    for hop in hops:
        position = None if found is None else found[_HOPS[hop]]
        found = None
        if position is not None:
            found = org[_TARGETS[_HOPS[hop]].name][position - 1]
    return found


def value(org: Org, record: Record, path: str) -> Any:
    """Return the value at the end of a path, None behind a missing parent."""
    *hops, name = path.split(".")
    found = follow(org, record, hops)
    return None if found is None else found[name]


_NAME_PATHS = (
    *("Account.Name", "Account.Parent.Name", "Account.Owner.Name"),
    *("Account.Parent.Parent.Owner.Manager.Name", "LastName"),
)
_NUMBER_PATHS = ("Account.NumberOfEmployees", "Account.Parent.NumberOfEmployees")
_BOOLEAN_PATHS = ("Account.IsPartner", "Account.Owner.IsActive", "IsDeleted")
paths = st.sampled_from([*_NAME_PATHS, *_NUMBER_PATHS])
"""Fields of contacts, and of their parents up to five levels away."""


@dataclass(frozen=True)
class Condition:
    """A condition as text, and what it means for a record of an org."""

    text: str
    holds: Callable[[Org, Record], bool]


@st.composite
def conditions(draw: st.DrawFn, *, depth: int = 2) -> Condition:
    """Generate conditions on contacts, their parents' fields included, that deep at most."""
    simple = ["name", "number", "boolean"]
    kind = draw(st.sampled_from([*simple, "not", "two"] if depth else simple))
    if kind == "name":
        path, text = draw(st.sampled_from(_NAME_PATHS)), draw(_names)
        sign = draw(st.sampled_from(["=", "!="]))
        literal = "null" if text is None else written(text)

        def equal(org: Org, record: Record) -> bool:
            found = value(org, record, path)
            same = (found and folded(found)) == (text and folded(text))
            return same is (sign == "=")

        return Condition(f"{path} {sign} {literal}", equal)
    if kind == "number":
        path, least = draw(st.sampled_from(_NUMBER_PATHS)), draw(st.integers(-3, 3))

        def above(org: Org, record: Record) -> bool:
            found = value(org, record, path)
            return found is not None and found >= least

        return Condition(f"{path} >= {least}", above)
    if kind == "boolean":
        path, truth = draw(st.sampled_from(_BOOLEAN_PATHS)), draw(st.booleans())
        return Condition(
            f"{path} = {truth}", lambda org, record: bool(value(org, record, path)) is truth
        )
    first = draw(conditions(depth=depth - 1))
    if kind == "not":
        return Condition(f"(NOT ({first.text}))", lambda *both: not first.holds(*both))
    second = draw(conditions(depth=depth - 1))
    word, combine = draw(st.sampled_from([("AND", all), ("OR", any)]))
    return Condition(
        f"(({first.text}) {word} ({second.text}))",
        lambda *both: combine([first.holds(*both), second.holds(*both)]),
    )


def visible(org: Org, name: str) -> list[tuple[int, Record]]:
    """Return the positions and records of an object that are not deleted."""
    return [(at, each) for at, each in enumerate(org[name], 1) if not each.get("IsDeleted")]


def sort_key(found: Any) -> tuple[bool, Any]:
    """Return what values sort by: nulls first, texts without their case."""
    return (found is not None, folded(found) if isinstance(found, str) else found or 0)
