"""What SetupAuditTrail tells of a record that somebody wrote: users and permission sets.

Sections and actions are those that tools of real orgs list ([P]: ``createduser``, ``frozeuser``,
``PermSetAssign`` and the like); ``PermSetCreate`` and its text are the guide's
([K:object-reference/setupaudittrail]). The other texts, and the actions of object permissions, are
believed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping

from .values import Stored

Record = Mapping[str, Stored]
Entry = tuple[str, str, str]
"""Section, action and display."""

USERS = "Manage Users"
_SWITCHES = {
    "IsActive": ("deactivateduser", "activateduser", "the user"),
    "UserPermissionsMarketingUser": (
        "changedmarketinguseronoff",
        "changedmarketinguseroffon",
        "Marketing User",
    ),
}
"""Fields of User that are switched: the action of off, of on, and what is switched."""
_CHANGES = {
    "Username": "changedusername",
    "Email": "changedemail",
    "CommunityNickname": "changedcommunitynickname",
    "FederationIdentifier": "changedfederationid",
    "ProfileId": "changedprofileforuser",
}
"""Fields of User whose change is told, and the action that tells it."""


def entries(
    connection: sqlite3.Connection, sobject_name: str, before: Record | None, record: Record
) -> Iterator[dict[str, Stored]]:
    """Yield the rows of SetupAuditTrail that a write leaves.

    Args:
        connection: where names are looked up.
        sobject_name: what was written.
        before: the record as it was; None for a new one.
        record: the record as it is.
    """
    match sobject_name:
        case "User":
            told = _of_user(before, record)
        case "UserLogin":
            told = _of_login(connection, before or {}, record)
        case "PermissionSet":
            told = _of_permission_set(connection, before, record)
        case "PermissionSetAssignment":
            told = _of_assignment(connection, record, "PermSetAssign", "assigned to")
        case "ObjectPermissions":
            told = _of_rights(connection, record, "PermSetEntityPermChanged", "SobjectType")
        case "FieldPermissions":
            told = _of_rights(connection, record, "PermSetFlsChanged", "Field")
        case _:
            return
    for section, action, display in told:
        yield {"Section": section, "Action": action, "Display": display}


def entries_of_deletion(
    connection: sqlite3.Connection, sobject_name: str, record: Record
) -> Iterator[dict[str, Stored]]:
    """Yield the rows of SetupAuditTrail that a deletion leaves."""
    if sobject_name == "PermissionSetAssignment":
        told = _of_assignment(connection, record, "PermSetUnassign", "unassigned from")
    elif sobject_name == "PermissionSet":
        told = iter([(USERS, "PermSetDelete", f"Deleted permission set {record['Name']}")])
    else:
        return
    for section, action, display in told:
        yield {"Section": section, "Action": action, "Display": display}


def _of_user(before: Record | None, user: Record) -> Iterator[Entry]:
    name = user["Name"]
    if before is None:
        yield USERS, "createduser", f"Created new user {name}"
        return
    for field, action in _CHANGES.items():
        if before[field] != user[field]:
            told = f"Changed {field} for user {name} from {before[field]} to {user[field]}"
            yield USERS, action, told
    for field, (off, on, what) in _SWITCHES.items():
        if bool(before[field]) != bool(user[field]):
            verb = "on" if user[field] else "off"
            yield USERS, on if user[field] else off, f"Switched {what} {verb} for user {name}"
    roles = before["UserRoleId"], user["UserRoleId"]
    if roles[0] != roles[1]:
        suffix = "fromnone" if roles[0] is None else "tonone" if roles[1] is None else ""
        yield USERS, f"changedroleforuser{suffix}", f"Changed role for user {name}"


def _of_login(connection: sqlite3.Connection, before: Record, login: Record) -> Iterator[Entry]:
    if bool(before.get("IsFrozen")) != bool(login["IsFrozen"]):
        verb = "froze" if login["IsFrozen"] else "unfroze"
        name = _name(connection, "User", login["UserId"])
        yield USERS, f"{verb}user", f"{verb.title()} user {name}"


def _of_permission_set(
    connection: sqlite3.Connection, before: Record | None, permission_set: Record
) -> Iterator[Entry]:
    name = permission_set["Name"]
    if before is None:
        if not permission_set["IsOwnedByProfile"]:
            licence = _name(connection, "UserLicense", permission_set.get("LicenseId"))
            with_licence = f": with user license {licence}" if licence else ""
            yield USERS, "PermSetCreate", f"Created permission set {name}{with_licence}"
        return
    for field, value in permission_set.items():
        if field.startswith("Permissions") and bool(before[field]) != bool(value):
            verb = "Enable" if value else "Disable"
            right = field.removeprefix("Permissions")
            yield USERS, f"PermSet{verb}UserPerm", f"{verb}d {right} in permission set {name}"


def _of_assignment(
    connection: sqlite3.Connection, assignment: Record, action: str, verb: str
) -> Iterator[Entry]:
    """Tell that a set was given or taken; that of a user's profile comes and goes untold."""
    row = connection.execute(
        'SELECT "Name", "IsOwnedByProfile" FROM "PermissionSet" WHERE "Id" = ?',
        (assignment["PermissionSetId"],),
    ).fetchone()
    if row is not None and not row[1]:
        user = _name(connection, "User", assignment["AssigneeId"])
        yield USERS, action, f"Permission set {row[0]}: {verb} user {user}"


def _of_rights(
    connection: sqlite3.Connection, rights: Record, action: str, about: str
) -> Iterator[Entry]:
    name = _name(connection, "PermissionSet", rights["ParentId"])
    yield USERS, action, f"Changed permission set {name}: {rights[about]}"


def _name(connection: sqlite3.Connection, sobject_name: str, record_id: Stored) -> Stored:
    row = connection.execute(
        f'SELECT "Name" FROM "{sobject_name}" WHERE "Id" = ?',  # noqa: S608 - a name from above
        (record_id,),
    ).fetchone()
    return None if row is None else row[0]
