"""What the Analytics API tells of a report, of its type, and of a run (reference 3.13).

The keys of an answer come in alphabetical order, as the guide's examples have them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fake_salesforce.access import Access
from fake_salesforce.org.reports import Report, Run
from fake_salesforce.reports import Grouping, ReportColumn, ReportMetadata
from fake_salesforce.reports.columns import data_type_of
from fake_salesforce.reports.filters import OPERATORS
from fake_salesforce.schema import SObject
from fake_salesforce.schema.field import NUMBER_TYPES, Field, FieldType

_SUMMARIES = {"s": "Sum of", "a": "Average", "m": "Smallest", "x": "Largest", "u": "Unique"}
"""The first two are the guide's; the others are believed."""
_OPERATOR_LABELS = {
    "equals": "equals",
    "notEqual": "not equal to",
    "lessThan": "less than",
    "greaterThan": "greater than",
    "lessOrEqual": "less or equal",
    "greaterOrEqual": "greater or equal",
    "contains": "contains",
    "notContain": "does not contain",
    "startsWith": "starts with",
    "includes": "includes",
    "excludes": "excludes",
}
_ROW_COUNT = "RowCount"


def listed(base: str, report_id: str, name: str) -> dict[str, object]:
    """Return an element of the list of reports."""
    url = f"{base}/analytics/reports/{report_id}"
    return {
        "describeUrl": f"{url}/describe",
        "id": report_id,
        "instancesUrl": f"{url}/instances",
        "name": name,
        "url": url,
    }


def result(base: str, run: Run, *, with_details: bool) -> dict[str, object]:
    """Return the answer of a run."""
    url = f"{base}/analytics/reports/{run.report.id}"
    return {
        "attributes": {
            "describeUrl": f"{url}/describe",
            "instancesUrl": f"{url}/instances",
            "reportId": run.report.id,
            "reportName": run.metadata.name or run.report.name,
            "type": "Report",
        },
        "allData": run.facts.has_all,
        "factMap": run.facts.fact_map(with_details=with_details),
        "groupingsAcross": {"groupings": run.facts.groupings_across()},
        "groupingsDown": {"groupings": run.facts.groupings_down()},
        "hasDetailRows": with_details,
        "reportExtendedMetadata": extended(run.metadata, run.columns, run.details),
        "reportMetadata": metadata_document(
            run.report, run.metadata, details=run.details, with_details=with_details
        ),
    }


def metadata_document(
    report: Report,
    metadata: ReportMetadata,
    *,
    details: Iterable[str],
    with_details: bool,
) -> dict[str, object]:
    """Return ``reportMetadata``; the columns are those that the user may read."""
    span = metadata.standard_date_filter
    return {
        "aggregates": list(metadata.aggregates),
        "chart": None,
        "currency": None,
        "description": None,
        "detailColumns": list(details),
        "developerName": report.developer_name,
        "division": None,
        "folderId": report.folder_id,
        "groupingsAcross": [_grouping(each) for each in metadata.groupings_across],
        "groupingsDown": [_grouping(each) for each in metadata.groupings_down],
        "hasDetailRows": with_details,
        "hasRecordCount": _ROW_COUNT in metadata.aggregates,
        "historicalSnapshotDates": [],
        "id": report.id,
        "name": metadata.name or report.name,
        "reportBooleanFilter": metadata.report_boolean_filter,
        "reportFilters": [
            {
                "column": each.column,
                "isRunPageEditable": each.is_run_page_editable,
                "operator": each.operator,
                "value": each.value,
            }
            for each in metadata.report_filters
        ],
        "reportFormat": metadata.report_format,
        "reportType": {"label": metadata.report_type.label, "type": metadata.report_type.type},
        "scope": metadata.scope,
        "showGrandTotal": True,
        "showSubtotals": True,
        "sortBy": [
            {"sortColumn": each.sort_column, "sortOrder": each.sort_order}
            for each in metadata.sort_by
        ],
        "standardDateFilter": {
            "column": span.column if span else None,
            "durationValue": span.duration_value if span else "CUSTOM",
            "endDate": span.end_date if span else None,
            "startDate": span.start_date if span else None,
        },
        "standardFilters": [],
    }


def _grouping(grouping: Grouping) -> dict[str, object]:
    return {
        "dateGranularity": grouping.date_granularity,
        "name": grouping.name,
        "sortAggregate": grouping.sort_aggregate,
        "sortOrder": grouping.sort_order,
    }


def extended(
    metadata: ReportMetadata, columns: Mapping[str, ReportColumn], details: Iterable[str]
) -> dict[str, object]:
    """Return ``reportExtendedMetadata``: labels and types of what a report shows."""
    groupings = [
        (level, each.name)
        for side in (metadata.groupings_down, metadata.groupings_across)
        for level, each in enumerate(side)
    ]
    return {
        "aggregateColumnInfo": {
            each: _aggregate_info(each, columns) for each in metadata.aggregates
        },
        "detailColumnInfo": {
            each: {"dataType": columns[each].data_type, "label": columns[each].label}
            for each in details
        },
        "groupingColumnInfo": {
            name: {
                "dataType": columns[name].data_type,
                "groupingLevel": level,
                "label": columns[name].label,
            }
            for level, name in groupings
        },
    }


def _aggregate_info(aggregate: str, columns: Mapping[str, ReportColumn]) -> dict[str, object]:
    data_type, label = "int", "Record Count"
    if aggregate != _ROW_COUNT:
        kind, _, name = aggregate.partition("!")
        column = columns[name]
        data_type = "int" if kind == "u" else column.data_type
        label = f"{_SUMMARIES[kind]} {column.label}"
    return {
        "acrossGroupingContext": None,
        "dataType": data_type,
        "downGroupingContext": None,
        "label": label,
    }


def type_metadata(sobject: SObject, access: Access) -> dict[str, object]:
    """Return ``reportTypeMetadata``: what a report on an object may show and filter by."""
    fields = [
        each
        for each in sobject.fields
        if access.can_read_field(sobject, each) and not each.is_compound
    ]
    columns = {
        f"{sobject.name}.{each.name}": {
            "dataType": data_type_of(each.type),
            "filterValues": [
                {"label": value.label, "name": value.value} for value in each.picklist_values
            ],
            "filterable": each.filterable,
            "label": each.label,
        }
        for each in fields
    }
    types = sorted({data_type_of(each.type) for each in fields})
    return {
        "categories": [{"columns": columns, "label": f"{sobject.label} Information"}],
        "dataTypeFilterOperatorMap": {
            each: [
                {"label": _OPERATOR_LABELS[name], "name": name} for name in _operators(each, fields)
            ]
            for each in types
        },
        "standardDateFilterDurationGroups": [],
        "standardFilterInfos": {},
    }


def _operators(data_type: str, fields: Iterable[Field]) -> list[str]:
    kind = next(each.type for each in fields if data_type_of(each.type) == data_type)
    if kind is FieldType.MULTIPICKLIST:
        return ["equals", "notEqual", "includes", "excludes"]
    if kind is FieldType.BOOLEAN:
        return ["equals", "notEqual"]
    if kind in NUMBER_TYPES | {FieldType.DATE, FieldType.DATETIME}:
        return list(OPERATORS[:6])
    return list(OPERATORS[:9])
