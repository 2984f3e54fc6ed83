"""SetupAuditTrail: what administrators changed (reference 5.3, [K])."""

from fake_salesforce.schema import BySystemPermissions, SObject, fields

from .picklists import PICKLISTS

SETUP_AUDIT_TRAIL = SObject(
    name="SetupAuditTrail",
    label="Setup Audit Trail Entry",
    label_plural="Setup Audit Trail Entries",
    key_prefix="0Ym",
    createable=False,
    updateable=False,
    deletable=False,
    undeletable=False,
    searchable=False,
    triggerable=False,
    layoutable=False,
    mru_enabled=False,
    replicateable=False,
    governance=BySystemPermissions(read=frozenset({"ViewSetup"})),
    fields=fields(
        """
Id|id|18|FSGDi|SetupAuditTrail ID|
Action|string|120|FS|Action|
CreatedByContext|string|80|NFSG|Created By Context|
CreatedByIssuer|string|80|NFSG|Created By Issuer|
DelegateUser|string|80|NFS|Delegate User|
Display|string|1000|NS|Display|
Section|string|40|NS|Section|
CreatedDate|datetime||FSD|Created Date|
CreatedById|reference|18|FSGD|Created By ID|->User as CreatedBy
""",
        PICKLISTS,
    ),
)
