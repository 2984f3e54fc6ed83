"""LoginGeo: where on earth an address is that somebody logged in from ([K:object-reference/logingeo]).

No login of the fake comes from a place on earth, so there are none. The key prefix (the guide's
examples show two), lengths and labels are believed.
"""

from fake_salesforce.schema import BySystemPermissions, SObject, fields

from .picklists import PICKLISTS

LOGIN_GEO = SObject(
    name="LoginGeo",
    label="Login Geo Data",
    label_plural="Login Geo Data",
    key_prefix="04F",
    createable=False,
    updateable=False,
    deletable=False,
    undeletable=False,
    searchable=False,
    triggerable=False,
    layoutable=False,
    mru_enabled=False,
    replicateable=False,
    governance=BySystemPermissions(read=frozenset({"ManageUsers"})),
    fields=fields(
        """
Id|id|18|FSGDi|Login Geo Data ID|
CreatedDate|datetime||FSD|Created Date|
CreatedById|reference|18|FSGD|Created By ID|->User as CreatedBy
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
SystemModstamp|datetime||FSD|System Modstamp|
LoginTime|datetime||FS|Login Time|
CountryIso|string|3|NFSG|Country Code|
Country|string|128|NFSG|Country|
Latitude|double|18,15|NFS|Latitude|
Longitude|double|18,15|NFS|Longitude|
City|string|128|NFSG|City|
PostalCode|string|20|NFSG|Postal Code|
Subdivision|string|128|NFSG|Subdivision|
""",
        PICKLISTS,
    ),
)
