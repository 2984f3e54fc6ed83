"""Organization: one record an org, updated but never created or deleted.

Names and order of the fields are those of a recorded row (reference 5.2, [CCI] 2022). Types, lengths and
flags are believed, except that the row is updateable and neither createable nor deletable.
"""

from fake_salesforce.schema import BySystemPermissions, SObject, fields

from .picklists import PICKLISTS

ORGANIZATION = SObject(
    name="Organization",
    label="Organization",
    label_plural="Organizations",
    key_prefix="00D",
    createable=False,
    deletable=False,
    undeletable=False,
    searchable=False,
    triggerable=False,
    layoutable=False,
    mru_enabled=False,
    supported_scopes=(("everything", "All organizations"),),
    governance=BySystemPermissions(write=frozenset({"CustomizeApplication"})),
    fields=fields(
        """
Id|id|18|FSGDi|Organization ID|
Name|string|80|UFSG|Name|nameField
Division|string|80|UNFSG|Division|
Street|textarea|255|UNFSG|Street|in Address
City|string|40|UNFSG|City|in Address
State|string|80|UNFSG|State/Province|in Address
PostalCode|string|20|UNFSG|Zip/Postal Code|in Address
Country|string|80|UNFSG|Country|in Address
Latitude|double|18,15|UNFS|Latitude|in Address
Longitude|double|18,15|UNFS|Longitude|in Address
GeocodeAccuracy|picklist|40|UNFSGr|Geocode Accuracy|in Address {@GeocodeAccuracy}
Address|address||NF|Address|
Phone|phone|40|UNFSG|Phone|
Fax|phone|40|UNFSG|Fax|
PrimaryContact|string|80|UNFSG|Primary Contact|
DefaultLocaleSidKey|picklist|40|UFSGr|Locale|default="en_US" {@LocaleSidKey}
TimeZoneSidKey|picklist|40|FSGr|Time Zone|default="America/Los_Angeles" {@TimeZoneSidKey}
LanguageLocaleKey|picklist|40|UFSGr|Language|default="en_US" {@LanguageLocaleKey}
ReceivesInfoEmails|boolean||UFSGD|Info Emails|
ReceivesAdminInfoEmails|boolean||UFSGD|Info Emails Admin|
PreferencesRequireOpportunityProducts|boolean||UF|RequireOpportunityProducts|
PreferencesTransactionSecurityPolicy|boolean||F|TransactionSecurityPolicy|
PreferencesTerminateOldestSession|boolean||F|TerminateOldestSession|
PreferencesConsentManagementEnabled|boolean||F|ConsentManagementEnabled|
PreferencesAutoSelectIndividualOnMerge|boolean||F|AutoSelectIndividualOnMerge|
PreferencesLightningLoginEnabled|boolean||F|LightningLoginEnabled|default=true
PreferencesOnlyLLPermUserAllowed|boolean||F|OnlyLLPermUserAllowed|
FiscalYearStartMonth|int|9|FSG|Fiscal Year Starts In|
UsesStartDateAsFiscalYearName|boolean||FSGD|Fiscal Year Name by Start|
DefaultAccountAccess|picklist|40|NFSGr|Default Account Access|default="Edit" {None; Read; *Edit; ControlledByLeadOrContact; ControlledByCampaign}
DefaultContactAccess|picklist|40|NFSGr|Default Contact Access|default="ControlledByParent" {None; Read; Edit; *ControlledByParent}
DefaultOpportunityAccess|picklist|40|NFSGr|Default Opportunity Access|default="Edit" {None; Read; *Edit}
DefaultLeadAccess|picklist|40|NFSGr|Default Lead Access|default="ReadEditTransfer" {None; Read; Edit; *ReadEditTransfer}
DefaultCaseAccess|picklist|40|NFSGr|Default Case Access|default="ReadEditTransfer" {None; Read; Edit; *ReadEditTransfer}
DefaultCalendarAccess|picklist|40|NFSGr|Default Calendar Access|default="HideDetailsInsert" {HideDetails; *HideDetailsInsert; ShowDetails; ShowDetailsInsert; AllowEdits}
DefaultPricebookAccess|picklist|40|NFSGr|Default Price Book Access|default="ReadSelect" {None; Read; *ReadSelect}
DefaultCampaignAccess|picklist|40|NFSGr|Default Campaign Access|default="All" {None; Read; Edit; *All}
SystemModstamp|datetime||FSD|System Modstamp|
ComplianceBccEmail|email|80|UNFSG|Compliance BCC Email|
UiSkin|picklist|40|UNFSGr|UI Skin|default="Theme3" {Theme2; *Theme3; Theme4d}
SignupCountryIsoCode|string|2|NFSG|Signup Country|
TrialExpirationDate|datetime||NFS|Trial Expiration Date|
NumKnowledgeService|int|9|FSG|Num Knowledge Service|
OrganizationType|picklist|40|NFSGr|Edition|{Team Edition; Professional Edition; Enterprise Edition; Developer Edition; Personal Edition; Unlimited Edition; Contact Manager Edition; Base Edition}
NamespacePrefix|string|15|NFSG|Namespace Prefix|
InstanceName|string|5|NFSG|Instance Name|
IsSandbox|boolean||FSGD|Is Sandbox|
WebToCaseDefaultOrigin|string|40|UNFSG|Web to Cases Default Origin|
MonthlyPageViewsUsed|int|9|NFSG|Monthly Page Views Used|
MonthlyPageViewsEntitlement|int|9|NFSG|Monthly Page Views Allowed|
IsReadOnly|boolean||FSGD|Is Read Only|
CreatedDate|datetime||FSD|Created Date|
CreatedById|reference|18|FSGD|Created By ID|->User as CreatedBy
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
""",
        PICKLISTS,
    ),
)
