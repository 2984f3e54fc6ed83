"""Orgs with records that refer to one another, and what SOQL shows of them."""

from __future__ import annotations

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from fake_salesforce import Org

LEAD: dict[str, Any] = {"LastName": "Doe", "Company": "Example"}
OPPORTUNITY: dict[str, Any] = {
    "Name": "Example",
    "StageName": "Prospecting",
    "CloseDate": "2020-09-30",
}
OBJECTS = (
    *("Account", "Contact", "Lead", "Campaign", "CampaignMember", "Opportunity"),
    *("OpportunityContactRole", "Task", "AccountShare"),
)
STAMPS = frozenset({"LastModifiedDate", "LastModifiedById", "SystemModstamp"})
"""What a deletion and a restoration move."""

PARENTS: dict[tuple[str, str], tuple[str, ...]] = {
    ("Account", "ParentId"): ("Account",),
    ("Contact", "AccountId"): ("Account",),
    ("Contact", "ReportsToId"): ("Contact",),
    ("CampaignMember", "CampaignId"): ("Campaign",),
    ("CampaignMember", "ContactId"): ("Contact",),
    ("CampaignMember", "LeadId"): ("Lead",),
    ("Opportunity", "AccountId"): ("Account",),
    ("Opportunity", "CampaignId"): ("Campaign",),
    ("OpportunityContactRole", "ContactId"): ("Contact",),
    ("OpportunityContactRole", "OpportunityId"): ("Opportunity",),
    ("Task", "WhatId"): ("Account", "Campaign", "Opportunity"),
    ("Task", "WhoId"): ("Contact", "Lead"),
}
"""The references that somebody writes, and what they may lead to."""

FEW = settings().max_examples * 2 // 5
"""Examples of a property whose every example needs an org of its own."""
links = st.integers(0, 2)
"""Which of an object's three records a reference leads to."""


@st.composite
def families(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    """Generate how many records there are of each object, and which refer to which.

    Records of one object refer to earlier ones only, so that hierarchies have no cycle.
    """
    count = st.integers(0, 4)
    family: dict[str, list[dict[str, Any]]] = {
        "Account": [
            {"ParentId": draw(st.none() | st.integers(0, i - 1)) if i else None} for i in range(3)
        ],
        "Contact": [
            {
                "AccountId": draw(st.none() | links),
                "ReportsToId": draw(st.none() | st.integers(0, i - 1)) if i else None,
            }
            for i in range(3)
        ],
        "Lead": [{} for _ in range(3)],
        "Campaign": [{} for _ in range(2)],
        "Opportunity": [
            {"AccountId": draw(st.none() | links), "CampaignId": draw(st.none() | st.just(0))}
            for _ in range(draw(count))
        ],
    }
    people = st.tuples(st.sampled_from(["LeadId", "ContactId"]), links)
    members = draw(st.sets(st.tuples(st.integers(0, 1), people), max_size=6))
    family["CampaignMember"] = [
        {"CampaignId": campaign, field: person} for campaign, (field, person) in sorted(members)
    ]
    family["OpportunityContactRole"] = [
        {"OpportunityId": draw(st.integers(0, len(family["Opportunity"]) - 1)), "ContactId": each}
        for each in draw(st.lists(links, max_size=3))
        if family["Opportunity"]
    ]
    whats = st.none() | st.tuples(st.just("Account"), links)
    whos = st.none() | st.tuples(st.sampled_from(["Lead", "Contact"]), links)
    family["Task"] = [
        {"WhoId": draw(whos), "WhatId": None}
        | ({"WhatId": draw(whats)} if draw(st.booleans()) else {})
        for _ in range(draw(count))
    ]
    return family


def settle(org: Org, family: dict[str, list[dict[str, Any]]]) -> dict[str, list[str]]:
    """Create a family in an org; return the ids by object."""
    made: dict[str, list[str]] = {}
    required = {
        "Account": {"Name": "Example"},
        "Contact": {"LastName": "Doe"},
        "Lead": LEAD,
        "Campaign": {"Name": "Example"},
        "Opportunity": OPPORTUNITY,
    }
    for name, records in family.items():
        made[name] = []
        for record in records:
            values = {
                field: None if link is None else _linked(made, name, field, link)
                for field, link in record.items()
            }
            if name == "Task" and str(values["WhoId"]).startswith("00Q"):
                values["WhatId"] = None
            made[name].append(org.create(name, required.get(name, {}) | values))
    return made


def _linked(made: dict[str, list[str]], name: str, field: str, link: Any) -> str:
    target, place = link if isinstance(link, tuple) else (PARENTS[name, field][0], link)
    return made[target][place]


def shown(org: Org, *, without: frozenset[str] = frozenset()) -> dict[str, dict[str, Any]]:
    """Return what SOQL shows of every record by its id, some fields apart."""
    found: dict[str, dict[str, Any]] = {}
    for name in OBJECTS:
        sobject = org.schema.known(name)
        assert sobject is not None
        names = ", ".join(each.name for each in sobject.fields if each.name not in without)
        for record in org.query(f"SELECT {names} FROM {name}"):
            found[str(record["Id"])] = record
    return found


def orphans(org: Org) -> list[tuple[str, str, str]]:
    """Return records that refer to one that is not there: their id, the field, what it says."""
    there = shown(org)
    return [
        (record_id, field, record[field])
        for record_id, record in there.items()
        for name, field in PARENTS
        if name == _object_of(org, record_id)
        and record[field] is not None
        and record[field] not in there
    ]


def _object_of(org: Org, record_id: str) -> str | None:
    sobject = org.schema.sobject_of_id(record_id)
    return None if sobject is None else sobject.name
