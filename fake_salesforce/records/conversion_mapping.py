"""Which field of an account, contact or opportunity each standard field of a lead becomes.

Salesforce help, "Lead Conversion Field Mapping". Custom fields are mapped by an administrator,
which the fake does not have: they stay with the lead. That the salutation goes with the name is
believed.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .values import Stored

_ADDRESS = ("Street", "City", "State", "PostalCode", "Country", "Latitude", "Longitude")

ACCOUNT: Mapping[str, str] = MappingProxyType(
    {
        "Company": "Name",
        **{each: f"Billing{each}" for each in _ADDRESS},
        **{
            each: each
            for each in (
                *("AnnualRevenue", "Fax", "Industry", "NumberOfEmployees", "Phone", "Rating"),
                "Website",
            )
        },
    }
)
CONTACT: Mapping[str, str] = MappingProxyType(
    {
        **{each: f"Mailing{each}" for each in _ADDRESS},
        **{
            each: each
            for each in (
                *("FirstName", "LastName", "Salutation", "Title", "Email", "Phone"),
                *("MobilePhone", "Fax", "Description", "LeadSource"),
            )
        },
    }
)
NEW_CONTACT: Mapping[str, str] = MappingProxyType(
    {each: each for each in ("DoNotCall", "HasOptedOutOfEmail", "HasOptedOutOfFax")}
)
"""What an existing contact does not take over."""
OPPORTUNITY: Mapping[str, str] = MappingProxyType({"LeadSource": "LeadSource"})


def mapped(lead: Mapping[str, Stored], mapping: Mapping[str, str]) -> dict[str, Stored]:
    """Return what a lead gives, empty fields apart."""
    return {to: lead[name] for name, to in mapping.items() if lead[name] is not None}


def filling(target: Mapping[str, Stored], given: Mapping[str, Stored]) -> dict[str, Stored]:
    """Return what of it fills empty fields; existing data stay ([K:api/convertlead])."""
    return {name: value for name, value in given.items() if target[name] is None}
