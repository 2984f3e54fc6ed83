"""What whoever stages a test does to records, as the automated process, which may do everything."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import timedelta

from fake_salesforce.clock import Clock
from fake_salesforce.records.lead_convert import Converted, LeadConvert
from fake_salesforce.records.merge import Merged
from fake_salesforce.records.upsert import Upserted
from fake_salesforce.records.values import Json

from .database import Database
from .late import LateTransaction, commit_due
from .record_locks import RecordLocks
from .records import Records


class RecordFace:
    """The part of an org's face that writes records."""

    clock: Clock
    database: Database
    records: Records
    _record_locks: RecordLocks

    def commits_late(
        self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0
    ) -> LateTransaction:
        """Return a transaction that begins now and commits late: a context manager.

        What is written through it becomes visible when the org's clock has moved on so far, with
        the stamps of now::

            with org.commits_late(minutes=5) as late:
                lead_id = late.create("Lead", {"LastName": "Late", "Company": "Example"})

        Raises:
            ValueError: the time is not positive.
        """
        lasts = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        return LateTransaction(self.database, self.records, clock=self.clock, lasts=lasts)

    def catch_up(self) -> None:
        """Do what the clock has made due; requests and calls begin with it.

        Late transactions commit whose time has come, and records show what hangs on the day.
        """
        commit_due(self.database, self.records, now=self.clock.now())
        self.records.keep_day()

    def create(self, sobject_name: str, fields: Mapping[str, Json]) -> str:
        """Create a record as the automated process; see :meth:`.records.Records.create`."""
        self.catch_up()
        return self.records.create(sobject_name, fields)

    def update(self, sobject_name: str, record_id: str, fields: Mapping[str, Json]) -> None:
        """Write some fields of a record as the automated process."""
        self.catch_up()
        self.records.update(sobject_name, record_id, fields)

    def upsert(
        self, sobject_name: str, key_name: str, value: str, fields: Mapping[str, Json]
    ) -> Upserted:
        """Create a record, or update the one whose ``key_name`` has the value.

        ``org.upsert("Lead", "Key__c", "42", {"LastName": "Doe", "Company": "Example"})``; see
        :meth:`.records.Records.upsert`.
        """
        self.catch_up()
        return self.records.upsert(sobject_name, key_name, value, fields)

    def delete(self, sobject_name: str, record_id: str) -> None:
        """Put a record into the recycle bin as the automated process."""
        self.catch_up()
        self.records.delete(sobject_name, record_id)

    def undelete(self, *record_ids: str) -> None:
        """Bring records back from the recycle bin, with those that went with them.

        Raises:
            SalesforceError: one does not lie there, or cannot come back; those before it are back.
        """
        self.catch_up()
        for each in record_ids:
            self.records.undelete(each)

    def empty_recycle_bin(self, *record_ids: str) -> None:
        """Delete records in the recycle bin for good.

        Raises:
            SalesforceError: one does not lie there; those before it are gone.
        """
        self.catch_up()
        for each in record_ids:
            self.records.empty_recycle_bin(each)

    def merge(
        self,
        sobject_name: str,
        master_id: str,
        *loser_ids: str,
        fields: Mapping[str, Json] | None = None,
    ) -> Merged:
        """Merge one or two leads, contacts or accounts into a master; see :meth:`.Records.merge`.

        ``org.merge("Lead", master, loser, fields={"Email": "jane@example.com"})``
        """
        self.catch_up()
        return self.records.merge(sobject_name, master_id, loser_ids, fields=fields or {})

    def convert_lead(
        self,
        lead_id: str,
        *,
        converted_status: str = "Closed - Converted",
        account_id: str | None = None,
        contact_id: str | None = None,
        opportunity_id: str | None = None,
        opportunity_name: str | None = None,
        do_not_create_opportunity: bool = False,
        overwrite_lead_source: bool = False,
        owner_id: str | None = None,
    ) -> Converted:
        """Convert a lead into an account, a contact and, unless told, an opportunity.

        Args:
            lead_id: the lead.
            converted_status: a value of Lead.Status that is one of a converted lead.
            account_id: an existing account; None makes one.
            contact_id: an existing contact of that account; None makes one.
            opportunity_id: an existing opportunity.
            opportunity_name: of the new opportunity; None is the lead's company.
            do_not_create_opportunity: whether there shall be none.
            overwrite_lead_source: whether the existing contact gets the lead's source.
            owner_id: a user who owns what is made; None is the lead's owner.

        Raises:
            SalesforceError: Salesforce would refuse it; nothing is changed then.
        """
        self.catch_up()
        asked = LeadConvert(
            lead_id=lead_id,
            converted_status=converted_status,
            account_id=account_id,
            contact_id=contact_id,
            opportunity_id=opportunity_id,
            opportunity_name=opportunity_name,
            do_not_create_opportunity=do_not_create_opportunity,
            overwrite_lead_source=overwrite_lead_source,
            owner_id=owner_id,
        )
        return self.records.convert_lead(asked)

    def lock_record(self, record_id: str) -> None:
        """Lock a record as an approval does: only those who may modify all can edit or delete it.

        Raises:
            ValueError: there is no such record.
        """
        self._record_locks.lock(record_id)

    def unlock_record(self, record_id: str) -> None:
        """End the lock of an approval; a record that is not locked stays as it is."""
        self._record_locks.unlock(record_id)

    def hold_lock(self, record_id: str) -> AbstractContextManager[None]:
        """Hold a record as another writer's transaction does, for as long as the block lasts.

        Whoever writes it meanwhile, or a record that belongs to it, gets UNABLE_TO_LOCK_ROW.

        Raises:
            ValueError: there is no such record, or it is held already.
        """
        return self._record_locks.hold(record_id)
