"""The rules that say who belongs in a list, worked out from the org without the connector.

A rule asks the org for its records and decides by itself, so that a mistake in the connector's own
rule shows as a difference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from sfconformance.stage import Stage

ListRule = Literal["leads_with_email", "campaign_members_with_email", "related_records_with_email"]
"""The name of a rule in a file."""

OF: Mapping[ListRule, str] = {
    "campaign_members_with_email": "the campaign's name",
    "related_records_with_email": "the object and its lookup, as `Visit__c.Lead__c`",
}
"""What a rule must be told besides, as ``of``; others are told nothing."""

Rows = Mapping[str, Mapping[str, object]]
"""Record id -> field API name -> value."""

_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+")
_LABEL = re.compile(r"[A-Za-z0-9-]{1,63}")
LONGEST_LOCAL = 64
LONGEST = 254


def is_well_formed(address: str) -> bool:
    """Return whether mail can be sent to an address, as docs/scenarios.md states the rule.

    One ``@``; before it atoms joined by single dots, at most 64 characters; behind it at least two
    labels, none with a hyphen at an end, the last one beginning with a letter; 254 in all.
    """
    local, at, host = address.partition("@")
    labels = host.split(".")
    return (
        bool(at)
        and len(address) <= LONGEST
        and len(local) <= LONGEST_LOCAL
        and all(_ATOM.fullmatch(atom) for atom in local.split("."))
        and len(labels) > 1
        and all(_LABEL.fullmatch(part) and part == part.strip("-") for part in labels)
        and labels[-1][0].isalpha()
    )


def leads_with_email(stage: Stage, fields: Sequence[str], of: str) -> Rows:  # noqa: ARG001 - there is one All Leads
    """Return every unconverted lead whose e-mail address is filled in and well formed."""
    return _with_email(stage, "Lead", "Email", fields, where="IsConverted = false")


def campaign_members_with_email(stage: Stage, fields: Sequence[str], of: str) -> Rows:
    """Return the members of a campaign, leads and contacts, that have such an address."""
    name = of.replace("\\", r"\\").replace("'", r"\'")
    where = f"Campaign.Name = '{name}'"
    return _with_email(stage, "CampaignMember", "Email", fields, where=where)


def related_records_with_email(stage: Stage, fields: Sequence[str], of: str) -> Rows:
    """Return the records of a custom object whose lead or contact has such an address."""
    sobject, _, lookup = of.partition(".")
    email = f"{lookup.removesuffix('__c')}__r.Email"
    return _with_email(stage, sobject, email, fields, where=f"{lookup} != null")


def _with_email(
    stage: Stage, sobject: str, email: str, fields: Sequence[str], *, where: str
) -> Rows:
    """Return the records whose address, at its path, is well formed; it is called Email."""
    paths = dict.fromkeys((email, *(each for each in fields if each != "Email")))
    soql = f"SELECT Id, {', '.join(paths)} FROM {sobject} WHERE {where}"  # noqa: S608 - SOQL of field names, on a fake
    rows: dict[str, Mapping[str, object]] = {}
    for found in stage.query(soql):
        row = {path: _at(found, path) for path in paths}
        row["Email"] = row[email]
        if is_well_formed(str(row["Email"] or "")):
            rows[str(found["Id"])] = row
    return rows


def _at(row: Mapping[str, object], path: str) -> object:
    """Return what stands at a path through parents; None where there is no parent."""
    value: object = row
    for name in path.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value[name]
    return value


RULES: Mapping[ListRule, Callable[[Stage, Sequence[str], str], Rows]] = {
    "leads_with_email": leads_with_email,
    "campaign_members_with_email": campaign_members_with_email,
    "related_records_with_email": related_records_with_email,
}
"""Every rule by its name."""
