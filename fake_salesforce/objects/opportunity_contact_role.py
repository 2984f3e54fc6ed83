"""OpportunityContactRole, as a v48 describe recorded it: exact for the era (reference 5.3, [CCI]).

The names of the child relationships are believed.
"""

from fake_salesforce.schema import AsObject, ControlledByParent, SObject, fields

from .picklists import PICKLISTS

OPPORTUNITY_CONTACT_ROLE = SObject(
    name="OpportunityContactRole",
    label="Opportunity Contact Role",
    label_plural="Opportunity Contact Role",
    key_prefix="00K",
    has_record_types=False,
    further_urls=("compactLayouts", "defaultValues", "quickActions", "layouts"),
    undeletable=False,
    searchable=False,
    mru_enabled=False,
    field_level_security=True,
    governance=AsObject("Opportunity"),
    sharing=ControlledByParent("OpportunityId"),
    fields=fields(
        """
Id|id|18|FSGDi|Contact Role ID|
OpportunityId|reference|18|CFSG|Opportunity ID|->Opportunity as Opportunity children=OpportunityContactRoles cascade
ContactId|reference|18|CUFSG|Contact ID|->Contact as Contact children=OpportunityContactRoles cascade
Role|picklist|40|CUNFSG|Role|{Business User; Decision Maker; Economic Buyer; Economic Decision Maker; Evaluator; Executive Sponsor; Influencer; Technical Buyer; Other}
IsPrimary|boolean||CUFSGD|Primary|
CreatedDate|datetime||FSD|Created Date|
CreatedById|reference|18|FSGD|Created By ID|->User as CreatedBy
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
SystemModstamp|datetime||FSD|System Modstamp|
IsDeleted|boolean||FSGD|Deleted|
""",
        PICKLISTS,
    ),
)
