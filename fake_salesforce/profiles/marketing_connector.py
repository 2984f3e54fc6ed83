"""The permission set that a marketing platform's help article asks for, right by right.

Its source is the domain reference, 1.19 to 1.21. Fields that are an administrator's own (Account
Active, Hard Bounce, Lead Score) are granted where an org has them.
"""

from .rights import Rights

MARKETING_CONNECTOR = Rights(
    name="Marketing Connector",
    permissions=frozenset(
        {"ApiEnabled", "EditTask", "ExportReport", "RunReports", "ViewPublicReports"}
    ),
    objects={
        "Account": "RV",
        "Campaign": "RCEV",
        "Contact": "RCEDVM",
        "Lead": "RCEDVM",
        "Opportunity": "RV",
    },
    fields={
        "Account.AnnualRevenue": "R",
        "Account.Industry": "R",
        "Campaign.NumberOfContacts": "R",
        "Campaign.NumberOfConvertedLeads": "R",
        "Campaign.NumberOfLeads": "R",
        "Campaign.NumberOfOpportunities": "R",
        "Contact.Email": "E",
        "Contact.HasOptedOutOfEmail": "E",
        "Contact.LeadSource": "E",
        "Lead.Email": "E",
        "Lead.HasOptedOutOfEmail": "E",
        "Lead.LeadSource": "E",
        "Opportunity.Amount": "R",
        "Opportunity.LeadSource": "R",
        "Task.ActivityDate": "E",
        "Task.Description": "E",
        "Task.Type": "E",
        "Task.WhoId": "E",
    },
)
