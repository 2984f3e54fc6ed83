"""UserLicense: the kinds of users an org has bought (reference 5.3, [K]).

The values of Status are believed.
"""

from fake_salesforce.schema import BySystemPermissions, SObject, fields

from .picklists import PICKLISTS

USER_LICENSE = SObject(
    name="UserLicense",
    label="User License",
    label_plural="User Licenses",
    key_prefix="100",
    createable=False,
    updateable=False,
    deletable=False,
    undeletable=False,
    searchable=False,
    triggerable=False,
    layoutable=False,
    mru_enabled=False,
    replicateable=False,
    governance=BySystemPermissions(),
    fields=fields(
        """
Id|id|18|FSGDi|User License ID|
LicenseDefinitionKey|string|40|FSG|License Def. ID|
MasterLabel|string|80|FSG|Master Label|
MonthlyLoginsEntitlement|int|9|NFSG|Monthly Logins Allowed|
MonthlyLoginsUsed|int|9|NSG|Monthly Logins Used|
Name|string|40|FSGi|Name|nameField
Status|picklist|40|FSGr|Status|{Active; Disabled}
TotalLicenses|int|9|FSG|Total Licenses|
UsedLicenses|int|9|FSG|Used Licenses|
UsedLicensesLastUpdated|datetime||FS|Used Licenses Last Updated|
CreatedDate|datetime||FSD|Created Date|
LastModifiedDate|datetime||FSD|Last Modified Date|
SystemModstamp|datetime||FSD|System Modstamp|
""",
        PICKLISTS,
    ),
)
