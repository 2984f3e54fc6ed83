"""LeadShare: who else may see such a record.

Not in the reference: every field and flag is believed. The owners' rows are read from the records
themselves, beside those that somebody made (``org/views.py``).
"""

from fake_salesforce.schema import AccessLevel, AsObject, ControlledByParent, SObject, fields

from .picklists import PICKLISTS

LEAD_SHARE = SObject(
    name="LeadShare",
    label="Lead Share",
    label_plural="Lead Share",
    key_prefix="01o",
    undeletable=False,
    searchable=False,
    triggerable=False,
    layoutable=False,
    mru_enabled=False,
    replicateable=False,
    governance=AsObject("Lead"),
    sharing=ControlledByParent("LeadId", AccessLevel.ALL),
    fields=fields(
        """
Id|id|18|FSGDi|LeadShare ID|
IsDeleted|boolean||FSGD|Deleted|
LeadId|reference|18|CFSG|Lead ID|->Lead as Lead children=Shares
UserOrGroupId|reference|18|CFSG|User/Group ID|->Group,User as UserOrGroup
LeadAccessLevel|picklist|40|CUFSGr|Lead Access|{None; Read; Edit; All}
RowCause|picklist|40|CNFSGDr|Row Cause|default="Manual" {Owner; *Manual; Rule; ImplicitChild; ImplicitParent; Team; Territory}
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
""",
        PICKLISTS,
    ),
)
