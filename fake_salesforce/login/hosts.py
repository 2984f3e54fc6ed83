"""Which orgs a host of Salesforce serves (reference 1.1).

One server plays them all. A host outside ``salesforce.com``, as the plain loopback address is,
serves every org.
"""

from __future__ import annotations

from collections.abc import Sequence

from fake_salesforce.org import Org

DOMAIN = ".salesforce.com"
_PRODUCTION = "login.salesforce.com"
_SANDBOX = "test.salesforce.com"
LOGIN_HOSTS = (_PRODUCTION, _SANDBOX)
"""[K:api/login]: production and Developer Edition, sandboxes."""


def is_salesforce(host_name: str) -> bool:
    """Tell whether a host name, without its port, is one of Salesforce's."""
    return host_name.lower().endswith(DOMAIN)


def own_host(org: Org) -> str:
    """Return the host of an org's My Domain."""
    return _host_of(org, org.my_domain)


def has_left(org: Org, host_name: str) -> bool:
    """Tell whether a host is that of the My Domain which an org has left last."""
    former = org.settings.former_my_domain
    return former is not None and host_name.lower() == _host_of(org, former) != own_host(org)


def is_gone(host_name: str, orgs: Sequence[Org]) -> bool:
    """Tell whether a host's name is gone with the My Domain that an org has left."""
    return any(
        each.settings.former_host_answer == "no_host" and has_left(each, host_name) for each in orgs
    )


def _host_of(org: Org, my_domain: str) -> str:
    if not org.is_sandbox:
        return f"{my_domain}.my{DOMAIN}"
    label = f"{my_domain}--sbx"
    if org.settings.enhanced_domains:
        return f"{label}.sandbox.my{DOMAIN}"
    return f"{label}.{org.instance_name.lower()}.my{DOMAIN}"


def serves(org: Org, host_name: str) -> bool:
    """Tell whether an org is behind a host: whether its users may log in and its data is there."""
    name = host_name.lower()
    if not is_salesforce(name):
        return True
    if name in LOGIN_HOSTS:
        return not org.settings.login_hosts_apart or name == _login_host(org)
    return name in {own_host(org), f"{org.instance_name.lower()}{DOMAIN}"}


def orgs_at(host_name: str, orgs: Sequence[Org]) -> list[Org]:
    """Return the orgs behind a host."""
    return [each for each in orgs if serves(each, host_name)]


def audiences_of(org: Org) -> frozenset[str]:
    """Return what the ``aud`` of an assertion may be: the login host, or the org's own."""
    return frozenset({f"https://{_login_host(org)}", f"https://{own_host(org)}"})


def _login_host(org: Org) -> str:
    return _SANDBOX if org.is_sandbox else _PRODUCTION
