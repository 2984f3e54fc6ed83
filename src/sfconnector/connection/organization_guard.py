"""The organization guard: an account's data comes from one organization and from no other.

``strict``, the default, is the product's rule (connector domain 1.10): another organization id, or
another domain in the connected user's username or e-mail, stops the connector until support has
looked. ``identity`` asks for the id alone. A moved instance or My Domain is no switch. It is asked
before anything is read, at every login. Pure functions; what a refused login offered is kept by
whoever records the failure, so that support can confirm it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from sfconnector.connection.environment import Environment
from sfconnector.errors import (
    Offered,
    OrganizationSwitchedError,
    SandboxRefreshedError,
    WrongEnvironmentError,
)
from sfconnector.salesforce.grant import Login
from sfconnector.salesforce.organization import Organization, same
from sfconnector.store.connections import ConnectionRow


class Guard(StrEnum):
    """What counts as a switch of organizations."""

    STRICT = "strict"
    IDENTITY = "identity"


@dataclass(frozen=True, slots=True)
class Difference:
    """What is not as it was bound: organization id, username's or e-mail's domain."""

    what: str
    bound: str
    offered: str


def difference(row: ConnectionRow | None, login: Login, guard: Guard) -> Difference | None:
    """Compare a login with what the account is bound to; None if it may pass."""
    if row is None or row.organization_id is None:
        return None
    if not same(row.organization_id, login.organization_id):
        return Difference("organization id", row.organization_id, login.organization_id)
    if guard is Guard.IDENTITY:
        return None
    for what, bound, offered in (
        ("username's domain", row.bound_username, login.username),
        ("e-mail's domain", row.bound_email, login.email),
    ):
        if bound and offered and domain(bound) != domain(offered):
            return Difference(what, domain(bound), domain(offered))
    return None


def refuse_another(row: ConnectionRow | None, login: Login, guard: Guard) -> None:
    """Let a login pass if the account is not bound yet, or to where the login leads.

    Raises:
        OrganizationSwitchedError: it leads elsewhere; the message tells which of the two differs.
        SandboxRefreshedError: it leads to a sandbox of the same name that was made anew.
    """
    found = difference(row, login, guard)
    if found is None or row is None:
        return
    offered = Offered(
        organization_id=login.organization_id, username=login.username, email=login.email
    )
    if found.what != "organization id":
        message = (
            f"switching organizations: the connected user's {found.what} was {found.bound} and is "
            f"{found.offered}. The organization id is the same, so it is safe to confirm; support "
            "finishes it with organization confirm"
        )
        detail = f"same organization {login.organization_id}, other {found.what}"
        raise OrganizationSwitchedError(message, detail=detail, offered=offered)
    detail = f"bound to {found.bound}, login leads to {found.offered}"
    sandbox = sandbox_name(row.instance_url or "")
    if sandbox and sandbox == sandbox_name(login.grant.instance_url):
        message = f"the sandbox {sandbox} has been refreshed: it has another organization id now"
        raise SandboxRefreshedError(message, detail=detail, offered=offered)
    message = (
        "switching organizations: the login leads to another organization id than the one the "
        "data comes from; contact support, who finish it with organization rebind"
    )
    raise OrganizationSwitchedError(message, detail=detail, offered=offered)


def refuse_other_environment(found: Organization, environment: Environment) -> None:
    """Let an organization pass if it is of the kind that the connector is for.

    Raises:
        WrongEnvironmentError: a sandbox behind production's connector, or the other way round.
    """
    if found.is_sandbox is None or found.is_sandbox == (environment is Environment.SANDBOX):
        return
    kind = "a sandbox" if found.is_sandbox else "no sandbox"
    message = f"{found.name} is {kind}, and this is the connector for {environment.value}"
    raise WrongEnvironmentError(message, detail=f"organization {found.id}")


def domain(address: str) -> str:
    """Return what stands behind the @, in lower case."""
    return address.rpartition("@")[2].casefold()


def sandbox_name(instance_url: str) -> str:
    """Return ``mydomain--sandbox`` of a sandbox's My Domain; "" for any other host."""
    label = (urlsplit(instance_url).hostname or "").partition(".")[0]
    return label if "--" in label else ""
