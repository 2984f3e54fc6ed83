"""AuthProvider: whom users may log in through ([K:object-reference/authprovider]).

An org has none: logins through others are not there, so creating one is refused with 501. The
flow's defaults (v64), OptionsIsPkceEnabled (v59), OptionsRequireMfa and provider types later than
v49 are left out. That Customize Application alone opens it (Manage AuthProviders is no permission
of the fake), lengths and labels are believed.
"""

from fake_salesforce.schema import BySystemPermissions, SObject, fields

from .picklists import PICKLISTS

AUTH_PROVIDER = SObject(
    name="AuthProvider",
    label="Auth. Provider",
    label_plural="Auth. Providers",
    key_prefix="0SO",
    undeletable=False,
    searchable=False,
    triggerable=False,
    layoutable=False,
    mru_enabled=False,
    replicateable=False,
    governance=BySystemPermissions(
        read=frozenset({"CustomizeApplication"}), write=frozenset({"CustomizeApplication"})
    ),
    fields=fields(
        """
Id|id|18|FSGDi|Auth. Provider ID|
CreatedDate|datetime||FSD|Created Date|
ProviderType|picklist|40|CUFSGr|Provider Type|{Apple; Custom; Facebook; GitHub; Google; Janrain; LinkedIn; MicrosoftACS; OpenIdConnect; Salesforce; Twitter}
FriendlyName|string|32|CUFSGi|Name|nameField
DeveloperName|string|32|CUFSG|URL Suffix|
RegistrationHandlerId|reference|18|CUNFSG|Class ID|->ApexClass
ExecutionUserId|reference|18|CUNFSG|User ID|->User
ConsumerKey|string|256|CUNFS|Consumer Key|
ConsumerSecret|string|100|CN|Consumer Secret|
ErrorUrl|string|1024|CUNFS|Custom Error URL|
AuthorizeUrl|url|1024|CUNFS|Authorize Endpoint URL|
TokenUrl|url|1024|CUNFS|Token Endpoint URL|
UserInfoUrl|url|1024|CUNFS|User Info Endpoint URL|
DefaultScopes|string|256|CUNFS|Default Scopes|
IdTokenIssuer|string|1024|CUNFS|Token Issuer|
OptionsSendAccessTokenInHeader|boolean||CUF|SendAccessTokenInHeader|
OptionsSendClientCredentialsInHeader|boolean||CUF|SendClientCredentialsInHeader|
OptionsIncludeOrgIdInId|boolean||CUF|IncludeOrgIdInId|
OptionsSendSecretInApis|boolean||CUF|SendSecretInApis|
IconUrl|url|1024|CUNFS|Icon URL|
LogoutUrl|url|1024|CUNFS|Custom Logout URL|
PluginId|reference|18|CUNFSG|Class ID|->ApexClass
CustomMetadataTypeRecord|string|255|CUNFSG|Custom Metadata Type Record|
EcKey|string|1024|CUNFSG|Private Key|
AppleTeam|string|10|CUNFSG|Team ID|
SsoKickoffUrl|url|1024|N|Single Sign-On Initialization URL|
LinkKickoffUrl|url|1024|N|Existing User Linking URL|
OauthKickoffUrl|url|1024|N|OAuth-Only Initialization URL|
""",
        PICKLISTS,
    ),
)
