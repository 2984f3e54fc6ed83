"""The rules that an administrator gives an org's objects: checked, kept, put into the schema."""

from __future__ import annotations

import dataclasses
import sqlite3

from fake_salesforce import ids
from fake_salesforce.errors import NotImplementedInFakeError
from fake_salesforce.records.duplicate_rules import COUNTERPARTS, counterpart
from fake_salesforce.records.owners import check_owner
from fake_salesforce.schema import Schema, SObject
from fake_salesforce.schema.extending import (
    with_active_duplicate_rule,
    with_assignment_rule,
    with_duplicate_rule,
    with_validation_rule,
)
from fake_salesforce.schema.rules import (
    AssignmentEntry,
    AssignmentRule,
    DuplicateRule,
    MatchingRule,
    NewAssignmentRule,
    ValidationRule,
)

from . import definitions
from .conditions import check_condition
from .customization import Customization
from .database import Database


class RuleBook:
    """Adds rules to the objects of one org."""

    def __init__(self, database: Database, *, schema: Schema, customization: Customization) -> None:
        self._database = database
        self._schema = schema
        self._customization = customization

    def add_validation_rule(self, sobject_name: str, rule: ValidationRule) -> None:
        """Add a validation rule to an object.

        Raises:
            ValueError: the object has it already or takes none, its condition cannot be asked of
                the object's records, or its field does not exist.
        """
        sobject = self._customization.customizable(sobject_name)
        changed = with_validation_rule(sobject, rule)
        check_condition(self._schema, sobject, rule.condition)
        self._keep(changed, "validation_rule", rule.model_dump(mode="json"))

    def add_duplicate_rule(self, sobject_name: str, rule: DuplicateRule) -> None:
        """Add a duplicate rule to an object.

        Raises:
            ValueError: the object has it already or takes none, or a field does not exist.
            NotImplementedInFakeError: a field is to match by likeness.
        """
        sobject = self._customization.customizable(sobject_name)
        changed = with_duplicate_rule(sobject, rule)
        for each in rule.matching_rules:
            self._check_matching(sobject, each)
        self._keep(changed, "duplicate_rule", rule.model_dump(mode="json"))

    def activate_duplicate_rule(self, sobject_name: str, name: str) -> None:
        """Switch on a duplicate rule that the object has.

        Raises:
            ValueError: it has none of that name.
        """
        sobject = self._customization.customizable(sobject_name)
        changed = with_active_duplicate_rule(sobject, name)
        self._keep(changed, "active_duplicate_rule", name)

    def add_assignment_rule(self, sobject_name: str, new: NewAssignmentRule) -> str:
        """Add an assignment rule and return the id of its AssignmentRule record.

        Raises:
            ValueError: the object is not Lead, a condition cannot be asked of its records, or an
                owner does not exist.
            SalesforceError: an owner cannot own a lead.
            NotImplementedInFakeError: the object is Case.
        """
        sobject = self._customization.customizable(sobject_name)
        if sobject.name != "Lead":
            message = f"leads and cases have assignment rules, {sobject.name} records have not"
            raise ValueError(message)
        for each in new.entries:
            if each.condition is not None:
                check_condition(self._schema, sobject, each.condition)
        with self._database.write() as connection:
            entries = tuple(
                AssignmentEntry(each.condition, self._owner(connection, sobject, each.assign_to))
                for each in new.entries
            )
            default = new.default_owner
            default_owner_id = default and self._owner(connection, sobject, default)
            if new.active:
                connection.execute('UPDATE "AssignmentRule" SET "Active" = 0')
            record_id = self._customization.system(connection).insert(
                "AssignmentRule",
                {"Name": new.name, "SobjectType": sobject.name, "Active": int(new.active)},
            )
            rule = AssignmentRule(record_id, new.name, entries, default_owner_id, new.active)
            changed = with_assignment_rule(sobject, rule)
            self._keep(changed, "assignment_rule", dataclasses.asdict(rule))
        return record_id

    def _keep(self, changed: SObject, kind: str, body: object) -> None:
        with self._database.write() as connection:
            definitions.keep(connection, kind, {"sobject": changed.name, kind: body})
        self._schema.put(changed)

    def _check_matching(self, sobject: SObject, rule: MatchingRule) -> None:
        target = sobject if rule.sobject is None else self._schema.sobject(rule.sobject)
        if target is None:
            message = f"the matching rule {rule.name} looks at {rule.sobject!r}, which is no object"
            raise ValueError(message)
        if target.name != sobject.name and (sobject.name, target.name) not in COUNTERPARTS:
            part = f"matching {sobject.name} records with {target.name} records"
            raise NotImplementedInFakeError(part, instead="Leads match contacts, and each its own.")
        for item in (each for group in rule.any_of for each in group):
            other = counterpart(sobject.name, target.name, item.field_name)
            for holder, name in ((sobject, item.field_name), (target, other)):
                field = holder.field(name)
                if field is None or field.is_compound or field.name != name:
                    message = f"the matching rule {rule.name} needs a field {holder.name}.{name}"
                    raise ValueError(message)
            if item.matching_method != "Exact":
                part = f"the fuzzy matching method {item.matching_method}"
                raise NotImplementedInFakeError(part, instead="It matches by Exact.")

    @staticmethod
    def _owner(connection: sqlite3.Connection, sobject: SObject, text: str) -> str:
        """Return the id of the user or queue that a text names."""
        found = connection.execute(
            'SELECT "Id" FROM "User" WHERE "Id" = ? OR "Username" = ? COLLATE NOCASE'
            ' UNION ALL SELECT "Id" FROM "Group"'
            ' WHERE "Type" = \'Queue\' AND ("Id" = ? OR "DeveloperName" = ?)',
            (*[ids.normalize(text) if ids.is_id(text) else text, text] * 2,),
        ).fetchone()
        if found is None:
            message = f"there is no user and no queue {text!r} to assign records to"
            raise ValueError(message)
        owner_id: str = found[0]
        check_owner(connection, sobject, owner_id)
        return owner_id
