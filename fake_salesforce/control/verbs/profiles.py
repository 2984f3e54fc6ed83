"""Profiles: password policies, login hours and login IP ranges of their users."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from fake_salesforce.control.problems import blaming, unknown
from fake_salesforce.control.values import Name, OfOrg, org_of
from fake_salesforce.control.verb import Told, verb

if TYPE_CHECKING:
    from fake_salesforce.org import Org
    from fake_salesforce.salesforce import FakeSalesforce

Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class OfProfile(OfOrg):
    """A profile, as `Standard User`."""

    profile: Name


class ProfileTold(Told):
    """A profile and what is set for its users."""

    name: str
    password_policy: dict[str, int]
    """What it sets instead of the org's policy."""
    login_ip_ranges: list[str]
    """From where its users log in; none is from everywhere."""


class Policy(OfProfile):
    """The parts of the policy; none at all goes back to the org's."""

    password_expires_in_days: Literal[0, 30, 60, 90, 180, 365] | None = None
    maximum_invalid_logins: Literal[0, 3, 5, 10] | None = None
    lockout_minutes: Literal[0, 15, 30, 60] | None = None
    password_history: Annotated[int, Field(ge=0, le=24)] | None = None
    minimum_password_length: Annotated[int, Field(ge=5, le=50)] | None = None
    password_complexity: Literal[0, 1, 2, 3, 4] | None = None
    minimum_password_lifetime_days: Literal[0, 1] | None = None


class Ranges(OfProfile):
    """Addresses: `203.0.113.7`, `203.0.113.0/24` or `203.0.113.1-203.0.113.9`."""

    ranges: list[Name] = Field(default_factory=list)
    """None at all lifts the restriction."""


class Hours(OfProfile):
    """By weekday `08:00-18:30` or `closed`; a day that is not named is open."""

    hours: dict[Day, Name] = Field(default_factory=dict)
    """None at all lifts the restriction."""


def _org(salesforce: FakeSalesforce, asked: OfProfile) -> Org:
    org = org_of(salesforce, asked.org)
    names = _names(org)
    if asked.profile not in names:
        raise unknown("profile", asked.profile, names)
    return org


def _names(org: Org) -> list[str]:
    return [str(each["Name"]) for each in org.query("SELECT Name FROM Profile ORDER BY Name")]


def _told(org: Org, name: str) -> ProfileTold:
    [row] = [
        each for each in org.query("SELECT Id, Name FROM Profile") if str(each["Name"]) == name
    ]
    profile_id = str(row["Id"])
    return ProfileTold(
        name=name,
        password_policy=dict(org.profile_rules.password_policy(profile_id)),
        login_ip_ranges=list(org.profile_rules.login_ip_ranges(profile_id).texts()),
    )


@verb("profile list", "GET /orgs/{org}/profiles", python="Org.profile", examples=("profile list",))
def every(salesforce: FakeSalesforce, asked: OfOrg) -> list[ProfileTold]:
    """List the profiles of an org with what is set for their users."""
    org = org_of(salesforce, asked.org)
    return [_told(org, each) for each in _names(org)]


@verb(
    "profile set-password-policy",
    "PUT /orgs/{org}/profiles/{profile}/password-policy",
    python="Org.set_password_policy",
    words=("profile",),
    examples=("profile set-password-policy 'Standard User' --password-expires-in-days 30",),
)
def set_password_policy(salesforce: FakeSalesforce, asked: Policy) -> ProfileTold:
    """Set a profile's own password policy, which goes before the org's."""
    org = _org(salesforce, asked)
    policy = asked.model_dump(exclude={"org", "profile"}, exclude_none=True)
    org.set_password_policy(asked.profile, **policy)
    return _told(org, asked.profile)


@verb(
    "profile restrict-login-ips",
    "PUT /orgs/{org}/profiles/{profile}/login-ip-ranges",
    python="Org.restrict_login_ips",
    words=("profile", "ranges"),
    examples=("profile restrict-login-ips 'System Administrator' 203.0.113.0/24",),
)
def restrict_login_ips(salesforce: FakeSalesforce, asked: Ranges) -> ProfileTold:
    """Let a profile's users log in from these addresses only; none lifts the restriction."""
    org = _org(salesforce, asked)
    with blaming("ranges"):
        org.restrict_login_ips(asked.profile, *asked.ranges)
    return _told(org, asked.profile)


@verb(
    "profile restrict-login-hours",
    "PUT /orgs/{org}/profiles/{profile}/login-hours",
    python="Org.restrict_login_hours",
    words=("profile", "hours"),
    examples=(
        "profile restrict-login-hours 'System Administrator' monday=closed tuesday=08:00-18:30",
    ),
)
def restrict_login_hours(salesforce: FakeSalesforce, asked: Hours) -> ProfileTold:
    """Let a profile's users log in at these hours only; none lifts the restriction."""
    org = _org(salesforce, asked)
    with blaming("hours"):
        org.restrict_login_hours(asked.profile, **asked.hours)
    return _told(org, asked.profile)


VERBS = (every, set_password_policy, restrict_login_ips, restrict_login_hours)
