"""Which columns of a report say who a row is, and what the others are called in a list. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import msgspec

from sfconnector.errors import ReportUnfitError
from sfconnector.lists.fields import EMAIL
from sfconnector.salesforce.record_ids import long_id
from sfconnector.salesforce.report_runs import Cell, Column, Definition

IDS = {"lead id", "contact id"}
"""Labels of the columns that hold the id of a lead or a contact, in any case."""
ID_NAMES = {"lead_id", "contact_id", "lead.id", "contact.id"}
"""API names of such columns, where an organization speaks another language."""
EMAIL_LABEL, EMAIL_NAMES = "email", {"email", "lead.email", "contact.email"}
TAKEN = {"email", "id"}
"""What a list calls something else by."""
PERSONS = ("00Q", "003")
NUMBERS = {"int", "double", "currency", "percent", "long"}
MOST_COLUMNS = 100
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a report as a list takes them."""

    ids: tuple[int, ...]
    """Where the record's id stands: in the first of these places that has one."""
    email: int
    names: Mapping[str, int]
    """What a list calls each column, and its place."""
    types: Mapping[str, str]


def fit(definition: Definition) -> Columns:
    """Find the columns.

    Raises:
        ReportUnfitError: a list cannot be made of it; the message says why, and what to do.
    """
    if definition.format != "TABULAR":
        message = (
            f"the report {definition.name} is of the format {definition.format}; a list is "
            "imported from a tabular report: take its groupings away, or save a tabular copy"
        )
        raise ReportUnfitError(message)
    if len(definition.columns) > MOST_COLUMNS:
        message = (
            f"the report {definition.name} has {len(definition.columns)} columns, and Salesforce "
            f"runs none of more than {MOST_COLUMNS}; take some away"
        )
        raise ReportUnfitError(message)
    ids = tuple(
        place
        for place, each in enumerate(definition.columns)
        if each.label.casefold() in IDS or each.name.casefold() in ID_NAMES
    )
    emails = [
        place
        for place, each in enumerate(definition.columns)
        if each.label.casefold() == EMAIL_LABEL or each.name.casefold() in EMAIL_NAMES
    ]
    missing = [] if ids else ["Lead ID or Contact ID"]
    missing += [] if emails else ["Email"]
    if missing:
        message = (
            f"the report {definition.name} has no column {' and no column '.join(missing)}; add it "
            "to the report in Salesforce, since records cannot be recognised without"
        )
        raise ReportUnfitError(message)
    named = _named(definition.columns, emails[0])
    return Columns(
        ids,
        emails[0],
        named,
        {name: definition.columns[place].type for name, place in named.items()},
    )


def _named(columns: Sequence[Column], email: int) -> dict[str, int]:
    often = Counter(_plain(each.label).casefold() for each in columns)
    names = {}
    for place, each in enumerate(columns):
        label = _plain(each.label)
        alone = often[label.casefold()] == 1 and label.casefold() not in TAKEN
        names[label if alone else f"{label} ({_plain(each.name)})"] = place
    return {EMAIL: email} | {name: place for name, place in names.items() if place != email}


def _plain(label: str) -> str:
    return label.replace(".", " ")


def record_id(columns: Columns, row: Sequence[Cell]) -> str | None:
    """Return the id of a row's lead or contact in 18 characters; None if it has none."""
    for place in columns.ids:
        told = row[place].value or row[place].label
        try:
            found = long_id(str(told))
        except ValueError:
            continue
        if found.startswith(PERSONS):
            return found
    return None


def value(cell: Cell, column_type: str) -> msgspec.Raw:
    """Return a cell as a list keeps it: numbers as JSON numbers, everything else as users see it.

    So a list does not tell by which way its report was read.
    """
    if cell.value is None:
        return msgspec.Raw(b"null")
    if column_type in NUMBERS:
        held = cell.value.get("amount") if isinstance(cell.value, dict) else cell.value
        if _NUMBER.fullmatch(str(held)):
            return msgspec.Raw(_shortest(str(held)).encode())
    return msgspec.Raw(msgspec.json.encode(cell.label))


def _shortest(number: str) -> str:
    written = f"{Decimal(number).normalize():f}"
    return "0" if written == "-0" else written
