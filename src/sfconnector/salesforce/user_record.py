"""One's own User record: name, profile and preferences (reference 5.3).

It is read by its id, so that a field the user cannot read is left out instead of refused.
"""

from __future__ import annotations

from dataclasses import dataclass

from sfconnector.salesforce import sobject_row
from sfconnector.salesforce.rows import Row, text
from sfconnector.salesforce.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """The connected user; None where the user cannot read it."""

    id: str
    username: str
    profile_id: str
    is_marketing_user: bool | None
    prefers_lightning: bool | None


def read(session: Session, user_id: str) -> User:
    """Read the user.

    Raises:
        ConnectorError: as :meth:`Session.call`.
    """
    row = sobject_row.read(session.call(sobject_row.request("User", user_id)))
    return User(
        id=user_id,
        username=text(row, "Username"),
        profile_id=text(row, "ProfileId"),
        is_marketing_user=_flag(row, "UserPermissionsMarketingUser"),
        prefers_lightning=_flag(row, "UserPreferencesLightningExperiencePreferred"),
    )


def _flag(row: Row, name: str) -> bool | None:
    value = row.get(name)
    return value if isinstance(value, bool) else None
