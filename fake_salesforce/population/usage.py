"""What users leave behind: folders of reports, reports, logins; and the packages they use."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fake_salesforce.packages import Package

from .drawing import Drawing
from .pools import pools

_KEPT = timedelta(days=180)
"""How long LoginHistory keeps a login: six months."""
_SHARE_REFUSED = 0.04
_REPORTS = (
    ("Leads by Source", "Lead", ("Name", "Company", "LeadSource", "Status")),
    ("Contacts and Accounts", "Contact", ("Name", "Email", "Account.Name")),
    ("Pipeline", "Opportunity", ("Name", "StageName", "Amount", "CloseDate")),
    ("Campaign Members", "CampaignMember", ("Campaign.Name", "Status", "HasResponded")),
    ("Accounts by Industry", "Account", ("Name", "Industry", "Owner.Name")),
)


@dataclass(frozen=True, slots=True)
class DrawnReport:
    """One report."""

    name: str
    sobject: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DrawnLogin:
    """One login."""

    user_id: str
    at: datetime
    source_ip: str
    is_refused: bool
    """Whether the password was wrong."""
    is_by_api: bool


def folder_name(number: int, drawing: Drawing) -> str:
    """Return the name of the folder of a number, counted from 0."""
    places = pools(drawing.seed).places
    return f"Reports {places[number % len(places)].city} {number + 1}"


def report(number: int) -> DrawnReport:
    """Return the report of a number, counted from 0."""
    name, sobject, columns = _REPORTS[number % len(_REPORTS)]
    return DrawnReport(f"{name} {number + 1}"[:40], sobject, columns)


def logins(count: int, user_ids: Sequence[str], drawing: Drawing) -> Iterator[DrawnLogin]:
    """Yield logins of users, the oldest first, within the time that LoginHistory keeps."""
    chance = drawing.chance("LoginHistory")
    step = _KEPT / max(count, 1)
    for number in range(count):
        yield DrawnLogin(
            user_id=chance.choice(user_ids),
            at=drawing.now - _KEPT + step * (number + chance.random() * 0.9),
            source_ip=f"198.51.100.{1 + int(chance.random() * 254)}",
            is_refused=chance.random() < _SHARE_REFUSED,
            is_by_api=chance.random() < 0.5,  # noqa: PLR2004 - every other one
        )


def package(number: int, drawing: Drawing) -> Package:
    """Return the managed package of a number, counted from 0: a licence, and nothing else in it."""
    chance: random.Random = drawing.chance(f"package {number}")
    company = chance.choice(pools(drawing.seed).companies).name
    return Package.model_validate(
        {
            "name": f"{company} Connector",
            "namespace": f"pkg{number + 1}",
            "publisher": company,
            "allowed_licenses": chance.choice([-1, 5, 10, 50]),
            "versions": [{"number": "1.0", "name": "First"}],
        }
    )
