"""Read Only: sees records and writes none (Salesforce help, "Standard Profiles")."""

from .rights import Rights

READ_ONLY = Rights(
    name="Read Only",
    permissions=frozenset(
        {"ApiEnabled", "ExportReport", "RunReports", "ViewPublicReports", "ViewSetup"}
    ),
    objects=dict.fromkeys(
        (
            *("Account", "Campaign", "Case", "Contact", "Individual", "Lead", "Opportunity"),
            "Pricebook2",
        ),
        "R",
    ),
    every_field="R",
)
