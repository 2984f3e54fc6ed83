"""Objects whose records are told by other records: they are views, not tables.

The share of a record's owner says what the record's OwnerId says, beside the shares that somebody
made, UserLogin what the user's credential says, Calendar which users there are, and AppMenuItem
which connected apps, and whether whoever asks may use them. But for AppMenuItem a view's id is that
of the record it tells about, with its own key prefix; only the first checksum letter depends
on the prefix (reference 5.1), so SQL can write it.
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


_SHARES_BEGIN = 1 << 40
"""Where row numbers and ids of the shares that somebody made begin: far above those of owners."""


def _share(parent: str, key_prefix: str, *further_levels: str) -> tuple[str, ...]:
    """Return SQL for an object's shares: those of the owners, and those that somebody made.

    An owner's share is every access, row cause Owner (believed); it is told by the record. The
    others are rows of a table of their own, which is written through the view.
    """
    levels = (f"{parent}AccessLevel", *further_levels)
    columns = (
        "Id",
        "IsDeleted",
        f"{parent}Id",
        "UserOrGroupId",
        *levels,
        "RowCause",
        "LastModifiedDate",
        "LastModifiedById",
    )
    share, made = f'"{parent}Share"', f'"_{parent}Share"'
    listed = ", ".join(f'"{each}"' for each in columns)
    given = ", ".join(f'NEW."{each}"' for each in columns)
    assigned = ", ".join(f'"{each}" = NEW."{each}"' for each in columns)
    of_owners = (
        f'SELECT r._row, {_id(key_prefix)} AS "Id", r."IsDeleted",'  # noqa: S608 - names of the schema
        f' r."Id" AS "{parent}Id", r."OwnerId" AS "UserOrGroupId",'
        + "".join(f" 'All' AS \"{level}\"," for level in levels)
        + ' \'Owner\' AS "RowCause", r."LastModifiedDate", r."LastModifiedById"'
        f' FROM "{parent}" AS r'
    )
    row = f"(SELECT coalesce(max(_row), {_SHARES_BEGIN}) + 1 FROM {made})"  # noqa: S608 - the same
    actions = {
        "INSERT": f"INSERT INTO {made} VALUES ({row}, {given})",  # noqa: S608 - the same
        "UPDATE": f'UPDATE {made} SET {assigned} WHERE "Id" = OLD."Id"',  # noqa: S608 - the same
        "DELETE": f'DELETE FROM {made} WHERE "Id" = OLD."Id"',  # noqa: S608 - the same
    }
    return (
        f"CREATE TABLE {made} (_row INTEGER PRIMARY KEY, {listed})",
        f'CREATE INDEX "_{parent}Share_of_user" ON {made} ("UserOrGroupId")',
        f'CREATE INDEX "_{parent}Share_of_record" ON {made} ("{parent}Id")',
        f"CREATE VIEW {share} AS {of_owners} UNION ALL SELECT _row, {listed} FROM {made}",  # noqa: S608 - the same
        *(
            f'CREATE TRIGGER "_{parent}Share_{verb}" INSTEAD OF {verb} ON {share}'
            f" BEGIN {action}; END"
            for verb, action in actions.items()
        ),
        f"INSERT INTO _sequence VALUES ('{key_prefix}', {_SHARES_BEGIN})",  # noqa: S608 - the same
    )


_USER_LOGIN = (
    f'CREATE VIEW "UserLogin" AS SELECT r._row, {_id("0Yw")} AS "Id", r."Id" AS "UserId",'  # noqa: S608 - names of the schema
    ' EXISTS (SELECT 1 FROM _frozen_user f WHERE f.user_id = r."Id") AS "IsFrozen",'
    ' c.locked_until IS NOT NULL AS "IsPasswordLocked",'
    ' r."LastModifiedDate", r."LastModifiedById"'
    ' FROM "User" AS r LEFT JOIN _credential AS c ON c.user_id = r."Id"'
    " WHERE r.\"UserType\" <> 'AutomatedProcess'"
)

_USER_LOGIN_UPDATE = (
    'CREATE TRIGGER "_UserLogin_UPDATE" INSTEAD OF UPDATE ON "UserLogin" BEGIN'
    ' DELETE FROM _frozen_user WHERE user_id = OLD."UserId";'
    ' INSERT INTO _frozen_user SELECT OLD."UserId" WHERE NEW."IsFrozen";'
    ' UPDATE "User" SET "NumberOfFailedLogins" = 0 WHERE "Id" = OLD."UserId"'
    ' AND OLD."IsPasswordLocked" AND NOT NEW."IsPasswordLocked";'
    " UPDATE _credential SET locked_until = NULL"
    ' WHERE user_id = OLD."UserId" AND NOT NEW."IsPasswordLocked";'
    " END"
)
"""UserLogin is written through the view: frozen, unfrozen, unlocked; nobody locks by hand. That the
stamps of a UserLogin are the user's, whoever wrote it, is believed."""

_CALENDAR = (
    f'CREATE VIEW "Calendar" AS SELECT r._row, {_id("023")} AS "Id", r."Name",'  # noqa: S608 - names of the schema
    ' r."Id" AS "UserId", \'User\' AS "Type", r."IsActive", r."CreatedDate", r."CreatedById",'
    ' r."LastModifiedDate", r."LastModifiedById", r."SystemModstamp"'
    ' FROM "User" AS r WHERE r."UserType" <> \'AutomatedProcess\''
)
"""Every new user gets a calendar of his own ([K:object-reference/calendar])."""

APP_MENU_ITEM = "AppMenuItem"
APP_MENU_ASKER = "app_menu_asker"
"""The SQL function that tells the id of the user who asks (``app_menu.py``)."""
_UNSET = (
    *("Description", "StartUrl", "MobileStartUrl", "LogoUrl", "IconUrl", "InfoUrl"),
    *("MobilePlatform", "MobileMinOsVer", "MobileDeviceType", "MobileAppVer"),
    *("MobileAppInstalledDate", "MobileAppInstalledVersion", "MobileAppBinaryId"),
    *("MobileAppInstallUrl", "CanvasReferenceId", "CanvasUrl", "CanvasAccessMethod"),
    *("CanvasSelectedLocations", "CanvasOptions", "UserSortOrder"),
)
_APPROVED = "a.permitted_users = 'Admin approved users are pre-authorized'"
_APP_MENU_ITEM = (
    f'CREATE VIEW "{APP_MENU_ITEM}" AS SELECT a.number AS _row, i.id AS "Id",'  # noqa: S608 - our own names
    ' i.application_id AS "ApplicationId", a.name AS "Label", i.developer_name AS "Name",'
    ' i.namespace AS "NamespacePrefix", \'ConnectedApplication\' AS "Type",'
    f' a.number AS "SortOrder", ({_APPROVED}) AS "IsUsingAdminAuthorization",'
    f" (NOT a.is_blocked AND (NOT ({_APPROVED}) OR a.approves_everybody OR EXISTS (SELECT 1"
    f" FROM _app_approval p WHERE p.app = a.number AND p.user_id = {APP_MENU_ASKER}())))"
    ' AS "IsAccessible", i.created AS "CreatedDate", i.author AS "CreatedById",'
    ' i.created AS "LastModifiedDate", i.author AS "LastModifiedById",'
    ' i.created AS "SystemModstamp", 0 AS "IsDeleted", 0 AS "IsVisible",'
    ' 0 AS "IsRegisteredDeviceOnly", 0 AS "CanvasEnabled",'
    + ", ".join(f'NULL AS "{each}"' for each in _UNSET)
    + " FROM _connected_app a JOIN _app_menu_item i ON i.app = a.number"
)

VIEWS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        APP_MENU_ITEM: (_APP_MENU_ITEM,),
        "AccountShare": _share(
            "Account", "00r", "OpportunityAccessLevel", "CaseAccessLevel", "ContactAccessLevel"
        ),
        "Calendar": (_CALENDAR,),
        "CampaignShare": _share("Campaign", "08s"),
        "ContactShare": _share("Contact", "03s"),
        "LeadShare": _share("Lead", "01o"),
        "OpportunityShare": _share("Opportunity", "00t"),
        "UserLogin": (_USER_LOGIN, _USER_LOGIN_UPDATE),
    }
)
"""The statements that create each view, by the name of its object."""
