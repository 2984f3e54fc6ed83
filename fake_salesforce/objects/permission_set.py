"""PermissionSet (reference 5.3, [K]), with the permissions of reference 6.3 out of some 300.

Every profile has one of its own, with IsOwnedByProfile. The values of Type are believed.
"""

from fake_salesforce.schema import BySystemPermissions, SObject, fields

from .picklists import PICKLISTS

PERMISSION_SET = SObject(
    name="PermissionSet",
    label="Permission Set",
    label_plural="Permission Sets",
    key_prefix="0PS",
    undeletable=False,
    searchable=False,
    triggerable=False,
    layoutable=False,
    mru_enabled=False,
    governance=BySystemPermissions(
        read=frozenset({"AssignPermissionSets", "ManageProfilesPermissionsets", "ViewSetup"}),
        write=frozenset({"ManageProfilesPermissionsets"}),
    ),
    absent_fields=(
        "Permissions*",
        "UserLicenseId",
    ),
    absent_relationships=("UserLicense",),
    fields=fields(
        """
Id|id|18|FSGDi|PermissionSet ID|
Description|string|255|CUNFSG|Description|
HasActivationRequired|boolean||CUFSGD|Session Activation Required|
IsCustom|boolean||FSGD|Custom|
IsOwnedByProfile|boolean||FSGD|Is Owned By Profile|
Label|string|80|CUFSG|Permission Set Name|
LicenseId|reference|18|CNFSG|License ID|->PermissionSetLicense,UserLicense as License
Name|string|80|CUFSG|API Name|nameField
NamespacePrefix|string|15|NFSG|Namespace Prefix|
PermissionsApiEnabled|boolean||CUF|API Enabled|
PermissionsApiUserOnly|boolean||CUF|API Only User|
PermissionsAssignPermissionSets|boolean||CUF|Assign Permission Sets|
PermissionsBulkApiHardDelete|boolean||CUF|Bulk API Hard Delete|
PermissionsConvertLeads|boolean||CUF|Convert Leads|
PermissionsCustomizeApplication|boolean||CUF|Customize Application|
PermissionsEditEvent|boolean||CUF|Edit Events|
PermissionsEditTask|boolean||CUF|Edit Tasks|
PermissionsExportReport|boolean||CUF|Export Reports|
PermissionsForceTwoFactor|boolean||CUF|Two-Factor Authentication for User Interface Logins|
PermissionsInstallPackaging|boolean||CUF|Download AppExchange Packages|
PermissionsManageInternalUsers|boolean||CUF|Manage Internal Users|
PermissionsManagePasswordPolicies|boolean||CUF|Manage Password Policies|
PermissionsManageProfilesPermissionsets|boolean||CUF|Manage Profiles and Permission Sets|
PermissionsManageRoles|boolean||CUF|Manage Roles|
PermissionsManageUsers|boolean||CUF|Manage Users|
PermissionsModifyAllData|boolean||CUF|Modify All Data|
PermissionsMonitorLoginHistory|boolean||CUF|Monitor Login History|
PermissionsPasswordNeverExpires|boolean||CUF|Password Never Expires|
PermissionsQueryAllFiles|boolean||CUF|Query All Files|
PermissionsResetPasswords|boolean||CUF|Reset User Passwords and Unlock Users|
PermissionsRunReports|boolean||CUF|Run Reports|
PermissionsTransferAnyEntity|boolean||CUF|Transfer Record|
PermissionsTransferAnyLead|boolean||CUF|Transfer Leads|
PermissionsTwoFactorApi|boolean||CUF|Two-Factor Authentication for API Logins|
PermissionsViewAllData|boolean||CUF|View All Data|
PermissionsViewAllUsers|boolean||CUF|View All Users|
PermissionsViewPublicReports|boolean||CUF|View Reports in Public Folders|
PermissionsViewSetup|boolean||CUF|View Setup and Configuration|
PermissionSetGroupId|reference|18|NFSG|Permission Set Group ID|->PermissionSetGroup as PermissionSetGroup
ProfileId|reference|18|NFSG|Profile ID|->Profile as Profile
Type|picklist|255|NFSG|Permission Set Type|default="Regular" {*Regular; Profile; Group; Session; Standard}
CreatedDate|datetime||FSD|Created Date|
CreatedById|reference|18|FSGD|Created By ID|->User as CreatedBy
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
SystemModstamp|datetime||FSD|System Modstamp|
""",
        PICKLISTS,
    ),
)
