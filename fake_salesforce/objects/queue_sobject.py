"""QueueSobject: of which objects a queue can own records (reference 5.3, [K]).

The values of SobjectType are believed.
"""

from fake_salesforce.schema import BySystemPermissions, SObject, fields

from .picklists import PICKLISTS

QUEUE_SOBJECT = SObject(
    name="QueueSobject",
    label="Queue Sobject",
    label_plural="Queue Sobjects",
    key_prefix="03g",
    undeletable=False,
    searchable=False,
    triggerable=False,
    layoutable=False,
    mru_enabled=False,
    updateable=False,
    governance=BySystemPermissions(write=frozenset({"ManageInternalUsers", "ManageUsers"})),
    fields=fields(
        """
Id|id|18|FSGDi|QueueSobject ID|
QueueId|reference|18|CFSG|Group ID|->Group as Queue children=QueueSobjects cascade
SobjectType|picklist|40|CFSGr|sObject Type|{Case; Lead; Task}
CreatedById|reference|18|FSGD|Created By ID|->User as CreatedBy
SystemModstamp|datetime||FSD|System Modstamp|
""",
        PICKLISTS,
    ),
)
