"""AppMenuItem: the items of the app menu ([K:object-reference/appmenuitem], [K:sfFieldRef/appmenuitem]).

They are the org's connected apps (``org/app_menu.py``); the standard apps (TabSet), sites (Network)
and service providers are left out. Usage calls the object read-only, as the guide of v48 does;
update() and delete(), which newer guides list, are left out too. To what ApplicationId refers no
guide says. The key prefix ([P*]) is believed.
"""

from fake_salesforce.schema import BySystemPermissions, SObject, fields

from .picklists import PICKLISTS

APP_MENU_ITEM = SObject(
    name="AppMenuItem",
    label="AppMenuItem",
    label_plural="AppMenuItems",
    key_prefix="0DS",
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
Id|id|18|FSGDi|AppMenuItem ID|
IsDeleted|boolean||FSGD|Deleted|
CreatedDate|datetime||FSD|Created Date|
CreatedById|reference|18|FSGD|Created By ID|->User as CreatedBy
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
SystemModstamp|datetime||FSD|System Modstamp|
SortOrder|int|9|FSG|Sort Order|
Name|string|80|NFSG|Developer Name|
NamespacePrefix|string|80|NFSG|Namespace Prefix|
Label|string|250|NFSG|Label|
Description|string|250|NFSG|Description|
StartUrl|url|255|NFSG|Start URL|
MobileStartUrl|url|255|NFSG|Mobile Start URL|
LogoUrl|url|255|NFSG|Logo Image URL|
IconUrl|url|255|NFSG|Icon URL|
InfoUrl|url|255|NFSG|Info URL|
IsUsingAdminAuthorization|boolean||FGSD|IsUsingAdminAuthorization|
MobilePlatform|picklist|255|NFSGr|Mobile device OS platform|{android; ios}
MobileMinOsVer|string|255|NFSG|Minimum required mobile device OS version|
MobileDeviceType|string|255|NFSG|Type of mobile device|
IsRegisteredDeviceOnly|boolean||FGSD|App requires a registered mobile device|
MobileAppVer|string|255|NFSG|Version of the mobile app|
MobileAppInstalledDate|datetime||NFS|Date the mobile app was most recently installed|
MobileAppInstalledVersion|string|255|NFSG|Most recently installed version of the mobile app|
MobileAppBinaryId|string|255|NFSG|ID for the related mobile app binary|
MobileAppInstallUrl|url|255|NFSG|URL to install the mobile app|
CanvasEnabled|boolean||FGSD|Is this a canvas-enabled application|
CanvasReferenceId|string|18|NFSG|The identifier used to render the canvas application.|
CanvasUrl|url|255|NFSG|The canvas URL for the canvas application|
CanvasAccessMethod|picklist|255|DNFSGr|The configured access method for the canvas application|{Get; Post}
CanvasSelectedLocations|string|255|NFSG|The selected/supported locations of the canvas application|
CanvasOptions|string|255|NFSG|The options to hide publisher header or publisher share button|
Type|picklist|255|NFSGr|App Type|{ConnectedApplication; Network; ServiceProvider; TabSet}
ApplicationId|reference|18|NFSG|Application ID|
UserSortOrder|int|9|NFSG|User Sort Order|
IsVisible|boolean||FGSD|Is Visible|
IsAccessible|boolean||FGSD|Is Accessible|
""",
        PICKLISTS,
    ),
)
