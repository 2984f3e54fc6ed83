"""Rules of an org's own making; duplicate and assignment rules come by `schema deploy`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fake_salesforce.control.problems import blaming
from fake_salesforce.control.values import Name, OfOrg, org_of
from fake_salesforce.control.verb import verb
from fake_salesforce.schema.rules import ValidationRule

if TYPE_CHECKING:
    from fake_salesforce.salesforce import FakeSalesforce


class AddValidation(OfOrg):
    """A validation rule of an object, as `Lead`."""

    object: Name
    definition: ValidationRule


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


VERBS = (add_validation, activate_duplicate)
