"""FieldPermissions (reference 5.3, [K]).

The values of SobjectType are believed; describe lists those of Field from the org's schema.
"""

from fake_salesforce.schema import BySystemPermissions, SObject, fields

from .picklists import PICKLISTS

FIELD_PERMISSIONS = SObject(
    name="FieldPermissions",
    label="Field Permissions",
    label_plural="Field Permissions",
    key_prefix="01k",
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
Id|id|18|FSGDi|FieldPermissions ID|
Field|picklist|40|CFSG|Field Name|
ParentId|reference|18|CFSG|Parent ID|->PermissionSet as Parent children=FieldPerms cascade
PermissionsEdit|boolean||CUFSGD|Edit Field|
PermissionsRead|boolean||CUFSGD|Read Field|
SobjectType|picklist|40|CFSGr|SObject Type Name|{Account; Campaign; CampaignMember; Case; Contact; Event; Individual; Lead; Opportunity; OpportunityContactRole; Pricebook2; Task}
SystemModstamp|datetime||FSD|System Modstamp|
""",
        PICKLISTS,
    ),
)
