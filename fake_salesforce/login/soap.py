"""How a refused login looks in SOAP (reference 1.7)."""

from __future__ import annotations

from fake_salesforce.errors import SoapFault
from fake_salesforce.org import LoginStatus

from .refused import REFUSED


def fault_of(status: LoginStatus) -> SoapFault:
    """Return the fault with which a refused login is answered."""
    refused = REFUSED[status]
    return SoapFault(refused.code, refused.message, detail=refused.detail)
