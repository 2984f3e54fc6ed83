"""What an object's records are governed by: which rights count, and whom records are shared with.

Only what lies in the nature of an object stands here; who has which right is in the org's records
(``access/``). Where the reference has no word, the source is Salesforce's help, "Object
Permissions", "Organization-Wide Sharing Defaults" and "Who Sees What", or what is said is believed.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass


class AccessLevel(enum.IntEnum):
    """How much of a record somebody may have, as a share or a default names it."""

    NONE = 0
    READ = 1
    EDIT = 2
    ALL = 3
    """Everything its owner may: delete it, give it away."""


@dataclass(frozen=True, slots=True)
class ByObjectPermissions:
    """ObjectPermissions records say what may be done with the object."""


@dataclass(frozen=True, slots=True)
class AsObject:
    """The rights are those on another object: reading it reads this, editing it writes this."""

    sobject: str


@dataclass(frozen=True, slots=True)
class BySystemPermissions:
    """System permissions say it; each one of a set is enough, and an empty set asks for none.

    Names are those of PermissionSet's columns without ``Permissions``: ``ViewSetup``.
    """

    read: frozenset[str] = frozenset()
    write: frozenset[str] = frozenset()


Governance = ByObjectPermissions | AsObject | BySystemPermissions


@dataclass(frozen=True, slots=True)
class Public:
    """Whoever may use the object may use each of its records."""


@dataclass(frozen=True, slots=True)
class Owned:
    """Records have an owner, and an organization-wide default says what others may."""

    default: str | AccessLevel
    """The field of Organization that holds the default (``DefaultLeadAccess``), or the default."""
    share: str | None = None
    """The object whose records share these further (``LeadShare``)."""
    parent: str | None = None
    """The reference to the record that decides while the default is ControlledByParent."""
    readable_through: tuple[str, ...] = ()
    """References of which each makes the record readable for whoever may read what it names."""
    readable_from: tuple[tuple[str, str], ...] = ()
    """Objects, each with a reference: who is given one of their records may read what it names."""
    transferable_with: frozenset[str] = frozenset({"TransferAnyEntity"})
    """System permissions of which each lets whoever may edit a record give it away."""


@dataclass(frozen=True, slots=True)
class ControlledByParent:
    """A record is what the record is that a reference leads to."""

    reference: str
    written_with: AccessLevel = AccessLevel.EDIT
    """The access to that record which writing one of these needs."""


@dataclass(frozen=True, slots=True)
class OwnOnly:
    """A user has the records that a reference gives to him; a system permission opens all."""

    reference: str
    opened_by: frozenset[str]


@dataclass(frozen=True, slots=True)
class InFolders:
    """A record lies in a folder: a user's own, the org's, or one whose access says for whom."""

    reference: str
    """The reference to the folder, the organization or the user."""
    opened_by: str
    """The system permission with which what lies in public folders is seen."""


Sharing = Public | Owned | ControlledByParent | OwnOnly | InFolders
