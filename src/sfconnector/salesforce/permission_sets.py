"""The permission sets of a user, and what they grant (reference 5.2, 6.3).

Every profile is a permission set too, so a user's assignments are all there is. Since Summer '20
reading them needs View Setup and Configuration (or Assign Permission Sets). A set that must be
activated in a session grants nothing to a login, and is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sfconnector.salesforce import describe
from sfconnector.salesforce.profile import PERMISSION
from sfconnector.salesforce.rows import among, read_all, text
from sfconnector.salesforce.session import Session

RIGHTS: Mapping[str, str] = {
    "read": "PermissionsRead",
    "create": "PermissionsCreate",
    "edit": "PermissionsEdit",
    "delete": "PermissionsDelete",
    "view_all": "PermissionsViewAllRecords",
    "modify_all": "PermissionsModifyAllRecords",
}
"""The column of ObjectPermissions for each right on an object."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """What all sets of a user, the profile's among them, grant together."""

    set_ids: tuple[str, ...]
    granted: frozenset[str]
    """System permissions, as ``ApiEnabled``."""
    known: frozenset[str]
    """Those of the ones asked for that this organization has at all."""


def read(session: Session, user_id: str, permissions: Iterable[str]) -> Assigned:
    """Read which of these system permissions the user has.

    Raises:
        ConnectorError: as :meth:`Session.call`; most users may not ask.
    """
    visible = describe.read(session.call(describe.request("PermissionSet")))
    columns = {each.name for each in visible}
    known = sorted(each for each in permissions if f"{PERMISSION}{each}" in columns)
    selected = ", ".join(
        f"PermissionSet.{each}"
        for each in ("HasActivationRequired", *(f"{PERMISSION}{each}" for each in known))
    )
    rows = read_all(
        session,
        f"SELECT PermissionSetId, {selected} FROM PermissionSetAssignment "  # noqa: S608 - SOQL
        f"WHERE AssigneeId IN {among([user_id])} ORDER BY Id",
    )
    sets: dict[str, Mapping[str, object]] = {}
    for row in rows:
        related = row.get("PermissionSet")
        if isinstance(related, Mapping) and related.get("HasActivationRequired") is not True:
            sets[text(row, "PermissionSetId")] = related
    granted = frozenset(
        each
        for each in known
        if any(row.get(f"{PERMISSION}{each}") is True for row in sets.values())
    )
    return Assigned(set_ids=tuple(sets), granted=granted, known=frozenset(known))


def read_object_rights(
    session: Session, set_ids: Iterable[str], sobjects: Iterable[str]
) -> Mapping[str, frozenset[str]]:
    """Read the rights that these sets grant together on each of these objects.

    Raises:
        ConnectorError: as :meth:`Session.call`; most users may not ask.
    """
    rows = read_all(
        session,
        f"SELECT SobjectType, {', '.join(RIGHTS.values())} FROM ObjectPermissions "  # noqa: S608
        f"WHERE ParentId IN {among(set_ids)} AND SobjectType IN {among(sobjects)} ORDER BY Id",
    )
    found: dict[str, frozenset[str]] = {}
    for row in rows:
        rights = frozenset(right for right, column in RIGHTS.items() if row.get(column) is True)
        name = text(row, "SobjectType")
        found[name] = found.get(name, frozenset()) | rights
    return found
