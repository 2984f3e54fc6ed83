"""Standard User, and the profiles that differ from it only in what the fake does not have.

Salesforce help, "Standard Profiles"; the letters are those of a Developer Edition (believed).
Marketing User may besides write campaigns.
"""

from dataclasses import replace

from .rights import Rights

STANDARD_USER = Rights(
    name="Standard User",
    permissions=frozenset(
        {
            "ApiEnabled",
            "ConvertLeads",
            "EditEvent",
            "EditTask",
            "ExportReport",
            "RunReports",
            "ViewPublicReports",
            "ViewSetup",
        }
    ),
    objects={
        "Account": "RCED",
        "Campaign": "R",
        "Case": "RCE",
        "Contact": "RCED",
        "Individual": "R",
        "Lead": "RCED",
        "Opportunity": "RCED",
        "Pricebook2": "R",
    },
    every_field="E",
)
MARKETING_USER = replace(
    STANDARD_USER,
    name="Marketing User",
    objects={**STANDARD_USER.objects, "Campaign": "RCED"},
)
CONTRACT_MANAGER = replace(STANDARD_USER, name="Contract Manager")
SOLUTION_MANAGER = replace(STANDARD_USER, name="Solution Manager")
