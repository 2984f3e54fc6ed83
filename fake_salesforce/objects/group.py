"""Group: a public group or, with Type=Queue, a queue (reference 5.3, [K]).

Divisions and queue routing are left out; the values of Type and OwnerId's default are believed.
"""

from fake_salesforce.schema import BySystemPermissions, SObject, fields

from .picklists import PICKLISTS

GROUP = SObject(
    name="Group",
    label="Group",
    label_plural="Groups",
    key_prefix="00G",
    undeletable=False,
    searchable=False,
    triggerable=False,
    layoutable=False,
    mru_enabled=False,
    governance=BySystemPermissions(write=frozenset({"ManageInternalUsers", "ManageUsers"})),
    absent_fields=(
        "DefaultDivision",
        "QueueRoutingConfigId",
    ),
    absent_relationships=("QueueRoutingConfig",),
    fields=fields(
        """
Id|id|18|FSGDi|Group ID|
DeveloperName|string|80|CUNFSG|Developer Name|
DoesIncludeBosses|boolean||CUFSGD|Include Bosses|
DoesSendEmailToMembers|boolean||CUFSGD|Send Email to Members|
Email|email|255|CUNFSG|Email|
Name|string|40|CUFSGi|Name|nameField
OwnerId|reference|18|FSGD|Owner ID|->Organization,User as Owner
RelatedId|reference|18|NFSG|Related ID|->User,UserRole as Related
Type|picklist|40|CFSGr|Type|{Regular; Role; RoleAndSubordinates; Organization; Queue; RoleAndSubordinatesInternal; AllCustomerPortal}
CreatedDate|datetime||FSD|Created Date|
CreatedById|reference|18|FSGD|Created By ID|->User as CreatedBy
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
SystemModstamp|datetime||FSD|System Modstamp|
""",
        PICKLISTS,
    ),
)
