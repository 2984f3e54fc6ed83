"""Case: what a customer asks or reports ([K:object-reference/case]).

Fields of features that a new org has switched off are left out: entitlements, communities, answers,
Self-Service, Chatter questions, Salesforce to Salesforce, case classification; and so is Comments,
which writes another object. AssetId, lengths, labels, the values of picklists (a Developer
Edition's), the first number and the names of child relationships are believed. What a case shows of
its contact is copied in ``records/cases.py``.
"""

from fake_salesforce.schema import LAYOUT_URLS, Owned, SObject, fields

from .picklists import PICKLISTS
from .related import ACTIVITIES, DOCUMENTS

CASE = SObject(
    name="Case",
    label="Case",
    label_plural="Cases",
    key_prefix="500",
    feed_enabled=True,
    further_urls=(*LAYOUT_URLS, "listviews"),
    supported_scopes=(
        ("everything", "All cases"),
        ("mine", "My cases"),
        ("queue_owned", "Queue owned cases"),
        ("team", "My team's cases"),
        ("user_owned", "User owned cases"),
    ),
    field_level_security=True,
    sharing=Owned("DefaultCaseAccess"),
    absent_relationships=(*ACTIVITIES, *DOCUMENTS),
    fields=fields(
        """
Id|id|18|FSGDi|Case ID|
IsDeleted|boolean||FSGD|Deleted|
MasterRecordId|reference|18|NFSG|Master Record ID|->Case as MasterRecord
CaseNumber|string|30|FSDi|Case Number|nameField auto={00000000}
ContactId|reference|18|CUNFSG|Contact ID|->Contact as Contact children=Cases
AccountId|reference|18|CUNFSG|Account ID|->Account as Account children=Cases
AssetId|reference|18|CUNFSG|Asset ID|->Asset as Asset
ParentId|reference|18|CUNFSG|Parent Case ID|->Case as Parent children=Cases
SuppliedName|string|80|CUNFSG|Name|
SuppliedEmail|email|80|CUNFSG|Email Address|
SuppliedPhone|string|40|CUNFSG|Phone|
SuppliedCompany|string|80|CUNFSG|Company|
Type|picklist|40|CUNFSG|Case Type|{Mechanical; Electrical; Electronic; Structural; Other}
Status|picklist|40|CUNFSGD|Status|default="New" {*New; Working; Escalated; Closed}
Reason|picklist|40|CUNFSG|Case Reason|{Installation; Equipment Complexity; Performance; Breakdown; Equipment Design; Feedback; Other}
Origin|picklist|40|CUNFSG|Case Origin|{Phone; Email; Web}
Subject|string|255|CUNFSG|Subject|
Priority|picklist|40|CUNFSGD|Priority|default="Medium" {High; *Medium; Low}
Description|textarea|32000|CUN|Description|
IsClosed|boolean||FSGD|Closed|
ClosedDate|datetime||NFS|Closed Date|
IsEscalated|boolean||CUFSGD|Escalated|
OwnerId|reference|18|CUFSGD|Owner ID|->Group,User as Owner
IsClosedOnCreate|boolean||FSGD|Closed When Created|
CreatedDate|datetime||FSD|Created Date|
CreatedById|reference|18|FSGD|Created By ID|->User as CreatedBy
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
SystemModstamp|datetime||FSD|System Modstamp|
ContactPhone|phone|40|NFSG|Contact Phone|
ContactMobile|phone|40|NFSG|Contact Mobile|
ContactEmail|email|80|NFSG|Contact Email|
ContactFax|phone|40|NFSG|Contact Fax|
LastViewedDate|datetime||NFS|Last Viewed Date|
LastReferencedDate|datetime||NFS|Last Referenced Date|
""",
        PICKLISTS,
    ),
)
