"""Reports and their folders, as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, JsonValue

from fake_salesforce.control.problems import blaming, wrong
from fake_salesforce.control.values import Name, OfOrg, RecordId, org_of, user_named
from fake_salesforce.control.verb import Told, verb
from fake_salesforce.errors import BadReportError

if TYPE_CHECKING:
    from fake_salesforce.salesforce import FakeSalesforce


class NewFolder(OfOrg):
    """A folder; one that is hidden is opened by View All Data only."""

    name: Name
    access: Literal["Public", "Hidden"] = "Public"


class NewReport(OfOrg):
    """A report on an object."""

    name: Name
    sobject: Name
    columns: Annotated[list[Name], Field(min_length=1, max_length=100)]
    """Paths of fields, as `Email` or `Owner.Name`."""
    folder_id: RecordId | None = None
    """None is Unfiled Public Reports."""
    owner: Name | None = None
    """The username of whose personal report it is, instead of a folder."""
    definition: dict[str, JsonValue] = Field(default_factory=dict)
    """Further words of `reportMetadata`, snake cased, as `report_filters`."""


class OfReport(OfOrg):
    """A report by its id."""

    report_id: RecordId


class ChangeReport(OfReport):
    """What changes of a report; the rest stays."""

    columns: Annotated[list[Name], Field(max_length=100)] = Field(default_factory=list)
    """Paths of fields, as `Email`; none at all leaves them."""
    definition: dict[str, JsonValue] = Field(default_factory=dict)
    """Further words of `reportMetadata`, snake cased, as `report_filters`."""


class IdTold(Told):
    """The id of what was added."""

    id: str


@verb(
    "report add-folder",
    "POST /orgs/{org}/report-folders",
    python="Org.add_report_folder",
    words=("name",),
    examples=("report add-folder Marketing",),
    status=201,
)
def add_folder(salesforce: FakeSalesforce, asked: NewFolder) -> IdTold:
    """Add a folder of reports."""
    org = org_of(salesforce, asked.org)
    return IdTold(id=org.add_report_folder(asked.name, access=asked.access))


@verb(
    "report add",
    "POST /orgs/{org}/reports",
    python="Org.add_report",
    words=("name", "sobject", "columns"),
    examples=("report add 'New leads' Lead Id Email Owner.Name",),
    status=201,
)
def add(salesforce: FakeSalesforce, asked: NewReport) -> IdTold:
    """Add a report."""
    org = org_of(salesforce, asked.org)
    definition: dict[str, Any] = asked.definition
    for name in definition.keys() & {"name", "sobject", "columns", "folder_id", "owner"}:
        raise wrong(f"definition.{name}", "it has a field of its own, beside the definition")
    owner = None if asked.owner is None else user_named(org, asked.owner)
    try:
        return IdTold(
            id=org.add_report(
                asked.name,
                sobject=asked.sobject,
                columns=asked.columns,
                folder_id=asked.folder_id,
                owner=owner,
                **definition,
            )
        )
    except (ValueError, BadReportError) as error:
        raise wrong("", str(error)) from error


@verb(
    "report change",
    "PATCH /orgs/{org}/reports/{report_id}",
    python="Org.change_report",
    words=("report_id", "columns"),
    examples=("report change 00O000000000001EAA LastName Company",),
)
def change(salesforce: FakeSalesforce, asked: ChangeReport) -> None:
    """Edit a report as one of its users does: other columns, other filters."""
    definition: dict[str, Any] = asked.definition
    for name in definition.keys() & {"report_id", "columns"}:
        raise wrong(f"definition.{name}", "it has a field of its own, beside the definition")
    try:
        org_of(salesforce, asked.org).change_report(
            asked.report_id, columns=asked.columns or None, **definition
        )
    except (ValueError, BadReportError) as error:
        raise wrong("", str(error)) from error


@verb(
    "report delete",
    "DELETE /orgs/{org}/reports/{report_id}",
    python="Org.delete_report",
    words=("report_id",),
    examples=("report delete 00O000000000001EAA",),
)
def delete(salesforce: FakeSalesforce, asked: OfReport) -> None:
    """Delete a report, as one of its users does."""
    with blaming("report_id"):
        org_of(salesforce, asked.org).delete_report(asked.report_id)


VERBS = (add_folder, add, change, delete)
