"""The reports of an org: kept, run for a user, and exported (reference 3.13, 3.14)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fake_salesforce import ids, reports, soql
from fake_salesforce.access import Access
from fake_salesforce.clock import Clock, from_wire, to_wire
from fake_salesforce.errors import BadReportError
from fake_salesforce.reports.columns import data_type_of, writer_of
from fake_salesforce.schema import Schema

from . import sequences
from .database import Database
from .queries import Asking, Page, Queries
from .settings import Limits
from .system_records import SystemRecords
from .usage import Usage

_PAGE_ROWS = 2000
_UNAVAILABLE = "The data you\u2019re trying to access is unavailable."
_NO_RIGHT = (
    "You don\u2019t have permission to run reports. Check that you have the Run Reports user"
    " permission."
)
_FORMATS = {"TABULAR": "Tabular", "SUMMARY": "Summary", "MATRIX": "Matrix"}
_INSTANCE_PREFIX = "0LG"
_INSTANCE_LIFE = timedelta(hours=24)
UNFILED = "Unfiled Public Reports"
PERSONAL = "My Personal Custom Reports"


@dataclass(frozen=True, slots=True)
class Report:
    """A report that a user may see."""

    id: str
    name: str
    developer_name: str
    folder_id: str
    """The folder; the organization for unfiled public reports, the user for personal ones."""
    metadata: reports.ReportMetadata


@dataclass(frozen=True, slots=True)
class Run:
    """What a run found."""

    report: Report
    metadata: reports.ReportMetadata
    columns: Mapping[str, reports.ReportColumn]
    details: tuple[str, ...]
    facts: reports.Facts


@dataclass(frozen=True, slots=True)
class Instance:
    """A run that is kept for a day."""

    id: str
    report_id: str
    owner_id: str
    requested: datetime
    completed: datetime | None
    has_details: bool
    body: dict[str, Any] | None
    """The answer, without its attributes; None before the run."""


class Reports:
    """Keeps and runs the reports of one org."""

    def __init__(
        self,
        database: Database,
        *,
        schema: Schema,
        queries: Queries,
        asking: Callable[..., Asking],
        access_of: Callable[[str], Access],
        limits: Limits,
        usage: Usage,
        clock: Clock,
        instance: str,
        author: str,
    ) -> None:
        self._database = database
        self._schema = schema
        self._queries = queries
        self._asking = asking
        self._access_of = access_of
        self._limits = limits
        self._usage = usage
        self._clock = clock
        self._instance = instance
        self._author = author

    # -- kept ----------------------------------------------------------------------------------

    def add_folder(self, name: str, *, access: str = "Public") -> str:
        """Add a folder of reports and return its id.

        Args:
            name: what users see.
            access: ``Public``, or ``Hidden`` for one that only View All Data opens.

        Raises:
            ValueError: the access is another.
        """
        if access not in {"Public", "Hidden"}:
            message = f"the access of a folder must be Public or Hidden, not {access!r}"
            raise ValueError(message)
        values = {"Name": name, "DeveloperName": _developer_name(name), "AccessType": access}
        with self._database.write() as connection:
            system = self._system(connection)
            return system.insert("Folder", {**values, "IsReadonly": 0, "Type": "Report"})

    def add(self, metadata: reports.ReportMetadata, *, folder_id: str, folder_name: str) -> str:
        """Add a report and return its id."""
        developer_name = metadata.developer_name or _developer_name(metadata.name)
        with self._database.write() as connection:
            report_id = self._system(connection).insert(
                "Report",
                {
                    "Name": metadata.name,
                    "DeveloperName": developer_name,
                    "FolderName": folder_name,
                    "Format": _FORMATS[metadata.report_format],
                    "OwnerId": folder_id,
                    "IsDeleted": 0,
                },
            )
            connection.execute(
                "INSERT INTO _report VALUES (?, ?)",
                (report_id, metadata.model_dump_json(by_alias=True)),
            )
        return report_id

    def change(self, report_id: str, metadata: reports.ReportMetadata) -> None:
        """Put another definition in the place of a report's."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE _report SET body = ? WHERE id = ?",
                (metadata.model_dump_json(by_alias=True), report_id),
            )

    def delete(self, report_id: str) -> None:
        """Put a report into the recycle bin."""
        with self._database.write() as connection:
            connection.execute(
                'UPDATE "Report" SET "IsDeleted" = 1, "SystemModstamp" = ? WHERE "Id" = ?',
                (to_wire(self._clock.now()), report_id),
            )

    def find(self, report_id: str, *, user_id: str) -> Report:
        """Return a report that a user may see.

        Raises:
            BadReportError: there is none, or it lies in a folder that he may not see (404).
        """
        found = None
        if ids.is_id(report_id):
            identifier = ids.normalize(report_id)
            asking = self._asking(user_id, page_rows=1)
            page = self._queries.first_page(
                "SELECT Name, DeveloperName, OwnerId, Id FROM Report"  # noqa: S608 - an id
                f" WHERE Id = '{identifier}'",
                asking,
            )
            found = _cells(page)
        if found is None:
            raise BadReportError(_UNAVAILABLE, status=404)
        name, developer_name, owner_id, _ = found
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT body FROM _report WHERE id = ?", (identifier,)
            ).fetchone()
        metadata = reports.ReportMetadata.read(json.loads(row[0]))
        return Report(identifier, name, developer_name, owner_id, metadata)

    def kept(self, report_id: str) -> Report | None:
        """Return the report of an 18-character id, whoever may see it; None if there is none."""
        with self._database.read() as connection:
            row = connection.execute(
                'SELECT r."Name", r."DeveloperName", r."OwnerId", k.body FROM "Report" r'
                ' JOIN _report k ON k.id = r."Id" WHERE r."Id" = ? AND NOT r."IsDeleted"',
                (report_id,),
            ).fetchone()
        if row is None:
            return None
        name, developer_name, folder_id, body = row
        metadata = reports.ReportMetadata.read(json.loads(body))
        return Report(report_id, name, developer_name, folder_id, metadata)

    def folder_name(self, folder_id: str) -> str | None:
        """Return the name of a folder; None if there is none of that id."""
        with self._database.read() as connection:
            row = connection.execute(
                'SELECT "Name" FROM "Folder" WHERE "Id" = ?', (folder_id,)
            ).fetchone()
        return None if row is None else str(row[0])

    def viewed(self, user_id: str) -> list[tuple[str, str]]:
        """Return ids and names of the reports a user viewed, the last first, up to 200."""
        with self._database.read() as connection:
            seen = connection.execute(
                "SELECT report_id FROM _report_view WHERE user_id = ? ORDER BY number DESC",
                (user_id,),
            ).fetchall()
        if not seen:
            return []
        listed = ", ".join(f"'{report_id}'" for (report_id,) in seen)
        page = self._queries.first_page(
            f"SELECT Id, Name FROM Report WHERE Id IN ({listed})",  # noqa: S608 - ids
            self._asking(user_id, page_rows=_PAGE_ROWS),
        )
        assert page.projection is not None
        place = page.projection.cells[1]
        assert isinstance(place, soql.Cell)
        names = {record[1]: record[place.column] for record in page.records}
        found = [(each, names[each]) for (each,) in seen if each in names]
        return found[: self._limits.recent_reports]

    def note_view(self, report_id: str, *, user_id: str) -> None:
        """Note that a user viewed a report."""
        with self._database.write() as connection:
            connection.execute(
                "DELETE FROM _report_view WHERE user_id = ? AND report_id = ?",
                (user_id, report_id),
            )
            connection.execute(
                "INSERT INTO _report_view (user_id, report_id) VALUES (?, ?)",
                (user_id, report_id),
            )

    def _system(self, connection: Any) -> SystemRecords:  # noqa: ANN401 - sqlite3's own
        return SystemRecords(
            connection, self._schema, self._instance, self._author, self._clock.now()
        )

    # -- run -----------------------------------------------------------------------------------

    def run(
        self,
        report: Report,
        metadata: reports.ReportMetadata,
        *,
        user_id: str,
        with_rows: bool = True,
    ) -> Run:
        """Run a report for a user, with the metadata of the request or its own.

        Args:
            report: what is run.
            metadata: how.
            user_id: for whom.
            with_rows: whether its rows are read; without them only its columns are known.

        Raises:
            BadReportError: he may not run reports, or this one cannot be run so.
        """
        if not self._access_of(user_id).has("RunReports"):
            raise BadReportError(_NO_RIGHT, status=403)
        asking = self._asking(user_id, page_rows=_PAGE_ROWS)
        asked, columns, records = self._read(metadata, asking)
        down, across = (
            [(each, columns[each.name]) for each in groupings]
            for groupings in (metadata.groupings_down, metadata.groupings_across)
        )
        facts = reports.Facts(
            details=[columns[each] for each in asked.details],
            down=down,
            across=across,
            aggregates=metadata.aggregates,
            columns=columns,
            first_weekday=soql.first_weekday(asking.locale),
        )
        for record in records if with_rows else ():
            facts.take(record)
        return Run(report, metadata, columns, asked.details, facts)

    def _read(
        self, metadata: reports.ReportMetadata, asking: Asking
    ) -> tuple[reports.Asked, dict[str, reports.ReportColumn], Iterator[soql.Record]]:
        """Return what a report asks, its columns by name, and its rows."""
        access = asking.access
        asked = reports.asked(metadata, schema=self._schema, access=access)
        bound = soql.bind(
            soql.parse(asked.text), schema=self._schema, access=access, user_id=asking.user_id
        )
        assert bound.selection is not None
        operands = {
            path: each.operand
            for path, each in zip(asked.paths, bound.selection, strict=True)
            if isinstance(each, soql.SelectedField)
        }
        projection, pages = self._queries.everything(asked.text, asking)
        places = _places(projection.cells, "")
        reader = soql.Reader(asking.locale, asking.time_zone)
        columns: dict[str, reports.ReportColumn] = {}
        for path in asked.paths:
            operand = operands[path]
            parent, dot, _ = path.rpartition(".")
            column = reports.ReportColumn(
                name=f"{asked.sobject.name}.{path}",
                label=operand.field.label,
                data_type=data_type_of(operand.type),
                place=places[path],
                id_place=places[f"{parent}{dot}Id"] if operand.field.name_field else None,
                write=writer_of(operand, reader.write_of),
            )
            columns[column.name] = column
        named = _named(metadata, columns)
        return asked, named, (record for page in pages for record in page)

    # -- quotas and instances --------------------------------------------------------------------

    def spend_run(self, kind: str) -> None:
        """Count a run against the hour's quota: ``sync`` or ``async``.

        Raises:
            ForbiddenError: it is used up.
        """
        limit = {"sync": "HourlySyncReportRuns", "async": "HourlyAsyncReportRuns"}[kind]
        self._usage.spend(limit)

    def keep(self, report: Report, body: dict[str, Any], *, user_id: str) -> Instance:
        """Keep the answer of a run for a day."""
        now = self._clock.now()
        with self._database.write() as connection:
            instance_id = sequences.take_id(connection, _INSTANCE_PREFIX, self._instance)
            connection.execute(
                "INSERT INTO _report_instance VALUES (?, ?, ?, ?, ?, ?)",
                (
                    instance_id,
                    report.id,
                    user_id,
                    to_wire(now),
                    int(bool(body["hasDetailRows"])),
                    json.dumps(body),
                ),
            )
        return self.instance(report, instance_id)

    def instance(self, report: Report, instance_id: str) -> Instance:
        """Return a run that is kept.

        Raises:
            BadReportError: there is none, or its day is over (404).
        """
        found = [each for each in self.instances(report) if each.id[:15] == instance_id[:15]]
        if not found:
            raise BadReportError(_UNAVAILABLE, status=404)
        return found[0]

    def instances(self, report: Report) -> list[Instance]:
        """Return the runs of a report that are kept, the last first."""
        oldest = to_wire(self._clock.now() - _INSTANCE_LIFE)
        with self._database.read() as connection:
            found = connection.execute(
                "SELECT id, report_id, owner_id, requested, has_details, body"
                " FROM _report_instance WHERE report_id = ? AND requested > ?"
                " ORDER BY id DESC LIMIT 2000",
                (report.id, oldest),
            ).fetchall()
        return [
            Instance(
                id=row[0],
                report_id=row[1],
                owner_id=row[2],
                requested=from_wire(row[3]),
                completed=from_wire(row[3]),
                has_details=bool(row[4]),
                body=json.loads(row[5]),
            )
            for row in found
        ]

    def forget(self, instance: Instance) -> None:
        """Forget a run."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM _report_instance WHERE id = ?", (instance.id,))

    # -- exported --------------------------------------------------------------------------------

    def export(self, report: Report, *, user_id: str, footer: list[str]) -> Iterator[bytes]:
        """Return every row of a report as CSV, in pieces: labels first, a footer last.

        There is no row limit (reference 3.14). The rows are read while they are taken.
        """
        asking = self._asking(user_id, page_rows=_PAGE_ROWS)
        asked, columns, records = self._read(report.metadata, asking)
        details = [columns[each] for each in asked.details]
        yield _csv([[each.label for each in details]])
        chunk: list[list[str]] = []
        for record in records:
            values = [record[each.place] for each in details]
            chunk.append(
                [
                    "" if value is None else each.plain(value)
                    for each, value in zip(details, values, strict=True)
                ]
            )
            if len(chunk) == _PAGE_ROWS:
                yield _csv(chunk)
                chunk = []
        yield _csv(chunk)
        yield ("\n" + "".join(f'"{line}"\n' for line in footer)).encode("utf-8")


def _cells(page: Page) -> list[str] | None:
    """Return the values of a page's first record, None where it has none."""
    if page.projection is None or not page.records:
        return None
    cells = [each for each in page.projection.cells if isinstance(each, soql.Cell)]
    return [page.records[0][each.column] for each in cells]


def _csv(rows: list[list[str]]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    return file.getvalue().encode("utf-8")


def _places(cells: tuple[Any, ...], prefix: str) -> dict[str, int]:
    places: dict[str, int] = {}
    for cell in cells:
        if isinstance(cell, soql.ParentCell):
            places |= _places(cell.cells, f"{prefix}{cell.name}.")
        elif isinstance(cell, soql.Cell):
            places[prefix + cell.name] = cell.column
    return places


def _named(
    metadata: reports.ReportMetadata, columns: dict[str, reports.ReportColumn]
) -> dict[str, reports.ReportColumn]:
    """Return columns by the names that the report has for them, whatever their case."""
    by_lower = {name.lower(): each for name, each in columns.items()}
    names = [
        *metadata.detail_columns,
        *(each.name for each in (*metadata.groupings_down, *metadata.groupings_across)),
        *(each.partition("!")[2] for each in metadata.aggregates if "!" in each),
    ]
    return {name: by_lower[name.lower()] for name in names if name.lower() in by_lower}


def _developer_name(name: str) -> str:
    words = "".join(each if each.isascii() and each.isalnum() else "_" for each in name)
    return "_".join(each for each in words.split("_") if each) or "Report"
