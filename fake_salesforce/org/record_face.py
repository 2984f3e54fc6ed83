"""What whoever stages a test does to records, as the automated process, which may do everything."""

from __future__ import annotations

from collections.abc import Mapping

from fake_salesforce.records.upsert import Upserted
from fake_salesforce.records.values import Json

from .records import Records


class RecordFace:
    """The part of an org's face that writes records."""

    records: Records

    def create(self, sobject_name: str, fields: Mapping[str, Json]) -> str:
        """Create a record as the automated process; see :meth:`.records.Records.create`."""
        return self.records.create(sobject_name, fields)

    def update(self, sobject_name: str, record_id: str, fields: Mapping[str, Json]) -> None:
        """Write some fields of a record as the automated process."""
        self.records.update(sobject_name, record_id, fields)

    def upsert(
        self, sobject_name: str, key_name: str, value: str, fields: Mapping[str, Json]
    ) -> Upserted:
        """Create a record, or update the one whose ``key_name`` has the value.

        ``org.upsert("Lead", "Key__c", "42", {"LastName": "Doe", "Company": "Example"})``; see
        :meth:`.records.Records.upsert`.
        """
        return self.records.upsert(sobject_name, key_name, value, fields)

    def delete(self, sobject_name: str, record_id: str) -> None:
        """Put a record into the recycle bin as the automated process."""
        self.records.delete(sobject_name, record_id)

    def undelete(self, *record_ids: str) -> None:
        """Bring records back from the recycle bin, with those that went with them.

        Raises:
            SalesforceError: one does not lie there, or cannot come back; those before it are back.
        """
        for each in record_ids:
            self.records.undelete(each)

    def empty_recycle_bin(self, *record_ids: str) -> None:
        """Delete records in the recycle bin for good.

        Raises:
            SalesforceError: one does not lie there; those before it are gone.
        """
        for each in record_ids:
            self.records.empty_recycle_bin(each)
