"""System Administrator: everything, but for what would lock an administrator out.

Which of the further permissions an administrator has is believed.
"""

from fake_salesforce.objects.permission_set import PERMISSION_SET

from .rights import Rights

_NOT_GIVEN = frozenset(
    {
        "ApiUserOnly",
        "BulkApiHardDelete",
        "ForceTwoFactor",
        "PasswordNeverExpires",
        "QueryAllFiles",
        "TwoFactorApi",
    }
)
_ALL = frozenset(
    each.name.removeprefix("Permissions")
    for each in PERMISSION_SET.fields
    if each.name.startswith("Permissions")
)

SYSTEM_ADMINISTRATOR = Rights(
    name="System Administrator",
    permissions=_ALL - _NOT_GIVEN,
    objects={
        **dict.fromkeys(
            ("Account", "Campaign", "Case", "Contact", "Individual", "Lead", "Opportunity"),
            "RCEDVM",
        ),
        "Pricebook2": "RCED",
    },
    custom_objects="RCEDVM",
    every_field="E",
)
