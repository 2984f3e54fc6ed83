"""Event, as a recorded describe has it, without the recurrence fields (reference 5.3, [CCI]).

What can be Related To is cut down to the objects of the reference. Believed: the names of child
relationships, namePointing, and that EventSubtype has a default.
"""

from fake_salesforce.schema import AccessLevel, BySystemPermissions, Owned, SObject, fields

from .picklists import PICKLISTS
from .related import DOCUMENTS

EVENT = SObject(
    name="Event",
    label="Event",
    label_plural="Events",
    key_prefix="00U",
    further_urls=("compactLayouts", "defaultValues", "quickActions", "layouts"),
    supported_scopes=(("everything", "All events"), ("mine", "My events")),
    archives=True,
    field_level_security=True,
    governance=BySystemPermissions(write=frozenset({"EditEvent"})),
    sharing=Owned(AccessLevel.NONE, readable_through=("WhoId", "WhatId")),
    absent_fields=(
        "EventWhoIds",
        "IsRecurrence",
        "Recurrence*",
        "WhatCount",
        "WhoCount",
    ),
    absent_relationships=(*DOCUMENTS, "EventRelations", "EventWhoRelations"),
    fields=fields(
        """
Id|id|18|FSGDi|Activity ID|
WhoId|reference|18|CUNFSGp|Name ID|->Contact,Lead as Who children=Events cascade
WhatId|reference|18|CUNFSGp|Related To ID|->Account,Campaign,Case,Opportunity as What children=Events cascade
Subject|combobox|255|CUNFS|Subject|nameField {Call; Email; Meeting; Send Letter/Quote; Other}
Location|string|255|CUNFSG|Location|
IsAllDayEvent|boolean||CUFSGD|All-Day Event|
ActivityDateTime|datetime||CUNFS|Due Date Time|
ActivityDate|date||CUNFSG|Due Date Only|
DurationInMinutes|int|8|CUNFSG|Duration|
StartDateTime|datetime||CUNFS|Start Date Time|
EndDateTime|datetime||CUNFS|End Date Time|
EndDate|date||NFSG|End Date|
Description|textarea|32000|CUN|Description|
AccountId|reference|18|NFSG|Account ID|->Account as Account
OwnerId|reference|18|CUFSGD|Assigned To ID|->Calendar,User as Owner
IsPrivate|boolean||CUFSGD|Private|
ShowAs|picklist|40|CUNFSGDr|Show Time As|default="Busy" {*Busy; OutOfOffice; Free}
IsDeleted|boolean||FSGD|Deleted|
IsChild|boolean||FSGD|Is Child|
IsGroupEvent|boolean||FSGD|Is Group Event|
GroupEventType|picklist|40|NFSGDr|Group Event Type|default="0" {*0; 1; 2; 3}
CreatedDate|datetime||FSD|Created Date|
CreatedById|reference|18|FSGD|Created By ID|->User as CreatedBy
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
SystemModstamp|datetime||FSD|System Modstamp|
IsArchived|boolean||FSGD|Archived|
ReminderDateTime|datetime||CUNFS|Reminder Date/Time|
IsReminderSet|boolean||CUFSGD|Reminder Set|
EventSubtype|picklist|40|CNFSGDr|Event Subtype|default="Event" {*Event}
""",
        PICKLISTS,
    ),
)
