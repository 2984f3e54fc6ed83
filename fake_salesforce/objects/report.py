"""Report: its name and folder; its rows come by the Analytics API (reference 5.3, [K]).

The values of Format are believed.
"""

from fake_salesforce.schema import BySystemPermissions, InFolders, SObject, fields

from .picklists import PICKLISTS

REPORT = SObject(
    name="Report",
    label="Report",
    label_plural="Reports",
    key_prefix="00O",
    createable=False,
    updateable=False,
    deletable=False,
    undeletable=False,
    searchable=False,
    triggerable=False,
    layoutable=False,
    mru_enabled=True,
    replicateable=True,
    supported_scopes=(("everything", "All reports"), ("mine", "My reports")),
    governance=BySystemPermissions(),
    sharing=InFolders("OwnerId", "ViewPublicReports"),
    fields=fields(
        """
Id|id|18|FSGDi|Report ID|
Description|string|255|NFSG|Description|
DeveloperName|string|80|FSG|Report Unique Name|required
FolderName|string|256|NFS|Folder Name|
Format|picklist|40|FSGDr|Format|default="Tabular" {*Tabular; Summary; Matrix; MultiBlock}
IsDeleted|boolean||FD|Deleted|
LastReferencedDate|datetime||NFS|Last Referenced Date|
LastRunDate|datetime||NFS|Last Run|
LastViewedDate|datetime||NFS|Last Viewed Date|
Name|string|40|FSGi|Report Name|nameField
NamespacePrefix|string|15|NFSG|Namespace Prefix|
OwnerId|reference|18|FSG|Owner ID|->Folder,Organization,User as Owner
CreatedDate|datetime||FSD|Created Date|
CreatedById|reference|18|FSGD|Created By ID|->User as CreatedBy
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
SystemModstamp|datetime||FSD|System Modstamp|
""",
        PICKLISTS,
    ),
)
