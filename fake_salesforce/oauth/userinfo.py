"""``GET /services/oauth2/userinfo``: the user of a token, in OpenID's words (reference 1.4).

The list of fields is believed but for ``user_id``, ``organization_id`` and ``preferred_username``,
which ``sf org login access-token`` reads ([W]).
"""

from __future__ import annotations

from .person import Person


def document(person: Person) -> dict[str, object]:
    """Return what is told of the token's user."""
    user = person.record
    address = {"country": user["Country"]} if user["Country"] else {}
    return {
        "sub": person.identity,
        "user_id": person.user_id,
        "organization_id": person.org.id,
        "preferred_username": user["Username"],
        "nickname": user["CommunityNickname"],
        "name": user["Name"],
        "email": user["Email"],
        "email_verified": True,
        "given_name": user["FirstName"],
        "family_name": user["LastName"],
        "zoneinfo": user["TimeZoneSidKey"],
        "photos": person.photos,
        "profile": f"{person.origin}/{person.user_id}",
        "picture": person.photos["picture"],
        "address": address,
        "urls": person.urls("{version}"),
        "active": bool(user["IsActive"]),
        "user_type": str(user["UserType"]).upper(),
        "language": user["LanguageLocaleKey"],
        "locale": user["LocaleSidKey"],
        "utcOffset": person.utc_offset,
        "updated_at": person.modified,
    }
