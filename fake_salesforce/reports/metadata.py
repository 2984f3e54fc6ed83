"""What a report is made of, in the words of the Analytics API's ``reportMetadata``."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic.alias_generators import to_camel

from fake_salesforce.errors import BadReportError, NotImplementedInFakeError

MOST_FILTERS = 20
MOST_COLUMNS = 100
"""[K:api-analytics/requirements-and-limitations]."""
_UNKNOWN_PARTS = (
    "buckets",
    "crossFilters",
    "customDetailFormula",
    "customSummaryFormula",
    "topRows",
)
"""Parts of a report that the fake does not evaluate: refused by name where they hold anything."""


class _Part(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, extra="ignore", frozen=True
    )


class ReportFilter(_Part):
    """A condition on a column; several values, with commas between them, are alternatives."""

    column: str
    operator: str
    value: str = ""
    filter_type: str | None = None
    is_run_page_editable: bool = True


class Grouping(_Part):
    """A column whose values divide the rows."""

    name: str
    sort_order: str = "Asc"
    date_granularity: str = "None"
    sort_aggregate: str | None = None


class SortBy(_Part):
    """The column by which the rows are sorted."""

    sort_column: str
    sort_order: str = "Asc"


class ReportType(_Part):
    """The object that a report is on."""

    type: str
    label: str = ""


class StandardDateFilter(_Part):
    """A span of time on a date column: a date literal of SOQL, or ``CUSTOM`` with its ends."""

    column: str | None = None
    duration_value: str = "CUSTOM"
    start_date: str | None = None
    end_date: str | None = None


class ReportMetadata(_Part):
    """A report."""

    name: str = ""
    developer_name: str = ""
    report_format: Literal["TABULAR", "SUMMARY", "MATRIX"] = "TABULAR"
    report_type: ReportType
    detail_columns: tuple[str, ...] = ()
    report_filters: Annotated[tuple[ReportFilter, ...], Field(max_length=MOST_FILTERS)] = ()
    report_boolean_filter: str | None = None
    groupings_down: tuple[Grouping, ...] = ()
    groupings_across: tuple[Grouping, ...] = ()
    aggregates: tuple[str, ...] = ("RowCount",)
    sort_by: tuple[SortBy, ...] = ()
    scope: str = "organization"
    has_detail_rows: bool = True
    standard_date_filter: StandardDateFilter | None = None

    @model_validator(mode="before")
    @classmethod
    def _has_known_parts(cls, value: Any) -> Any:  # noqa: ANN401 - what a client sent
        if isinstance(value, dict):
            for each in _UNKNOWN_PARTS:
                if value.get(each):
                    part = f"{each} of a report"
                    raise NotImplementedInFakeError(part, instead="Leave it out.")
        return value

    @classmethod
    def read(cls, value: object) -> ReportMetadata:
        """Return the report that a JSON value describes.

        Raises:
            BadReportError: it is none: 400 with what is wrong (texts of the form are believed).
            NotImplementedInFakeError: it has a part that the fake does not evaluate.
        """
        if not isinstance(value, dict) or not value:
            message = (
                "The request is invalid because there is no metadata. Specify metadata in the"
                " request body."
            )
            raise BadReportError(message)
        if value.get("reportFormat") == "MULTI_BLOCK":
            message = "You\u2019re requesting data for an unsupported report format."
            raise BadReportError(message, status=501)
        try:
            return cls.model_validate(value)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(each) for each in first["loc"])
            message = f"reportMetadata.{place}: {first['msg']}"
            raise BadReportError(message) from error
