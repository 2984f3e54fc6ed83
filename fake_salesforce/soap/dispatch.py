"""Finding the call that an envelope asks for, and answering it."""

from __future__ import annotations

import re

from fake_salesforce import releases
from fake_salesforce.errors import NotImplementedInFakeError, SalesforceError, SoapFault

from . import envelope
from .calls import CALLS
from .elements import envelope_text
from .entrance import enter
from .faults import fault_of_error
from .posted import OpenCall, Posted

_VERSION = re.compile(r"[1-9][0-9]?\.0")
"""API versions there may be; the code of the refusal is [K], its text believed."""


def answer(posted: Posted) -> str:
    """Return the envelope that answers a request.

    Raises:
        SoapFault: the request cannot be read, or the call is refused.
        NotImplementedInFakeError: Salesforce may have the call, the fake has not.
    """
    if _VERSION.fullmatch(posted.version) is None:
        code = "UNSUPPORTED_API_VERSION"
        message = "Invalid Api version specified on URL"
        raise SoapFault(code, message, detail="UnexpectedErrorFault")
    asked = envelope.read(posted.body)
    posted.note(asked=asked.name)
    call = next((each for each in CALLS if each.name == asked.name), None)
    if call is None:
        names = ", ".join(each.name for each in CALLS)
        raise NotImplementedInFakeError(f"the SOAP call {asked.name}", instead=f"It has {names}.")
    if not (posted.is_served or call.serves_every_version):
        part = f"the SOAP call {asked.name} of API {posted.version}"
        raise NotImplementedInFakeError(
            part, instead=f"It serves {releases.REFERENCE} to {releases.NEWEST}."
        )
    if isinstance(call, OpenCall):
        told = call.answer(posted, asked)
        return envelope_text(posted.flavor, call.name, told)
    posted.note(has_secrets=call.has_secrets)
    try:
        told = call.answer(enter(posted, asked, call))
    except SalesforceError as error:
        raise fault_of_error(error) from error
    return envelope_text(posted.flavor, call.name, told)
