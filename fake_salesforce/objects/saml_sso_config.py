"""SamlSsoConfig: an identity provider whose assertions log users in.

[K:object-reference/samlssoconfig]. An org has none, and the API makes none. OptionsUseSameDigestAlgoForSigning (v55) and
OptionsRequireMfaSaml are left out. That View Setup alone opens it (the guide: or Customize
Application with Modify All Data), the key prefix, lengths and labels are believed.
"""

from fake_salesforce.schema import BySystemPermissions, SObject, fields

from .picklists import PICKLISTS

SAML_SSO_CONFIG = SObject(
    name="SamlSsoConfig",
    label="SAML Single Sign-On Setting",
    label_plural="SAML Single Sign-On Settings",
    key_prefix="0LE",
    createable=False,
    updateable=False,
    deletable=False,
    undeletable=False,
    searchable=False,
    triggerable=False,
    layoutable=False,
    mru_enabled=False,
    replicateable=False,
    governance=BySystemPermissions(read=frozenset({"ViewSetup"})),
    fields=fields(
        """
Id|id|18|FSGDi|SAML Single Sign-On Configuration ID|
IsDeleted|boolean||FSGD|Deleted|
DeveloperName|string|80|FSG|SSO Name|
Language|picklist|40|FSGr|Master Language|{da; de; en_US; es; es_MX; fi; fr; it; ja; ko; nl_NL; no; pt_BR; ru; sv; th; zh_CN; zh_TW}
MasterLabel|string|80|FSG|Label|nameField
NamespacePrefix|string|15|NFSG|Namespace Prefix|
CreatedDate|datetime||FSD|Created Date|
CreatedById|reference|18|FSGD|Created By ID|->User as CreatedBy
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
SystemModstamp|datetime||FSD|System Modstamp|
Version|picklist|40|FSGr|SAML Version|{SAML1_1; SAML2_2}
Issuer|string|1024|FSGi|Issuer|
OptionsSpInitBinding|boolean||F|SpInitBinding|
OptionsUserProvisioning|boolean||F|UserProvisioning|
OptionsUseConfigRequestMethod|boolean||F|UseConfigRequestMethod|
AttributeFormat|string|1024|NFSG|Name ID Format|
AttributeName|string|1024|NFSG|Attribute Name|
Audience|string|255|FSG|Entity ID|
IdentityMapping|picklist|40|FSGr|SAML Identity Type|{Username; FederationId; UserId}
IdentityLocation|picklist|40|FSGr|SAML Identity Location|{SubjectNameId; Attribute}
SamlJitHandlerId|reference|18|NFSG|Class ID|->ApexClass as SamlJitHandler
ExecutionUserId|reference|18|NFSG|User ID|->User as ExecutionUser
LoginUrl|string|1024|NFS|Identity Provider Login URL|
LogoutUrl|string|1024|NFS|Custom Logout URL|
ErrorUrl|string|1024|NFS|Custom Error URL|
ValidationCert|string|4000|FS|Identity Provider Certificate|
RequestSignatureMethod|picklist|40|NFSGr|Request Signature Method|{RSA-SHA1; RSA-SHA256}
SingleLogoutUrl|string|1024|NFSG|Identity Provider Single Logout URL|
SingleLogoutBinding|picklist|40|NFSGr|Single Logout Request Binding|{RedirectBinding; PostBinding}
""",
        PICKLISTS,
    ),
)
