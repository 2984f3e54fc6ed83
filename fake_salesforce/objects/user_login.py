"""UserLogin: whether a user is frozen or locked out, a row a user.

[K:object-reference/userlogin]; lengths, labels and stamps are believed.
"""

from fake_salesforce.schema import BySystemPermissions, SObject, fields

from .picklists import PICKLISTS

USER_LOGIN = SObject(
    name="UserLogin",
    label="User Login",
    label_plural="User Login",
    key_prefix="0Yw",
    createable=False,
    updateable=True,
    deletable=False,
    undeletable=False,
    searchable=False,
    triggerable=False,
    layoutable=False,
    mru_enabled=False,
    replicateable=False,
    governance=BySystemPermissions(
        read=frozenset({"ManageInternalUsers", "ManageUsers"}),
        write=frozenset({"ManageInternalUsers", "ManageUsers"}),
    ),
    fields=fields(
        """
Id|id|18|FSGDi|User Login ID|
UserId|reference|18|FSG|User ID|->User as User
IsFrozen|boolean||UFSGD|Frozen|
IsPasswordLocked|boolean||UFSGD|Password Locked|
LastModifiedDate|datetime||FSD|Last Modified Date|
LastModifiedById|reference|18|FSGD|Last Modified By ID|->User as LastModifiedBy
""",
        PICKLISTS,
    ),
)
