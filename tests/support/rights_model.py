"""Who may do what, decided in plain Python: the reference for the fake's rights.

It shares no code with the fake. A world is roles, users, sets of rights, defaults and records; the
functions below say what one user may do with one record or field of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

NONE, READ, EDIT, ALL = range(4)
IMPLICIT = ("Contact", "Opportunity")
"""Objects whose records, given to somebody, show him the account they belong to."""
LEVEL = {
    "None": NONE,
    "Read": READ,
    "Edit": EDIT,
    "ReadEditTransfer": EDIT,
    "All": ALL,
    "Private": NONE,
    "ReadWrite": EDIT,
}
DETAILS = ("CampaignMember", "Stay__c")
"""Objects whose records are what the record is that they belong to."""


@dataclass
class Role:
    """A role below another, or at the top."""

    name: str
    parent: Role | None


@dataclass
class User:
    """A user with a role and some sets of rights."""

    name: str
    role: Role | None
    sets: list[RightSet] = field(default_factory=list)


@dataclass
class RightSet:
    """A permission set: letters by object, readable and editable fields, system permissions."""

    name: str
    objects: dict[str, str] = field(default_factory=dict)
    readable: set[str] = field(default_factory=set)
    editable: set[str] = field(default_factory=set)
    system: set[str] = field(default_factory=set)


@dataclass
class Group:
    """A queue or a public group."""

    name: str
    members: list[User | Group]
    lets_bosses_in: bool = True


@dataclass(eq=False)
class Record:
    """A record: its owner, the record it belongs to, and the shares that somebody made."""

    sobject: str
    owner: User | Group | None
    parent: Record | None = None
    shares: list[tuple[User | Group, str]] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    id: str = ""


@dataclass
class World:
    """Everything that decides."""

    users: list[User]
    groups: list[Group]
    defaults: dict[str, str]
    records: list[Record]


def may(user: User, sobject: str, letter: str) -> bool:
    """Tell whether a user has a right on an object, by its letter (R C E D V M)."""
    if sobject == "Task":
        return letter == "R" or (letter in "CED" and has(user, "EditTask"))
    if sobject == "CampaignMember":
        return may(user, "Campaign", letter if letter in "RVM" else "E")
    if has(user, "ModifyAllData"):
        return True
    return any(letter in each.objects.get(sobject, "") for each in user.sets)


def has(user: User, permission: str) -> bool:
    """Tell whether a user has a system permission."""
    return any(permission in each.system for each in user.sets)


def reads_field(user: User, path: str) -> bool:
    """Tell whether field-level security shows a field."""
    return any(path in each.readable for each in user.sets)


def edits_field(user: User, path: str) -> bool:
    """Tell whether field-level security lets a field be written."""
    return any(path in each.editable for each in user.sets)


def access(world: World, user: User, record: Record) -> int:
    """Return how much of a record sharing gives a user, object rights aside."""
    if has(user, "ModifyAllData") or may(user, record.sobject, "M"):
        return ALL
    shared = _shared(world, user, record)
    if has(user, "ViewAllData") or may(user, record.sobject, "V"):
        return max(shared, READ)
    return shared


def _shared(world: World, user: User, record: Record) -> int:
    if record.sobject in DETAILS:
        assert record.parent is not None
        level = _of_parent(world, user, record.parent)
        return ALL if level >= EDIT else level
    if record.sobject == "Task":
        is_seen = record.parent is not None and _of_parent(world, user, record.parent) >= READ
        return max(_given(user, record), READ if is_seen else NONE)
    default = world.defaults[record.sobject]
    if default == "ControlledByParent":
        level = ALL if record.owner is user else NONE
        if record.parent is not None:
            of_parent = _of_parent(world, user, record.parent)
            level = max(level, ALL if of_parent >= EDIT else of_parent)
        return level
    level = max(LEVEL[default], _given(user, record))
    if record.sobject == "Account" and level < READ:
        below = (each for each in world.records if each.parent is record)
        if any(each.sobject in IMPLICIT and _given(user, each) for each in below):
            return READ
    return level


def _of_parent(world: World, user: User, parent: Record) -> int:
    return access(world, user, parent) if may(user, parent.sobject, "R") else NONE


def _given(user: User, record: Record) -> int:
    """Return what owner and shares give: to the user, to those below him, to their groups."""
    owned = ALL if record.owner is not None and stands_for(user, record.owner) else NONE
    shares = [LEVEL[level] for to, level in record.shares if stands_for(user, to)]
    return max([owned, *shares])


def stands_for(user: User, other: User | Group) -> bool:
    """Tell whether what is another's is the user's too."""
    if isinstance(other, User):
        return other is user or is_above(user, other)
    if other.lets_bosses_in:
        return any(stands_for(user, each) for each in other.members)
    return any(_is_in(user, each) for each in other.members)


def _is_in(user: User, member: User | Group) -> bool:
    """Tell whether a user is a member himself, or belongs to a group that is one."""
    return member is user if isinstance(member, User) else stands_for(user, member)


def is_above(boss: User, other: User) -> bool:
    """Tell whether a user's role lies above another's."""
    return boss.role is not None and any(each is boss.role for each in _above(other.role))


def _above(role: Role | None) -> Iterator[Role]:
    while role is not None and role.parent is not None:
        role = role.parent
        yield role


def can_read(world: World, user: User, record: Record) -> bool:
    """Tell whether a user may read a record."""
    return may(user, record.sobject, "R") and access(world, user, record) >= READ


def can_edit(world: World, user: User, record: Record) -> bool:
    """Tell whether a user may edit a record that he can read."""
    return may(user, record.sobject, "E") and access(world, user, record) >= EDIT


def can_delete(world: World, user: User, record: Record) -> bool:
    """Tell whether a user may delete a record that he can read."""
    return may(user, record.sobject, "D") and access(world, user, record) >= ALL
