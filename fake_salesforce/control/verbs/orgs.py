"""Orgs: created, listed, dropped, locked, refreshed, filled, handed on."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Base64Bytes, Field

from fake_salesforce.control.problems import ProblemError, blaming, wrong
from fake_salesforce.control.values import Name, OfOrg, org_of
from fake_salesforce.control.verb import Asked, Nothing, Told, verb

if TYPE_CHECKING:
    from fake_salesforce.org import Org
    from fake_salesforce.salesforce import FakeSalesforce

_ITS_FILE = re.compile(r"\S*/org\.sqlite")
"""The file of an org, which is nobody's affair outside."""
_Count = Annotated[int, Field(ge=0, le=100_000)]


class OrgTold(Told):
    """An org."""

    id: str
    name: str
    edition: str
    my_domain: str
    instance: str
    is_sandbox: bool
    users: int
    trial_ends: str | None
    """None if it is no trial."""
    is_locked: bool
    availability: str


class OrgMade(OrgTold):
    """A new org, with the client that its connected app gives."""

    client_id: str
    client_secret: str


class NewSecret(Told):
    """A user's secrets, told when they are made."""

    id: str
    username: str
    password: str
    security_token: str


class OrgImported(OrgMade):
    """An org that was imported, with the new secrets of its users."""

    secrets: list[NewSecret]


class OrgRefreshed(OrgTold):
    """A sandbox after its refresh, with the new secrets of its users."""

    secrets: list[NewSecret]


class NewOrg(Asked):
    """An org to be."""

    name: Name = "Example Org"
    edition: Name = "Enterprise Edition"
    """As Organization.OrganizationType has it; Professional Edition is sold without the API."""
    is_sandbox: bool = False


class Trial(OfOrg):
    """How long a trial lasts."""

    days: Annotated[int, Field(ge=0, le=3650)] = 30


class Edition(OfOrg):
    """What the org becomes."""

    edition: Name


class Refresh(OfOrg):
    """The sandbox's name, which usernames end in."""

    name: Annotated[str, Field(pattern="^[A-Za-z0-9]{1,10}$")] = "dev"


class MyDomain(OfOrg):
    """The first label of its host."""

    label: Annotated[str, Field(max_length=40)]


class Populate(OfOrg):
    """How many records of each kind."""

    leads: _Count = 0
    contacts: _Count = 0
    accounts: _Count = 0
    campaigns: _Count = 0
    opportunities: _Count = 0
    contact_roles: _Count = 0
    """Contacts with a role in opportunities that have none yet."""
    tasks: _Count = 0
    events: _Count = 0
    cases: _Count = 0
    members_per_campaign: _Count = 20
    roles: _Count = 0
    users: _Count = 0
    """Users, who own what is populated with them and afterwards."""
    groups: _Count = 0
    queues: _Count = 0
    permission_sets: _Count = 0
    folders: _Count = 0
    reports: _Count = 0
    logins: _Count = 0
    packages: _Count = 0
    """Managed packages, each with its licence."""
    custom: dict[str, _Count] = Field(default_factory=dict)
    """Records of custom objects, by name, as `Visit__c`."""
    custom_fields: bool = False
    """Whether the custom fields of standard objects get values, too."""
    seed: Annotated[int, Field(ge=0, le=2**63)] = 0


class Populated(Told):
    """How many records were made."""

    made: int


class OrgFile(Told):
    """An org as a SQLite file, without any secret."""

    sqlite: Base64Bytes


class Import(Asked):
    """An org that was exported."""

    sqlite: Annotated[Base64Bytes, Field(json_schema_extra={"x-file": "base64"})]


def told(org: Org) -> OrgTold:
    """Return what is told of an org."""
    return OrgTold(**_facts(org))


def _facts(org: Org) -> dict[str, Any]:
    [row] = org.query("SELECT OrganizationType, TrialExpirationDate FROM Organization")
    return {
        "id": org.id,
        "name": org.name,
        "edition": row["OrganizationType"],
        "my_domain": org.my_domain,
        "instance": org.instance_name,
        "is_sandbox": org.is_sandbox,
        "users": len(org.users.usernames()),
        "trial_ends": row["TrialExpirationDate"],
        "is_locked": org.settings.is_locked,
        "availability": org.settings.availability,
    }


def _client(org: Org) -> dict[str, Any]:
    return {"client_id": org.client_id, "client_secret": org.client_secret}


def _secrets(org: Org) -> list[NewSecret]:
    """Return the secrets of the users who have some that were just drawn."""
    users = [org.known_user(each) for each in org.users.usernames()]
    return [
        NewSecret(
            id=each.id,
            username=each.username,
            password=each.password,
            security_token=each.security_token,
        )
        for each in users
        if org.credentials.generated(each.id) is not None
    ]


@verb("org list", "GET /orgs", python="FakeSalesforce.orgs", examples=("org list",))
def every(salesforce: FakeSalesforce, _: Nothing) -> list[OrgTold]:
    """List the orgs there are."""
    return [told(each) for each in salesforce.orgs]


@verb(
    "org create",
    "POST /orgs",
    python="FakeSalesforce.create_org",
    words=("name",),
    examples=("org create Acme --is-sandbox", "org create --edition 'Professional Edition'"),
    status=201,
)
def create(salesforce: FakeSalesforce, asked: NewOrg) -> OrgMade:
    """Create an org, and tell the client that its connected app gives."""
    org = salesforce.create_org(asked.name, edition=asked.edition, is_sandbox=asked.is_sandbox)
    return OrgMade(**_facts(org), **_client(org))


@verb("org show", "GET /orgs/{org}", python="Org", words=("org",), examples=("org show",))
def show(salesforce: FakeSalesforce, asked: OfOrg) -> OrgTold:
    """Tell of one org."""
    return told(org_of(salesforce, asked.org))


@verb(
    "org drop",
    "DELETE /orgs/{org}",
    python="FakeSalesforce.drop_org",
    words=("org",),
    examples=("org drop Acme",),
    is_gated=False,
)
def drop(salesforce: FakeSalesforce, asked: OfOrg) -> None:
    """Close an org and forget it; one that no file keeps is gone."""
    salesforce.drop_org(org_of(salesforce, asked.org))


@verb("org lock", "POST /orgs/{org}/lock", python="Org.lock", examples=("org lock",))
def lock(salesforce: FakeSalesforce, asked: OfOrg) -> OrgTold:
    """Lock the org: no login succeeds, and every session ends."""
    org = org_of(salesforce, asked.org)
    org.lock()
    return told(org)


@verb("org unlock", "POST /orgs/{org}/unlock", python="Org.unlock", examples=("org unlock",))
def unlock(salesforce: FakeSalesforce, asked: OfOrg) -> OrgTold:
    """End the lock."""
    org = org_of(salesforce, asked.org)
    org.unlock()
    return told(org)


@verb(
    "org start-trial",
    "POST /orgs/{org}/trial",
    python="Org.start_trial",
    examples=("org start-trial --days 30",),
)
def start_trial(salesforce: FakeSalesforce, asked: Trial) -> OrgTold:
    """Make the org a trial that ends in so many days."""
    org = org_of(salesforce, asked.org)
    org.start_trial(days=asked.days)
    return told(org)


@verb(
    "org end-trial",
    "POST /orgs/{org}/trial/end",
    python="Org.end_trial",
    examples=("org end-trial",),
)
def end_trial(salesforce: FakeSalesforce, asked: OfOrg) -> OrgTold:
    """End the trial now: no login succeeds, and every session ends."""
    org = org_of(salesforce, asked.org)
    org.end_trial()
    return told(org)


@verb(
    "org change-edition",
    "POST /orgs/{org}/edition",
    python="Org.change_edition",
    words=("edition",),
    examples=("org change-edition 'Professional Edition'",),
)
def change_edition(salesforce: FakeSalesforce, asked: Edition) -> OrgTold:
    """Make the org one of another edition; Professional and Group are without the API."""
    org = org_of(salesforce, asked.org)
    org.change_edition(asked.edition)
    return told(org)


@verb(
    "org refresh-sandbox",
    "POST /orgs/{org}/refresh",
    python="Org.refresh_sandbox",
    words=("name",),
    examples=("org refresh-sandbox dev",),
)
def refresh(salesforce: FakeSalesforce, asked: Refresh) -> OrgRefreshed:
    """Refresh the sandbox: another organization id, other usernames, new secrets, no sessions."""
    org = org_of(salesforce, asked.org)
    org.refresh_sandbox(asked.name)
    return OrgRefreshed(**_facts(org), secrets=_secrets(org))


@verb(
    "org change-my-domain",
    "POST /orgs/{org}/my-domain",
    python="Org.change_my_domain",
    words=("label",),
    examples=("org change-my-domain acme",),
)
def change_my_domain(salesforce: FakeSalesforce, asked: MyDomain) -> OrgTold:
    """Move the org to another My Domain; its id stays, and its sessions end."""
    org = org_of(salesforce, asked.org)
    with blaming("label"):
        org.change_my_domain(asked.label)
    return told(org)


@verb(
    "org reset",
    "POST /orgs/{org}/reset",
    python="Org.reset",
    examples=("org reset",),
    is_gated=False,
)
def reset(salesforce: FakeSalesforce, asked: OfOrg) -> OrgTold:
    """Put the org back to how it was founded: no users, no records."""
    org = org_of(salesforce, asked.org)
    org.reset()
    return told(org)


@verb(
    "org populate",
    "POST /orgs/{org}/populate",
    python="Org.populate",
    examples=(
        "org populate --leads 1000 --accounts 100 --contacts 500",
        "org populate --users 20 --tasks 500 --custom Visit__c=50",
    ),
)
def populate(salesforce: FakeSalesforce, asked: Populate) -> Populated:
    """Fill the org with records drawn from a seed."""
    org = org_of(salesforce, asked.org)
    with blaming("org"):
        return Populated(made=org.populate(**asked.model_dump(exclude={"org"})))


@verb(
    "org export",
    "GET /orgs/{org}/export",
    python="Org.export",
    examples=("org export org.sqlite",),
    to_file="sqlite",
)
def export(salesforce: FakeSalesforce, asked: OfOrg) -> OrgFile:
    """Give the org as one file without any secret, which can be imported elsewhere."""
    org = org_of(salesforce, asked.org)
    with tempfile.TemporaryDirectory(prefix="fake-salesforce-export-") as folder:
        path = Path(folder) / "org.sqlite"
        org.export(path)
        return OrgFile.model_construct(sqlite=path.read_bytes())


@verb(
    "org import",
    "POST /orgs/import",
    python="FakeSalesforce.import_org",
    words=("sqlite",),
    examples=("org import org.sqlite",),
    status=201,
)
def take_in(salesforce: FakeSalesforce, asked: Import) -> OrgImported:
    """Take in an org that was exported; its users have new secrets, which are told."""
    with tempfile.TemporaryDirectory(prefix="fake-salesforce-import-") as folder:
        path = Path(folder) / "org.sqlite"
        path.write_bytes(asked.sqlite)
        try:
            org = salesforce.import_org(path)
        except ValueError as error:
            told = _ITS_FILE.sub("the file", str(error))
            if "open already" in told:
                raise ProblemError(409, "It cannot be done as things are", told) from error
            raise wrong("sqlite", told) from error
    return OrgImported(**_facts(org), **_client(org), secrets=_secrets(org))


VERBS = (
    every,
    create,
    take_in,
    show,
    drop,
    lock,
    unlock,
    start_trial,
    end_trial,
    change_edition,
    refresh,
    change_my_domain,
    reset,
    populate,
    export,
)
