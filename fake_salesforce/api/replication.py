"""Get Updated and Get Deleted: what was changed in a span of time (reference 3.5)."""

from __future__ import annotations

from datetime import datetime

from fake_salesforce.clock import from_wire, to_wire
from fake_salesforce.errors import InvalidReplicationDateError, MissingArgumentError
from fake_salesforce.org import Span
from fake_salesforce.records.values import WrongTypeError, stored
from fake_salesforce.schema import Field, FieldType

from .call import Answer, Call, Route
from .describes import sobject_of

_MOMENT = Field(name="start", type=FieldType.DATETIME, label="Date")
"""What a parameter holds is written as a field of a record is."""


def updated(call: Call, name: str) -> Answer:
    """Answer with the ids of the records that were created or changed."""
    sobject = sobject_of(call, name)
    # These answers have no pages.
    asking = call.org.asking(call.user_id, page_rows=1).unpaged()
    found = call.org.replication.updated(sobject, _span(call), asking)
    covered = to_wire(found.latest_date_covered)
    return Answer({"ids": list(found.ids), "latestDateCovered": covered})


def deleted(call: Call, name: str) -> Answer:
    """Answer with the records that were deleted, and when."""
    sobject = sobject_of(call, name)
    asking = call.org.asking(call.user_id, page_rows=1).unpaged(include_deleted=True)
    found = call.org.replication.deleted(sobject, _span(call), asking)
    return Answer(
        {
            "deletedRecords": [
                {"deletedDate": deleted_date, "id": record_id}
                for record_id, deleted_date in found.records
            ],
            "earliestDateAvailable": to_wire(found.earliest_date_available),
            "latestDateCovered": to_wire(found.latest_date_covered),
        }
    )


def _span(call: Call) -> Span:
    return Span.of(_instant(call, "start"), _instant(call, "end"))


def _instant(call: Call, parameter: str) -> datetime:
    """Read a parameter; both refusals are believed.

    A plus sign that the client did not encode has become a blank, and is refused so.
    """
    text = call.arguments.get(parameter)
    if text is None:
        message = f"The {parameter} parameter is required"
        raise MissingArgumentError(message)
    try:
        return from_wire(str(stored(_MOMENT, text)))
    except WrongTypeError as error:
        message = f"{parameter}: {text!r} is no date and time as 2020-07-20T09:00:00+00:00"
        raise InvalidReplicationDateError(message) from error


ROUTES = (
    Route("/sobjects/<name>/updated", "updated", updated),
    Route("/sobjects/<name>/deleted", "deleted", deleted),
)
