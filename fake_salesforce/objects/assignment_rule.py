"""AssignmentRule, which tells the ids of a lead's assignment rules ([K:object-reference]).

A new org has none; ``org.add_assignment_rule`` adds one. System fields, lengths and labels are
believed.
"""

from fake_salesforce.schema import BySystemPermissions, SObject, fields

from .picklists import PICKLISTS

ASSIGNMENT_RULE = SObject(
    name="AssignmentRule",
    label="Assignment Rule",
    label_plural="Assignment Rules",
    key_prefix="01Q",
    createable=False,
    updateable=False,
    deletable=False,
    undeletable=False,
    triggerable=False,
    layoutable=False,
    mru_enabled=False,
    replicateable=False,
    governance=BySystemPermissions(),
    fields=fields(
        """
Id|id|18|FSGDi|Assignment Rule ID|
Name|string|120|NFSG|Name|nameField
SobjectType|picklist|40|NFSGr|SObject Type|{Case; Lead}
Active|boolean||FSGD|Active|
CreatedDate|datetime||FSD|Created Date|
CreatedById|reference|18|FSGD|Created By ID|->User as CreatedBy
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
SystemModstamp|datetime||FSD|System Modstamp|
""",
        PICKLISTS,
    ),
)
