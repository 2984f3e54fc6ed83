"""The rules that an administrator gives an object: validation, duplicate and assignment rules.

The words are those of the Metadata API (ValidationRule, DuplicateRule, MatchingRule,
AssignmentRules), snake cased. A condition is what can stand behind WHERE in a query of the object,
not a formula: Salesforce's own formula language is not spoken here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field as Described
from pydantic import model_validator

from .definition import Definition

RuleName = Annotated[str, Described(pattern=r"^[A-Za-z](?:_?[A-Za-z0-9]){0,79}$")]
Condition = Annotated[str, Described(min_length=1)]

Action = Literal["Allow", "Block"]
"""What becomes of a duplicate: DuplicateRule.actionOnInsert and actionOnUpdate."""

MatchingMethod = Literal[
    "Exact",
    "FirstName",
    "LastName",
    "CompanyName",
    "Phone",
    "City",
    "Street",
    "Zip",
    "Title",
]
"""MatchingRuleItem.matchingMethod; all but Exact are fuzzy, which is not implemented."""


class ValidationRule(Definition):
    """Refuses a record for which its condition holds."""

    name: RuleName
    condition: Condition
    """What is wrong with a record, as it becomes."""
    message: Annotated[str, Described(min_length=1, max_length=255)]
    field: str | None = None
    """The field the message stands at; None puts it at the top of the page."""
    active: bool = True


class MatchItem(Definition):
    """A field that must be the same in both records."""

    field_name: str
    matching_method: MatchingMethod = "Exact"
    blank_value_behavior: Literal["NullNotAllowed", "MatchBlanks"] = "NullNotAllowed"
    """Whether two records without a value are the same in this."""


class MatchingRule(Definition):
    """Finds the records that a record duplicates."""

    name: RuleName
    sobject: str | None = None
    """The object whose records are looked at; None is the record's own."""
    any_of: Annotated[tuple[tuple[MatchItem, ...], ...], Described(min_length=1)]
    """A record matches if every item of one of these groups does: the rule's boolean filter."""
    engine: Literal["ExactMatchEngine", "FuzzyMatchEngine"] = "ExactMatchEngine"
    """What the answer calls it."""

    @model_validator(mode="after")
    def _groups_hold_items(self) -> MatchingRule:
        if not all(self.any_of):
            message = "a group of a matching rule needs an item"
            raise ValueError(message)
        return self


class DuplicateRule(Definition):
    """Says what happens when a record is written that duplicates another."""

    name: RuleName
    """The developer name, which the answer shows."""
    matching_rules: Annotated[tuple[MatchingRule, ...], Described(min_length=1)]
    action_on_insert: Action = "Allow"
    action_on_update: Action = "Allow"
    alert_on_insert: bool = True
    """Whether an allowed duplicate is first told, to be saved by who insists."""
    alert_on_update: bool = True
    alert_text: str = "Use one of these records?"
    """Reference 2, [P]: the default."""
    security_option: Literal["EnforceSharingRules", "BypassSharingRules"] = "EnforceSharingRules"
    """Whether a record that the writer may not see counts."""
    active: bool = True


class NewAssignmentEntry(Definition):
    """Where the leads go that a condition is true of."""

    condition: Condition | None = None
    """None is true of every lead."""
    assign_to: str
    """The id of a user or a queue, or a username, or the developer name of a queue."""


class NewAssignmentRule(Definition):
    """Gives records owners, by the first of its entries that fits."""

    name: Annotated[str, Described(min_length=1, max_length=120)]
    entries: tuple[NewAssignmentEntry, ...] = ()
    default_owner: str | None = None
    """Who gets what no entry fits, in the words of ``assign_to``; None leaves the owner."""
    active: bool = True


@dataclass(frozen=True, slots=True)
class AssignmentEntry:
    """An entry of an assignment rule, its owner found."""

    condition: str | None
    owner_id: str


@dataclass(frozen=True, slots=True)
class AssignmentRule:
    """An assignment rule of the org; the record of its id tells it to queries."""

    id: str
    name: str
    entries: tuple[AssignmentEntry, ...]
    default_owner_id: str | None
    active: bool
