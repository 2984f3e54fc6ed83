"""Reports: those viewed lately, their description, and running them while the client waits."""

from __future__ import annotations

from typing import cast

from fake_salesforce.api.call import Answer, Call, Route
from fake_salesforce.api.json_body import read_object
from fake_salesforce.errors import BadReportError, NotImplementedInFakeError
from fake_salesforce.org.reports import Report
from fake_salesforce.reports import ReportMetadata

from . import documents

_ONLY_JSON = (
    "The Reports and Dashboards REST API only supports JSON content type in both request and"
    " response bodies. Specify requests with content type as application/json."
)
"""[K:api-analytics/report-error-codes]."""
_SHEET = "spreadsheetml"


def reports(call: Call) -> Answer:
    """List up to 200 reports that the user viewed lately: described or run."""
    viewed = call.org.reports.viewed(call.user_id)
    return Answer([documents.listed(call.base, *each) for each in viewed])


def create(call: Call) -> Answer:
    """Refuse to create or copy a report."""
    part = f"{call.method} analytics/reports (creating and copying reports)"
    raise NotImplementedInFakeError(part, instead="Add one from Python: org.add_report(...).")


def change(call: Call, report_id: str) -> Answer:
    """Refuse to change or delete a report."""
    report_of(call, report_id)
    part = f"{call.method} of a report"
    raise NotImplementedInFakeError(part, instead="Use org.reports.change() or delete().")


def report_of(call: Call, report_id: str) -> Report:
    """Return the report that a path names, and note that the user viewed it.

    Raises:
        BadReportError: there is none that he may see.
    """
    report = call.org.reports.find(report_id, user_id=call.user_id)
    call.org.reports.note_view(report.id, user_id=call.user_id)
    return report


def describe(call: Call, report_id: str) -> Answer:
    """Tell what a report is made of, and what its type offers."""
    report = report_of(call, report_id)
    run = call.org.reports.run(report, report.metadata, user_id=call.user_id, with_rows=False)
    sobject = call.org.records.sobject(report.metadata.report_type.type)
    return Answer(
        {
            "attributes": {
                "describeUrl": f"{call.base}/analytics/reports/{report.id}/describe",
                "reportId": report.id,
                "reportName": report.name,
                "type": "Report",
            },
            "reportExtendedMetadata": documents.extended(run.metadata, run.columns, run.details),
            "reportMetadata": documents.metadata_document(
                report,
                report.metadata,
                details=run.details,
                with_details=report.metadata.has_detail_rows,
            ),
            "reportTypeMetadata": documents.type_metadata(
                sobject, call.org.access_of(call.user_id)
            ),
        }
    )


def run(call: Call, report_id: str) -> Answer:
    """Run a report, with the metadata of the request if there is any."""
    if _SHEET in call.headers.get("Accept", ""):
        raise NotImplementedInFakeError("formatted exports (xlsx)", instead="It answers JSON.")
    report = report_of(call, report_id)
    metadata = metadata_of(call, report)
    return Answer(_ran(call, report, metadata))


def run_unsaved(call: Call) -> Answer:
    """Run what the request describes, which is no report of the org's."""
    metadata = ReportMetadata.read(_body(call))
    unsaved = Report("", metadata.name, metadata.developer_name, call.user_id, metadata)
    return Answer(_ran(call, unsaved, metadata))


def _ran(call: Call, report: Report, metadata: ReportMetadata) -> dict[str, object]:
    """Return the answer of a run for which the client waits; so many may be run at a time.

    Raises:
        ForbiddenError: as many are, or were in this hour.
    """
    with call.org.usage.held("ConcurrentSyncReportRuns"):
        call.org.reports.spend_run("sync")
        return result(call, report, metadata)


def result(call: Call, report: Report, metadata: ReportMetadata) -> dict[str, object]:
    """Return the answer of a run: with details if they are asked for, or stored unless told."""
    asked = call.arguments.get("includeDetails")
    with_details = asked.lower() == "true" if asked is not None else False
    found = call.org.reports.run(report, metadata, user_id=call.user_id)
    return documents.result(call.base, found, with_details=with_details)


def metadata_of(call: Call, report: Report) -> ReportMetadata:
    """Return what is to be run: the report's own metadata, changed by what the request says.

    Raises:
        BadReportError: the body is none that describes a report, or is not JSON.
    """
    if call.method != "POST" or not call.body.strip():
        return report.metadata
    changes = _body(call)
    if not isinstance(changes, dict) or not changes:
        return ReportMetadata.read(changes)
    own = report.metadata.model_dump(by_alias=True, mode="json")
    return ReportMetadata.read(own | changes)


def _body(call: Call) -> object:
    content_type = call.headers.get("Content-Type", "")
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise BadReportError(_ONLY_JSON, status=415)
    values = read_object(call.body, content_type=content_type).values
    return cast("object", values.get("reportMetadata"))


_REPORTS = "/analytics/reports"

ROUTES = (
    Route(_REPORTS, "reports", reports),
    Route(_REPORTS, "report_create", create, ("POST",)),
    Route(f"{_REPORTS}/query", "report_query", run_unsaved, ("POST",)),
    Route(f"{_REPORTS}/<report_id>", "report_run", run, ("GET", "POST")),
    Route(f"{_REPORTS}/<report_id>", "report_change", change, ("PATCH", "DELETE")),
    Route(f"{_REPORTS}/<report_id>/describe", "report_describe", describe),
)
