"""The reports of an org, as whoever stages a test adds, edits and deletes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fake_salesforce import ids
from fake_salesforce.records.values import Json
from fake_salesforce.reports import ReportMetadata

from .reports import PERSONAL, UNFILED, Report, Reports

if TYPE_CHECKING:
    from .records import Records
    from .users import User


class ReportFace:
    """The face of an org for whoever keeps its reports; :class:`.org.Org` has it."""

    id: str
    records: Records
    reports: Reports

    def add_report_folder(self, name: str, *, access: str = "Public") -> str:
        """Add a folder of reports, ``Public`` or ``Hidden``, and return its id.

        Raises:
            ValueError: the access is another.
        """
        return self.reports.add_folder(name, access=access)

    def add_report(
        self,
        name: str,
        *,
        sobject: str,
        columns: Sequence[str],
        folder_id: str | None = None,
        owner: User | None = None,
        **definition: Json,
    ) -> str:
        """Add a report and return its id: ``org.add_report("New", sobject="Lead", columns=[...])``.

        Args:
            name: what users see.
            sobject: what it is on, as ``Lead`` or ``CampaignMember``.
            columns: paths of fields, as ``Email`` or ``Owner.Name``.
            folder_id: where it lies; None is Unfiled Public Reports.
            owner: whose personal report it is, instead of a folder.
            **definition: further words of ``reportMetadata``, snake cased: ``report_format``,
                ``report_filters``, ``groupings_down``, ``aggregates`` and so on; their columns
                begin with the object, as ``Lead.Email``.

        Raises:
            ValueError: there is no such folder, or both a folder and an owner are given.
            SalesforceError: the definition is at fault.
        """
        if folder_id is not None and owner is not None:
            message = "a report lies in a folder or is somebody's own, not both"
            raise ValueError(message)
        metadata = ReportMetadata.read(
            {
                "name": name,
                "report_type": {"type": sobject, "label": self.records.sobject(sobject).label},
                "detail_columns": [f"{sobject}.{each}" for each in columns],
                **definition,
            }
        )
        where, label = folder_id or self.id, UNFILED
        if owner is not None:
            where, label = owner.id, PERSONAL
        elif folder_id is not None:
            found = self.reports.folder_name(folder_id)
            if found is None:
                message = f"there is no folder {folder_id}: add one with add_report_folder"
                raise ValueError(message)
            label = found
        return self.reports.add(metadata, folder_id=where, folder_name=label)

    def change_report(
        self, report_id: str, *, columns: Sequence[str] | None = None, **definition: Json
    ) -> None:
        """Edit a report as one of its users does; what is not named stays.

        Args:
            report_id: as :meth:`add_report` returned it.
            columns: paths of fields, as ``Email``; None leaves them.
            **definition: further words of ``reportMetadata``, snake cased, as ``report_filters``.

        Raises:
            ValueError: there is no such report.
            SalesforceError: the definition is at fault.
        """
        report = self._kept_report(report_id)
        own = report.metadata.model_dump() | definition
        if columns is not None:
            sobject = report.metadata.report_type.type
            own["detail_columns"] = [f"{sobject}.{each}" for each in columns]
        self.reports.change(report.id, ReportMetadata.read(own))

    def delete_report(self, report_id: str) -> None:
        """Delete a report, as one of its users does.

        Raises:
            ValueError: there is no such report.
        """
        self.reports.delete(self._kept_report(report_id).id)

    def _kept_report(self, report_id: str) -> Report:
        report = self.reports.kept(ids.normalize(report_id) if ids.is_id(report_id) else "")
        if report is None:
            message = f"there is no report {report_id!r}"
            raise ValueError(message)
        return report
