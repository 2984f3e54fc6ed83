"""Opportunity, as a recorded describe has it (reference 5.3, [CCI]).

What follows from the stage (probability, forecast category, closed, won) is computed in
``records/opportunities.py``. The names of the child relationships are believed.
"""

from fake_salesforce.schema import LAYOUT_URLS, Owned, SObject, fields

from .picklists import PICKLISTS
from .related import ACTIVITIES, DOCUMENTS

OPPORTUNITY = SObject(
    name="Opportunity",
    label="Opportunity",
    label_plural="Opportunities",
    key_prefix="006",
    feed_enabled=True,
    deep_cloneable=True,
    further_urls=(*LAYOUT_URLS, "listviews"),
    supported_scopes=(
        ("everything", "All opportunities"),
        ("mine", "My opportunities"),
        ("team", "My team's opportunities"),
    ),
    field_level_security=True,
    sharing=Owned("DefaultOpportunityAccess", share="OpportunityShare"),
    absent_relationships=(*ACTIVITIES, *DOCUMENTS),
    fields=fields(
        """
Id|id|18|FSGDi|Opportunity ID|
IsDeleted|boolean||FSGD|Deleted|
AccountId|reference|18|CUNFSG|Account ID|->Account as Account children=Opportunities cascade
IsPrivate|boolean||CUFSGD|Private|
Name|string|120|CUFSGi|Name|nameField
Description|textarea|32000|CUN|Description|
StageName|picklist|255|CUFSG|Stage|{Prospecting; Qualification; Needs Analysis; Value Proposition; Id. Decision Makers; Perception Analysis; Proposal/Price Quote; Negotiation/Review; Closed Won; Closed Lost}
Amount|currency|18,2|CUNFS|Amount|
Probability|percent|3,0|CUNFSD|Probability (%)|
ExpectedRevenue|currency|18,2|NFS|Expected Amount|
TotalOpportunityQuantity|double|18,2|CUNFS|Quantity|
CloseDate|date||CUFSG|Close Date|
Type|picklist|255|CUNFSG|Opportunity Type|{Existing Customer - Upgrade; Existing Customer - Replacement; Existing Customer - Downgrade; New Customer}
NextStep|string|255|CUNFSG|Next Step|
LeadSource|picklist|255|CUNFSG|Lead Source|{@LeadSource}
IsClosed|boolean||FSGD|Closed|
IsWon|boolean||FSGD|Won|
ForecastCategory|picklist|40|FSGr|Forecast Category|{Omitted; Pipeline; BestCase; MostLikely; Forecast; Closed}
ForecastCategoryName|picklist|255|CUNFSGDr|Forecast Category|{Omitted; Pipeline; Best Case; Commit; Closed}
CampaignId|reference|18|CUNFSG|Campaign ID|->Campaign as Campaign children=Opportunities
HasOpportunityLineItem|boolean||FSGD|Has Line Item|
Pricebook2Id|reference|18|CUNFSGD|Price Book ID|->Pricebook2 as Pricebook2 children=Opportunities
OwnerId|reference|18|CUFSGD|Owner ID|->User as Owner
CreatedDate|datetime||FSD|Created Date|
CreatedById|reference|18|FSGD|Created By ID|->User as CreatedBy
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
SystemModstamp|datetime||FSD|System Modstamp|
LastActivityDate|date||NFSG|Last Activity|
FiscalQuarter|int|8|NFSG|Fiscal Quarter|in Fiscal
FiscalYear|int|8|NFSG|Fiscal Year|in Fiscal
Fiscal|string|6|NFSG|Fiscal Period|
ContactId|reference|18|CNFSG|Contact ID|->Contact
LastViewedDate|datetime||NFS|Last Viewed Date|
LastReferencedDate|datetime||NFS|Last Referenced Date|
HasOpenActivity|boolean||GD|Has Open Activity|
HasOverdueTask|boolean||GD|Has Overdue Task|
""",
        PICKLISTS,
    ),
)
