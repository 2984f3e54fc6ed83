"""What an org's own rules say to a record that has been written and not yet committed.

The order is Salesforce's order of execution ([D] Apex guide, "Triggers and Order of Execution"):
validation rules, duplicate rules, then assignment rules. A rule sees the record as it becomes, in
its table, so its condition is a query like any other; a refusal undoes the write.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from fake_salesforce.access import Access
from fake_salesforce.schema import Schema, SObject

from . import assignment, duplicate_rules, validation_rules
from .save_options import SaveOptions
from .validation_rules import Holds
from .values import Stored


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules at work for one writer."""

    schema: Schema
    access: Access
    options: SaveOptions
    holds: Holds
    show: duplicate_rules.Show

    def check(
        self, connection: sqlite3.Connection, sobject: SObject, record_id: str, *, is_new: bool
    ) -> None:
        """Refuse a record that the object's rules do not let pass.

        Raises:
            FieldCustomValidationError: validation rules refuse it.
            DuplicatesDetectedError: it duplicates other records.
        """
        validation_rules.check(connection, sobject, record_id, self.holds)
        duplicates = duplicate_rules.Duplicates(
            connection, self.schema, self.access, self.options, self.show
        )
        duplicates.check(sobject, record_id, is_new=is_new)

    def assigned(
        self, connection: sqlite3.Connection, sobject: SObject, record_id: str
    ) -> dict[str, Stored]:
        """Return the owner that an assignment rule gives a record, as a value to write.

        Raises:
            InvalidAssignmentRuleError: the rule that was asked for does not exist.
        """
        owner_id = assignment.owner_of(
            connection, sobject, record_id, auto_assign=self.options.auto_assign, holds=self.holds
        )
        return {} if owner_id is None else {"OwnerId": owner_id}
