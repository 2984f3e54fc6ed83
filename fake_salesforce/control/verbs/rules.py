"""Rules of an org's own making: validation, duplicate and assignment rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fake_salesforce.control.problems import blaming
from fake_salesforce.control.values import Name, OfOrg, org_of
from fake_salesforce.control.verb import Told, verb
from fake_salesforce.schema.rules import DuplicateRule, NewAssignmentRule, ValidationRule

if TYPE_CHECKING:
    from fake_salesforce.salesforce import FakeSalesforce


class AddValidation(OfOrg):
    """A validation rule of an object, as `Lead`."""

    object: Name
    definition: ValidationRule


class AddDuplicate(OfOrg):
    """A duplicate rule of an object, as `Lead`."""

    object: Name
    definition: DuplicateRule


class AddAssignment(OfOrg):
    """An assignment rule of an object, which is `Lead`."""

    object: Name
    definition: NewAssignmentRule


class RuleTold(Told):
    """The id of an assignment rule's record."""

    id: str


class ActivateDuplicate(OfOrg):
    """A duplicate rule that an object, as `Lead`, has."""

    object: Name
    name: Name


@verb(
    "rule add-validation",
    "POST /orgs/{org}/rules/{object}/validation",
    python="Org.add_validation_rule",
    words=("object", "definition.name"),
    examples=(
        "rule add-validation Lead Revenue --condition 'AnnualRevenue < 0' --message 'Below zero'",
    ),
)
def add_validation(salesforce: FakeSalesforce, asked: AddValidation) -> None:
    """Refuse records for which a condition holds, which stands as behind WHERE."""
    with blaming("definition"):
        org_of(salesforce, asked.org).rule_book.add_validation_rule(asked.object, asked.definition)


@verb(
    "rule add-duplicate",
    "POST /orgs/{org}/rules/{object}/duplicate",
    python="Org.add_duplicate_rule",
    words=("object", "definition.name"),
    examples=(
        (
            "rule add-duplicate Contact Same_Email --action-on-insert Block"
            ' --matching-rules \'{"name": "Email", "any_of": [[{"field_name": "Email"}]]}\''
        ),
    ),
)
def add_duplicate(salesforce: FakeSalesforce, asked: AddDuplicate) -> None:
    """Have records compared with others of the same values, and a duplicate told or blocked."""
    with blaming("definition"):
        org_of(salesforce, asked.org).rule_book.add_duplicate_rule(asked.object, asked.definition)


@verb(
    "rule add-assignment",
    "POST /orgs/{org}/rules/{object}/assignment",
    python="Org.add_assignment_rule",
    words=("object", "definition.name"),
    examples=(
        "rule add-assignment Lead Everything --default-owner jo@example.com",
        (
            "rule add-assignment Lead 'By city'"
            ' --entries \'{"condition": "City = NULL", "assign_to": "jo@example.com"}\''
        ),
    ),
    status=201,
)
def add_assignment(salesforce: FakeSalesforce, asked: AddAssignment) -> RuleTold:
    """Give new leads owners by the first entry that fits; it takes the active rule's place."""
    with blaming("definition"):
        return RuleTold(
            id=org_of(salesforce, asked.org).rule_book.add_assignment_rule(
                asked.object, asked.definition
            )
        )


@verb(
    "rule activate-duplicate",
    "POST /orgs/{org}/rules/{object}/duplicate/{name}/activate",
    python="Org.activate_duplicate_rule",
    words=("object", "name"),
    examples=("rule activate-duplicate Lead Standard_Lead_Duplicate_Rule",),
)
def activate_duplicate(salesforce: FakeSalesforce, asked: ActivateDuplicate) -> None:
    """Switch on a duplicate rule; Lead and Contact have standard ones, which are off at first."""
    with blaming("name"):
        org_of(salesforce, asked.org).activate_duplicate_rule(asked.object, asked.name)


VERBS = (add_validation, add_duplicate, activate_duplicate, add_assignment)
