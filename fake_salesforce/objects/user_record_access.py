"""UserRecordAccess: what a user may do with a record ([D:246 object reference], and its usage notes).

Nothing is stored: rows are made for the user and the records that a query names. The guide calls
RecordId a picklist; it is a reference here, so that ids of 15 characters compare. Id, which the
guide leaves out, is the record's (believed).
"""

from fake_salesforce.schema import BySystemPermissions, SObject, fields

from .picklists import PICKLISTS

USER_RECORD_ACCESS = SObject(
    name="UserRecordAccess",
    label="User Record Access",
    label_plural="User Record Access",
    key_prefix="",
    createable=False,
    updateable=False,
    deletable=False,
    undeletable=False,
    searchable=False,
    triggerable=False,
    replicateable=False,
    layoutable=False,
    mru_enabled=False,
    governance=BySystemPermissions(),
    fields=fields(
        """
Id|id|18|FSGDi|User Record Access ID|
UserId|reference|18|FG|User ID|
RecordId|reference|18|FSG|Record ID|
HasReadAccess|boolean||FSGD|Has Read Access|
HasEditAccess|boolean||FSGD|Has Edit Access|
HasDeleteAccess|boolean||FSGD|Has Delete Access|
HasTransferAccess|boolean||FSGD|Has Transfer Access|
HasAllAccess|boolean||FSGD|Has All Access|
MaxAccessLevel|picklist|40|NSGr|Maximum Access Level|{None; Read; Edit; Delete; Transfer; All}
""",
        PICKLISTS,
    ),
)
