"""AccountShare: who else may see such a record.

Not in the reference: every field and flag is believed. The owners' rows are read from the records
themselves, beside those that somebody made (``org/views.py``).
"""

from fake_salesforce.schema import AccessLevel, AsObject, ControlledByParent, SObject, fields

from .picklists import PICKLISTS

ACCOUNT_SHARE = SObject(
    name="AccountShare",
    label="Account Share",
    label_plural="Account Share",
    key_prefix="00r",
    undeletable=False,
    searchable=False,
    triggerable=False,
    layoutable=False,
    mru_enabled=False,
    replicateable=False,
    governance=AsObject("Account"),
    sharing=ControlledByParent("AccountId", AccessLevel.ALL),
    fields=fields(
        """
Id|id|18|FSGDi|AccountShare ID|
IsDeleted|boolean||FSGD|Deleted|
AccountId|reference|18|CFSG|Account ID|->Account as Account children=Shares
UserOrGroupId|reference|18|CFSG|User/Group ID|->Group,User as UserOrGroup
AccountAccessLevel|picklist|40|CUFSGr|Account Access|{None; Read; Edit; All}
OpportunityAccessLevel|picklist|40|CUFSGr|Opportunity Access|{None; Read; Edit; All}
CaseAccessLevel|picklist|40|CUFSGr|Case Access|{None; Read; Edit; All}
ContactAccessLevel|picklist|40|CUNFSGr|Contact Access|{None; Read; Edit; All}
RowCause|picklist|40|CNFSGDr|Row Cause|default="Manual" {Owner; *Manual; Rule; ImplicitChild; ImplicitParent; Team; Territory}
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
""",
        PICKLISTS,
    ),
)
