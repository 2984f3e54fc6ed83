"""The ways a person fills in the secret field of the login form.

Act-On help article 360026241154 asks for the password followed directly by the security token, with
no blank or other character between them; the other forms are the mistakes that support sees.
"""

from __future__ import annotations

from typing import Literal

from sfconformance.stage import StagedUser

SecretForm = Literal[
    "password and token",
    "password only",
    "wrong token",
    "wrong password",
    "blank between password and token",
    "newline after token",
]
"""How the secret is written. The first one is right."""


def _other(text: str) -> str:
    """Return a text of the same length that differs from the given one in its last character."""
    return text[:-1] + ("A" if text[-1] != "A" else "B")


def write_secret(user: StagedUser, form: SecretForm) -> str:
    """Return what the person types into the secret field."""
    password, token = user.password, user.security_token
    written: dict[SecretForm, str] = {
        "password and token": password + token,
        "password only": password,
        "wrong token": password + _other(token),
        "wrong password": _other(password) + token,
        "blank between password and token": f"{password} {token}",
        "newline after token": f"{password}{token}\n",
    }
    return written[form]
