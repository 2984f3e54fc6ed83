"""Finding the call that an envelope asks for, and answering it."""

from __future__ import annotations

from fake_salesforce.errors import NotImplementedInFakeError, SalesforceError

from . import envelope
from .calls import CALLS
from .elements import envelope_text
from .entrance import enter
from .faults import fault_of_error
from .posted import OpenCall, Posted


def answer(posted: Posted) -> str:
    """Return the envelope that answers a request.

    Raises:
        SoapFault: the request cannot be read, or the call is refused.
        NotImplementedInFakeError: Salesforce may have the call, the fake has not.
    """
    asked = envelope.read(posted.body)
    posted.note(asked=asked.name)
    call = next((each for each in CALLS if each.name == asked.name), None)
    if call is None:
        names = ", ".join(each.name for each in CALLS)
        raise NotImplementedInFakeError(f"the SOAP call {asked.name}", instead=f"It has {names}.")
    if isinstance(call, OpenCall):
        told = call.answer(posted, asked)
        return envelope_text(posted.flavor, call.name, told, has_records=False)
    posted.note(has_secrets=call.has_secrets)
    try:
        told = call.answer(enter(posted, asked, call))
    except SalesforceError as error:
        raise fault_of_error(error) from error
    return envelope_text(posted.flavor, call.name, told, has_records=call.has_records)
