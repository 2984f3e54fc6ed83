"""The standard duplicate rules of Lead and Contact, as a new org has them: there, and switched off.

Names, alert text and actions are Salesforce help's ("Standard Lead Duplicate Rule", "Standard
Contact Duplicate Rule": allow with an alert on create, allow with a report on edit, sharing
enforced, across both objects), and so is the matching equation ("Standard Contact Matching Rule and
Standard Lead Matching Rule"). The real rules compare names, streets and so on by likeness; here
they match what is alike but for case, so they find fewer (believed). That neither is active in a
new org is believed too: help says so of the matching rules and of the account's rule only.
"""

from __future__ import annotations

from fake_salesforce.schema.rules import DuplicateRule, MatchingRule, MatchItem


def _equation(company: str, prefix: str) -> tuple[tuple[MatchItem, ...], ...]:
    """Return the standard equation in the field names of one object."""
    street, city, zip_code = f"{prefix}Street", f"{prefix}City", f"{prefix}PostalCode"
    groups = (
        ("Title", company),
        ("Email",),
        ("Phone", company),
        (street, city),
        (street, zip_code),
        (street, "Phone"),
        (street, "Title"),
        ("Phone",),
    )
    return tuple(
        tuple(MatchItem(field_name=each) for each in ("FirstName", "LastName", *group))
        for group in groups
    )


def _rule(sobject: str, other: str, company: str, prefix: str) -> DuplicateRule:
    return DuplicateRule(
        name=f"Standard_{sobject}_Duplicate_Rule",
        alert_on_update=False,
        active=False,
        matching_rules=tuple(
            MatchingRule(
                name=f"Standard_{target}_Match_Rule_v1_1",
                sobject=target,
                any_of=_equation(company, prefix),
                engine="FuzzyMatchEngine",
            )
            for target in (sobject, other)
        ),
    )


STANDARD_LEAD_RULE = _rule("Lead", "Contact", "Company", "")
STANDARD_CONTACT_RULE = _rule("Contact", "Lead", "AccountId", "Mailing")
