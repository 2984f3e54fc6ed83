"""CampaignShare: who else may see such a record.

Not in the reference: every field and flag is believed. The owners' rows are read from the records
themselves, beside those that somebody made (``org/views.py``).
"""

from fake_salesforce.schema import AccessLevel, AsObject, ControlledByParent, SObject, fields

from .picklists import PICKLISTS

CAMPAIGN_SHARE = SObject(
    name="CampaignShare",
    label="Campaign Share",
    label_plural="Campaign Share",
    key_prefix="08s",
    undeletable=False,
    searchable=False,
    triggerable=False,
    layoutable=False,
    mru_enabled=False,
    replicateable=False,
    governance=AsObject("Campaign"),
    sharing=ControlledByParent("CampaignId", AccessLevel.ALL),
    fields=fields(
        """
Id|id|18|FSGDi|CampaignShare ID|
IsDeleted|boolean||FSGD|Deleted|
CampaignId|reference|18|CFSG|Campaign ID|->Campaign as Campaign children=Shares
UserOrGroupId|reference|18|CFSG|User/Group ID|->Group,User as UserOrGroup
CampaignAccessLevel|picklist|40|CUFSGr|Campaign Access|{None; Read; Edit; All}
RowCause|picklist|40|CNFSGDr|Row Cause|default="Manual" {Owner; *Manual; Rule; ImplicitChild; ImplicitParent; Team; Territory}
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
""",
        PICKLISTS,
    ),
)
