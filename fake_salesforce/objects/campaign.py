"""Campaign (reference 5.3, [K:object-reference/campaign, sfFieldRef]).

The guide prints the flags of a user without the Marketing User checkbox; createable and updateable
here are those with it (believed), and so are OwnerId's default, the default of Status and Type, and
the names of child relationships. ``Hierarchy*`` roll-ups are left out.
"""

from fake_salesforce.schema import LAYOUT_URLS, Owned, SObject, fields

from .picklists import PICKLISTS
from .related import ACTIVITIES, DOCUMENTS

CAMPAIGN = SObject(
    name="Campaign",
    label="Campaign",
    label_plural="Campaigns",
    key_prefix="701",
    deep_cloneable=True,
    further_urls=(*LAYOUT_URLS, "listviews"),
    supported_scopes=(("everything", "All campaigns"), ("mine", "My campaigns")),
    field_level_security=True,
    sharing=Owned("DefaultCampaignAccess", share="CampaignShare"),
    absent_fields=(
        "CampaignMemberRecordTypeId",
        "Hierarchy*",
    ),
    absent_relationships=(*ACTIVITIES, *DOCUMENTS, "CampaignMemberRecordType"),
    fields=fields(
        """
Id|id|18|FSGDi|Campaign ID|
IsDeleted|boolean||FSGD|Deleted|
ActualCost|currency|18,0|CUNFS|Actual Cost in Campaign|
AmountAllOpportunities|currency|18,0|FS|Value Opportunities in Campaign|permissionable
AmountWonOpportunities|currency|18,0|FS|Value Won Opportunities in Campaign|permissionable
BudgetedCost|currency|18,0|CUNFS|Budgeted Cost in Campaign|
Description|textarea|32000|CUN|Description|
EndDate|date||CUNFSG|End Date|
ExpectedResponse|percent|10,2|CUNFS|Expected Response (%)|
ExpectedRevenue|currency|18,0|CUNFS|Expected Revenue in Campaign|
IsActive|boolean||CUFSGD|Active|
LastActivityDate|date||NFSG|Last Activity|
LastReferencedDate|datetime||NFS|Last Referenced Date|
LastViewedDate|datetime||NFS|Last Viewed Date|
Name|string|80|CUFSGi|Name|nameField
NumberOfContacts|int|9|FSG|Contacts in Campaign|permissionable
NumberOfConvertedLeads|int|9|FSG|Converted Leads in Campaign|permissionable
NumberOfLeads|int|9|FSG|Leads in Campaign|permissionable
NumberOfOpportunities|int|9|FSG|Opportunities in Campaign|permissionable
NumberOfResponses|int|9|FSG|Responses in Campaign|permissionable
NumberOfWonOpportunities|int|9|FSG|Won Opportunities in Campaign|permissionable
NumberSent|double|18,0|CUNFS|Num Sent in Campaign|
OwnerId|reference|18|CUFSGD|Owner ID|->User as Owner
ParentId|reference|18|CUNFSG|Parent Campaign ID|->Campaign as Parent children=ChildCampaigns
StartDate|date||CUNFSG|Start Date|
Status|picklist|255|CUNFSGD|Status|default="Planned" {*Planned; In Progress; Completed; Aborted}
Type|picklist|255|CUNFSGD|Type|default="Conference" {*Conference; Webinar; Trade Show; Public Relations; Partners; Referral Program; Advertisement; Banner Ads; Direct Mail; Email; Telemarketing; Other}
CreatedDate|datetime||FSD|Created Date|
CreatedById|reference|18|FSGD|Created By ID|->User as CreatedBy
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
SystemModstamp|datetime||FSD|System Modstamp|
""",
        PICKLISTS,
    ),
)
