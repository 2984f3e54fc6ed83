"""Lead, as a describe of 2022-23 recorded it (reference 5.3, [CCI]); opt-out fields from [K].

``IsEmailBounced`` is not a field of Lead; only Contact has it (reference 5.2).
"""

from fake_salesforce.schema import LAYOUT_URLS, Owned, SObject, fields

from .duplicate_rules import STANDARD_LEAD_RULE
from .picklists import PICKLISTS
from .related import ACTIVITIES, DOCUMENTS

LEAD = SObject(
    name="Lead",
    label="Lead",
    label_plural="Leads",
    key_prefix="00Q",
    feed_enabled=True,
    further_urls=(*LAYOUT_URLS, "listviews"),
    mergeable=True,
    duplicate_rules=(STANDARD_LEAD_RULE,),
    supported_scopes=(
        ("everything", "All leads"),
        ("mine", "My leads"),
        ("queue_owned", "Queue owned leads"),
        ("team", "My team's leads"),
        ("user_owned", "User owned leads"),
    ),
    field_level_security=True,
    sharing=Owned(
        "DefaultLeadAccess",
        share="LeadShare",
        transferable_with=frozenset({"TransferAnyEntity", "TransferAnyLead"}),
    ),
    absent_fields=(
        "Jigsaw",
        "JigsawContactId",
        "CleanStatus",
        "CompanyDunsNumber",
        "DandbCompanyId",
    ),
    absent_relationships=(*ACTIVITIES, *DOCUMENTS),
    fields=fields(
        """
Id|id|18|FSGDi|Lead ID|
IsDeleted|boolean||FSGD|Deleted|
MasterRecordId|reference|18|NFSG|Master Record ID|->Lead as MasterRecord
LastName|string|80|CUFSG|Last Name|in Name
FirstName|string|40|CUNFSG|First Name|in Name
Salutation|picklist|40|CUNFSG|Salutation|in Name {Mr.; Ms.; Mrs.; Dr.; Prof.; Mx.}
Name|string|121|FSG|Full Name|nameField
Title|string|128|CUNFSG|Title|
Company|string|255|CUFSG|Company|
Street|textarea|255|CUNFSG|Street|in Address
City|string|40|CUNFSG|City|in Address
State|string|80|CUNFSG|State/Province|in Address
PostalCode|string|20|CUNFSG|Zip/Postal Code|in Address
Country|string|80|CUNFSG|Country|in Address
Latitude|double|18,15|CUNFS|Latitude|in Address
Longitude|double|18,15|CUNFS|Longitude|in Address
GeocodeAccuracy|picklist|40|CUNFSGr|Geocode Accuracy|in Address {@GeocodeAccuracy}
Address|address||NF|Address|
Phone|phone|40|CUNFSG|Phone|
MobilePhone|phone|40|CUNFSG|Mobile Phone|
Fax|phone|40|CUNFSG|Fax|
Email|email|80|CUNFSGi|Email|
Website|url|255|CUNFSG|Website|
PhotoUrl|url|255|NFSG|Photo URL|
Description|textarea|32000|CUN|Description|
LeadSource|picklist|255|CUNFSG|Lead Source|{@LeadSource}
Status|picklist|255|CUFSGD|Status|default="Open - Not Contacted" {*Open - Not Contacted; Working - Contacted; Closed - Converted; Closed - Not Converted}
Industry|picklist|255|CUNFSG|Industry|{@Industry}
Rating|picklist|255|CUNFSG|Rating|{Hot; Warm; Cold}
AnnualRevenue|currency|18,0|CUNFS|Annual Revenue|
NumberOfEmployees|int|8|CUNFSG|Employees|
OwnerId|reference|18|CUFSGD|Owner ID|->Group,User as Owner
HasOptedOutOfEmail|boolean||CUFSGD|Email Opt Out|
HasOptedOutOfFax|boolean||CUFSGD|Fax Opt Out|
DoNotCall|boolean||CUFSGD|Do Not Call|
IsConverted|boolean||CFSGD|Converted|
ConvertedDate|date||NFSG|Converted Date|
ConvertedAccountId|reference|18|NFSG|Converted Account ID|->Account as ConvertedAccount
ConvertedContactId|reference|18|NFSG|Converted Contact ID|->Contact as ConvertedContact
ConvertedOpportunityId|reference|18|NFSG|Converted Opportunity ID|->Opportunity as ConvertedOpportunity
IsUnreadByOwner|boolean||CUFSGD|Unread By Owner|always visible
CreatedDate|datetime||FSD|Created Date|
CreatedById|reference|18|FSGD|Created By ID|->User as CreatedBy
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
SystemModstamp|datetime||FSD|System Modstamp|
LastActivityDate|date||NFSG|Last Activity|
LastViewedDate|datetime||NFS|Last Viewed Date|
LastReferencedDate|datetime||NFS|Last Referenced Date|
EmailBouncedReason|string|255|UNFSG|Email Bounced Reason|
EmailBouncedDate|datetime||UNFS|Email Bounced Date|
IndividualId|reference|18|CUNFSG|Individual ID|->Individual as Individual children=Leads
""",
        PICKLISTS,
    ),
)
