"""CampaignMemberStatus: what the members of one campaign can be (reference 5.3, [K]).

A new campaign has Sent, the default, and Responded. The flags are believed, as for Campaign.
"""

from fake_salesforce.schema import AsObject, ControlledByParent, SObject, fields

from .picklists import PICKLISTS

CAMPAIGN_MEMBER_STATUS = SObject(
    name="CampaignMemberStatus",
    label="Campaign Member Status",
    label_plural="Campaign Member Statuses",
    key_prefix="01Y",
    undeletable=False,
    searchable=False,
    triggerable=False,
    layoutable=False,
    mru_enabled=False,
    governance=AsObject("Campaign"),
    sharing=ControlledByParent("CampaignId"),
    fields=fields(
        """
Id|id|18|FSGDi|Campaign Member Status ID|
CampaignId|reference|18|CFSG|Campaign ID|->Campaign as Campaign children=CampaignMemberStatuses cascade
HasResponded|boolean||CUFSGD|Responded|
IsDefault|boolean||CUFSGD|Is Default|
IsDeleted|boolean||FD|Deleted|
Label|string|765|CUFS|Member Status|nameField
SortOrder|int|9|CUFSGD|Sort Order|
CreatedDate|datetime||FSD|Created Date|
CreatedById|reference|18|FSGD|Created By ID|->User as CreatedBy
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
SystemModstamp|datetime||FSD|System Modstamp|
""",
        PICKLISTS,
    ),
)
