"""PermissionSetLicense: what users need for some permissions.

[K:object-reference/permissionsetlicense]. It has a field for each permission of PermissionSet, and
IsSupplementLicense, of a developer preview of v55, is left out. That a new org has none, lengths and
labels are believed.
"""

from fake_salesforce.schema import BySystemPermissions, SObject, fields

from .picklists import PICKLISTS

PERMISSION_SET_LICENSE = SObject(
    name="PermissionSetLicense",
    label="Permission Set License",
    label_plural="Permission Set Licenses",
    key_prefix="0PL",
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
Id|id|18|FSGDi|Permission Set License ID|
IsDeleted|boolean||FSGD|Deleted|
DeveloperName|string|80|FSG|Developer Name|
Language|picklist|40|FSGr|Master Language|{da; de; en_US; es; es_MX; fi; fr; it; ja; ko; nl_NL; no; pt_BR; ru; sv; th; zh_CN; zh_TW}
MasterLabel|string|80|FSG|Permission Set License Label|nameField
CreatedDate|datetime||FSD|Created Date|
CreatedById|reference|18|FSGD|Created By ID|->User as CreatedBy
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
SystemModstamp|datetime||FSD|System Modstamp|
PermissionSetLicenseKey|string|80|FSGi|Permission Set License Key|
TotalLicenses|int|9|FSG|Total Licenses|
Status|picklist|40|FSGr|Status|{Active; Disabled}
ExpirationDate|date||NFSG|Expiration Date|
UsedLicenses|int|9|FSG|Used Licenses|
IsAvailableForIntegrations|boolean||FSGD|Enabled for Platform Integrations|
MaximumPermissionsApiEnabled|boolean||F|API Enabled|
MaximumPermissionsApiUserOnly|boolean||F|API Only User|
MaximumPermissionsAssignPermissionSets|boolean||F|Assign Permission Sets|
MaximumPermissionsBulkApiHardDelete|boolean||F|Bulk API Hard Delete|
MaximumPermissionsConvertLeads|boolean||F|Convert Leads|
MaximumPermissionsCustomizeApplication|boolean||F|Customize Application|
MaximumPermissionsEditEvent|boolean||F|Edit Events|
MaximumPermissionsEditTask|boolean||F|Edit Tasks|
MaximumPermissionsExportReport|boolean||F|Export Reports|
MaximumPermissionsForceTwoFactor|boolean||F|Two-Factor Authentication for User Interface Logins|
MaximumPermissionsInstallPackaging|boolean||F|Download AppExchange Packages|
MaximumPermissionsManageInternalUsers|boolean||F|Manage Internal Users|
MaximumPermissionsManagePasswordPolicies|boolean||F|Manage Password Policies|
MaximumPermissionsManageProfilesPermissionsets|boolean||F|Manage Profiles and Permission Sets|
MaximumPermissionsManageRoles|boolean||F|Manage Roles|
MaximumPermissionsManageUsers|boolean||F|Manage Users|
MaximumPermissionsModifyAllData|boolean||F|Modify All Data|
MaximumPermissionsMonitorLoginHistory|boolean||F|Monitor Login History|
MaximumPermissionsPasswordNeverExpires|boolean||F|Password Never Expires|
MaximumPermissionsQueryAllFiles|boolean||F|Query All Files|
MaximumPermissionsResetPasswords|boolean||F|Reset User Passwords and Unlock Users|
MaximumPermissionsRunReports|boolean||F|Run Reports|
MaximumPermissionsTransferAnyEntity|boolean||F|Transfer Record|
MaximumPermissionsTransferAnyLead|boolean||F|Transfer Leads|
MaximumPermissionsTwoFactorApi|boolean||F|Two-Factor Authentication for API Logins|
MaximumPermissionsViewAllData|boolean||F|View All Data|
MaximumPermissionsViewAllUsers|boolean||F|View All Users|
MaximumPermissionsViewPublicReports|boolean||F|View Reports in Public Folders|
MaximumPermissionsViewSetup|boolean||F|View Setup and Configuration|
""",
        PICKLISTS,
    ),
)
