"""PackageLicense: the licences of a managed package (reference 5.3, [K]).

The values of Status are believed.
"""

from fake_salesforce.schema import BySystemPermissions, SObject, fields

from .picklists import PICKLISTS

PACKAGE_LICENSE = SObject(
    name="PackageLicense",
    label="Package License",
    label_plural="Package Licenses",
    key_prefix="050",
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
Id|id|18|FSGDi|PackageLicense ID|
AllowedLicenses|int|9|FSG|Allowed Licenses|
ExpirationDate|datetime||NFS|Expiration Date|
IsAvailableForIntegrations|boolean||FSGD|Enabled for Platform Integrations|
IsProvisioned|boolean||FSGD|Is Provisioned|
NamespacePrefix|string|40|FSG|Namespace Prefix|
Status|picklist|40|FSGr|Status|{Free; Expired; Active; Trial}
UsedLicenses|int|9|FSG|Used Licenses|
CreatedDate|datetime||FSD|Created Date|
LastModifiedDate|datetime||FSD|Last Modified Date|
SystemModstamp|datetime||FSD|System Modstamp|
""",
        PICKLISTS,
    ),
)
