"""Individual: what a person wants done with their data ([K:object-reference/individual]).

An org has it with Data Protection and Privacy, which the recorded fields IndividualId of Lead and
Contact show to be on. Labels, the sharing default and lengths that the guide does not give are
believed; the values of IndividualsAge and MilitaryService are in no source, so they have none.
"""

from fake_salesforce.schema import LAYOUT_URLS, AccessLevel, Owned, SObject, fields

from .picklists import PICKLISTS

INDIVIDUAL = SObject(
    name="Individual",
    label="Individual",
    label_plural="Individuals",
    key_prefix="0PK",
    further_urls=LAYOUT_URLS,
    mergeable=True,
    supported_scopes=(("everything", "All individuals"), ("mine", "My individuals")),
    field_level_security=True,
    sharing=Owned(AccessLevel.EDIT),
    fields=fields(
        """
Id|id|18|FSGDi|Individual ID|
IsDeleted|boolean||FSGD|Deleted|
MasterRecordId|reference|18|NFSG|Master Record ID|->Individual as MasterRecord
OwnerId|reference|18|CUFSGD|Owner ID|->User as Owner
LastName|string|80|CUFSG|Last Name|in Name
FirstName|string|40|CUNFSG|First Name|in Name
Salutation|picklist|40|CUNFSG|Salutation|in Name {Mr.; Ms.; Mrs.; Dr.; Prof.}
Name|string|203|FSG|Name|nameField
HasOptedOutTracking|boolean||CUFSGD|Don't Track|
HasOptedOutProfiling|boolean||CUFSGD|Don't Profile|
HasOptedOutProcessing|boolean||CUFSGD|Don't Process|
HasOptedOutSolicit|boolean||CUFSGD|Don't Market|
ShouldForget|boolean||CUFSGD|Forget this Individual|
SendIndividualData|boolean||CUFSGD|Export Individual's Data|
CanStorePiiElsewhere|boolean||CUFSGD|OK to Store PII Data Elsewhere|
HasOptedOutGeoTracking|boolean||CUFSGD|Block Geolocation Tracking|
HasPrivacyHold|boolean||CUFSGD|Privacy Hold|
BirthDate|date||CUNFSG|Birth Date|
DeathDate|date||CUNFSG|Death Date|
ConvictionsCount|int|9|CUNFSG|Convictions Count|
ChildrenCount|int|9|CUNFSG|Number of Children|
MilitaryService|picklist|40|CUNFSG|Military Service|
IsHomeOwner|boolean||CUFSGD|Is Home Owner|
Occupation|string|150|CUNFSG|Occupation|
Website|url|255|CUNFSG|Website|
IndividualsAge|picklist|40|CUNFSG|Individual's Age|
ConsumerCreditScore|int|9|CUNFSG|Consumer Credit Score|
ConsumerCreditScoreProviderName|string|255|CUNFSG|Consumer Credit Score Provider Name|
InfluencerRating|int|9|CUNFSG|Influencer Rating|
CreatedDate|datetime||FSD|Created Date|
CreatedById|reference|18|FSGD|Created By ID|->User as CreatedBy
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
SystemModstamp|datetime||FSD|System Modstamp|
LastViewedDate|datetime||NFS|Last Viewed Date|
""",
        PICKLISTS,
    ),
)
