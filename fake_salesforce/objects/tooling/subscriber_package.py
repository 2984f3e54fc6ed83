"""SubscriberPackage: a package, whatever its version ([D:226 tooling_api_objects_subscriberpackage])."""

from fake_salesforce.schema import BySystemPermissions, SObject, fields

SUBSCRIBER_PACKAGE = SObject(
    name="SubscriberPackage",
    label="Subscriber Package",
    label_plural="Subscriber Packages",
    key_prefix="033",
    createable=False,
    updateable=False,
    deletable=False,
    governance=BySystemPermissions(),
    fields=fields(
        """
Id|id|18|FSGDi|Subscriber Package ID|
Description|string|255|NS|Description|
IsPackageValid|boolean||SGD|Is Package Valid|
Name|string|80|SGi|Name|nameField
NamespacePrefix|string|15|NSGi|Namespace Prefix|
""",
        {},
    ),
)
