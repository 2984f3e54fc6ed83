"""Task (reference 5.3, [K:object-reference/task, sfFieldRef/task]).

What can be Related To is cut down to the objects of the reference; TaskWhoIds (a junction) is left
out. Believed: the values of Type, Subject, CallType and of the recurrence fields, the names of
child relationships, namePointing, and the labels and lengths the source leaves out.
"""

from fake_salesforce.schema import AccessLevel, BySystemPermissions, Owned, SObject, fields

from .picklists import PICKLISTS
from .related import DOCUMENTS

TASK = SObject(
    name="Task",
    label="Task",
    label_plural="Tasks",
    key_prefix="00T",
    further_urls=("compactLayouts", "defaultValues", "quickActions", "layouts"),
    layoutable=True,
    supported_scopes=(("everything", "All tasks"), ("mine", "My tasks")),
    archives=True,
    field_level_security=True,
    governance=BySystemPermissions(write=frozenset({"EditTask"})),
    sharing=Owned(AccessLevel.NONE, readable_through=("WhoId", "WhatId")),
    absent_fields=("TaskWhoIds",),
    absent_relationships=(*DOCUMENTS, "TaskRelations", "TaskWhoRelations"),
    fields=fields(
        """
Id|id|18|FSGDi|Activity ID|
IsDeleted|boolean||FSGD|Deleted|
AccountId|reference|18|NFSG|Account ID|->Account as Account
ActivityDate|date||CUNFSG|Due Date Only|
CallDisposition|string|255|CUNFSG|Call Result|
CallDurationInSeconds|int|8|CUNFSG|Call Duration|
CallObject|string|255|CUNFSG|Call Object Identifier|
CallType|picklist|40|CUNFSGr|Call Type|{Internal; Inbound; Outbound}
CompletedDateTime|datetime||NFS|Completed Date/Time|
Description|textarea|32000|CUN|Description|
IsArchived|boolean||FSGD|Archived|
IsClosed|boolean||FSGD|Closed|
IsHighPriority|boolean||FSGD|High Priority|
IsRecurrence|boolean||CFSGD|Create Recurring Series of Tasks|
IsReminderSet|boolean||CUFSGD|Reminder Set|
OwnerId|reference|18|CUFSGD|Assigned To ID|->Group,User as Owner
Priority|picklist|20|CUFSGD|Priority|default="Normal" {High; *Normal; Low}
RecurrenceActivityId|reference|18|NFSG|Recurrence Activity ID|->Task as RecurrenceActivity children=RecurringTasks
RecurrenceDayOfMonth|int|9|CUNFSG|Recurrence Day of Month|
RecurrenceDayOfWeekMask|int|9|CUNFSG|Recurrence Day of Week Mask|
RecurrenceEndDateOnly|date||CUNFSG|Recurrence End|
RecurrenceInstance|picklist|40|CUNFSGr|Recurrence Instance|{First; Second; Third; Fourth; Last}
RecurrenceInterval|int|9|CUNFSG|Recurrence Interval|
RecurrenceMonthOfYear|picklist|40|CUNFSGr|Recurrence Month of Year|{January; February; March; April; May; June; July; August; September; October; November; December}
RecurrenceRegeneratedType|picklist|40|CUNFSGr|Repeat This Task|{None; RecurrenceRegenerateAfterDueDate; RecurrenceRegenerateAfterToday; RecurrenceRegenerated}
RecurrenceStartDateOnly|date||CUNFSG|Recurrence Start|
RecurrenceTimeZoneSidKey|picklist|40|CUNFSGr|Recurrence Time Zone|{@TimeZoneSidKey}
RecurrenceType|picklist|40|CUNFSGr|Recurrence Type|{RecursDaily; RecursEveryWeekday; RecursMonthly; RecursMonthlyNth; RecursWeekly; RecursYearly; RecursYearlyNth}
ReminderDateTime|datetime||CUNFS|Reminder Date/Time|
Status|picklist|255|CUFSGD|Status|default="Not Started" {*Not Started; In Progress; Completed; Waiting on someone else; Deferred}
Subject|combobox|255|CUNFS|Subject|nameField {Call; Send Letter; Send Quote; Other}
Type|picklist|40|CUNFSG|Type|{Call; Meeting; Other}
WhatCount|int|9|NFSG|Relation Count|
WhatId|reference|18|CUNFSGp|Related To ID|->Account,Campaign,Case,Opportunity as What children=Tasks cascade
WhoCount|int|9|NFSG|Relation Count|
WhoId|reference|18|CUNFSGp|Name ID|->Contact,Lead as Who children=Tasks cascade
CreatedDate|datetime||FSD|Created Date|
CreatedById|reference|18|FSGD|Created By ID|->User as CreatedBy
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
SystemModstamp|datetime||FSD|System Modstamp|
""",
        PICKLISTS,
    ),
)
