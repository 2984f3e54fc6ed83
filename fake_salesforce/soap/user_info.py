"""Who the user of a session is: ``GetUserInfoResult``, in a login's answer too (reference 1.6)."""

from __future__ import annotations

from fake_salesforce.org import Org
from fake_salesforce.records.values import Stored

from .elements import Tag, tags

_THEMES = {False: "Theme3", True: "Theme4d"}
"""The skin of Classic, [P], and that of Lightning Experience (unverified; reference 1.6)."""


def user_info(org: Org, user_id: str) -> tuple[Tag, ...]:
    """Return what is told of a user and the org, in the order of the recorded answers."""
    user = org.users.record(user_id)
    return tags(
        accessibilityMode=False,
        chatterExternal=False,
        currencySymbol="$",
        orgAttachmentFileSizeLimit=26214400,
        orgDefaultCurrencyIsoCode="USD",
        orgDefaultCurrencyLocale="en_US",
        orgDisallowHtmlAttachments=False,
        orgHasPersonAccounts=False,
        organizationId=org.id,
        organizationMultiCurrency=False,
        organizationName=org.name,
        profileId=_text(user["ProfileId"]),
        roleId=_text(user["UserRoleId"]),
        sessionSecondsValid=org.settings.session_timeout_minutes * 60,
        userDefaultCurrencyIsoCode=None,
        userEmail=_text(user["Email"]),
        userFullName=_text(user["Name"]),
        userId=user_id,
        userLanguage=_text(user["LanguageLocaleKey"]),
        userLocale=_text(user["LocaleSidKey"]),
        userName=_text(user["Username"]),
        userTimeZone=_text(user["TimeZoneSidKey"]),
        userType=_text(user["UserType"]),
        userUiSkin=_THEMES[bool(user["UserPreferencesLightningExperiencePreferred"])],
    )


def _text(value: Stored) -> str | None:
    return None if value is None else str(value)
