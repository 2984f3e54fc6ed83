"""For whom a user stands: the users and groups whose records, and shares, are his as well.

Somebody sees what he owns, what users in roles below his own, queues and groups that one of those
belongs to (Salesforce help: "Control Access Using Hierarchies", "Public Group Considerations").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Organigram:
    """Roles, users and groups of an org, by id."""

    parent_of_role: Mapping[str, str | None]
    role_of_user: Mapping[str, str | None]
    members_of_group: Mapping[str, frozenset[str]]
    """Users and groups by the group they are members of."""
    closed_to_bosses: frozenset[str] = frozenset()
    """Groups that do not let those in who stand above a member (DoesIncludeBosses is false)."""


def circle_of(user_id: str, organigram: Organigram) -> frozenset[str]:
    """Return the ids of the users and groups that a user stands for; his own is one of them."""
    users = frozenset({user_id, *_subordinates(user_id, organigram)})
    circle = set(users)
    waiting = True
    while waiting:
        waiting = False
        for group, members in organigram.members_of_group.items():
            let_in = circle - users | {user_id} if group in organigram.closed_to_bosses else circle
            if group not in circle and members & let_in:
                circle.add(group)
                waiting = True
    return frozenset(circle)


def _subordinates(user_id: str, organigram: Organigram) -> Iterable[str]:
    own = organigram.role_of_user.get(user_id)
    if own is None:
        return ()
    below = {
        role for role in organigram.parent_of_role if own in _above(role, organigram.parent_of_role)
    }
    return (user for user, role in organigram.role_of_user.items() if role in below)


def _above(role: str, parent_of_role: Mapping[str, str | None]) -> set[str]:
    """Return the roles above a role; roles in a circle do not go on for ever."""
    above: set[str] = set()
    parent = parent_of_role.get(role)
    while parent is not None and parent not in above:
        above.add(parent)
        parent = parent_of_role.get(parent)
    return above
