"""What a fault does to a request: plain data, carried out by ``http/weather.py``.

Whether it is done before the request is handled or to its answer is the phase's affair.
"""

from __future__ import annotations

from dataclasses import dataclass

from fake_salesforce.errors import SalesforceError
from fake_salesforce.wire import Delivery


@dataclass(frozen=True, slots=True)
class Wait:
    """Time goes by: on the clock, or for real on the socket until the client hangs up."""

    seconds: float
    real: bool


@dataclass(frozen=True, slots=True)
class EndSession:
    """The session of the call is ended."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """Salesforce refuses, as it does: JSON, or a fault where the request is SOAP."""

    error: SalesforceError


@dataclass(frozen=True, slots=True)
class Reply:
    """Somebody answers in Salesforce's place."""

    status: int
    content_type: str
    text: str


@dataclass(frozen=True, slots=True)
class Relabel:
    """The answer's Content-Type is another."""

    content_type: str


@dataclass(frozen=True, slots=True)
class CutGzip:
    """The answer is compressed, and the end of the compressed bytes is missing."""

    share: float
    """How much of them is left, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Deliver:
    """The answer goes over the wire in another way."""

    delivery: Delivery


@dataclass(frozen=True, slots=True)
class Drip:
    """The body goes over the wire in pieces, with a pause between them."""

    piece_bytes: int
    seconds: float
    real: bool


Effect = Wait | EndSession | Refuse | Reply | Relabel | CutGzip | Deliver | Drip
