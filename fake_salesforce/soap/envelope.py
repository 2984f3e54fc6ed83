"""Reading an envelope: any prefixes, blanks and extra headers, as real clients send them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from fake_salesforce.errors import SoapFault

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"


def malformed(message: str) -> SoapFault:
    """Return the fault of a request that cannot be read; its text is ours (believed)."""
    return SoapFault("soapenv:Client", message, detail="")


def local(element: Element) -> str:
    """Return an element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def child(element: Element, name: str) -> Element | None:
    """Return the first child of a local name; None if there is none."""
    return next((each for each in element if local(each) == name), None)


def texts(element: Element, name: str) -> list[str]:
    """Return the text of each child of a local name, in order, as ``ids`` of ``retrieve``."""
    return [each.text or "" for each in element if local(each) == name]


def is_nil(element: Element) -> bool:
    """Tell whether an element says ``xsi:nil``."""
    return element.get(f"{{{XSI}}}nil", "").strip() in {"true", "1"}


@dataclass(frozen=True, slots=True)
class Envelope:
    """What was posted: the header's elements by local name, and the call with its arguments."""

    headers: Mapping[str, Element]
    call: Element
    length: int
    """Bytes of the whole envelope."""

    @property
    def name(self) -> str:
        """The call's name, as ``login``."""
        return local(self.call)

    def header(self, name: str, part: str) -> str | None:
        """Return the text of a part of a header, as ``SessionHeader``'s ``sessionId``."""
        header = self.headers.get(name)
        found = None if header is None else child(header, part)
        return None if found is None else (found.text or "").strip()

    def argument(self, name: str) -> str:
        """Return the text of an argument of the call.

        Raises:
            SoapFault: the call has no such argument.
        """
        found = child(self.call, name)
        if found is None:
            message = f"The {self.name} lacks its {name}."
            raise malformed(message)
        return found.text or ""


def read(body: bytes) -> Envelope:
    """Read an envelope.

    Raises:
        SoapFault: the body is no XML, no envelope, or has no call in it.
    """
    try:
        root: Element = fromstring(body.decode("utf-8"))
    except (ParseError, DefusedXmlException, UnicodeDecodeError, ValueError) as error:
        message = f"The request is no well-formed XML: {type(error).__name__}"
        raise malformed(message) from error
    soap_body = root.find(f"{{{ENVELOPE}}}Body")
    call = None if soap_body is None else next(iter(soap_body), None)
    if call is None:
        message = "The request has no SOAP Body with a call in it."
        raise malformed(message)
    header = root.find(f"{{{ENVELOPE}}}Header")
    headers = {} if header is None else {local(each): each for each in header}
    return Envelope(headers, call, len(body))
