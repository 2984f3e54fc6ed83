"""Instances: runs whose answer is kept for a day (reference 3.13).

A run is done when its instance is asked for; the answer to the request says ``New``, as it does.
"""

from __future__ import annotations

from datetime import datetime

from fake_salesforce.api.call import Answer, Call, Route
from fake_salesforce.org.reports import Instance

from .reports import metadata_of, report_of, result

_NEW = "New"
_SUCCESS = "Success"


def run(call: Call, report_id: str) -> Answer:
    """Run a report and keep the answer; jsforce sends no body ([W])."""
    report = report_of(call, report_id)
    metadata = metadata_of(call, report)
    call.org.reports.spend_run("async")
    body = result(call, report, metadata)
    instance = call.org.reports.keep(report, body, user_id=call.user_id)
    told = _told(call, instance) | {"completionDate": None, "status": _NEW}
    return Answer(told)


def instances(call: Call, report_id: str) -> Answer:
    """List the runs of a report that are kept, the last first."""
    report = report_of(call, report_id)
    return Answer([_told(call, each) for each in call.org.reports.instances(report)])


def get(call: Call, report_id: str, instance_id: str) -> Answer:
    """Give the answer of a run."""
    report = report_of(call, report_id)
    with call.org.usage.held("ConcurrentAsyncGetReportInstances"):
        instance = call.org.reports.instance(report, instance_id)
    assert instance.body is not None
    attributes = {
        "completionDate": _moment(instance.completed),
        "id": instance.id,
        "ownerId": instance.owner_id,
        "queryable": False,
        "reportId": report.id,
        "reportName": report.name,
        "requestDate": _moment(instance.requested),
        "status": _SUCCESS,
        "type": "ReportInstance",
    }
    return Answer(instance.body | {"attributes": attributes})


def delete(call: Call, report_id: str, instance_id: str) -> Answer:
    """Forget a run: 204."""
    report = report_of(call, report_id)
    call.org.reports.forget(call.org.reports.instance(report, instance_id))
    return Answer.nothing()


def _told(call: Call, instance: Instance) -> dict[str, object]:
    url = f"{call.base}/analytics/reports/{instance.report_id}/instances/{instance.id}"
    return {
        "completionDate": _moment(instance.completed),
        "hasDetailRows": instance.has_details,
        "id": instance.id,
        "ownerId": instance.owner_id,
        "queryable": False,
        "requestDate": _moment(instance.requested),
        "status": _SUCCESS,
        "url": url,
    }


def _moment(at: datetime | None) -> str | None:
    return None if at is None else f"{at:%Y-%m-%dT%H:%M:%SZ}"


_INSTANCES = "/analytics/reports/<report_id>/instances"

ROUTES = (
    Route(_INSTANCES, "report_run_async", run, ("POST",)),
    Route(_INSTANCES, "report_instances", instances),
    Route(f"{_INSTANCES}/<instance_id>", "report_instance", get),
    Route(f"{_INSTANCES}/<instance_id>", "report_instance_delete", delete, ("DELETE",)),
)
