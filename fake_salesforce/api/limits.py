"""``/limits`` and ``/limits/recordCount`` (reference 3.2): what the org allows and holds.

Both need the permission View Setup and Configuration; the two storage limits are told to users with
Manage Users only ([D:220 api_rest/resources_limits]).
"""

from __future__ import annotations

from fake_salesforce.errors import InsufficientAccessError

from .call import Answer, Call, Route

_FIXED = {
    "AnalyticsExternalDataSizeMB": 40_960,
    "DailyAnalyticsDataflowJobExecutions": 60,
    "DailyAsyncApexExecutions": 250_000,
    "DailyBulkV2QueryFileStorageMB": 976_562,
    "DailyDurableGenericStreamingApiEvents": 10_000,
    "DailyDurableStreamingApiEvents": 10_000,
    "DailyGenericStreamingApiEvents": 10_000,
    "DailyStandardVolumePlatformEvents": 10_000,
    "DailyStreamingApiEvents": 10_000,
    "DailyWorkflowEmails": 390,
    "DurableStreamingApiConcurrentClients": 20,
    "HourlyDashboardRefreshes": 200,
    "HourlyDashboardResults": 5_000,
    "HourlyDashboardStatuses": 999_999_999,
    "HourlyODataCallout": 1_000,
    "HourlyPublishedPlatformEvents": 50_000,
    "HourlyTimeBasedWorkflow": 50,
    "MassEmail": 10,
    "Package2VersionCreates": 6,
    "SingleEmail": 15,
    "StreamingApiConcurrentClients": 20,
}
"""Limits that nothing in the fake spends. The names are those of v49 (reference 3.2), most numbers
are those of the guide's example ([K:rest-api/list-org-limits]); the others are believed."""
_NOT_ALLOWED = "You do not have permission to view this resource."
"""Believed: which answer a user without View Setup gets is not in the sources."""
_UNCOUNTED = frozenset({"Organization", "UserRecordAccess"})


def limits(call: Call) -> Answer:
    """Answer with maximum and rest of each limit, by name in alphabetical order."""
    _check_right(call)
    found = call.org.usage.told() | {
        name: {"Max": most, "Remaining": most} for name, most in _FIXED.items()
    }
    if call.org.access_of(call.user_id).has("ManageUsers"):
        storage = call.org.limits.data_storage_mb
        used = call.org.storage.used_mb()
        files = call.org.limits.file_storage_mb
        found |= {
            "DataStorageMB": {"Max": storage, "Remaining": max(storage - used, 0)},
            "FileStorageMB": {"Max": files, "Remaining": files},
        }
    return Answer(dict(sorted(found.items())))


def record_count(call: Call) -> Answer:
    """Answer with the number of records of some objects; unknown and empty ones are left out.

    Without ``sObjects`` it is every object ([K:rest-api/record-count]). A real org tells a number
    that may be a little old; this one is exact, and does not look at sharing (believed).
    """
    _check_right(call)
    named = call.arguments.get("sObjects")
    wanted = None if named is None else {each.strip().lower() for each in named.split(",")}
    counts = [
        {"count": count, "name": sobject.name}
        for sobject in sorted(call.org.schema, key=lambda each: each.name)
        if sobject.name not in _UNCOUNTED
        and (wanted is None or sobject.name.lower() in wanted)
        and (count := call.org.storage.count(sobject))
    ]
    return Answer({"sObjects": counts})


def _check_right(call: Call) -> None:
    if not call.org.access_of(call.user_id).has("ViewSetup"):
        raise InsufficientAccessError(_NOT_ALLOWED)


ROUTES = (
    Route("/limits", "limits", limits),
    Route("/limits/recordCount", "record_count", record_count),
)
