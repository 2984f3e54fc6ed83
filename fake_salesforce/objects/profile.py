"""Profile (reference 5.3, [K]), with the permissions of reference 6.3 out of some 300.

The values of UserType and the labels of permissions are believed.
"""

from fake_salesforce.schema import BySystemPermissions, SObject, fields

from .picklists import PICKLISTS

PROFILE = SObject(
    name="Profile",
    label="Profile",
    label_plural="Profiles",
    key_prefix="00e",
    undeletable=False,
    searchable=False,
    triggerable=False,
    layoutable=False,
    mru_enabled=False,
    governance=BySystemPermissions(write=frozenset({"ManageProfilesPermissionsets"})),
    absent_fields=("Permissions*",),
    fields=fields(
        """
Id|id|18|FSGDi|Profile ID|
Description|string|255|CUNFSG|Description|
IsSsoEnabled|boolean||UFSGD|Is Single Sign-On Enabled|
LastReferencedDate|datetime||NFS|Last Referenced Date|
LastViewedDate|datetime||NFS|Last Viewed Date|
Name|string|255|CUFSGi|Name|nameField
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
PermissionsInstallMultiforce|boolean||CUF|Download AppExchange Packages|
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
UserLicenseId|reference|18|CFSG|User License ID|->UserLicense as UserLicense
UserType|picklist|40|NFSGr|User Type|default="Standard" {*Standard; PowerPartner; CSPLitePortal; CustomerSuccess; PowerCustomerSuccess; CsnOnly; Guest}
CreatedDate|datetime||FSD|Created Date|
CreatedById|reference|18|FSGD|Created By ID|->User as CreatedBy
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
SystemModstamp|datetime||FSD|System Modstamp|
""",
        PICKLISTS,
    ),
)
