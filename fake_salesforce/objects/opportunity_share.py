"""OpportunityShare: who else may see such a record.

Not in the reference: every field and flag is believed. The owners' rows are read from the records
themselves, beside those that somebody made (``org/views.py``).
"""

from fake_salesforce.schema import AccessLevel, AsObject, ControlledByParent, SObject, fields

from .picklists import PICKLISTS

OPPORTUNITY_SHARE = SObject(
    name="OpportunityShare",
    label="Opportunity Share",
    label_plural="Opportunity Share",
    key_prefix="00t",
    undeletable=False,
    searchable=False,
    triggerable=False,
    layoutable=False,
    mru_enabled=False,
    replicateable=False,
    governance=AsObject("Opportunity"),
    sharing=ControlledByParent("OpportunityId", AccessLevel.ALL),
    fields=fields(
        """
Id|id|18|FSGDi|OpportunityShare ID|
IsDeleted|boolean||FSGD|Deleted|
OpportunityId|reference|18|CFSG|Opportunity ID|->Opportunity as Opportunity children=Shares
UserOrGroupId|reference|18|CFSG|User/Group ID|->Group,User as UserOrGroup
OpportunityAccessLevel|picklist|40|CUFSGr|Opportunity Access|{None; Read; Edit; All}
RowCause|picklist|40|CNFSGDr|Row Cause|default="Manual" {Owner; *Manual; Rule; ImplicitChild; ImplicitParent; Team; Territory}
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
""",
        PICKLISTS,
    ),
)
