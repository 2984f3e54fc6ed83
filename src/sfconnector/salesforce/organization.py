"""The Organization record: the data call that ends every connect.

A login that succeeds proves nothing (reference 1.8): only an answered data call does. This one is
allowed to every user that may use the API, costs one call and tells which organization answered.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from sfconnector.errors import UnexpectedAnswerError
from sfconnector.salesforce.query import PageReader, query, select
from sfconnector.salesforce.session import Session

FIELDS = ("Name", "IsSandbox")
_BOOLEANS = {b"true": True, b"false": False}


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization's id (18 characters) and name, and whether it is a sandbox."""

    id: str
    name: str
    is_sandbox: bool | None = None
    """None where the answer does not tell."""


class _Row(msgspec.Struct):
    Id: str
    Name: str | None
    IsSandbox: msgspec.Raw


def read(session: Session) -> Organization:
    """Ask for the one Organization record.

    Raises:
        ConnectorError: as :meth:`Session.call`.
        UnexpectedAnswerError: the answer does not hold exactly one organization.
    """
    reader: PageReader[_Row] = PageReader(FIELDS, text_field="Name")
    page = reader.read(session.call(query(select("Organization", FIELDS, order_by=None))))
    if len(page.records) != 1:
        message = f"Salesforce answered {len(page.records)} Organization records instead of one"
        raise UnexpectedAnswerError(message)
    row = page.records[0]
    is_sandbox = _BOOLEANS.get(bytes(row.IsSandbox))
    return Organization(row.Id, row.Name or "", is_sandbox)


def same(one: str, other: str) -> bool:
    """Tell whether two ids of 15 or 18 characters name the same record (reference 5.1)."""
    return one[:15] == other[:15]
