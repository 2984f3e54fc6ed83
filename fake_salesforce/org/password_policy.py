"""The password policy: the org's, and what a profile sets instead (reference 6.1).

The org's values are switches of ``settings.py``; a profile's are kept in ``profile_rules.py`` and
go before them.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from fake_salesforce.errors import InvalidNewPasswordError

from .settings import Settings

_ALLOWED: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        "password_expires_in_days": (0, 30, 60, 90, 180, 365),
        "maximum_invalid_logins": (0, 3, 5, 10),
        "lockout_minutes": (0, 15, 30, 60),
        "password_history": tuple(range(25)),
        "minimum_password_length": tuple(range(5, 51)),
        "password_complexity": (0, 1, 2, 3, 4),
        "minimum_password_lifetime_days": (0, 1),
    }
)
"""The values that Setup offers ([K:metadata-api/securitysettings], ProfilePasswordPolicy)."""

_LETTER, _DIGIT, _SPECIAL = r"[A-Za-z]", r"[0-9]", r"[!#$%\-_=+<>@^&*()\[\]{}|.,:;?/~]"
_LOWER, _UPPER = r"[a-z]", r"[A-Z]"
_COMPLEXITY: tuple[tuple[tuple[str, ...], str], ...] = (
    ((), ""),
    ((_LETTER, _DIGIT), "Your password must include letters and numbers"),
    (
        (_LETTER, _DIGIT, _SPECIAL),
        "Your password must include letters, numbers, and special characters",
    ),
    (
        (_DIGIT, _UPPER, _LOWER),
        "Your password must include numbers and uppercase and lowercase letters",
    ),
    (
        (_DIGIT, _UPPER, _LOWER, _SPECIAL),
        "Your password must include numbers, both cases of letters, and special characters",
    ),
)
"""What each complexity wants and says: NoRestriction, AlphaNumeric, SpecialCharacters,
UpperLowerCaseNumeric, UpperLowerCaseNumericSpecialCharacters. The text of AlphaNumeric is
[I:forcedotcom/cli#858], the others and the set of special characters are believed."""

_EASY = "Your password cannot be easy to guess. Please choose a different one."
"""[P]; what is easy beyond ``password`` and the user's own names is not known."""
_REPEATED = "invalid repeated password"
"""[P]; said of SOAP setPassword and Apex alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordPolicy:
    """The policy that holds for one user."""

    password_expires_in_days: int
    """0 is never."""
    maximum_invalid_logins: int
    """0 never locks."""
    lockout_minutes: int
    """0 is until an administrator unlocks."""
    password_history: int
    """How many former passwords, the present one included, cannot be taken again."""
    minimum_password_length: int
    password_complexity: int
    """0 no restriction, 1 letters and numbers, 2 with special characters, 3 numbers and both cases,
    4 all of these."""
    minimum_password_lifetime_days: int
    """How long a password has to be kept before it is changed: 0 or 1, a day of 24 hours."""

    @classmethod
    def of(cls, settings: Settings, own: Mapping[str, int]) -> PasswordPolicy:
        """Return the org's policy with what a profile sets instead."""
        names = [each.name for each in dataclasses.fields(cls)]
        return cls(**{name: own.get(name, getattr(settings, name)) for name in names})

    def check_lifetime(self, changed: datetime | None, *, now: datetime) -> None:
        """Refuse a change of a password that has not been kept for as long as it must be.

        It applies to every change, a reset by an administrator included ([K:help/users_profiles_
        password_policies_ref]).

        Raises:
            InvalidNewPasswordError: it is too early (the code and the text are believed).
        """
        days = self.minimum_password_lifetime_days
        if days and changed is not None and now < changed + timedelta(days=days):
            message = "Your password cannot be changed more than once in 24 hours."
            raise InvalidNewPasswordError(message)

    def check(
        self, password: str, *, own_words: tuple[str, ...], is_former: Callable[[str, int], bool]
    ) -> None:
        """Refuse a new password that the policy does not allow.

        Args:
            password: what the user or an administrator chose.
            own_words: names of the user, which are easy to guess.
            is_former: whether a password is one of the user's last so many.

        Raises:
            InvalidNewPasswordError: it is not allowed; the message says why.
        """
        if len(password) < self.minimum_password_length:
            message = f"Your password must be at least {self.minimum_password_length} characters"
            raise InvalidNewPasswordError(message + " long.")
        wanted, complaint = _COMPLEXITY[self.password_complexity]
        if not all(re.search(each, password) for each in wanted):
            raise InvalidNewPasswordError(complaint)
        if password.lower() in {"password", *(each.lower() for each in own_words)}:
            raise InvalidNewPasswordError(_EASY)
        if self.password_history and is_former(password, self.password_history):
            raise InvalidNewPasswordError(_REPEATED)


def checked(own: Mapping[str, int]) -> Mapping[str, int]:
    """Return what a profile sets, if Setup offers it.

    Raises:
        ValueError: there is no such part of the policy, or it does not take the value.
    """
    for name, value in own.items():
        if name not in _ALLOWED:
            message = f"a password policy has no {name!r}; it has {', '.join(_ALLOWED)}"
            raise ValueError(message)
        if isinstance(value, bool) or value not in _ALLOWED[name]:
            message = f"{name} = {value!r}: must be one of {list(_ALLOWED[name])}"
            raise ValueError(message)
    return own
