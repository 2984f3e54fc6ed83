"""Account, as a describe of 2022 recorded it (reference 5.3, [CCI]), without that org's own fields.

``RecordTypeId`` is there once the org has record types of it. The name of the child relationship is
believed.
"""

from fake_salesforce.schema import LAYOUT_URLS, Owned, SObject, fields

from .picklists import PICKLISTS
from .related import ACTIVITIES, DOCUMENTS

ACCOUNT = SObject(
    name="Account",
    label="Account",
    label_plural="Accounts",
    key_prefix="001",
    feed_enabled=True,
    further_urls=(*LAYOUT_URLS, "listviews"),
    mergeable=True,
    supported_scopes=(
        ("everything", "All accounts"),
        ("mine", "My accounts"),
        ("team", "My team's accounts"),
    ),
    field_level_security=True,
    sharing=Owned(
        "DefaultAccountAccess",
        share="AccountShare",
        readable_from=(("Contact", "AccountId"), ("Opportunity", "AccountId")),
    ),
    absent_fields=(
        "Jigsaw",
        "JigsawCompanyId",
        "CleanStatus",
        "DunsNumber",
        "Tradestyle",
        "NaicsCode",
        "NaicsDesc",
        "YearStarted",
        "SicDesc",
        "DandbCompanyId",
    ),
    absent_relationships=(*ACTIVITIES, *DOCUMENTS),
    fields=fields(
        """
Id|id|18|FSGDi|Account ID|
IsDeleted|boolean||FSGD|Deleted|
MasterRecordId|reference|18|NFSG|Master Record ID|->Account as MasterRecord
Name|string|255|CUFSG|Account Name|nameField in Name
Type|picklist|40|CUNFSG|Account Type|{Prospect; Customer - Direct; Customer - Channel; Channel Partner / Reseller; Installation Partner; Technology Partner; Other}
ParentId|reference|18|CUNFSG|Parent Account ID|->Account as Parent children=ChildAccounts
BillingStreet|textarea|255|CUNFSG|Billing Street|in BillingAddress
BillingCity|string|40|CUNFSG|Billing City|in BillingAddress
BillingState|string|80|CUNFSG|Billing State/Province|in BillingAddress
BillingPostalCode|string|20|CUNFSG|Billing Zip/Postal Code|in BillingAddress
BillingCountry|string|80|CUNFSG|Billing Country|in BillingAddress
BillingLatitude|double|18,15|CUNFS|Billing Latitude|in BillingAddress
BillingLongitude|double|18,15|CUNFS|Billing Longitude|in BillingAddress
BillingGeocodeAccuracy|picklist|40|CUNFSGr|Billing Geocode Accuracy|in BillingAddress {@GeocodeAccuracy}
BillingAddress|address||NF|Billing Address|
ShippingStreet|textarea|255|CUNFSG|Shipping Street|in ShippingAddress
ShippingCity|string|40|CUNFSG|Shipping City|in ShippingAddress
ShippingState|string|80|CUNFSG|Shipping State/Province|in ShippingAddress
ShippingPostalCode|string|20|CUNFSG|Shipping Zip/Postal Code|in ShippingAddress
ShippingCountry|string|80|CUNFSG|Shipping Country|in ShippingAddress
ShippingLatitude|double|18,15|CUNFS|Shipping Latitude|in ShippingAddress
ShippingLongitude|double|18,15|CUNFS|Shipping Longitude|in ShippingAddress
ShippingGeocodeAccuracy|picklist|40|CUNFSGr|Shipping Geocode Accuracy|in ShippingAddress {@GeocodeAccuracy}
ShippingAddress|address||NF|Shipping Address|
Phone|phone|40|CUNFSG|Account Phone|
Fax|phone|40|CUNFSG|Account Fax|
AccountNumber|string|40|CUNFSG|Account Number|
Website|url|255|CUNFSG|Website|
PhotoUrl|url|255|NFSG|Photo URL|
Sic|string|20|CUNFSG|SIC Code|
Industry|picklist|40|CUNFSG|Industry|{@Industry}
AnnualRevenue|currency|18,0|CUNFS|Annual Revenue|
NumberOfEmployees|int|8|CUNFSG|Employees|
Ownership|picklist|40|CUNFSG|Ownership|{Public; Private; Subsidiary; Other}
TickerSymbol|string|20|CUNFSG|Ticker Symbol|
Description|textarea|32000|CUN|Account Description|
Rating|picklist|40|CUNFSG|Account Rating|{Hot; Warm; Cold}
Site|string|80|CUNFSG|Account Site|
OwnerId|reference|18|CUFSGD|Owner ID|->User as Owner
CreatedDate|datetime||FSD|Created Date|
CreatedById|reference|18|FSGD|Created By ID|->User as CreatedBy
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
SystemModstamp|datetime||FSD|System Modstamp|
LastActivityDate|date||NFSG|Last Activity|
LastViewedDate|datetime||NFS|Last Viewed Date|
LastReferencedDate|datetime||NFS|Last Referenced Date|
IsPartner|boolean||UFSGD|Partner Account|
IsCustomerPortal|boolean||UFSGD|Customer Portal Account|
ChannelProgramName|string|255|NG|Channel Program Name|
ChannelProgramLevelName|string|255|NG|Channel Program Level Name|
AccountSource|picklist|40|CUNFSG|Account Source|{@LeadSource}
""",
        PICKLISTS,
    ),
)
