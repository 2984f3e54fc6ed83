"""The object that a reference to several types leads to: Name, with the fields all of them share.

``Owner``, ``Who`` and ``What`` lead to records of several types, so a path may go on only with the
fields of this object. An unknown one is ``No such column 'x' on entity 'Name'``
([I:Salesforce-Inspector-reloaded#95]); that these are all of them is believed. A value is that of
the record which the reference holds, or null where its type has no such field.
"""

from __future__ import annotations

from fake_salesforce.schema.field import Field
from fake_salesforce.schema.notation import fields
from fake_salesforce.schema.sobject import SObject

_FIELDS = """
Id|id|18|FS|Name ID|
Name|string|255|NFS|Name|nameField
Type|picklist|40|NFS|Type|
Alias|string|8|NFS|Alias|
Email|email|80|NFS|Email|
FirstName|string|40|NFS|First Name|
IsActive|boolean||FS|Active|
LastName|string|80|NFS|Last Name|
Phone|phone|40|NFS|Phone|
ProfileId|reference|18|NFS|Profile ID|->Profile as Profile
RecordTypeId|reference|18|NFS|Record Type ID|->RecordType as RecordType
Title|string|128|NFS|Title|
UserRoleId|reference|18|NFS|Role ID|->UserRole as UserRole
Username|string|80|NFS|Username|
"""

NAME = SObject(
    name="Name",
    label="Name",
    label_plural="Names",
    key_prefix="000",
    fields=fields(_FIELDS, {}),
)


def is_type(field: Field) -> bool:
    """Tell whether this is Name.Type, kept by no record: it is the name of its type."""
    return field.name == "Type" and field in NAME.fields


def counterpart(field: Field, target: SObject) -> Field | None:
    """Return the field of a type that answers for a field of Name; None if it has none."""
    if field.name_field:
        return next((each for each in target.fields if each.name_field), target.field("Name"))
    return target.field(field.name)
