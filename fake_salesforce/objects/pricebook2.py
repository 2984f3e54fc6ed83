"""Pricebook2: a list of prices ([K:object-reference/pricebook2]).

Every org has one standard price book, which can be updated but not deleted or renamed; that a new
org's is active, its name, lengths and labels are believed. ValidFrom and ValidTo are of Commerce.
"""

from fake_salesforce.schema import LAYOUT_URLS, SObject, fields

from .picklists import PICKLISTS

PRICEBOOK2 = SObject(
    name="Pricebook2",
    label="Price Book",
    label_plural="Price Books",
    key_prefix="01s",
    further_urls=(*LAYOUT_URLS, "listviews"),
    supported_scopes=(("everything", "All price books"),),
    field_level_security=True,
    fields=fields(
        """
Id|id|18|FSGDi|Price Book ID|
IsDeleted|boolean||FSGD|Deleted|
Name|string|255|CUFSGi|Price Book Name|nameField
CreatedDate|datetime||FSD|Created Date|
CreatedById|reference|18|FSGD|Created By ID|->User as CreatedBy
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
SystemModstamp|datetime||FSD|System Modstamp|
LastViewedDate|datetime||NFS|Last Viewed Date|
LastReferencedDate|datetime||NFS|Last Referenced Date|
IsActive|boolean||CUFSGD|Active|
IsArchived|boolean||FSGD|Is Archived|
Description|string|255|CUNFSG|Description|
IsStandard|boolean||FSGD|Is Standard Price Book|
""",
        PICKLISTS,
    ),
)
