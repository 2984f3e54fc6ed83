"""GroupMember: a user or a group in a group (reference 5.3, [K])."""

from fake_salesforce.schema import BySystemPermissions, SObject, fields

from .picklists import PICKLISTS

GROUP_MEMBER = SObject(
    name="GroupMember",
    label="Group Member",
    label_plural="Group Members",
    key_prefix="011",
    undeletable=False,
    searchable=False,
    triggerable=False,
    layoutable=False,
    mru_enabled=False,
    updateable=False,
    governance=BySystemPermissions(write=frozenset({"ManageInternalUsers", "ManageUsers"})),
    fields=fields(
        """
Id|id|18|FSGDi|Group Member ID|
GroupId|reference|18|CFSG|Group ID|->Group as Group children=GroupMembers cascade
UserOrGroupId|reference|18|CFSG|User/Group ID|->Group,User as UserOrGroup
SystemModstamp|datetime||FSD|System Modstamp|
""",
        PICKLISTS,
    ),
)
