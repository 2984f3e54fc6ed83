"""The users of an org as records: looked up by name, and what a new one holds."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from fake_salesforce.records import rows
from fake_salesforce.records.values import Json, Stored
from fake_salesforce.schema import SObject

from .database import Database
from .founding import AUTOMATED_PROCESS


class UserDirectory:
    """Looks up the users of one org."""

    def __init__(self, database: Database, user: SObject) -> None:
        self._database = database
        self._user = user

    def id_of(self, username: str) -> str | None:
        """Return the id of the user of that name, whatever its case; None if there is none.

        The automated process cannot log in, so it is no answer.
        """
        with self._database.read() as connection:
            row = connection.execute(
                'SELECT "Id" FROM "User" WHERE "Username" = ? COLLATE NOCASE AND "UserType" <> ?',
                (username, AUTOMATED_PROCESS),
            ).fetchone()
        return None if row is None else row[0]

    def usernames(self) -> list[str]:
        """Return the usernames there are, in their order; the automated process cannot log in."""
        with self._database.read() as connection:
            found = connection.execute(
                'SELECT "Username" FROM "User" WHERE "UserType" <> ? ORDER BY "Username"',
                (AUTOMATED_PROCESS,),
            ).fetchall()
        return [username for (username,) in found]

    def exists(self, user_id: str) -> bool:
        """Tell whether there is a user of that 18-character id."""
        with self._database.read() as connection:
            return rows.find(connection, self._user, user_id) is not None

    def record(self, user_id: str) -> dict[str, Stored]:
        """Return the row of a user, by column name."""
        with self._database.read() as connection:
            record = rows.find(connection, self._user, user_id)
        assert record is not None
        return record

    def time_zone_of(self, user_id: str) -> ZoneInfo:
        """Return the time zone in which a user's days begin and end."""
        return ZoneInfo(self._setting(user_id, "TimeZoneSidKey"))

    def locale_of(self, user_id: str) -> str:
        """Return the locale in which a user's values are written, as ``en_US``."""
        return self._setting(user_id, "LocaleSidKey")

    def _setting(self, user_id: str, column: str) -> str:
        with self._database.read() as connection:
            (value,) = connection.execute(
                f'SELECT "{column}" FROM "User" WHERE "Id" = ?',  # noqa: S608 - a name from above
                (user_id,),
            ).fetchone()
        return str(value)


def new_user(
    username: str,
    *,
    first_name: str | None,
    last_name: str | None,
    email: str | None,
    profile_id: str,
) -> dict[str, Json]:
    """Return the fields of a new user who is told by little more than the login name."""
    local_part = username.partition("@")[0]
    return {
        "Username": username,
        "FirstName": first_name,
        "LastName": last_name or local_part,
        "Email": email or username,
        "Alias": local_part[:8],
        "CommunityNickname": local_part[:40],
        "IsActive": True,
        "ProfileId": profile_id,
        "TimeZoneSidKey": "America/Los_Angeles",
        "LocaleSidKey": "en_US",
        "LanguageLocaleKey": "en_US",
        "EmailEncodingKey": "UTF-8",
    }
