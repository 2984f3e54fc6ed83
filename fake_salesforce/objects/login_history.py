"""LoginHistory: each login of a known user, however it ended (reference 5.3, [K]).

Status and what tells about the client are not filterable. The values of the picklists are believed.
"""

from fake_salesforce.schema import BySystemPermissions, OwnOnly, SObject, fields

from .picklists import PICKLISTS

LOGIN_HISTORY = SObject(
    name="LoginHistory",
    label="Login History",
    label_plural="Login History",
    key_prefix="0Ya",
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
    sharing=OwnOnly("UserId", frozenset({"ManageUsers", "MonitorLoginHistory"})),
    fields=fields(
        """
Id|id|18|FSGDi|Login History ID|
ApiType|string|64|NSG|API Type|
ApiVersion|string|32|NSG|API Version|
Application|string|64|NSG|Application|
AuthenticationServiceId|reference|18|NFSG|Authentication Service ID|->AuthProvider,SamlSsoConfig as AuthenticationService
Browser|string|64|NSG|Browser|
CipherSuite|picklist|40|NFSGr|TLS Cipher Suite|{ECDHE-RSA-AES256-GCM-SHA384; ECDHE-RSA-AES128-GCM-SHA256; Unknown}
ClientVersion|string|64|NSG|Client Version|
CountryIso|string|3|NFSG|Country Code|
LoginGeoId|reference|18|NFSG|Login Geo Data ID|->LoginGeo as LoginGeo
LoginSubType|picklist|40|NFSGr|Login Subtype|{OauthUsernamePassword; OauthUserAgent; OauthHybrid; UiLogin}
LoginTime|datetime||FS|Login Time|
LoginType|picklist|40|FSGr|Login Type|{Application; AppExchange; Certificate; Partner Product; Other Apex API; Remote Access 2.0; LightningLogin}
LoginUrl|string|255|NFSG|Login URL|
NetworkId|reference|18|NFSG|Experience ID|
OptionsIsGet|boolean||F|Login via GET|
OptionsIsPost|boolean||F|Login via POST|
Platform|string|64|NSG|Platform|
SourceIp|string|39|NFSG|Source IP|
Status|string|128|NSG|Status|
TlsProtocol|picklist|40|NFSGr|TLS Protocol|{TLS 1.0; TLS 1.1; TLS 1.2; TLS 1.3; Unknown}
UserId|reference|18|NFSG|User ID|->User
""",
        PICKLISTS,
    ),
)
