"""InstalledSubscriberPackage: a package installed in the org, since v41.

Fields and flags: [D:216 tooling_api_objects_installedsubscriberpackage]. Who may ask for it:
"Download AppExchange Packages", [I:nawforce/apex-assist#44].
"""

from fake_salesforce.schema import BySystemPermissions, SObject, fields

INSTALLED_SUBSCRIBER_PACKAGE = SObject(
    name="InstalledSubscriberPackage",
    label="Installed Subscriber Package",
    label_plural="Installed Subscriber Packages",
    key_prefix="0A3",
    createable=False,
    updateable=False,
    deletable=False,
    governance=BySystemPermissions(read=frozenset({"InstallPackaging"})),
    fields=fields(
        """
Id|id|18|FSGDi|Installed Package ID|
MinPackageVersionId|reference|18|NFSG|Package Version ID|->SubscriberPackageVersion as MinPackageVersion
SubscriberPackageId|reference|18|NFSG|Subscriber Package ID|->SubscriberPackage as SubscriberPackage
SubscriberPackageVersionId|reference|18|NFSG|Subscriber Package Version ID|->SubscriberPackageVersion as SubscriberPackageVersion
""",
        {},
    ),
)
