"""User: created and updated, never deleted (reference 5.3, [K] and [CCI]).

``PasswordExpirationDate`` exists only since v63, so it is not here: in v49 an expired password shows
only in a failing call. The flags of Id and LastPasswordChangeDate are believed.
"""

from fake_salesforce.schema import BySystemPermissions, SObject, fields

from .picklists import PICKLISTS

USER = SObject(
    name="User",
    label="User",
    label_plural="Users",
    key_prefix="005",
    feed_enabled=True,
    further_urls=(
        *("compactLayouts", "namedLayouts", "passwordUtilities", "defaultValues"),
        *("quickActions", "layouts"),
    ),
    deletable=False,
    undeletable=False,
    supported_scopes=(("everything", "All users"), ("mine", "My users")),
    governance=BySystemPermissions(write=frozenset({"ManageInternalUsers", "ManageUsers"})),
    absent_fields=(
        "UserPermissions*",
        "UserPreferences*",
    ),
    fields=fields(
        """
Id|id|18|FSGDi|User ID|
Username|string|80|CUFSGi|Username|
LastName|string|80|CUFSG|Last Name|
FirstName|string|40|CUNFSG|First Name|
Name|string|121|FSG|Full Name|nameField
CompanyName|string|80|CUNFSG|Company Name|
Department|string|80|CUNFSG|Department|
Title|string|80|CUNFSG|Title|
Street|textarea|255|CUNFSG|Street|
City|string|40|CUNFSG|City|
State|string|80|CUNFSG|State/Province|
PostalCode|string|20|CUNFSG|Zip/Postal Code|
Country|string|80|CUNFSG|Country|
Email|email|128|CUFSGi|Email|
SenderEmail|email|80|CUNFSG|Email Sender Address|
Signature|textarea|1333|CUNFS|Email Signature|
Phone|phone|40|CUNFSG|Phone|
MobilePhone|phone|40|CUNFSG|Mobile|
Alias|string|8|CUFSG|Alias|
CommunityNickname|string|40|CUFSG|Nickname|
IsActive|boolean||CUFSGD|Active|default=true
TimeZoneSidKey|picklist|40|CUFSGr|Time Zone|{@TimeZoneSidKey}
UserRoleId|reference|18|CUNFSG|Role ID|->UserRole as UserRole children=Users
LocaleSidKey|picklist|40|CUFSGr|Locale|{@LocaleSidKey}
ReceivesInfoEmails|boolean||CUFSGD|Info Emails|
ReceivesAdminInfoEmails|boolean||CUFSGD|Admin Info Emails|
EmailEncodingKey|picklist|40|CUFSGr|Email Encoding|{@EmailEncodingKey}
ProfileId|reference|18|CUFSG|Profile ID|->Profile as Profile children=Users
UserType|picklist|40|NFSGr|User Type|default="Standard" {*Standard; PowerPartner; PowerCustomerSuccess; CustomerSuccess; Guest; CspLitePortal; CsnOnly; SelfService; AutomatedProcess}
LanguageLocaleKey|picklist|40|CUFSGr|Language|{@LanguageLocaleKey}
EmployeeNumber|string|20|CUNFSG|Employee Number|
ManagerId|reference|18|CUNFSG|Manager ID|->User as Manager children=ManagedUsers
LastLoginDate|datetime||NFS|Last Login|
LastPasswordChangeDate|datetime||NFS|Last Password Change or Reset|
CreatedDate|datetime||FSD|Created Date|
CreatedById|reference|18|FSGD|Created By ID|->User as CreatedBy
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
SystemModstamp|datetime||FSD|System Modstamp|
AccountId|reference|18|NFSG|Account ID|->Account as Account
CallCenterId|reference|18|CUNFSG|Call Center ID|->CallCenter
ContactId|reference|18|CUNFSG|Contact ID|->Contact as Contact
DefaultGroupNotificationFrequency|picklist|40|CUFSGDr|Default Notification Frequency when Joining Groups|default="N" {P; D; W; *N}
DigestFrequency|picklist|40|CUFSGDr|Chatter Email Highlights Frequency|default="D" {*D; W; N}
FederationIdentifier|string|512|CUNFSi|SAML Federation ID|
ForecastEnabled|boolean||CUFSGD|Allow Forecasting|
FullPhotoUrl|url|1024|NFS|Url for full-sized Photo|
IsProfilePhotoActive|boolean||FSGD|Has Profile Photo|
LastReferencedDate|datetime||NFS|Last Referenced Date|
LastViewedDate|datetime||NFS|Last Viewed Date|
NumberOfFailedLogins|int|9|NFSG|Failed Login Attempts|
OfflineTrialExpirationDate|datetime||NFS|Offline Edition Trial Expiration Date|
SmallPhotoUrl|url|1024|NFS|Photo|
UserPermissionsKnowledgeUser|boolean||CUF|Knowledge User|
UserPermissionsMarketingUser|boolean||CUF|Marketing User|
UserPermissionsOfflineUser|boolean||CUF|Offline User|
UserPermissionsSupportUser|boolean||CUF|Service Cloud User|
UserPreferencesHideS1BrowserUI|boolean||CUF|HideS1BrowserUI|
UserPreferencesLightningExperiencePreferred|boolean||CUF|LightningExperiencePreferred|
""",
        PICKLISTS,
    ),
)
