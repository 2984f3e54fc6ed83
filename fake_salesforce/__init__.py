"""A Salesforce org (REST v49.0) that runs offline, for tests of any Salesforce client.

::

    from fake_salesforce import FakeSalesforce

    with FakeSalesforce() as salesforce, salesforce.patch():
        org = salesforce.create_org()
        user = org.create_user("integration@example.com")

It is loaded when it is first used: the pytest plugin lies in this package, and a test run that uses
no Salesforce should not pay for it.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .clock import Clock
    from .journal import Arrival, CrashError, Exchange
    from .org import Org, User
    from .salesforce import FakeSalesforce

__all__ = ["Arrival", "Clock", "CrashError", "Exchange", "FakeSalesforce", "Org", "User"]

_MODULES = {
    "Arrival": ".journal",
    "Clock": ".clock",
    "CrashError": ".journal",
    "Exchange": ".journal",
    "FakeSalesforce": ".salesforce",
    "Org": ".org",
    "User": ".org",
}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module  # noqa: PLC0415 - a plugin's import should load nothing

    return getattr(import_module(_MODULES[name], __name__), name)
