"""Calendar: a user's own, one a user ([K:object-reference/calendar]).

It is told by the users (``org/views.py``). Public, resource and holiday calendars are made in Setup;
a new org's holiday calendar is left out. The name, lengths and labels are believed.
"""

from fake_salesforce.schema import BySystemPermissions, SObject, fields

from .picklists import PICKLISTS

CALENDAR = SObject(
    name="Calendar",
    label="Calendar",
    label_plural="Calendar",
    key_prefix="023",
    createable=False,
    updateable=False,
    deletable=False,
    undeletable=False,
    triggerable=False,
    layoutable=False,
    mru_enabled=False,
    replicateable=False,
    governance=BySystemPermissions(),
    fields=fields(
        """
Id|id|18|FSGDi|Calendar ID|
Name|string|80|FSGi|Name|nameField
UserId|reference|18|NFSG|User ID|->User as User
Type|picklist|40|FSGr|Calendar Type|{User; Public; Resource; Holiday}
IsActive|boolean||FSGD|Active|
CreatedDate|datetime||FSD|Created Date|
CreatedById|reference|18|FSGD|Created By ID|->User as CreatedBy
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
SystemModstamp|datetime||FSD|System Modstamp|
""",
        PICKLISTS,
    ),
)
