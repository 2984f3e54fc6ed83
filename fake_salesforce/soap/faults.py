"""Faults: a call that is refused, HTTP 500 (reference 1.7)."""

from __future__ import annotations

import re

from fake_salesforce.errors import SalesforceError, SoapFault

from .elements import Tag, text, written
from .envelope import ENVELOPE, XSI

_DETAILS = {
    "INVALID_FIELD": "InvalidFieldFault",
    "INVALID_ID_FIELD": "InvalidIdFault",
    "INVALID_NEW_PASSWORD": "InvalidNewPasswordFault",
    "INVALID_OLD_PASSWORD": "InvalidOldPasswordFault",
    "INVALID_QUERY_FILTER_OPERATOR": "InvalidQueryFilterOperatorFault",
    "INVALID_QUERY_LOCATOR": "InvalidQueryLocatorFault",
    "INVALID_TYPE": "InvalidSObjectFault",
    "MALFORMED_ID": "InvalidIdFault",
    "MALFORMED_QUERY": "MalformedQueryFault",
    "MALFORMED_SEARCH": "MalformedSearchFault",
}
"""The fault of each exceptionCode that has one of its own ([K:api/core-data-types], the fault
elements of the WSDL); which code has which is believed but for INVALID_QUERY_LOCATOR."""
_OF_QUERIES = frozenset(
    {
        "InvalidFieldFault",
        "InvalidQueryFilterOperatorFault",
        "InvalidSObjectFault",
        "MalformedQueryFault",
        "MalformedSearchFault",
    }
)
"""The ApiQueryFaults: they tell row and column besides ([K:api/core-data-types])."""
_PLACE = re.compile(r"ERROR at Row:(\d+):Column:(\d+)")


def fault_of_error(error: SalesforceError) -> SoapFault:
    """Return the fault that says what REST says as an error of a whole call."""
    code = error.error_code
    return SoapFault(code, error.message, detail=_DETAILS.get(code, "UnexpectedErrorFault"))


def fault_text(fault: SoapFault, *, flavor: str) -> str:
    """Return the envelope of a fault. The prefix ``sf:`` is what clients search for.

    One Enterprise capture of 2018 has a ``faultcode`` without it; that others had it is believed.

    Args:
        fault: what is refused; without a detail it is SOAP's own, not Salesforce's.
        flavor: ``partner`` or ``enterprise``.
    """
    is_salesforce = bool(fault.detail)
    code = f"sf:{fault.code}" if is_salesforce else fault.code
    told = f"{fault.code}: {fault.message}" if is_salesforce else fault.message
    detail = _detail(fault) if is_salesforce else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="{ENVELOPE}"'
        f' xmlns:sf="urn:fault.{flavor}.soap.sforce.com" xmlns:xsi="{XSI}"><soapenv:Body>'
        f"<soapenv:Fault><faultcode>{text(code)}</faultcode>"
        f"<faultstring>{text(told)}</faultstring>{detail}"
        "</soapenv:Fault></soapenv:Body></soapenv:Envelope>"
    )


def _detail(fault: SoapFault) -> str:
    inside = [
        Tag("sf:exceptionCode", fault.code),
        Tag("sf:exceptionMessage", fault.message),
    ]
    if fault.detail in _OF_QUERIES:
        place = _PLACE.search(fault.message)
        row, column = (int(each) for each in place.groups()) if place else (-1, -1)
        inside += [Tag("sf:row", row), Tag("sf:column", column)]
    name = f"sf:{fault.detail}"
    return written([Tag("detail", (Tag(name, tuple(inside), xsi_type=name),))])
