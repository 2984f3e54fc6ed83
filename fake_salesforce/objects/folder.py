"""Folder: where reports and templates lie.

Not in the reference: every field and flag is believed.
"""

from fake_salesforce.schema import BySystemPermissions, SObject, fields

from .picklists import PICKLISTS

FOLDER = SObject(
    name="Folder",
    label="Folder",
    label_plural="Folders",
    key_prefix="00l",
    createable=False,
    updateable=False,
    deletable=False,
    undeletable=False,
    searchable=False,
    triggerable=False,
    layoutable=False,
    mru_enabled=False,
    replicateable=False,
    governance=BySystemPermissions(),
    fields=fields(
        """
Id|id|18|FSGDi|Folder ID|
Name|string|80|NFSG|Name|nameField
DeveloperName|string|80|NFSG|Folder Unique Name|
AccessType|picklist|40|FSGr|Access Type|{Shared; Public; Hidden; PublicInternal}
IsReadonly|boolean||FSGD|Read Only|
Type|picklist|40|FSGr|Type|{Document; Email; Report; Dashboard; QuickText; Macro}
NamespacePrefix|string|15|NFSG|Namespace Prefix|
CreatedDate|datetime||FSD|Created Date|
CreatedById|reference|18|FSGD|Created By ID|->User as CreatedBy
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
SystemModstamp|datetime||FSD|System Modstamp|
""",
        PICKLISTS,
    ),
)
