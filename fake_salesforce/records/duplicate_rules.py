"""Duplicate rules: records that are the same as one being written, and the answer that tells them.

The answer is that of reference 2 and 9 (DUPLICATES_DETECTED, [P]); the order of its keys and what a
match record holds were recorded from v50. Believed: that a text matches whatever its case, that a
converted lead is no duplicate, and that several rules are told one by one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from fake_salesforce.access import Access, condition
from fake_salesforce.errors import DuplicatesDetectedError
from fake_salesforce.schema import Schema, SObject
from fake_salesforce.schema.rules import DuplicateRule, MatchingRule, MatchItem

from .save_options import SaveOptions

Show = Callable[[sqlite3.Connection, SObject, str], Mapping[str, object]]
"""Gives a record as JSON has it, with every field the writer may read."""

_ENFORCED = "EnforceSharingRules"
_ADDRESS = ("Street", "City", "State", "PostalCode", "Country")
COUNTERPARTS: Mapping[tuple[str, str], Mapping[str, str]] = MappingProxyType(
    {
        ("Lead", "Contact"): {"Company": "AccountId"}
        | {each: f"Mailing{each}" for each in _ADDRESS},
        ("Contact", "Lead"): {"AccountId": "Company"}
        | {f"Mailing{each}": each for each in _ADDRESS},
    }
)
"""The fields of another object that stand for a field, where they are named otherwise (help,
"Default Field Mapping" of the standard rules; the names are believed)."""


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Looks for duplicates of records within one transaction."""

    connection: sqlite3.Connection
    schema: Schema
    access: Access
    options: SaveOptions
    show: Show

    def check(self, sobject: SObject, record_id: str, *, is_new: bool) -> None:
        """Refuse a written record that duplicates others, unless that is allowed.

        Raises:
            DuplicatesDetectedError: a rule blocks it, or tells it and nobody insisted.
        """
        for rule in sobject.duplicate_rules:
            action = rule.action_on_insert if is_new else rule.action_on_update
            is_told = rule.alert_on_insert if is_new else rule.alert_on_update
            is_allowed = action == "Allow" and (self.options.allow_save or not is_told)
            if not rule.active or is_allowed:
                continue
            results = [
                found
                for each in rule.matching_rules
                if (found := self._matches(rule, each, sobject, record_id)) is not None
            ]
            if results:
                raise DuplicatesDetectedError(
                    rule.alert_text,
                    result={
                        "allowSave": action == "Allow",
                        "duplicateRule": rule.name,
                        "duplicateRuleEntityType": sobject.name,
                        "errorMessage": rule.alert_text,
                        "matchResults": results,
                    },
                )

    def _matches(
        self, rule: DuplicateRule, matching: MatchingRule, sobject: SObject, record_id: str
    ) -> dict[str, object] | None:
        """Return what a matching rule found, None if nothing."""
        target = self.schema.known(matching.sobject or sobject.name)
        assert target is not None
        found = self._found(rule, matching, sobject, target, record_id)
        if not found:
            return None
        return {
            "entityType": target.name,
            "errors": [],
            "matchEngine": matching.engine,
            "matchRecords": [
                {
                    "additionalInformation": [],
                    "fieldDiffs": [],
                    "matchConfidence": 100.0,
                    "record": self._shown(target, each),
                }
                for each in found
            ],
            "rule": matching.name,
            "size": len(found),
            "success": True,
        }

    def _found(
        self,
        rule: DuplicateRule,
        matching: MatchingRule,
        sobject: SObject,
        target: SObject,
        record_id: str,
    ) -> list[str]:
        groups = (
            " AND ".join(_same(each, sobject, target) for each in group)
            for group in matching.any_of
        )
        conditions = [
            'r."Id" = ?',
            'o."Id" <> r."Id"',
            f"({' OR '.join(f'({each})' for each in groups)})",
        ]
        values = [record_id]
        if target.field("IsDeleted") is not None:
            conditions.append('o."IsDeleted" = 0')
        if target.name == "Lead":
            conditions.append('o."IsConverted" = 0')
        if rule.security_option == _ENFORCED or self.options.run_as_current_user:
            visible = condition(self.access.records(target), "o")
            if not self.access.can_read_object(target):
                conditions.append("0")
            elif visible is not None:
                conditions.append(visible[0])
                values += visible[1]
        found = self.connection.execute(
            f'SELECT o."Id" FROM "{sobject.name}" AS r, "{target.name}" AS o'  # noqa: S608 - names of the schema
            f" WHERE {' AND '.join(conditions)} ORDER BY o._row",
            values,
        )
        return [each for (each,) in found]

    def _shown(self, target: SObject, record_id: str) -> Mapping[str, object]:
        shown = self.show(self.connection, target, record_id)
        if self.options.include_record_details:
            return shown
        return {name: shown[name] for name in ("attributes", "Id")}


def counterpart(sobject: str, target: str, field_name: str) -> str:
    """Return the field of another object that a matching rule holds against a field."""
    return COUNTERPARTS.get((sobject, target), {}).get(field_name, field_name)


def _same(item: MatchItem, sobject: SObject, target: SObject) -> str:
    """Return SQL that is true where the records ``r`` and ``o`` are the same in a field."""
    other = counterpart(sobject.name, target.name, item.field_name)
    ours, theirs = f'r."{item.field_name}"', f'o."{other}"'
    if sobject.name != target.name:
        ours = _company(ours, "r") if item.field_name == "AccountId" else ours
        theirs = _company(theirs, "o") if other == "AccountId" else theirs
    is_same = f"{ours} = {theirs} COLLATE NOCASE"
    if item.blank_value_behavior == "MatchBlanks":
        return f"({is_same} OR ({ours} IS NULL AND {theirs} IS NULL))"
    return is_same


def _company(account_id: str, alias: str) -> str:
    """Return SQL for the name of a contact's account, which a lead's company is held against."""
    return f'(SELECT {alias}a."Name" FROM "Account" AS {alias}a WHERE {alias}a."Id" = {account_id})'  # noqa: S608 - the same
