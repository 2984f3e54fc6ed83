"""The SOQL that a report asks, for a user who may see its object.

Columns that the user may not read are left out of his run; a filter or a grouping by one of them
refuses it (both believed).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fake_salesforce.access import Access
from fake_salesforce.errors import BadReportError, NotImplementedInFakeError
from fake_salesforce.schema import Field, Schema, SObject
from fake_salesforce.schema.field import FieldType

from .filters import date_span, where
from .metadata import MOST_COLUMNS, ReportMetadata

_OBSOLETE = (
    "The report definition is obsolete. Your administrator has disabled all reports for the custom"
    " object, or its relationships have changed."
)
_TOO_MANY_COLUMNS = (
    "Only a report with fewer than 100 columns can be run. The columns are fields specified as"
    " detail columns, summaries, or custom summary formulas. Remove unneeded columns from the"
    " report and try again."
)
_NO_COLUMNS = (
    "Can\u2019t run the report because it doesn\u2019t have any columns selected. Be sure to add"
    " fields as columns to the report through the user interface."
)
"""[K:api-analytics/report-error-codes], all three."""
_AGGREGATES = frozenset("samxu")
ROW_COUNT = "RowCount"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report asks of SOQL."""

    sobject: SObject
    text: str
    paths: tuple[str, ...]
    """What is selected, in order."""
    details: tuple[str, ...]
    """The detail columns that the user may read."""


def asked(metadata: ReportMetadata, *, schema: Schema, access: Access) -> Asked:
    """Return the SOQL of a report.

    Raises:
        BadReportError: the user may not see its object, or the report is not one that can be run.
    """
    sobject = schema.sobject(metadata.report_type.type)
    if sobject is None or not access.can_read_object(sobject):
        raise BadReportError(_OBSOLETE, status=403)
    fields = _Fields(sobject, schema, access)
    if not metadata.detail_columns:
        raise BadReportError(_NO_COLUMNS)
    if len(metadata.detail_columns) + len(metadata.aggregates) > MOST_COLUMNS:
        raise BadReportError(_TOO_MANY_COLUMNS)
    details = tuple(each for each in metadata.detail_columns if fields.find(each) is not None)
    groupings = [*metadata.groupings_down, *metadata.groupings_across]
    _check_format(metadata)
    summed = [column_of(each) for each in metadata.aggregates if each != ROW_COUNT]
    columns = [*details, *(each.name for each in groupings), *summed]
    paths: dict[str, None] = {"Id": None}
    for each in columns:
        path, field = fields.known(each)
        paths[path] = None
        if field.name_field:
            paths[_id_path(path)] = None
    conditions = [
        where(
            metadata.report_filters,
            metadata.report_boolean_filter,
            field_of=fields.known,
        )
    ]
    span = metadata.standard_date_filter
    if span is not None and span.column is not None:
        path, field = fields.known(span.column)
        if field.type not in {FieldType.DATE, FieldType.DATETIME}:
            message = (
                f"The column {span.column} cannot be a standard date filter because it is not a"
                " date column."
            )
            raise BadReportError(message)
        conditions.append(date_span(span, path) or None)
    text = f"SELECT {', '.join(paths)} FROM {sobject.name}"  # noqa: S608 - names of the schema
    if metadata.scope == "user":
        text += " USING SCOPE mine"
    held = [each for each in conditions if each]
    if held:
        text += f" WHERE {' AND '.join(f'({each})' for each in held)}"
    text += _order(metadata, fields.known)
    return Asked(sobject, text, tuple(paths), details)


def column_of(aggregate: str) -> str:
    """Return the column that an aggregate is of: ``s!Lead.AnnualRevenue``.

    Raises:
        BadReportError: it is none (the text is believed).
    """
    kind, mark, column = aggregate.partition("!")
    if not mark or kind not in _AGGREGATES:
        message = f"{aggregate} is no aggregate: use RowCount, or s!, a!, m!, x! or u! and a column"
        raise BadReportError(message)
    return column


def _check_format(metadata: ReportMetadata) -> None:
    """Refuse groupings that the format does not have (texts believed, but for sorting)."""
    down, across = len(metadata.groupings_down), len(metadata.groupings_across)
    fits = {
        "TABULAR": (0, 0, 0, 0),
        "SUMMARY": (1, 3, 0, 0),
        "MATRIX": (1, 2, 1, 2),
    }
    least_down, most_down, least_across, most_across = fits[metadata.report_format]
    if not (least_down <= down <= most_down and least_across <= across <= most_across):
        message = (
            f"A {metadata.report_format} report has {least_down} to {most_down} groupings down and"
            f" {least_across} to {most_across} across."
        )
        raise BadReportError(message)
    if metadata.report_format == "MATRIX" and metadata.sort_by:
        message = "Column sorting isn't supported for matrix reports."
        raise BadReportError(message)
    if len(metadata.sort_by) > 1:
        message = "A report can only be sorted by one column."
        raise BadReportError(message)
    if any(each.sort_column not in metadata.detail_columns for each in metadata.sort_by):
        message = "The sort column name must be from a selected column."
        raise BadReportError(message)
    for each in (*metadata.groupings_down, *metadata.groupings_across):
        if each.sort_aggregate is not None:
            part = "groups sorted by an aggregate"
            raise NotImplementedInFakeError(part, instead="Sort them by their values.")


def _order(metadata: ReportMetadata, known: Callable[[str], tuple[str, Field]]) -> str:
    keys: dict[str, str] = {}
    for each in (*metadata.groupings_down, *metadata.groupings_across):
        keys[known(each.name)[0]] = "DESC" if each.sort_order.lower() == "desc" else "ASC"
    for key in metadata.sort_by:
        path = known(key.sort_column)[0]
        keys.setdefault(path, "DESC" if key.sort_order.lower() == "desc" else "ASC")
    keys.setdefault("Id", "ASC")
    return " ORDER BY " + ", ".join(f"{path} {way}" for path, way in keys.items())


def _id_path(path: str) -> str:
    parent, dot, _ = path.rpartition(".")
    return f"{parent}{dot}Id"


class _Fields:
    """Finds the fields that columns name, among those that a user may read."""

    def __init__(self, sobject: SObject, schema: Schema, access: Access) -> None:
        self._sobject = sobject
        self._schema = schema
        self._access = access

    def known(self, column: str) -> tuple[str, Field]:
        """Return path and field of a column.

        Raises:
            BadReportError: the user has no such column.
        """
        found = self.find(column)
        if found is None:
            message = f"Specify a valid filterable column because {column} is invalid."
            raise BadReportError(message)
        return found

    def find(self, column: str) -> tuple[str, Field] | None:
        """Return path and field of a column, or None."""
        first, *rest = column.split(".")
        if first.lower() != self._sobject.name.lower() or not rest:
            return None
        sobject = self._sobject
        *parents, last = rest
        for each in parents:
            parent = self._parent(sobject, each)
            if parent is None:
                return None
            sobject = parent
        field = self._readable(sobject, last)
        if field is None or field.is_compound:
            return None
        return ".".join([*parents, field.name]), field

    def _parent(self, sobject: SObject, relationship: str) -> SObject | None:
        for each in sobject.fields:
            if (each.relationship_name or "").lower() == relationship.lower():
                if self._readable(sobject, each.name) is None:
                    return None
                # A polymorphic reference shows what users and groups share: their names.
                known = [self._schema.known(name) for name in each.reference_to]
                return next(
                    (one for one in known if one is not None and one.name == "User"),
                    next((one for one in known if one is not None), None),
                )
        return None

    def _readable(self, sobject: SObject, name: str) -> Field | None:
        field = sobject.field(name)
        if field is None or not self._access.can_read_object(sobject):
            return None
        return field if self._access.can_read_field(sobject, field) else None
