"""Contact, as a describe of 2022 recorded it (reference 5.3, [CCI]); opt-out fields from [K]."""

from fake_salesforce.schema import LAYOUT_URLS, Owned, SObject, fields

from .duplicate_rules import STANDARD_CONTACT_RULE
from .picklists import PICKLISTS
from .related import ACTIVITIES, DOCUMENTS

CONTACT = SObject(
    name="Contact",
    label="Contact",
    label_plural="Contacts",
    key_prefix="003",
    feed_enabled=True,
    further_urls=(*LAYOUT_URLS, "listviews"),
    mergeable=True,
    duplicate_rules=(STANDARD_CONTACT_RULE,),
    supported_scopes=(
        ("everything", "All contacts"),
        ("mine", "My contacts"),
        ("team", "My team's contacts"),
    ),
    field_level_security=True,
    sharing=Owned("DefaultContactAccess", share="ContactShare", parent="AccountId"),
    absent_fields=(
        "Jigsaw",
        "JigsawContactId",
        "CleanStatus",
    ),
    absent_relationships=(*ACTIVITIES, *DOCUMENTS),
    fields=fields(
        """
Id|id|18|FSGDi|Contact ID|
IsDeleted|boolean||FSGD|Deleted|
MasterRecordId|reference|18|NFSG|Master Record ID|->Contact as MasterRecord
AccountId|reference|18|CUNFSG|Account ID|->Account as Account children=Contacts cascade
LastName|string|80|CUFSG|Last Name|in Name
FirstName|string|40|CUNFSG|First Name|in Name
Salutation|picklist|40|CUNFSG|Salutation|in Name {Mr.; Ms.; Mrs.; Dr.; Prof.}
Name|string|121|FSG|Full Name|nameField
OtherStreet|textarea|255|CUNFSG|Other Street|in OtherAddress
OtherCity|string|40|CUNFSG|Other City|in OtherAddress
OtherState|string|80|CUNFSG|Other State/Province|in OtherAddress
OtherPostalCode|string|20|CUNFSG|Other Zip/Postal Code|in OtherAddress
OtherCountry|string|80|CUNFSG|Other Country|in OtherAddress
OtherLatitude|double|18,15|CUNFS|Other Latitude|in OtherAddress
OtherLongitude|double|18,15|CUNFS|Other Longitude|in OtherAddress
OtherGeocodeAccuracy|picklist|40|CUNFSGr|Other Geocode Accuracy|in OtherAddress {@GeocodeAccuracy}
OtherAddress|address||NF|Other Address|
MailingStreet|textarea|255|CUNFSG|Mailing Street|in MailingAddress
MailingCity|string|40|CUNFSG|Mailing City|in MailingAddress
MailingState|string|80|CUNFSG|Mailing State/Province|in MailingAddress
MailingPostalCode|string|20|CUNFSG|Mailing Zip/Postal Code|in MailingAddress
MailingCountry|string|80|CUNFSG|Mailing Country|in MailingAddress
MailingLatitude|double|18,15|CUNFS|Mailing Latitude|in MailingAddress
MailingLongitude|double|18,15|CUNFS|Mailing Longitude|in MailingAddress
MailingGeocodeAccuracy|picklist|40|CUNFSGr|Mailing Geocode Accuracy|in MailingAddress {@GeocodeAccuracy}
MailingAddress|address||NF|Mailing Address|
Phone|phone|40|CUNFSG|Business Phone|
Fax|phone|40|CUNFSG|Business Fax|
MobilePhone|phone|40|CUNFSG|Mobile Phone|
HomePhone|phone|40|CUNFSG|Home Phone|
OtherPhone|phone|40|CUNFSG|Other Phone|
AssistantPhone|phone|40|CUNFSG|Asst. Phone|
ReportsToId|reference|18|CUNFSG|Reports To ID|->Contact as ReportsTo
Email|email|80|CUNFSGi|Email|
Title|string|128|CUNFSG|Title|
Department|string|80|CUNFSG|Department|
AssistantName|string|40|CUNFSG|Assistant's Name|
LeadSource|picklist|255|CUNFSG|Lead Source|{@LeadSource}
Birthdate|date||CUNFSG|Birthdate|
Description|textarea|32000|CUN|Contact Description|
OwnerId|reference|18|CUFSGD|Owner ID|->User as Owner
HasOptedOutOfEmail|boolean||CUFSGD|Email Opt Out|
HasOptedOutOfFax|boolean||CUFSGD|Fax Opt Out|
DoNotCall|boolean||CUFSGD|Do Not Call|
CreatedDate|datetime||FSD|Created Date|
CreatedById|reference|18|FSGD|Created By ID|->User as CreatedBy
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
SystemModstamp|datetime||FSD|System Modstamp|
LastActivityDate|date||NFSG|Last Activity|
LastCURequestDate|datetime||NFS|Last Stay-in-Touch Request Date|
LastCUUpdateDate|datetime||NFS|Last Stay-in-Touch Save Date|
LastViewedDate|datetime||NFS|Last Viewed Date|
LastReferencedDate|datetime||NFS|Last Referenced Date|
EmailBouncedReason|string|255|CUNFSG|Email Bounced Reason|
EmailBouncedDate|datetime||CUNFS|Email Bounced Date|
IsEmailBounced|boolean||FSGD|Is Email Bounced|
PhotoUrl|url|255|NFSG|Photo URL|
IndividualId|reference|18|CUNFSG|Individual ID|->Individual as Individual children=Contacts
""",
        PICKLISTS,
    ),
)
