"""``GET /id/ORG/USER``: who a user is (reference 1.5). Nothing in it reveals an expired password.

The keys down to ``urls.query`` are those of a sample of a real answer, the tail is believed, and so
is the XML (its root and nil elements).
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from fake_salesforce import ids, releases
from fake_salesforce.errors import NotImplementedInFakeError

from .bearer import IdentityError
from .person import Person

if TYPE_CHECKING:
    from fake_salesforce.org import Org, Session

_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_FORMATS = {
    "json": "json",
    "xml": "xml",
    "urlencoded": "urlencoded",
    "application/json": "json",
    "application/xml": "xml",
    "application/x-www-form-urlencoded": "urlencoded",
    "*/*": "json",
}


def format_of(named: str | None, accept: str) -> str:
    """Return ``json`` or ``xml``.

    The parameter goes before the header, in which the first format that is known counts ([K:mobile-
    sdk, "Using Identity URLs"]).

    Raises:
        NotImplementedInFakeError: the client wants it urlencoded.
    """
    wanted = [named] if named else [each.partition(";")[0].strip() for each in accept.split(",")]
    found = next((_FORMATS[each] for each in wanted if each in _FORMATS), "json")
    if found == "urlencoded":
        raise NotImplementedInFakeError(
            "the identity URL as application/x-www-form-urlencoded", instead="It has json and xml."
        )
    return found


def subject(org: Org, session: Session, organization_id: str, user_id: str) -> str:
    """Return the 18-character id of the user who is asked for.

    A user may look at others of his org: he is an internal one, and users are not hidden here.

    Raises:
        IdentityError: the org is not the token's (believed), there is no such user
            ([I:mike4aday/SwiftlySalesforce#120] has the word with 404), or he is inactive
            (believed).
    """
    if organization_id[:15] != org.id[:15]:
        word = "Wrong_Org"
        raise IdentityError(word)
    if not (ids.is_id(user_id) and org.users.exists(ids.normalize(user_id))):
        word = "Bad_Id"
        raise IdentityError(word, status=HTTPStatus.NOT_FOUND)
    found = ids.normalize(user_id)
    if found != session.user_id and not org.users.record(found)["IsActive"]:
        word = "Inactive"
        raise IdentityError(word, status=HTTPStatus.NOT_FOUND)
    return found


def document(person: Person, *, version: str | None) -> dict[str, object]:
    """Return what is told of a user.

    Args:
        person: the user.
        version: what the URLs name; None leaves the literal ``{version}`` in them.
    """
    user = person.record
    named = {None: "{version}", "latest": releases.NEWEST}.get(version, version)
    return {
        "id": person.identity,
        "asserted_user": True,
        "user_id": person.user_id,
        "organization_id": person.org.id,
        "username": user["Username"],
        "nick_name": user["CommunityNickname"],
        "display_name": user["Name"],
        "email": user["Email"],
        "email_verified": True,
        "first_name": user["FirstName"],
        "last_name": user["LastName"],
        "timezone": user["TimeZoneSidKey"],
        "photos": person.photos,
        "addr_street": user["Street"],
        "addr_city": user["City"],
        "addr_state": user["State"],
        "addr_country": user["Country"],
        "addr_zip": user["PostalCode"],
        "mobile_phone": user["MobilePhone"],
        "mobile_phone_verified": False,
        "is_lightning_login_user": False,
        "status": {"created_date": None, "body": None},
        "urls": person.urls(str(named)),
        "active": bool(user["IsActive"]),
        "user_type": str(user["UserType"]).upper(),
        "language": user["LanguageLocaleKey"],
        "locale": user["LocaleSidKey"],
        "utcOffset": person.utc_offset,
        "last_modified_date": person.modified,
        "is_app_installed": True,
    }


def as_xml(told: Mapping[str, object]) -> str:
    """Return what is told as XML."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<user xmlns:xsi="{_XSI}">{"".join(_element(*each) for each in told.items())}</user>'
    )


def _element(name: str, value: object) -> str:
    if value is None:
        return f'<{name} xsi:nil="true"/>'
    if isinstance(value, Mapping):
        inside = "".join(_element(*each) for each in value.items())
    elif isinstance(value, bool):
        inside = str(value).lower()
    else:
        inside = escape(str(value))
    return f"<{name}>{inside}</{name}>"
