"""PermissionSetGroup: permission sets given together ([K:object-reference/permissionsetgroup]).

An org has none: what a group holds is in objects that the fake does not have, so creating one is
refused with 501. HasActivationRequired came with v53. Lengths and labels are believed.
"""

from fake_salesforce.schema import BySystemPermissions, SObject, fields

from .picklists import PICKLISTS

PERMISSION_SET_GROUP = SObject(
    name="PermissionSetGroup",
    label="Permission Set Group",
    label_plural="Permission Set Groups",
    key_prefix="0PG",
    undeletable=False,
    searchable=False,
    triggerable=False,
    layoutable=False,
    mru_enabled=False,
    replicateable=False,
    governance=BySystemPermissions(
        read=frozenset({"AssignPermissionSets", "ViewSetup"}),
        write=frozenset({"ManageProfilesPermissionsets"}),
    ),
    fields=fields(
        """
Id|id|18|FSGDi|Permission Set Group ID|
IsDeleted|boolean||FSGD|Deleted|
DeveloperName|string|80|CUFSG|Name|
Language|picklist|40|CUNFSGDr|Master Language|default="en_US" {da; de; *en_US; es; es_MX; fi; fr; it; ja; ko; nl_NL; no; pt_BR; ru; sv; th; zh_CN; zh_TW}
MasterLabel|string|80|CUFSG|Label|nameField
NamespacePrefix|string|15|NFSG|Namespace Prefix|
CreatedDate|datetime||FSD|Created Date|
CreatedById|reference|18|FSGD|Created By ID|->User as CreatedBy
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
SystemModstamp|datetime||FSD|System Modstamp|
Description|textarea|255|CUNFSG|Description|
Status|picklist|40|FSGDr|Status|default="Updated" {*Updated; Outdated; Updating; Failed}
""",
        PICKLISTS,
    ),
)
