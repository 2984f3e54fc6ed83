"""Merging leads, contacts or accounts into one of them ([K:api/merge]).

The others go into the recycle bin with their MasterRecordId, and what referred to them refers to
the master. Each merge is one transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fake_salesforce import ids
from fake_salesforce.errors import InvalidMergeRecordError
from fake_salesforce.schema import Field, Schema, SObject

from . import campaigns, locks, permitted, rows, shares
from .leads import check_not_converted
from .values import Json, Stored
from .writer import RecordWriter
from .writing import Writing

MOST_LOSERS = 2
"""Three records with the master ([K:api/merge])."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of a merge."""

    record_id: str
    merged_record_ids: tuple[str, ...]
    updated_related_ids: tuple[str, ...]
    """The records that refer to the master now, as far as the user may see them."""


class Merging:
    """Merges the records of one org."""

    def __init__(self, schema: Schema, writer: RecordWriter) -> None:
        self._schema = schema
        self._writer = writer

    def merge(
        self,
        connection: sqlite3.Connection,
        sobject: SObject,
        master_id: str,
        loser_ids: Sequence[str],
        *,
        incoming: Mapping[str, Json],
        writing: Writing,
    ) -> Merged:
        """Merge one or two records into a master.

        Believed: the codes and texts of these refusals, that deleting the losers needs the right to
        delete them, and that every re-parented record's stamps move.

        Args:
            connection: within a transaction.
            sobject: their object.
            master_id: the record that stays.
            loser_ids: those that go.
            incoming: what is written to the master, as in an update.
            writing: who merges, and when.

        Raises:
            InvalidMergeRecordError: the object cannot be merged, there are too few or too many
                records, one is named twice, or a record would be its own ancestor.
            EntityIsDeletedError: one of them lies in the recycle bin.
            CannotUpdateConvertedLeadError: one of them is a converted lead.
            SalesforceError: the user may not, or what is written to the master is refused.
        """
        # Duplicate rules do not look at a merge (Salesforce help, "Things to Know About Duplicate
        # Rules"); that validation rules do not either is believed.
        self._check(sobject, master_id, loser_ids)
        writing = writing.without_rules
        self._writer.update(connection, sobject, master_id, incoming, writing=writing)
        master_id = ids.normalize(master_id)
        losers = [self._loser(connection, sobject, each, writing) for each in loser_ids]
        moved: dict[str, None] = {}
        for loser in losers:
            self._complete(connection, sobject, master_id, loser)
            moved |= dict.fromkeys(self._move(connection, sobject, loser, master_id, writing))
        self._check_ancestors(connection, sobject, master_id)
        self._keep_oldest_creation(connection, sobject, master_id, losers)
        for loser in losers:
            self._writer.recycle_bin.put(
                connection,
                sobject,
                loser,
                writing=writing,
                further={"MasterRecordId": master_id},
            )
        return Merged(master_id, tuple(str(each["Id"]) for each in losers), tuple(moved))

    def _check(self, sobject: SObject, master_id: str, loser_ids: Sequence[str]) -> None:
        fault = None
        named = [ids.normalize(each) for each in (master_id, *loser_ids) if ids.is_id(each)]
        if not sobject.mergeable:
            fault = f"entity type cannot be merged: {sobject.label}"
        elif not 1 <= len(loser_ids) <= MOST_LOSERS:
            fault = f"a merge takes 1 to {MOST_LOSERS} records besides the master record"
        elif len(set(named)) < len(named):
            fault = "a record cannot be merged with itself"
        elif any(self._schema.sobject_of_id(each) is not sobject for each in named):
            fault = "records of different types cannot be merged"
        if fault is not None:
            raise InvalidMergeRecordError(fault, fields=())

    def _loser(
        self, connection: sqlite3.Connection, sobject: SObject, record_id: str, writing: Writing
    ) -> dict[str, Stored]:
        record = self._writer.existing(connection, sobject, record_id, writing.access)
        permitted.check_delete(connection, sobject, str(record["Id"]), writing.access)
        locks.check_approval(connection, sobject, str(record["Id"]), writing.access)
        check_not_converted(sobject, record)
        return record

    @staticmethod
    def _complete(
        connection: sqlite3.Connection,
        sobject: SObject,
        master_id: str,
        loser: Mapping[str, Stored],
    ) -> None:
        """Give a master contact the manager of a loser, if it has none ([K:api/merge])."""
        reports_to = loser.get("ReportsToId")
        if reports_to not in {None, master_id}:
            connection.execute(
                f'UPDATE "{sobject.name}" SET "ReportsToId" = coalesce("ReportsToId", ?)'  # noqa: S608 - the schema's names
                ' WHERE "Id" = ?',
                (reports_to, master_id),
            )

    def _move(
        self,
        connection: sqlite3.Connection,
        sobject: SObject,
        loser: Mapping[str, Stored],
        master_id: str,
        writing: Writing,
    ) -> Iterator[str]:
        """Let everything refer to the master that refers to a loser; yield what the user sees.

        Deleted records move too, so that they still belong to something when they come back.
        """
        loser_id = str(loser["Id"])
        for child, field in self._references(sobject):
            if child.name == f"{sobject.name}Share":
                shares.move(connection, child, field, loser_id, master_id)
                continue
            for each in rows.referring(connection, child, field, loser_id, with_deleted=True):
                if self._is_redundant(connection, child, field, each, master_id):
                    self._writer.recycle_bin.put(connection, child, each, writing=writing)
                    continue
                self._repoint(connection, child, field, each, master_id, writing=writing)
                is_told = (field.createable or field.updateable) and not each.get("IsDeleted")
                if is_told and permitted.is_among(
                    connection, child, str(each["Id"]), writing.access.records(child)
                ):
                    yield str(each["Id"])

    def _references(self, sobject: SObject) -> Iterator[tuple[SObject, Field]]:
        """Yield what can refer to a record: what somebody wrote, and what follows from it."""
        for child in self._schema:
            for field in child.columns:
                is_moved = (
                    field.createable
                    or field.updateable
                    or field.name == "AccountId"
                    or field.name.startswith("Converted")
                )
                if is_moved and sobject.name in field.reference_to:
                    yield child, field

    @staticmethod
    def _is_redundant(
        connection: sqlite3.Connection,
        child: SObject,
        field: Field,
        record: Mapping[str, Stored],
        master_id: str,
    ) -> bool:
        """Tell whether the master is a member of the campaign already: its membership stays."""
        return (
            child.name == "CampaignMember"
            and field.name in {"LeadId", "ContactId"}
            and not record["IsDeleted"]
            and campaigns.membership(connection, str(record["CampaignId"]), field.name, master_id)
            is not None
        )

    def _repoint(
        self,
        connection: sqlite3.Connection,
        child: SObject,
        field: Field,
        record: Mapping[str, Stored],
        master_id: str,
        *,
        writing: Writing,
    ) -> None:
        values: dict[str, Stored] = {field.name: master_id}
        if child.name == "OpportunityContactRole":
            # [K:help/contacts_considerations_for_merging_duplicates]: no longer the primary one.
            values["IsPrimary"] = 0
        if record.get("IsDeleted"):
            rows.update(connection, child, str(record["Id"]), values)
            return
        self._writer.rewrite(connection, child, record, values, writing=writing)

    def _check_ancestors(
        self, connection: sqlite3.Connection, sobject: SObject, master_id: str
    ) -> None:
        """Refuse a hierarchy in which the master is above itself ([K:api/merge])."""
        for field in sobject.columns:
            if sobject.name not in field.reference_to or not field.updateable:
                continue
            seen: set[str] = set()
            above = rows.find(connection, sobject, master_id)
            while above is not None and above[field.name] is not None:
                above_id = str(above[field.name])
                if above_id == master_id or above_id in seen:
                    message = f"{field.label}: the merge would cause a cyclical relationship"
                    raise InvalidMergeRecordError(message, fields=(field.name,))
                seen.add(above_id)
                above = rows.find(connection, sobject, above_id)

    @staticmethod
    def _keep_oldest_creation(
        connection: sqlite3.Connection,
        sobject: SObject,
        master_id: str,
        losers: Sequence[Mapping[str, Stored]],
    ) -> None:
        """Let the master have been created when, and by whom, the oldest of them was.

        Believed: Salesforce help says so of merges by hand.
        """
        master = rows.find(connection, sobject, master_id)
        assert master is not None
        oldest = min((master, *losers), key=lambda each: str(each["CreatedDate"]))
        values = {each: oldest[each] for each in ("CreatedDate", "CreatedById")}
        rows.update(connection, sobject, master_id, values)
