"""Rights: what permission sets and profiles grant, who has them, what is shared by default.

A set is named by its API name, a profile's as ``profile:Standard User``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field, JsonValue

from fake_salesforce.control.problems import blaming, unknown
from fake_salesforce.control.values import Name, OfOrg, org_of, user_named
from fake_salesforce.control.verb import Told, verb
from fake_salesforce.profiles import rights_of

if TYPE_CHECKING:
    from fake_salesforce.org import Org, PermissionSet
    from fake_salesforce.salesforce import FakeSalesforce

_PROFILE = "profile:"


class OfSet(OfOrg):
    """A permission set, or a profile as `profile:Standard User`."""

    set: Name


class Rights(OfSet):
    """Rights: `Lead edit`, `Lead.Email read` or `ApiEnabled`."""

    rights: Annotated[list[Name], Field(min_length=1)]


class Take(OfSet):
    """Rights as data files have them: objects, fields, permissions."""

    rights: Annotated[dict[str, JsonValue], Field(json_schema_extra={"x-file": "yaml"})]


class Assign(OfSet):
    """Who gets the set, or loses it."""

    username: Annotated[str, Field(min_length=1, max_length=80)]


class Default(OfOrg):
    """An organization-wide default."""

    object: Name
    access: Name
    """`None` (private), `Read`, `Edit`, `ReadEditTransfer`, `All` or `ControlledByParent`."""


class OfRecordType(OfSet):
    """A record type of an object."""

    object: Name
    developer_name: Name


class Offer(OfRecordType):
    """A record type, and whether it is the set's default."""

    is_default: bool = False


class SetTold(Told):
    """What a permission set grants."""

    set: str
    granted: dict[str, list[str]]
    """By object, by field, and system permissions under the set's own name."""


def _names(org: Org) -> list[str]:
    sets = org.query("SELECT Name FROM PermissionSet WHERE IsOwnedByProfile = false")
    profiles = org.query("SELECT Name FROM Profile")
    return [
        *(str(each["Name"]) for each in sets),
        *(f"{_PROFILE}{each['Name']}" for each in profiles),
    ]


def _found(salesforce: FakeSalesforce, asked: OfSet, *, makes: bool = False) -> PermissionSet:
    """Return the set that is asked for; one that is granted something is made if need be."""
    org = org_of(salesforce, asked.org)
    names = _names(org)
    if asked.set not in names and (not makes or asked.set.startswith(_PROFILE)):
        raise unknown("permission set", asked.set, names)
    if asked.set.startswith(_PROFILE):
        return org.profile(asked.set.removeprefix(_PROFILE))
    return org.permission_set(asked.set)


def _told(chosen: PermissionSet, asked: OfSet) -> SetTold:
    return SetTold(set=asked.set, granted=chosen.granted())


@verb(
    "permission list",
    "GET /orgs/{org}/permission-sets",
    python="Org.permission_set",
    examples=("permission list",),
)
def every(salesforce: FakeSalesforce, asked: OfOrg) -> list[str]:
    """List the permission sets and profiles of an org."""
    return _names(org_of(salesforce, asked.org))


@verb(
    "permission show",
    "GET /orgs/{org}/permission-sets/{set}",
    python="PermissionSet.granted",
    words=("set",),
    examples=("permission show 'profile:Standard User'",),
)
def show(salesforce: FakeSalesforce, asked: OfSet) -> SetTold:
    """Tell what a permission set or a profile grants."""
    return _told(_found(salesforce, asked), asked)


@verb(
    "permission grant",
    "POST /orgs/{org}/permission-sets/{set}/grant",
    python="PermissionSet.gain",
    words=("set", "rights"),
    examples=("permission grant Connector 'Lead edit' 'Lead.Email read' ApiEnabled",),
)
def grant(salesforce: FakeSalesforce, asked: Rights) -> SetTold:
    """Grant rights, with those that they need; a set that is not there is made."""
    org = org_of(salesforce, asked.org)
    with org.database.write(), blaming("rights"):
        chosen = _found(salesforce, asked, makes=True)
        for each in asked.rights:
            chosen.gain(each)
    return _told(chosen, asked)


@verb(
    "permission revoke",
    "POST /orgs/{org}/permission-sets/{set}/revoke",
    python="PermissionSet.lose",
    words=("set", "rights"),
    examples=("permission revoke 'profile:System Administrator' ApiEnabled",),
)
def revoke(salesforce: FakeSalesforce, asked: Rights) -> SetTold:
    """Take rights away, with those that need them."""
    org = org_of(salesforce, asked.org)
    chosen = _found(salesforce, asked)
    with org.database.write(), blaming("rights"):
        for each in asked.rights:
            chosen.lose(each)
    return _told(chosen, asked)


@verb(
    "permission take",
    "POST /orgs/{org}/permission-sets/{set}/take",
    python="PermissionSet.take",
    words=("set", "rights"),
    examples=("permission take Connector rights.json",),
)
def take(salesforce: FakeSalesforce, asked: Take) -> SetTold:
    """Grant what a data file lists, in addition to what is granted."""
    org = org_of(salesforce, asked.org)
    with org.database.write(), blaming("rights"):
        rights = rights_of({"name": asked.set, **asked.rights})
        chosen = _found(salesforce, asked, makes=True)
        chosen.take(rights)
    return _told(chosen, asked)


@verb(
    "permission assign",
    "POST /orgs/{org}/permission-sets/{set}/assign",
    python="User.assign",
    words=("set", "username"),
    examples=("permission assign Connector jo@example.com",),
)
def assign(salesforce: FakeSalesforce, asked: Assign) -> None:
    """Give a user a permission set, in addition to what he has."""
    user = user_named(org_of(salesforce, asked.org), asked.username)
    user.assign(_found(salesforce, asked))


@verb(
    "permission unassign",
    "POST /orgs/{org}/permission-sets/{set}/unassign",
    python="User.unassign",
    words=("set", "username"),
    examples=("permission unassign Connector jo@example.com",),
)
def unassign(salesforce: FakeSalesforce, asked: Assign) -> None:
    """Take a permission set away from a user."""
    user = user_named(org_of(salesforce, asked.org), asked.username)
    user.unassign(_found(salesforce, asked))


@verb(
    "permission share-by-default",
    "PUT /orgs/{org}/sharing/{object}",
    python="Org.share_by_default",
    words=("object", "access"),
    examples=("permission share-by-default Lead None",),
)
def share_by_default(salesforce: FakeSalesforce, asked: Default) -> None:
    """Set the organization-wide default of an object; None is private."""
    org = org_of(salesforce, asked.org)
    with blaming("access"):
        org.share_by_default(asked.object, asked.access)


@verb(
    "permission offer-record-type",
    "POST /orgs/{org}/permission-sets/{set}/record-types",
    python="PermissionSet.offer_record_type",
    words=("set", "object", "developer_name"),
    examples=("permission offer-record-type Connector Lead Partner --is-default",),
)
def offer_record_type(salesforce: FakeSalesforce, asked: Offer) -> None:
    """Make a record type available."""
    chosen = _found(salesforce, asked)
    with blaming("developer_name"):
        chosen.offer_record_type(asked.object, asked.developer_name, is_default=asked.is_default)


@verb(
    "permission withdraw-record-type",
    "POST /orgs/{org}/permission-sets/{set}/record-types/withdraw",
    python="PermissionSet.withdraw_record_type",
    words=("set", "object", "developer_name"),
    examples=("permission withdraw-record-type Connector Lead Partner",),
)
def withdraw_record_type(salesforce: FakeSalesforce, asked: OfRecordType) -> None:
    """Make a record type unavailable; records that have it keep it."""
    chosen = _found(salesforce, asked)
    with blaming("developer_name"):
        chosen.withdraw_record_type(asked.object, asked.developer_name)


VERBS = (
    every,
    show,
    grant,
    revoke,
    take,
    assign,
    unassign,
    share_by_default,
    offer_record_type,
    withdraw_record_type,
)
