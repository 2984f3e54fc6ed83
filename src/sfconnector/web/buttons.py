"""Which buttons the page shows: by the state, by what would heal it, and by who is looking."""

from __future__ import annotations

from dataclasses import dataclass

from sfconnector.connection.causes import Cause, Heals
from sfconnector.connection.roles import MAY, ActingUser, Role
from sfconnector.connection.status import Status
from sfconnector.web.wording import BUTTONS

ACTS = ("update_login", "test", "disconnect")


@dataclass(frozen=True, slots=True)
class Button:
    """An act that is offered."""

    act: str
    is_primary: bool

    @property
    def label(self) -> str:
        """What stands on it."""
        return BUTTONS[self.act]


def buttons(status: Status, acting: ActingUser) -> tuple[Button, ...]:
    """Return the buttons, the one that heals first."""
    shown = (act for act in _acts(status) if acting.role in MAY[act])
    healing = _healing(status)
    return tuple(
        sorted((Button(act, act == healing) for act in shown), key=lambda each: not each.is_primary)
    )


def barred(status: Status, acting: ActingUser) -> str:
    """Say who may do what this user may not; "" where every button is shown."""
    missing = [act for act in _acts(status) if acting.role not in MAY[act]]
    if not missing:
        return ""
    names = " and ".join(filter(None, (", ".join(map(_label, missing[:-1])), _label(missing[-1]))))
    may: frozenset[Role] = frozenset.intersection(*(MAY[act] for act in missing))
    roles = " or ".join(sorted(role.value.capitalize() for role in may))
    return (
        f"You are {acting.name}, with the role {acting.role.value.capitalize()}. {names} "
        f"{'is' if len(missing) == 1 else 'are'} for the role {roles}; ask somebody who has it."
    )


def _label(act: str) -> str:
    return BUTTONS[act]


def _acts(status: Status) -> tuple[str, ...]:
    if status.cause in {Cause.KEY_MISSING, Cause.KEY_WRONG}:
        return ()  # nobody who looks at the page can put it back
    if status.state == "not_connected":
        return ("connect",)
    # Before a login was ever accepted no secret is stored that could be tested.
    return tuple(act for act in ACTS if act != "test" or status.organization_id)


def _healing(status: Status) -> str | None:
    if status.state == "not_connected":
        return "connect"
    if status.heals in {Heals.TEST, Heals.TIME} and status.organization_id:
        return "test"
    if status.heals in {Heals.UPDATE_LOGIN, Heals.TEST}:
        return "update_login"
    return None
