"""Reports: which ones the user sees, in which folders, and may they be run (reference 3.13).

A report is never run as it is saved: that would note the run with the report. Its definition is
run unsaved, without details, which leaves no trace but one synchronous run of the hourly limit.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from sfconnector.errors import AccessDeniedError, UnexpectedAnswerError
from sfconnector.salesforce.exchange import REST, Answer, Request
from sfconnector.salesforce.rows import read_all, text
from sfconnector.salesforce.session import Session

FOLDERS = (
    "SELECT Id, Name FROM Folder "
    "WHERE Type = 'Report' AND AccessType IN ('Public', 'PublicInternal') ORDER BY Id"
)
REPORTS = "SELECT Id, Name, OwnerId FROM Report ORDER BY Id LIMIT 2000"
NO_RIGHT = "permission to run reports"
"""What Salesforce's refusal holds when Run Reports is missing (Analytics guide, error codes)."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The reports that the user sees."""

    report_id: str | None
    """One of them; None if there is none."""
    in_public_folder: str | None
    """The name of a public folder in which the user sees one; None if there is none."""


class _Metadata(msgspec.Struct):
    reportMetadata: msgspec.Raw  # noqa: N815 - the wire's spelling


_decoder = msgspec.json.Decoder(_Metadata)


def read(session: Session) -> Shelf:
    """Read which reports the user sees.

    Raises:
        ConnectorError: as :meth:`Session.call`.
    """
    folders = {text(row, "Id"): text(row, "Name") for row in read_all(session, FOLDERS)}
    found = read_all(session, REPORTS)
    public = [folders[text(row, "OwnerId")] for row in found if text(row, "OwnerId") in folders]
    return Shelf(
        report_id=next((text(row, "Id") for row in found), None),
        in_public_folder=next(iter(public), None),
    )


def may_run(session: Session, report_id: str) -> bool:
    """Tell whether the user may run reports, by running this one's definition unsaved.

    Raises:
        ConnectorError: as :meth:`Session.call`; a refusal for another reason tells nothing.
    """
    try:
        described = session.call(Request("GET", f"{REST}/analytics/reports/{report_id}/describe"))
        session.call(_unsaved(described))
    except AccessDeniedError as error:
        if NO_RIGHT in error.message:
            return False
        raise
    return True


def _unsaved(described: Answer) -> Request:
    try:
        metadata = _decoder.decode(described.body)
    except msgspec.DecodeError as error:
        message = "the answer to a report's describe has no reportMetadata"
        raise UnexpectedAnswerError(message, detail=str(error)) from error
    return Request(
        "POST",
        f"{REST}/analytics/reports/query",
        query=(("includeDetails", "false"),),
        headers=(("Content-Type", "application/json"),),
        body=msgspec.json.encode(metadata),
    )
