"""CallCenter: a telephone system that an org is tied to ([K:object-reference/callcenter]).

Version's digits, stamps and labels are believed.
"""

from fake_salesforce.schema import BySystemPermissions, SObject, fields

from .picklists import PICKLISTS

CALL_CENTER = SObject(
    name="CallCenter",
    label="Call Center",
    label_plural="Call Centers",
    key_prefix="04v",
    updateable=False,
    deletable=False,
    undeletable=False,
    searchable=False,
    triggerable=False,
    layoutable=False,
    mru_enabled=False,
    governance=BySystemPermissions(write=frozenset({"CustomizeApplication"})),
    fields=fields(
        """
Id|id|18|FSGDi|Call Center ID|
Name|string|80|CFSGi|Name|nameField
InternalName|string|80|CFSG|Internal Name|
Version|double|2,1|CNFS|Version|
AdapterUrl|string|1000|CNFSG|CTI Adapter URL|
CustomSettings|string|1000|CNFS|Custom Settings|
CreatedDate|datetime||FSD|Created Date|
CreatedById|reference|18|FSGD|Created By ID|->User as CreatedBy
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
SystemModstamp|datetime||FSD|System Modstamp|
""",
        PICKLISTS,
    ),
)
