"""Converted leads: readable, and read only ([P] x4, reference 2, 5.2 and 9).

That the same refusal meets whoever refers to one anew (a membership, a task) is reported by
connectors ([I:grouparoo#1051]); that every reference is meant is believed.
"""

from __future__ import annotations

from collections.abc import Mapping

from fake_salesforce.errors import CannotUpdateConvertedLeadError
from fake_salesforce.schema import SObject

from .values import Stored


def check_not_converted(sobject: SObject, record: Mapping[str, Stored]) -> None:
    """Refuse to write or to name a lead that was converted.

    Raises:
        CannotUpdateConvertedLeadError: it is one.
    """
    if sobject.name == "Lead" and record.get("IsConverted"):
        message = "cannot reference converted lead"
        raise CannotUpdateConvertedLeadError(message, fields=())
