"""Who acts: the marketing account's users and their roles, and what each role may do.

Connecting and mending are for marketing users of role Marketing or Admin (connector domain 1.2);
finishing a switch of organizations is support's (1.10). Whoever runs the command on a computer that
holds the store and its key acts as an Admin, unless told otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sfconnector.errors import RoleError


class Role(StrEnum):
    """A role in the marketing account."""

    ADMIN = "admin"
    MARKETING = "marketing"
    SALES = "sales"
    SUPPORT = "support"


@dataclass(frozen=True, slots=True)
class ActingUser:
    """Whoever asks for something; the name is what the history shows."""

    name: str = "operator"
    role: Role = Role.ADMIN


OPERATOR = ActingUser()
"""Whoever runs a command, unless told otherwise."""

_MARKETING = frozenset({Role.ADMIN, Role.MARKETING})

MAY: Mapping[str, frozenset[Role]] = {
    "connect": _MARKETING,
    "update_login": _MARKETING,
    "test": _MARKETING | {Role.SUPPORT},
    "disconnect": _MARKETING,
    "claim_score_field": _MARKETING,
    "choose_record_types": _MARKETING,
    "confirm_organization": frozenset({Role.SUPPORT}),
    "rebind_organization": frozenset({Role.SUPPORT}),
}
"""Act to the roles that may do it."""


def allow(user: ActingUser, act: str) -> None:
    """Let an act pass if the user's role may do it.

    Raises:
        RoleError: it may not; the message names the roles that may.
    """
    may = MAY[act]
    if user.role not in may:
        roles = " or ".join(sorted(role.value.capitalize() for role in may))
        message = (
            f"{user.name} has the role {user.role.value.capitalize()}, and "
            f"{act.replace('_', ' ')} is for the role {roles}; ask somebody who has it"
        )
        raise RoleError(message)
