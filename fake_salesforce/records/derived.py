"""Fields that nobody writes: Salesforce computes them from the record's other fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from . import activities, bounces, cases, opportunities
from .values import Stored


def derive(sobject_name: str, record: Mapping[str, Stored]) -> dict[str, Stored]:
    """Return the computed fields of a record, given all its others (its Id among them)."""
    values: dict[str, Stored] = {}
    for rule in _RULES.get(sobject_name, ()):
        values.update(rule(record))
    return values


def _full_name(record: Mapping[str, Stored]) -> dict[str, Stored]:
    """First and last name with a blank between them (order of a Western locale)."""
    parts = [str(record[part]) for part in ("FirstName", "LastName") if record.get(part)]
    return {"Name": " ".join(parts)}


def _photo_url(record: Mapping[str, Stored]) -> dict[str, Stored]:
    """The path of the record's photo (believed)."""
    return {"PhotoUrl": f"/services/images/photo/{record['Id']}"}


Rule = Callable[[Mapping[str, Stored]], dict[str, Stored]]

_RULES: Mapping[str, tuple[Rule, ...]] = MappingProxyType(
    {
        "Lead": (_full_name, _photo_url),
        "Contact": (_full_name, _photo_url, bounces.is_bounced),
        "Account": (_photo_url,),
        "Case": (cases.progress,),
        "Individual": (_full_name,),
        "Opportunity": (opportunities.outcome,),
        "Task": (activities.progress,),
        "User": (_full_name,),
    }
)
