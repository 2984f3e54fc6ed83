"""UserRole (reference 5.3, [K]). Values of the access levels and portal fields are believed.

Portal fields are not createable here, since the fake has no portals; references without a target in
the source are believed.
"""

from fake_salesforce.schema import BySystemPermissions, SObject, fields

from .picklists import PICKLISTS

USER_ROLE = SObject(
    name="UserRole",
    label="Role",
    label_plural="Roles",
    key_prefix="00E",
    undeletable=False,
    searchable=False,
    triggerable=False,
    layoutable=False,
    mru_enabled=False,
    governance=BySystemPermissions(write=frozenset({"ManageRoles"})),
    fields=fields(
        """
Id|id|18|FSGDi|Role ID|
CaseAccessForAccountOwner|picklist|40|CUNFSGr|Case Access Level for Account Owner|{None; Read; Edit}
ContactAccessForAccountOwner|picklist|40|NFSGr|Contact Access Level for Account Owner|{None; Read; Edit; ControlledByParent}
DeveloperName|string|80|CUNFSG|Developer Name|
ForecastUserId|reference|18|CUNFSG|User ID|->User as ForecastUser
IsPartner|boolean||FD|Is Partner|
MayForecastManagerShare|boolean||FSGD|May Forecast Manager Share|
Name|string|80|CUFSGi|Name|nameField
OpportunityAccessForAccountOwner|picklist|40|CUFSGr|Opportunity Access Level for Account Owner|{None; Read; Edit}
ParentRoleId|reference|18|CUNFSG|Parent Role ID|->UserRole as ParentRole
PortalAccountId|reference|18|NFSG|Account ID|->Account as PortalAccount
PortalAccountOwnerId|reference|18|NFSG|User ID|->User as PortalAccountOwner
PortalRole|picklist|40|NFSGr|Portal Role|{Executive; Manager; Worker; PersonAccount}
PortalType|picklist|40|NFSGr|Portal Type|default="None" {*None; CustomerPortal; Partner}
RollupDescription|string|80|CUNFSG|Description|
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
SystemModstamp|datetime||FSD|System Modstamp|
""",
        PICKLISTS,
    ),
)
