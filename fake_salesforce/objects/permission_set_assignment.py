"""PermissionSetAssignment: who has which permission set (reference 5.3, [K])."""

from fake_salesforce.schema import BySystemPermissions, SObject, fields

from .picklists import PICKLISTS

PERMISSION_SET_ASSIGNMENT = SObject(
    name="PermissionSetAssignment",
    label="Permission Set Assignment",
    label_plural="Permission Set Assignments",
    key_prefix="0Pa",
    undeletable=False,
    searchable=False,
    triggerable=False,
    layoutable=False,
    mru_enabled=False,
    updateable=False,
    governance=BySystemPermissions(
        read=frozenset({"AssignPermissionSets", "ManageUsers", "ViewSetup"}),
        write=frozenset({"AssignPermissionSets"}),
    ),
    fields=fields(
        """
Id|id|18|FSGDi|PermissionSetAssignment ID|
AssigneeId|reference|18|CFSG|Assignee ID|->User as Assignee children=PermissionSetAssignments
PermissionSetGroupId|reference|18|CNFSG|Permission Set Group ID|->PermissionSetGroup as PermissionSetGroup children=Assignments
PermissionSetId|reference|18|CNFSG|Permission Set ID|->PermissionSet as PermissionSet children=Assignments cascade
SystemModstamp|datetime||FSD|System Modstamp|
""",
        PICKLISTS,
    ),
)
