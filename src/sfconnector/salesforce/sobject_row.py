"""One record by its id: every field that the user can read, without naming any (reference 3.5).

A query that names one hidden or unknown field is refused as a whole; this call leaves it out.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from sfconnector.errors import UnexpectedAnswerError
from sfconnector.salesforce.exchange import REST, Answer, Request

_decoder = msgspec.json.Decoder(dict[str, object])


def request(sobject: str, record_id: str) -> Request:
    """Build the call."""
    return Request("GET", f"{REST}/sobjects/{sobject}/{record_id}")


def read(answer: Answer) -> Mapping[str, object]:
    """Read the record's values by field.

    Raises:
        UnexpectedAnswerError: the answer is no record.
    """
    try:
        return _decoder.decode(answer.body)
    except msgspec.DecodeError as error:
        message = "the answer to a record's id is no record"
        raise UnexpectedAnswerError(message, detail=str(error)) from error
