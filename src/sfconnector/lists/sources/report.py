"""A report: the leads and contacts that it shows, pull only."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sfconnector.errors import (
    ApiDisabledError,
    ApiError,
    ApiVersionRetiredError,
    LimitExceededError,
    UnavailableError,
    UnexpectedAnswerError,
)
from sfconnector.lists import report_columns, report_package
from sfconnector.lists.report_rows import ReportRows
from sfconnector.lists.sources.naming import one_of
from sfconnector.lists.sources.source import Chosen, Offered, Sight, Source
from sfconnector.salesforce import report_runs, reports
from sfconnector.salesforce.describe import Field
from sfconnector.salesforce.rows import read_all, text
from sfconnector.salesforce.session import Session

REPORTS = "SELECT Id, Name, FolderName, Format FROM Report ORDER BY FolderName, Name, Id"
MOST_TRIED = 3
"""Reports that are run to learn whether the user may run any."""
OF_NO_REPORT = (
    ApiDisabledError,
    ApiVersionRetiredError,
    LimitExceededError,
    UnavailableError,
)
"""Refusals that have nothing to do with the report that was asked for."""


@dataclass(frozen=True, slots=True)
class ReportMembers:
    """The rows of a report."""

    report_id: str
    kept: tuple[str, ...] = ()
    stamps: tuple[str, ...] = ()
    converted: str | None = None
    converted_to: str | None = None

    @property
    def where(self) -> str:
        """Where the e-mail lies, as messages name it."""
        return "Report.Email"

    @property
    def looks(self) -> int:
        """How many calls :meth:`visible` takes."""
        return 1

    @property
    def marks(self) -> int:
        """How many calls asking how things stand takes: whether the package is too old."""
        return report_package.CALLS

    def reads(self, rows: int) -> int:
        """Return one for a run, and one for the export if Salesforce will have cut it."""
        return 1 if rows <= report_runs.MOST_ROWS else 2

    def visible(self, session: Session) -> tuple[Field, ...]:
        """Return the columns, named by their labels; the one with the e-mail is called Email.

        Raises:
            ReportUnfitError: a list cannot be made of the report.
            ConnectorError: as :meth:`Session.call`.
        """
        columns = report_columns.fit(report_runs.describe(session, self.report_id))
        return tuple(Field(name, columns.types[name]) for name in columns.names)

    def rows(self, session: Session, fields: Sequence[str]) -> ReportRows:
        """Return the rows with these columns."""
        return ReportRows(session, self.report_id, fields)

    def followed(self, visible: Collection[str]) -> tuple[str, ...]:
        """Return nothing: what became of who is shown no more, a report does not tell."""
        del visible
        return ()

    def present(self, visible: Collection[str]) -> str | None:
        """Return no condition: a report is no query."""
        del visible
        return None


def choose(session: Session, named: str | None) -> Chosen:
    """Find a report by its name or id, and make sure that it may be imported.

    Raises:
        InputError: none is named, the user sees none, or several have the name.
        ReportUnfitError: the package is too old for a user in Lightning Experience.
        ConnectorError: as :meth:`Session.call`.
    """
    found = one_of(session, "Report", named, prefix="00O")
    report_package.refuse_old(session)
    return Chosen(found.id, found.name)


def offers(sight: Sight) -> Iterator[Offered]:
    """Look for the tabular reports, if the user may run reports: a call a page, and two or more.

    Raises:
        ConnectorError: as :meth:`Session.call`.
    """
    if "Report" not in sight.objects:
        return
    found = [each for each in read_all(sight.session, REPORTS) if text(each, "Format") == "Tabular"]
    if not _may_run(sight.session, [text(each, "Id") for each in found]):
        return
    for row in found:
        yield Offered(
            source=REPORT.kind,
            of=text(row, "Id"),
            name=text(row, "Name"),
            group=text(row, "FolderName"),
        )


def _may_run(session: Session, report_ids: Sequence[str]) -> bool:
    """Tell whether the user may run reports; one that cannot be run for its own sake tells nothing.

    Where no report tells, as when the hour's runs are used up, it is not known that the user may
    not: an import or sync of one will say.
    """
    for each in report_ids[:MOST_TRIED]:
        try:
            return reports.may_run(session, each)
        except OF_NO_REPORT:
            raise
        except (ApiError, UnexpectedAnswerError):
            continue
    return True


REPORT = Source(
    kind="report",
    says="the leads and contacts that a report shows, pull only",
    choose=choose,
    members=ReportMembers,
    offers=offers,
    default_fields=(),
)
