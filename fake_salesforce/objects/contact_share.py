"""ContactShare: who else may see such a record.

Not in the reference: every field and flag is believed. The owners' rows are read from the records
themselves, beside those that somebody made (``org/views.py``).
"""

from fake_salesforce.schema import AccessLevel, AsObject, ControlledByParent, SObject, fields

from .picklists import PICKLISTS

CONTACT_SHARE = SObject(
    name="ContactShare",
    label="Contact Share",
    label_plural="Contact Share",
    key_prefix="03s",
    undeletable=False,
    searchable=False,
    triggerable=False,
    layoutable=False,
    mru_enabled=False,
    replicateable=False,
    governance=AsObject("Contact"),
    sharing=ControlledByParent("ContactId", AccessLevel.ALL),
    fields=fields(
        """
Id|id|18|FSGDi|ContactShare ID|
IsDeleted|boolean||FSGD|Deleted|
ContactId|reference|18|CFSG|Contact ID|->Contact as Contact children=Shares
UserOrGroupId|reference|18|CFSG|User/Group ID|->Group,User as UserOrGroup
ContactAccessLevel|picklist|40|CUFSGr|Contact Access|{None; Read; Edit; All}
RowCause|picklist|40|CNFSGDr|Row Cause|default="Manual" {Owner; *Manual; Rule; ImplicitChild; ImplicitParent; Team; Territory}
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
""",
        PICKLISTS,
    ),
)
