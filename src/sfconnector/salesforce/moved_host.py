"""Whether a host that does not answer may be one that its organization has left.

An organization that moves to another instance or My Domain leaves a host behind whose name is gone,
or that answers 301, 404 or 401 (connector domain 6, row 22). What answers 404 may be there all the
same, and lack only what was asked for: then it lists the versions of its API.
"""

from __future__ import annotations

from http import HTTPStatus

from sfconnector.errors import (
    ConnectError,
    ConnectorError,
    NotFoundError,
    NotSalesforceError,
    TransportError,
)
from sfconnector.salesforce.exchange import Request
from sfconnector.salesforce.session import Wire

VERSIONS = Request("GET", "/services/data")
"""The list of versions needs no session and is no call that counts (reference 3.1)."""


def may_be_left(error: ConnectorError) -> bool:
    """Tell whether a failure may come from a host that its organization has left."""
    if isinstance(error, ConnectError):
        return True
    is_missing = isinstance(error, NotFoundError | NotSalesforceError)
    return is_missing and error.evidence.status == HTTPStatus.NOT_FOUND


def is_left(wire: Wire, instance_url: str, error: ConnectorError) -> bool:
    """Tell whether a host that failed in such a way has been left, as far as can be seen there.

    Where it cannot be reached nothing more can be seen; where it can, it is asked once.
    """
    if isinstance(error, ConnectError):
        return True
    try:
        answer = wire.exchange(VERSIONS, base_url=instance_url)
    except ConnectError:
        return True
    except TransportError:
        return False
    return answer.status != HTTPStatus.OK or answer.media_type != VERSIONS.media_type
