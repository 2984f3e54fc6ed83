"""Values that a user gives a list's members, beside those of the source, and the rules of fields.

What is given here lives in the list alone and is not written to Salesforce. A field that the source
owns (``overwrite``) takes no such value: it would be gone at the next sync.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection

from sfconnector.errors import InputError
from sfconnector.lists.fields import EMAIL
from sfconnector.lists.fitting import fitted
from sfconnector.lists.marketing_list import Member, read_member, row_of
from sfconnector.lists.merging import DEFAULT, rules_of
from sfconnector.salesforce.describe import Field
from sfconnector.store import conflicts, lists, members, own_values
from sfconnector.store.conflicts import Conflict
from sfconnector.store.lists import ListRow
from sfconnector.store.own_values import OwnValue
from sfconnector.store.store import Store
from sfconnector.store.sync_deltas import is_member
from sfconnector.sync.merge import BLANK_POLICIES, RULES, FieldRule

RULE_CHANGED = "rule changed"
"""What decided against a value whose field the source was given."""


def edit(
    store: Store,
    account_id: int,
    name: str,
    record_id: str,
    values: Mapping[str, str | None],
    *,
    fields: Sequence[Field],
    who: str,
    now: datetime,
) -> Member:
    """Give a member values of the list's own, and return it.

    Args:
        store: where the list is.
        account_id: whose.
        name: of the list.
        record_id: of the member.
        values: by API name, as a user writes them; None is no value. What the source has, too, is
            the source's again.
        fields: those that the connected user sees, which say what a value may be.
        who: gives them.
        now: when.

    Raises:
        UnknownListError: there is no list of this name.
        InputError: there is no such member, a field cannot be edited, or a value does not fit it;
            nothing was changed.
    """
    by_name = {each.name.casefold(): each for each in fields}
    with store.writing() as connection:
        row = row_of(connection, account_id, name)
        source = _source(connection, row, record_id)
        given, taken_back = [], []
        for asked, text in values.items():
            field = _editable(row, asked)
            described = by_name.get(field.casefold())
            if described is None:
                message = f"the connected user does not see {field}, so no value can be checked"
                raise InputError(message)
            value = None if text is None else fitted(described, text)
            if source.get(field) == value:
                taken_back.append((record_id, field))
            else:
                written = msgspec.json.encode(value).decode()
                given.append(OwnValue(record_id, field, written, now, who))
        own_values.take_back(connection, row.id, taken_back)
        own_values.put(connection, row.id, given)
    return read_member(store, account_id, name, record_id)


def set_rules(
    store: Store,
    account_id: int,
    name: str,
    *,
    rules: Mapping[str, str],
    blanks: Mapping[str, str],
    now: datetime,
) -> None:
    """Choose merge rules and blank policies of fields.

    Values of the list's own that a rule keeps no longer are gone, and stand in the journal.

    Raises:
        UnknownListError: there is no list of this name.
        InputError: a field or a rule cannot be one; nothing was changed.
    """
    with store.writing() as connection:
        row = row_of(connection, account_id, name)
        after = rules_of(row.field_rules)
        for asked, rule in rules.items():
            field = _chosen(row, asked)
            known = next((each for each in RULES if each == rule), None)
            if known is None:
                message = f"{field} can be merged by {', '.join(RULES)}, not by {rule!r}"
                raise InputError(message)
            after[field] = FieldRule(known, after.get(field, DEFAULT).blank)
        for asked, policy in blanks.items():
            field = _chosen(row, asked)
            allowed = next((each for each in BLANK_POLICIES if each == policy), None)
            if allowed is None:
                message = (
                    f"a blank in {field} can be treated by {', '.join(BLANK_POLICIES)}, "
                    f"not by {policy!r}"
                )
                raise InputError(message)
            after[field] = FieldRule(after.get(field, DEFAULT).rule, allowed)
        written = {
            field: {"rule": each.rule, "blank": each.blank}
            for field, each in after.items()
            if not each.takes_all
        }
        lists.set_field_rules(connection, row.id, written)
        for field, each in after.items():
            if each.rule == "overwrite":
                _let_go(connection, row, field, takes_all=each.takes_all, now=now)


def read_conflicts(
    store: Store, account_id: int, name: str, *, most: int = 100
) -> tuple[Conflict, ...]:
    """Return a list's latest conflicts, the last decided first.

    Raises:
        UnknownListError: there is no list of this name.
    """
    with store.reading() as connection:
        return conflicts.read(connection, row_of(connection, account_id, name).id, most=most)


def _let_go(
    connection: Connection, row: ListRow, field: str, *, takes_all: bool, now: datetime
) -> None:
    gone = [
        each
        for each in own_values.of_field(connection, row.id, field)
        if takes_all or each.edited_at is not None
    ]
    if not gone or row.generation is None:
        return
    own_values.take_back(connection, row.id, [(each.record_id, field) for each in gone])
    shown = {
        each.record_id: msgspec.json.decode(each.field_values).get(field)
        for each in members.read_some(connection, row.generation, [each.record_id for each in gone])
    }
    lost = (
        Conflict(
            record_id=each.record_id,
            field=field,
            at=now,
            decided_by=RULE_CHANGED,
            kept="theirs",
            ours=each.value,
            theirs=msgspec.json.encode(shown.get(each.record_id)).decode(),
            edited_at=each.edited_at,
            edited_by=each.edited_by,
            theirs_at=None,
        )
        for each in gone
    )
    conflicts.add(connection, row.id, lost)


def _source(connection: Connection, row: ListRow, record_id: str) -> dict[str, object]:
    found = None
    if row.generation is not None:
        found = next(iter(members.read_some(connection, row.generation, [record_id])), None)
    if found is None or not is_member(row.removal, found.left_reason):
        message = f"the list {row.name} has no member {record_id}"
        raise InputError(message)
    values: dict[str, object] = msgspec.json.decode(found.field_values)
    return values


def _editable(row: ListRow, asked: str) -> str:
    field = _chosen(row, asked)
    if rules_of(row.field_rules).get(field, DEFAULT).rule == "overwrite":
        message = (
            f"{field} belongs to Salesforce: a value given here would be gone at the next sync. "
            f'Choose another rule first: sfconnector lists rules "{row.name}" '
            f"--field {field}=newest"
        )
        raise InputError(message)
    return field


def _chosen(row: ListRow, asked: str) -> str:
    field = next((each for each in row.fields if each.casefold() == asked.casefold()), None)
    if field is None:
        message = f"the list {row.name} has no field {asked}; it has {', '.join(row.fields)}"
        raise InputError(message)
    if field == EMAIL:
        message = "Email is what members are known by: it is always the one in Salesforce"
        raise InputError(message)
    return field
