"""Drawn worlds of rights, and the same world set up in an org of the fake."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from fake_salesforce import Org
from rights_model import DETAILS, Group, Record, RightSet, Role, User, World

STANDARD = ("Account", "Campaign", "Contact", "Lead", "Opportunity")
OBJECTS = (*STANDARD, "Visit__c", "Stay__c")
FIELDS = (
    *("Account.Industry", "Contact.Email", "Lead.Email", "Lead.Industry", "Opportunity.Amount"),
    *("Visit__c.Note__c", "Stay__c.Note__c"),
)
"""Fields that can be hidden, one of a parent among them."""
DEFAULTS = {
    "Account": ["None", "Read", "Edit"],
    "Campaign": ["None", "Read", "Edit", "All"],
    "Contact": ["None", "Read", "Edit", "ControlledByParent"],
    "Lead": ["None", "Read", "Edit", "ReadEditTransfer"],
    "Opportunity": ["None", "Read", "Edit"],
    "Visit__c": ["Private", "Read", "ReadWrite"],
}
_RIGHTS = {
    "R": "read",
    "C": "create",
    "E": "edit",
    "D": "delete",
    "V": "view_all",
    "M": "modify_all",
}
_LETTERS = ("R", "RED", "RCED", "RE", "RC", "RV", "REDV", "REDVM", "")
_SYSTEM = (None, None, None, "EditTask", "ViewAllData", "ModifyAllData")
_PARENTS = {
    "CampaignMember": ("Campaign",),
    "Stay__c": ("Account",),
    "Contact": ("Account",),
    "Opportunity": ("Account",),
    "Task": ("Account", "Contact", "Lead"),
}
_ORDER = (
    *("Contact", "Contact", "Opportunity", "Lead", "Campaign", "CampaignMember", "Task"),
    *("Visit__c", "Stay__c"),
)
"""The records of a world besides its accounts, each perhaps of one before it."""
_REFERENCE = {
    ("CampaignMember", "Campaign"): "CampaignId",
    ("Stay__c", "Account"): "Account__c",
    ("Contact", "Account"): "AccountId",
    ("Opportunity", "Account"): "AccountId",
    ("Task", "Account"): "WhatId",
    ("Task", "Contact"): "WhoId",
    ("Task", "Lead"): "WhoId",
}
_REQUIRED: dict[str, dict[str, Any]] = {
    "Account": {"Name": "Example", "Industry": "Banking"},
    "Campaign": {"Name": "Example"},
    "Contact": {"LastName": "Doe", "Email": "doe@example.com"},
    "Lead": {
        "LastName": "Doe",
        "Company": "Example",
        "Email": "doe@example.com",
        "Industry": "Banking",
    },
    "Opportunity": {
        "Name": "Example",
        "StageName": "Prospecting",
        "CloseDate": "2020-09-30",
        "Amount": 100,
    },
    "Stay__c": {"Note__c": "long"},
    "Task": {"Subject": "Call"},
    "Visit__c": {"Note__c": "short"},
}


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Draw roles, users, sets of rights, groups, defaults and records: small, and crowded."""
    roles: list[Role] = []
    for number in range(3):
        roles.append(Role(f"Role {number}", draw(st.sampled_from([None, *roles]))))
    sets = [draw(_right_sets(f"S{number}")) for number in range(2)]
    users = [
        User(
            f"u{number}",
            draw(st.sampled_from([None, *roles])),
            draw(st.lists(st.sampled_from(sets), unique_by=id, min_size=1)),
        )
        for number in range(3)
    ]
    everybody: list[User | Group] = list(users)
    for number in range(2):
        members = draw(st.lists(st.sampled_from(everybody), max_size=2, unique_by=id))
        everybody.append(Group(f"G{number}", members, draw(st.booleans())))
    groups = [each for each in everybody if isinstance(each, Group)]
    records: list[Record] = []
    for sobject in ("Account", "Account", *_ORDER):
        records.append(_record(draw, sobject, everybody, records))
    defaults = {
        name: draw(st.sampled_from([levels[0], *levels])) for name, levels in DEFAULTS.items()
    }
    return World(users, groups, defaults, records)


@st.composite
def _right_sets(draw: st.DrawFn, name: str) -> RightSet:
    readable = draw(st.sets(st.sampled_from(FIELDS)))
    editable = {each for each in sorted(readable) if draw(st.booleans())}
    letters = {each: draw(st.sampled_from(_LETTERS)) for each in OBJECTS}
    permission = draw(st.sampled_from(_SYSTEM))
    return RightSet(name, letters, readable, editable, {permission} if permission else set())


def _record(
    draw: st.DrawFn, sobject: str, everybody: list[User | Group], records: list[Record]
) -> Record:
    kinds = _PARENTS.get(sobject, ())
    there: list[Record | None] = [each for each in records if each.sobject in kinds]
    if sobject in DETAILS:
        return Record(sobject, None, draw(st.sampled_from(there)))
    parent = draw(st.sampled_from([*there, None]))
    users = [each for each in everybody if isinstance(each, User)]
    owner = draw(st.sampled_from(everybody if sobject == "Lead" else users))
    if sobject in ("Task", "Visit__c"):
        return Record(sobject, owner, parent)
    others = [each for each in everybody if each is not owner]
    shared = draw(st.lists(st.sampled_from(others), max_size=2, unique_by=id))
    levels = [draw(st.sampled_from(["Read", "Edit"])) for _ in shared]
    return Record(sobject, owner, parent, list(zip(shared, levels, strict=True)))


def stage(org: Org, world: World) -> dict[str, str]:
    """Set a world up in an org, give each record its id, and return the users' ids by name."""
    ids: dict[str, str] = {}
    _custom_objects(org, world.defaults["Visit__c"])
    _people(org, world, ids)
    everybody = org.permission_set("Everybody")
    everybody.allow("ApiEnabled")
    sets: dict[str, RightSet] = {s.name: s for user in world.users for s in user.sets}
    for each in sets.values():
        _right_set(org, each)
    for user in world.users:
        for made in (everybody, *(org.permission_set(each.name) for each in user.sets)):
            assignment = {"AssigneeId": ids[user.name], "PermissionSetId": made.id}
            org.create("PermissionSetAssignment", assignment)
    for name in STANDARD:
        org.share_by_default(name, world.defaults[name])
    for record in world.records:
        _stage_record(org, record, ids)
    return ids


def _custom_objects(org: Org, sharing_model: str) -> None:
    """Add an object with the drawn sharing model, and one that is an account's detail."""
    org.add_object("Visit__c", sharing_model=sharing_model)
    org.add_object("Stay__c")
    org.add_field("Stay__c", "Account__c", type="MasterDetail", reference_to="Account")
    for name in ("Visit__c", "Stay__c"):
        org.add_field(name, "Note__c", type="Text")


def _people(org: Org, world: World, ids: dict[str, str]) -> None:
    for user in world.users:
        fields: dict[str, Any] = {}
        if user.role is not None:
            fields["UserRoleId"] = _role(org, user.role, ids)
        ids[user.name] = org.create_user(
            f"{user.name}.{org.id.lower()}@example.com",
            profile="Minimum Access - Salesforce",
            **fields,
        ).id
    for group in world.groups:
        made: dict[str, Any] = {
            "Name": group.name,
            "Type": "Queue",
            "DoesIncludeBosses": group.lets_bosses_in,
        }
        ids[group.name] = org.create("Group", made)
        org.create("QueueSobject", {"QueueId": ids[group.name], "SobjectType": "Lead"})
        for member in group.members:
            pair = {"GroupId": ids[group.name], "UserOrGroupId": ids[member.name]}
            org.create("GroupMember", pair)


def _role(org: Org, role: Role, ids: dict[str, str]) -> str:
    if role.name not in ids:
        fields: dict[str, Any] = {"Name": role.name, "OpportunityAccessForAccountOwner": "Edit"}
        if role.parent is not None:
            fields["ParentRoleId"] = _role(org, role.parent, ids)
        ids[role.name] = org.create("UserRole", fields)
    return ids[role.name]


def _right_set(org: Org, right_set: RightSet) -> None:
    made = org.permission_set(right_set.name)
    for name, letters in right_set.objects.items():
        if letters:
            made.grant(name, *(_RIGHTS[each] for each in letters))
    made.show_field("Contact.AccountId")
    for path in sorted(right_set.readable):
        made.show_field(path, editable=path in right_set.editable)
    if right_set.system:
        made.allow(*right_set.system)


def _stage_record(org: Org, record: Record, ids: dict[str, str]) -> None:
    fields: dict[str, Any] = dict(_REQUIRED.get(record.sobject, {}))
    if record.owner is not None:
        fields["OwnerId"] = ids[record.owner.name]
    if record.parent is not None:
        fields[_REFERENCE[record.sobject, record.parent.sobject]] = record.parent.id
    if record.sobject == "CampaignMember":
        system = org.query("SELECT Id FROM User WHERE UserType = 'AutomatedProcess'")[0]["Id"]
        lead = {"LastName": "Doe", "Company": "Example", "OwnerId": system}
        fields["LeadId"] = org.create("Lead", lead)
    record.id = org.create(record.sobject, fields)
    further = {}
    if record.sobject == "Account":
        further = {"OpportunityAccessLevel": "None", "CaseAccessLevel": "None"}
    for to, level in record.shares:
        share = {
            f"{record.sobject}Id": record.id,
            "UserOrGroupId": ids[to.name],
            f"{record.sobject}AccessLevel": level,
        }
        org.create(f"{record.sobject}Share", {**share, **further})
