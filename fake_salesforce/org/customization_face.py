"""What an administrator adds to an org's schema, as tests call it: one method for each addition."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from fake_salesforce.records.values import Json
from fake_salesforce.schema.custom import (
    Additions,
    CustomField,
    CustomObject,
    NewPicklistValue,
    NewRecordType,
)
from fake_salesforce.schema.rules import DuplicateRule, NewAssignmentRule, ValidationRule

from .customization import Customization
from .deployment import Deployment
from .rule_book import RuleBook


class CustomizationFace:
    """The face of an org for whoever customizes it; :class:`.org.Org` has it."""

    customization: Customization
    rule_book: RuleBook
    _deployment: Deployment

    def add_object(self, name: str, **definition: Json) -> None:
        """Add a custom object.

        Args:
            name: the API name, as ``Visit__c``.
            **definition: ``label``, ``plural_label``; ``name_format`` for names that are automatic
                numbers, as ``V-{0000}``.

        Raises:
            ValueError: there is one, or the definition is at fault.
        """
        self.customization.add_object(_defined(CustomObject, definition | {"name": name}))

    def add_field(self, sobject_name: str, name: str, **definition: Json) -> None:
        """Add a custom field: ``org.add_field("Lead", "Score__c", type="Number", precision=6)``.

        Args:
            sobject_name: as ``Lead``.
            name: the API name, as ``Score__c``.
            **definition: ``type`` and the further words of
                :class:`fake_salesforce.schema.custom.CustomField`.

        Raises:
            ValueError: the object has it already, or the definition is at fault.
        """
        custom = _defined(CustomField, definition | {"name": name})
        self.customization.add_field(sobject_name, custom)

    def rename_field(self, sobject_name: str, name: str, new_name: str) -> None:
        """Give a custom field another API name, as an administrator does.

        Args:
            sobject_name: as ``Lead``.
            name: as ``Score__c``.
            new_name: as ``Points__c``; whoever asks for the old one gets INVALID_FIELD.

        Raises:
            ValueError: there is no such custom field, a package brought it, a formula, a rule or a
                report names it, or the object has a field of the new name.
        """
        self.customization.rename_field(sobject_name, name, new_name)

    def add_record_type(
        self,
        sobject_name: str,
        developer_name: str,
        *,
        name: str | None = None,
        is_default: bool = False,
    ) -> str:
        """Add a record type to an object and return its id.

        The first one gives the object its field RecordTypeId.

        Raises:
            ValueError: the object has it already, or cannot have record types.
        """
        new = NewRecordType(developer_name=developer_name, name=name, is_default=is_default)
        return self.customization.add_record_type(sobject_name, new)

    def add_picklist_value(
        self,
        sobject_name: str,
        field_name: str,
        value: str,
        *,
        label: str | None = None,
        is_default: bool = False,
    ) -> None:
        """Add a value to the end of a picklist.

        Raises:
            ValueError: the field is no picklist, or has the value already.
        """
        new = NewPicklistValue(field=field_name, value=value, label=label, is_default=is_default)
        self.customization.add_picklist_value(sobject_name, new)

    def deploy(self, path: Path) -> None:
        """Add everything that a YAML file lists by object, or nothing.

        Under the name of each object come ``object`` (for a custom one), ``fields``,
        ``record_types``, ``picklist_values``, ``validation_rules``, ``duplicate_rules``,
        ``active_duplicate_rules`` and ``assignment_rules``, each entry in the words of ``add_...``.

        Raises:
            ValueError: the file is not of that form, or an addition is refused.
        """
        self._deployment.deploy(path)

    def add_all(self, additions: Mapping[str, Json]) -> None:
        """Add what the content of a file of :meth:`deploy` says, or nothing.

        Raises:
            ValueError: it is not of that form, or an addition is refused.
        """
        self._deployment.add_all(dict(additions), source="the mapping")

    def deploy_additions(self, by_object: Mapping[str, Additions]) -> None:
        """Add what has been read of such a file, by object name, or nothing.

        Raises:
            ValueError: an addition is refused.
        """
        self._deployment.make(by_object)

    # -- rules ---------------------------------------------------------------------------------

    def add_validation_rule(
        self,
        sobject_name: str,
        name: str,
        *,
        condition: str,
        message: str,
        field: str | None = None,
        active: bool = True,
    ) -> None:
        """Add a validation rule: a record for which its condition holds is refused.

        Args:
            sobject_name: as ``Lead``.
            name: of the rule.
            condition: what is wrong, as it stands behind WHERE: ``AnnualRevenue < 0``.
            message: what the refusal says.
            field: the field that the refusal names; None names none.
            active: whether the rule is asked.

        Raises:
            ValueError: the object has such a rule, or the condition or the field does not fit it.
        """
        self.rule_book.add_validation_rule(
            sobject_name,
            ValidationRule(
                name=name, condition=condition, message=message, field=field, active=active
            ),
        )

    def add_duplicate_rule(self, sobject_name: str, name: str, **definition: Json) -> None:
        """Add a duplicate rule.

        Args:
            sobject_name: as ``Lead``.
            name: the developer name, which the refusal shows.
            **definition: ``matching_rules`` and the further words of
                :class:`fake_salesforce.schema.rules.DuplicateRule`.

        Raises:
            ValueError: the object has it already, or the definition is at fault.
            NotImplementedInFakeError: a field is to match by likeness.
        """
        rule = _defined(DuplicateRule, definition | {"name": name})
        self.rule_book.add_duplicate_rule(sobject_name, rule)

    def activate_duplicate_rule(self, sobject_name: str, name: str) -> None:
        """Switch on a duplicate rule; Lead and Contact have standard ones, which are off at first.

        Raises:
            ValueError: the object has none of that name.
        """
        self.rule_book.activate_duplicate_rule(sobject_name, name)

    def add_assignment_rule(self, sobject_name: str, name: str, **definition: Json) -> str:
        """Add an assignment rule and return the id of its AssignmentRule record.

        An active rule takes the place of the one that was.

        Args:
            sobject_name: ``Lead``.
            name: of the rule.
            **definition: ``entries``, each with ``condition`` and ``assign_to``, and the further
                words of :class:`fake_salesforce.schema.rules.NewAssignmentRule`.

        Raises:
            ValueError: the definition is at fault, or an owner does not exist.
            SalesforceError: an owner cannot own a lead.
        """
        new = _defined(NewAssignmentRule, definition | {"name": name})
        return self.rule_book.add_assignment_rule(sobject_name, new)


Definition = TypeVar("Definition", CustomField, CustomObject, DuplicateRule, NewAssignmentRule)


def _defined(kind: type[Definition], definition: Mapping[str, Json]) -> Definition:
    """Return a definition read as a data file is, so that both take the same words and values."""
    return kind.model_validate_json(json.dumps(definition))
