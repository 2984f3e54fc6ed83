"""CampaignMember: a lead or a contact in a campaign (reference 5.3, [K]).

What it shows of its lead or contact is copied in ``records/campaigns.py``. That the pick list of
Status is that of Sent and Responded, LeadOrContactId's reference and the names of child
relationships are believed.
"""

from fake_salesforce.schema import AsObject, ControlledByParent, SObject, fields

from .picklists import PICKLISTS

CAMPAIGN_MEMBER = SObject(
    name="CampaignMember",
    label="Campaign Member",
    label_plural="Campaign Members",
    key_prefix="00v",
    mru_enabled=False,
    further_urls=("compactLayouts", "defaultValues", "layouts"),
    undeletable=False,
    searchable=False,
    supported_scopes=(("everything", "All campaign members"),),
    field_level_security=True,
    governance=AsObject("Campaign"),
    sharing=ControlledByParent("CampaignId"),
    fields=fields(
        """
Id|id|18|FSGDi|Campaign Member ID|
IsDeleted|boolean||FSGD|Deleted|
CampaignId|reference|18|CFSG|Campaign ID|->Campaign as Campaign children=CampaignMembers cascade
City|string|40|NFSG|City|
CompanyOrAccount|string|255|NFSG|Company (Account)|
ContactId|reference|18|CNFSG|Contact ID|->Contact as Contact children=CampaignMembers cascade
Country|string|80|NFSG|Country|
Description|textarea|32000|N|Description|
DoNotCall|boolean||FSGD|Do Not Call|
Email|email|80|NFSG|Email|
Fax|phone|40|NFSG|Fax|
FirstName|string|40|NFSG|First Name|
FirstRespondedDate|date||NFSG|First Responded Date|
HasOptedOutOfEmail|boolean||FSGD|Email Opt Out|
HasOptedOutOfFax|boolean||FSGD|Fax Opt Out|
HasResponded|boolean||FSGD|Responded|
LastName|string|80|NFSG|Last Name|
LeadId|reference|18|CNFSG|Lead ID|->Lead as Lead children=CampaignMembers cascade
LeadOrContactId|reference|18|NFSG|Related Record ID|->Contact,Lead as LeadOrContact
LeadOrContactOwnerId|reference|18|NFSG|Related Record Owner ID|->Group,User as LeadOrContactOwner
LeadSource|picklist|255|NFSG|Lead Source|{@LeadSource}
MobilePhone|phone|40|NFSG|Mobile|
Name|string|255|NFSG|Name|nameField
Phone|phone|40|NFSG|Phone|
PostalCode|string|20|NFSG|Zip/Postal Code|
Salutation|picklist|255|NFSG|Salutation|{Mr.; Ms.; Mrs.; Dr.; Prof.}
State|string|80|NFSG|State/Province|
Status|picklist|40|CUNFSG|Status|{Sent; Responded}
Street|string|255|NFSG|Street|
Title|string|128|NFSG|Title|
Type|string|40|NFSG|Type|
CreatedDate|datetime||FSD|Created Date|
CreatedById|reference|18|FSGD|Created By ID|->User as CreatedBy
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
SystemModstamp|datetime||FSD|System Modstamp|
""",
        PICKLISTS,
    ),
)
