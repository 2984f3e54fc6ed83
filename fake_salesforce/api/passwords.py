"""``sobjects/User/ID/password`` (reference 6.2, [K:rest-api/manage-user-passwords]).

That the session of an expired password may read it and set a new one is believed.
"""

from __future__ import annotations

from fake_salesforce.errors import JsonParserError

from .call import Answer, Call, Route
from .json_body import read_object


def get(call: Call, user_id: str) -> Answer:
    """Tell whether the password has expired."""
    return Answer({"isExpired": call.org.passwords.is_expired(user_id, by=call.user_id)})


def set_new(call: Call, user_id: str) -> Answer:
    """Set the password that the body names: 204."""
    body = read_object(call.body, content_type=call.headers.get("Content-Type", ""))
    unknown = next((each for each in body.values if each != "NewPassword"), None)
    if unknown is not None:
        message = f'Unrecognized field "{unknown}" at [line:1, column:1]'
        raise JsonParserError(message)
    new = body.values.get("NewPassword")
    call.org.passwords.set(user_id, new if isinstance(new, str) else "", by=call.user_id)
    return Answer.nothing()


def reset(call: Call, user_id: str) -> Answer:
    """Give the user a generated password, and tell it; status and shape are believed."""
    return Answer({"NewPassword": call.org.passwords.reset(user_id, by=call.user_id)})


_PATH = "/sobjects/User/<user_id>/password"

ROUTES = (
    Route(_PATH, "password_get", get, serves_expired_passwords=True),
    Route(
        _PATH, "password_set", set_new, ("POST",), serves_expired_passwords=True, has_secrets=True
    ),
    Route(_PATH, "password_reset", reset, ("DELETE",), has_secrets=True),
)
