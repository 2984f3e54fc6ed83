"""RecordType (reference 5.3, [K]). A new org has none; ``org.add_record_type`` adds one.

Describe lists the values of SobjectType from the org's schema, custom objects among them.
"""

from fake_salesforce.schema import BySystemPermissions, SObject, fields

from .picklists import PICKLISTS

RECORD_TYPE = SObject(
    name="RecordType",
    label="Record Type",
    label_plural="Record Types",
    key_prefix="012",
    undeletable=False,
    searchable=False,
    triggerable=False,
    layoutable=False,
    mru_enabled=False,
    deletable=False,
    governance=BySystemPermissions(write=frozenset({"CustomizeApplication"})),
    fields=fields(
        """
Id|id|18|FSGDi|Record Type ID|
BusinessProcessId|reference|18|CUNFSG|Business Process ID|
Description|string|255|CUNFSG|Description|
DeveloperName|string|80|CUFSG|Record Type Name|
IsActive|boolean||UFSGD|Active|
IsPersonType|boolean||FSGD|Is Person Type|
Name|string|80|CUFSGi|Name|nameField
NamespacePrefix|string|15|NFSG|Namespace Prefix|
SobjectType|picklist|40|CFSG|SObject Type Name|
CreatedDate|datetime||FSD|Created Date|
CreatedById|reference|18|FSGD|Created By ID|->User as CreatedBy
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
SystemModstamp|datetime||FSD|System Modstamp|
""",
        PICKLISTS,
    ),
)
