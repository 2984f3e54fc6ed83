"""Objects whose records are told by other records: they are views, not tables.

The share of a record's owner says what the record's OwnerId says, and UserLogin what the user's
credential says. A view's id is that of the record it tells about, with its own key prefix; only the
first checksum letter depends on the prefix (reference 5.1), so SQL can write it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def _id(key_prefix: str) -> str:
    """Return SQL for an id like that of the row ``r``, with another key prefix."""
    bits = sum(1 << place for place, each in enumerate(key_prefix) if each.isupper())
    checksum = (
        f"substr('{_LETTERS}', 1 + {bits}"
        " + 8 * (substr(r.\"Id\", 4, 1) BETWEEN 'A' AND 'Z')"
        " + 16 * (substr(r.\"Id\", 5, 1) BETWEEN 'A' AND 'Z'), 1)"
    )
    return f'\'{key_prefix}\' || substr(r."Id", 4, 12) || {checksum} || substr(r."Id", 17, 2)'


def _share(parent: str, key_prefix: str, *further_levels: str) -> str:
    """Return SQL for the shares of the owners: every access, row cause Owner (believed)."""
    levels = (f"{parent}AccessLevel", *further_levels)
    return (
        f'CREATE VIEW "{parent}Share" AS SELECT r._row, {_id(key_prefix)} AS "Id", r."IsDeleted",'  # noqa: S608 - names of the schema
        f' r."Id" AS "{parent}Id", r."OwnerId" AS "UserOrGroupId",'
        + "".join(f" 'All' AS \"{level}\"," for level in levels)
        + ' \'Owner\' AS "RowCause", r."LastModifiedDate", r."LastModifiedById"'
        f' FROM "{parent}" AS r'
    )


_USER_LOGIN = (
    f'CREATE VIEW "UserLogin" AS SELECT r._row, {_id("0Yw")} AS "Id", r."Id" AS "UserId",'  # noqa: S608 - names of the schema
    ' 0 AS "IsFrozen", c.locked_until IS NOT NULL AS "IsPasswordLocked",'
    ' r."LastModifiedDate", r."LastModifiedById"'
    ' FROM "User" AS r LEFT JOIN _credential AS c ON c.user_id = r."Id"'
    " WHERE r.\"UserType\" <> 'AutomatedProcess'"
)

VIEWS: Mapping[str, str] = MappingProxyType(
    {
        "AccountShare": _share(
            "Account", "00r", "OpportunityAccessLevel", "CaseAccessLevel", "ContactAccessLevel"
        ),
        "CampaignShare": _share("Campaign", "08s"),
        "ContactShare": _share("Contact", "03s"),
        "LeadShare": _share("Lead", "01o"),
        "OpportunityShare": _share("Opportunity", "00t"),
        "UserLogin": _USER_LOGIN,
    }
)
"""What creates each view, by the name of its object."""
