"""SubscriberPackageVersion: one version of a package.

The fields are those of the Salesforce CLI's own types (@salesforce/packaging) that say something
here; flags are believed, but for the four numbers, whose meaning is that of MetadataPackageVersion
([D:218 tooling_api_objects_metadatapackageversion]).
"""

from fake_salesforce.schema import BySystemPermissions, SObject, fields

SUBSCRIBER_PACKAGE_VERSION = SObject(
    name="SubscriberPackageVersion",
    label="Subscriber Package Version",
    label_plural="Subscriber Package Versions",
    key_prefix="04t",
    createable=False,
    updateable=False,
    deletable=False,
    governance=BySystemPermissions(),
    fields=fields(
        """
Id|id|18|FSGDi|Subscriber Package Version ID|
BuildNumber|int|9|NFSG|Build Number|
Description|string|255|NS|Description|
IsBeta|boolean||FSGD|Is Beta|
IsDeprecated|boolean||FSGD|Is Deprecated|
IsManaged|boolean||FSGD|Is Managed|
MajorVersion|int|9|NFSG|Major Version|
MinorVersion|int|9|NFSG|Minor Version|
Name|string|80|FSG|Name|nameField
PatchVersion|int|9|NFSG|Patch Version|
PublisherName|string|80|NFSG|Publisher Name|
ReleaseState|picklist|40|NFSGr|Release State|{Beta; Released}
SubscriberPackageId|reference|18|NFSG|Subscriber Package ID|->SubscriberPackage as SubscriberPackage
""",
        {},
    ),
)
