"""LeadStatus: the values of Lead.Status, and which mean converted (reference 5.3, [K])."""

from fake_salesforce.schema import BySystemPermissions, SObject, fields

from .picklists import PICKLISTS

LEAD_STATUS = SObject(
    name="LeadStatus",
    label="Lead Status Value",
    label_plural="Lead Status Value",
    key_prefix="01J",
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
Id|id|18|FSGDi|Lead Status Value ID|
ApiName|string|255|FSGi|API Name|
IsConverted|boolean||FSGD|Is Converted|
IsDefault|boolean||FSGD|Is Default|
MasterLabel|string|255|NFSG|Master Label|nameField
SortOrder|int|9|NFSG|Sort Order|
CreatedDate|datetime||FSD|Created Date|
CreatedById|reference|18|FSGD|Created By ID|->User as CreatedBy
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
SystemModstamp|datetime||FSD|System Modstamp|
""",
        PICKLISTS,
    ),
)
