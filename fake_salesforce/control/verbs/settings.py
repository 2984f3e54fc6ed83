"""Switches: how an org behaves, and the most that its limits allow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import create_model

from fake_salesforce.control.problems import wrong
from fake_salesforce.control.values import OfOrg, org_of
from fake_salesforce.control.verb import Told, verb
from fake_salesforce.org.settings import Limits, Settings, attributes

if TYPE_CHECKING:
    from fake_salesforce.org import Org
    from fake_salesforce.salesforce import FakeSalesforce

Value = bool | int | str | None

_SWITCHES = {**attributes(Settings), **attributes(Limits)}


class SettingTold(Told):
    """A switch and its value."""

    name: str
    value: Value
    default: Value


class Change(OfOrg):
    """The switches to set, each with its value."""


ChangeSettings = create_model(
    "ChangeSettings",
    __base__=Change,
    __doc__=Change.__doc__,
    **{name: (each.kind, each.default) for name, each in _SWITCHES.items()},  # type: ignore[call-overload] # pydantic's way
)


def _told(org: Org) -> list[SettingTold]:
    return [
        SettingTold(
            name=name,
            value=getattr(org.settings if hasattr(org.settings, name) else org.limits, name),
            default=each.default,
        )
        for name, each in _SWITCHES.items()
    ]


@verb(
    "settings list",
    "GET /orgs/{org}/settings",
    python="Org.settings",
    examples=("settings list",),
)
def every(salesforce: FakeSalesforce, asked: OfOrg) -> list[SettingTold]:
    """List the switches of an org with their values."""
    return _told(org_of(salesforce, asked.org))


@verb(
    "settings set",
    "PATCH /orgs/{org}/settings",
    python="Org.configure",
    examples=(
        "settings set --availability maintenance",
        "settings set --lock-sessions-to-ip --source-ip 203.0.113.7",
        "settings set --query-page-rows 3",
    ),
)
def put(salesforce: FakeSalesforce, asked: ChangeSettings) -> list[SettingTold]:  # type: ignore[valid-type] # made from the switches
    """Set switches, all that are given or none, and tell them."""
    org = org_of(salesforce, asked.org)  # type: ignore[attr-defined] # the same
    given = asked.model_dump(exclude={"org"}, exclude_unset=True)  # type: ignore[attr-defined] # the same
    for name, value in given.items():
        fault = _SWITCHES[name].fault(value)
        if fault is not None:
            raise wrong(name, fault)
    org.configure(**given)
    return [each for each in _told(org) if each.name in given]


VERBS = (every, put)
