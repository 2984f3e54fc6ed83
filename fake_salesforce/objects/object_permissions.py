"""ObjectPermissions (reference 5.3, [K]). The values of SobjectType are believed."""

from fake_salesforce.schema import BySystemPermissions, SObject, fields

from .picklists import PICKLISTS

OBJECT_PERMISSIONS = SObject(
    name="ObjectPermissions",
    label="Object Permissions",
    label_plural="Object Permissions",
    key_prefix="110",
    undeletable=False,
    searchable=False,
    triggerable=False,
    layoutable=False,
    mru_enabled=False,
    governance=BySystemPermissions(
        read=frozenset({"ViewSetup"}), write=frozenset({"ManageProfilesPermissionsets"})
    ),
    fields=fields(
        """
Id|id|18|FSGDi|ObjectPermissions ID|
ParentId|reference|18|CFSG|Parent ID|->PermissionSet as Parent children=ObjectPerms cascade
PermissionsCreate|boolean||CUF|Create Records|
PermissionsDelete|boolean||CUF|Delete Records|
PermissionsEdit|boolean||CUF|Edit Records|
PermissionsModifyAllRecords|boolean||CUF|Edit All Records|
PermissionsRead|boolean||CUF|Read Records|
PermissionsViewAllRecords|boolean||CUF|Read All Records|
SobjectType|picklist|40|CFSGr|SObject Type Name|{Account; Campaign; Case; Contact; Individual; Lead; Opportunity; Pricebook2}
CreatedDate|datetime||FSD|Created Date|
CreatedById|reference|18|FSGD|Created By ID|->User as CreatedBy
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
SystemModstamp|datetime||FSD|System Modstamp|
""",
        PICKLISTS,
    ),
)
